-- Times and dates can be told: they are of the years 0001 to 9999.
-- requires: earlier_rows
-- requires: rapport

-- Each statement by itself: the constraint is added unchecked, which takes a moment, and then checked beside the traffic.
-- Deployed again after a failure, it begins anew. A table that is made later brings such a constraint with it.
SELECT format('ALTER TABLE public.%I DROP CONSTRAINT IF EXISTS %I, ADD CONSTRAINT %2$I CHECK (%s) NOT VALID', relname, relname || '_times',
              string_agg(format(CASE atttypid WHEN 'date'::regtype THEN '%I BETWEEN ''0001-01-01'' AND ''9999-12-31'''
                                ELSE '%I BETWEEN ''0001-01-01 00:00:00+00'' AND ''9999-12-31 23:59:59.999999+00''' END, attname),
                         ' AND ' ORDER BY attnum))
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = 'public'::regnamespace AND atttypid IN ('timestamptz'::regtype, 'date'::regtype)
  AND relname IN ('zones', 'users', 'clients', 'visits', 'visit_documentation', 'visit_photos', 'contacts', 'rapport_tactics', 'interactions')
GROUP BY relname \gexec

SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND NOT convalidated AND contype = 'c'
  AND conname = (SELECT relname FROM pg_class WHERE pg_class.oid = conrelid) || '_times' \gexec
