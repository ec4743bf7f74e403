-- Take from the role visitd what privileges gave it, and put PUBLIC back to what PostgreSQL 15 starts a database with.

BEGIN;

REVOKE SELECT ON :"registry".changes FROM visitd;
REVOKE USAGE ON SCHEMA :"registry" FROM visitd;
REVOKE USAGE ON SCHEMA public FROM visitd;

-- CREATE on schema public is not given back: since PostgreSQL 15 PUBLIC has not had it to begin with.
GRANT TEMPORARY ON DATABASE :"DBNAME" TO PUBLIC;

COMMIT;
