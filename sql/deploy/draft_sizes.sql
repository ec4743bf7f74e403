-- How much a draft holds, and what it has room for.
-- requires: draft_access

BEGIN;

SET LOCAL search_path = public;

-- A reply writes some characters with up to six others, so the length of a text is not what it takes up, and to write a whole
-- draft out at each change of one field would cost too much. Each record keeps its own size therefore, and in steps, so that the
-- others' need not be read for every few letters that are typed.
CREATE OR REPLACE FUNCTION draft_steps(fields jsonb) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (octet_length(jsonb_strip_nulls(fields)::text) + 253) / 256
$$;
COMMENT ON FUNCTION draft_steps IS 'What fields take up in a reply, in steps of 256 bytes; none if they are all NULL.';

ALTER TABLE draft_visits ADD COLUMN IF NOT EXISTS size integer NOT NULL DEFAULT 0 CHECK (size >= 0);
ALTER TABLE draft_interactions ADD COLUMN IF NOT EXISTS size integer NOT NULL DEFAULT 0 CHECK (size >= 0);
ALTER TABLE draft_principal_interactions ADD COLUMN IF NOT EXISTS size integer NOT NULL DEFAULT 0 CHECK (size >= 0);
ALTER TABLE draft_leads ADD COLUMN IF NOT EXISTS size integer NOT NULL DEFAULT 0 CHECK (size >= 0);
COMMENT ON COLUMN draft_visits.size IS 'draft_steps() of its fields; kept by the statement that writes them.';
COMMENT ON COLUMN draft_interactions.size IS 'As in draft_visits.';
COMMENT ON COLUMN draft_principal_interactions.size IS 'As in draft_visits.';
COMMENT ON COLUMN draft_leads.size IS 'As in draft_visits.';

-- A draft is read whole, so it must end somewhere. A function that returns a table is put in place where a statement reads
-- from it, as draft_is_full() could not be, which stays for workers of the last release.
CREATE OR REPLACE FUNCTION draft_room(visit bigint) RETURNS TABLE (records bigint, size bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT 1000 - interactions.count - principal_interactions.count - leads.count,
           2 * 1024 * 1024 / 256 - interactions.size - principal_interactions.size - leads.size
               - coalesce((SELECT draft_visits.size FROM draft_visits WHERE number = visit), 0)
    FROM (SELECT count(*), coalesce(sum(draft_interactions.size), 0) AS size
          FROM draft_interactions WHERE visit_number = visit) AS interactions,
         (SELECT count(*), coalesce(sum(draft_principal_interactions.size), 0) AS size
          FROM draft_principal_interactions WHERE visit_number = visit) AS principal_interactions,
         (SELECT count(*), coalesce(sum(draft_leads.size), 0) AS size
          FROM draft_leads WHERE visit_number = visit) AS leads
$$;
COMMENT ON FUNCTION draft_room IS 'How many records a draft takes below its visit, up to 1,000, and how many steps of size, up to 2 MiB; give or take what is written at once.';

COMMIT;

-- What there is gets its size beside the traffic, a hundred drafts at a time. Deployed again after a failure, it begins anew.
SELECT format('UPDATE public.%I AS record SET size = public.draft_steps(to_jsonb(record) - %L::text[]) WHERE %I >= %s AND %3$I < %4$s + 100',
              of_table, '{number,visit_number,interaction_number,principal_interaction_number,user_id,last_child,created_at,updated_at,size}',
              key, first)
FROM (VALUES ('draft_visits', 'number'), ('draft_interactions', 'visit_number'), ('draft_principal_interactions', 'visit_number'),
             ('draft_leads', 'visit_number')) AS level (of_table, key),
     (SELECT DISTINCT number / 100 * 100 AS first FROM public.draft_visits) AS hundreds
ORDER BY of_table, first \gexec
