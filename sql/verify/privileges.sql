-- Verify that the role visitd reaches its schemas and can create nothing.

BEGIN;

DO $$
BEGIN
    ASSERT has_database_privilege('visitd', current_database(), 'CONNECT'), 'visitd cannot connect to this database';
    ASSERT has_schema_privilege('visitd', 'public', 'USAGE'), 'visitd cannot use schema public';
    ASSERT NOT has_schema_privilege('visitd', 'public', 'CREATE'),
        'visitd can create objects in schema public: is it a superuser, or was this not deployed by the database''s owner?';
    ASSERT NOT has_database_privilege('visitd', current_database(), 'TEMPORARY'),
        'visitd can create temporary tables: was this not deployed by the database''s owner?';
END
$$;

-- psql does not look for its variables between dollar quotes, so these two fail by dividing by zero.
SELECT 1 / has_schema_privilege('visitd', :'registry', 'USAGE')::integer;
SELECT 1 / has_table_privilege('visitd', format('%I.changes', :'registry'), 'SELECT')::integer;

ROLLBACK;
