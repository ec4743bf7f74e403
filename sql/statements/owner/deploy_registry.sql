-- Has Sqitch been in this database?
SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
               WHERE nspname = 'sqitch' AND relname = 'changes') AS is_there
