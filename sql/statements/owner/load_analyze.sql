-- So that plans are made for as many rows as there are.
ANALYZE pg_temp.incoming
