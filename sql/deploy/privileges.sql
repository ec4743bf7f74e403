-- Prepare the database for the role visitd, which runs the program and owns nothing.
-- Run it as the owner of the database, who need not be a superuser; the role itself is made beforehand by one.

BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'visitd') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = 'role "visitd" does not exist',
            HINT    = 'Make it, as a superuser of this cluster, and deploy again: createuser visitd';
    END IF;
END
$$;

-- Clusters upgraded from before PostgreSQL 15 still let everybody create tables here.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- A temporary table comes first on every search path: one called "users" would be read in place of the directory.
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO visitd;

-- /readyz and `visitctl check` compare the changes deployed with those that the build needs.
GRANT USAGE ON SCHEMA :"registry" TO visitd;
GRANT SELECT ON :"registry".changes TO visitd;

COMMIT;
