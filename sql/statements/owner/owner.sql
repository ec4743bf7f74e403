-- Whom the schema belongs to: who owns its tables, before there are any who owns the database.
SELECT current_user AS role,
       pg_get_userbyid(coalesce((SELECT relowner FROM pg_class WHERE oid = to_regclass('public.zones')), datdba)) AS owner
FROM pg_database WHERE datname = current_database()
