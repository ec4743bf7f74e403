-- The tables as the contract names them, and what holds for every table, there already or yet to come.

BEGIN;

SELECT plan(23); -- the sum of the counts that stand before each group

CREATE TEMPORARY TABLE expected (of_table text, name text, type text, required boolean) ON COMMIT DROP;

INSERT INTO expected VALUES
    ('zones', 'id',               'uuid',                     true),
    ('zones', 'name',             'character varying(255)',   true),
    ('zones', 'region',           'character varying(255)',   false),
    ('zones', 'created_at',       'timestamp with time zone', true),
    ('zones', 'updated_at',       'timestamp with time zone', true),
    ('zones', 'deleted_at',       'timestamp with time zone', false),
    ('zones', 'center_latitude',  'numeric(10,8)',            false),
    ('zones', 'center_longitude', 'numeric(11,8)',            false),

    ('users', 'id',            'uuid',                     true),
    ('users', 'email',         'character varying(255)',   true),
    ('users', 'password_hash', 'character varying(255)',   false),
    ('users', 'first_name',    'character varying(255)',   true),
    ('users', 'last_name',     'character varying(255)',   true),
    ('users', 'role',          'text',                     true),
    ('users', 'zone_id',       'uuid',                     false),
    ('users', 'phone',         'character varying(50)',    false),
    ('users', 'is_active',     'boolean',                  true),
    ('users', 'last_login_at', 'timestamp with time zone', false),
    ('users', 'created_at',    'timestamp with time zone', true),
    ('users', 'updated_at',    'timestamp with time zone', true),
    ('users', 'deleted_at',    'timestamp with time zone', false),
    ('users', 'user_no',       'bigint',                   true),

    ('clients', 'id',                             'uuid',                     true),
    ('clients', 'first_name',                     'character varying(255)',   true),
    ('clients', 'last_name',                      'character varying(255)',   true),
    ('clients', 'date_of_birth',                  'date',                     false),
    ('clients', 'address',                        'text',                     false),
    ('clients', 'latitude',                       'numeric(10,8)',            false),
    ('clients', 'longitude',                      'numeric(11,8)',            false),
    ('clients', 'phone',                          'character varying(50)',    false),
    ('clients', 'emergency_contact_name',         'character varying(255)',   false),
    ('clients', 'emergency_contact_phone',        'character varying(50)',    false),
    ('clients', 'emergency_contact_relationship', 'character varying(255)',   false),
    ('clients', 'zone_id',                        'uuid',                     true),
    ('clients', 'created_at',                     'timestamp with time zone', true),
    ('clients', 'updated_at',                     'timestamp with time zone', true),
    ('clients', 'deleted_at',                     'timestamp with time zone', false),

    ('visits', 'id',                   'uuid',                     true),
    ('visits', 'client_id',            'uuid',                     true),
    ('visits', 'staff_id',             'uuid',                     true),
    ('visits', 'scheduled_start_time', 'timestamp with time zone', true),
    ('visits', 'check_in_time',        'timestamp with time zone', false),
    ('visits', 'check_in_latitude',    'numeric(10,8)',            false),
    ('visits', 'check_in_longitude',   'numeric(11,8)',            false),
    ('visits', 'check_out_time',       'timestamp with time zone', false),
    ('visits', 'check_out_latitude',   'numeric(10,8)',            false),
    ('visits', 'check_out_longitude',  'numeric(11,8)',            false),
    ('visits', 'status',               'text',                     true),
    ('visits', 'duration_minutes',     'integer',                  false),
    ('visits', 'copied_from_visit_id', 'uuid',                     false),
    ('visits', 'created_at',           'timestamp with time zone', true),
    ('visits', 'updated_at',           'timestamp with time zone', true),
    ('visits', 'synced_at',            'timestamp with time zone', false),
    ('visits', 'listed_zone_id',       'uuid',                     false),

    ('visit_documentation', 'id',            'uuid',                     true),
    ('visit_documentation', 'visit_id',      'uuid',                     true),
    ('visit_documentation', 'vital_signs',   'jsonb',                    false),
    ('visit_documentation', 'activities',    'jsonb',                    false),
    ('visit_documentation', 'observations',  'text',                     false),
    ('visit_documentation', 'concerns',      'text',                     false),
    ('visit_documentation', 'signature_url', 'text',                     false),
    ('visit_documentation', 'created_at',    'timestamp with time zone', true),
    ('visit_documentation', 'updated_at',    'timestamp with time zone', true),

    ('visit_photos', 'id',               'uuid',                     true),
    ('visit_photos', 'visit_id',         'uuid',                     true),
    ('visit_photos', 's3_key',           'character varying(1024)',  true),
    ('visit_photos', 's3_url',           'text',                     false),
    ('visit_photos', 'thumbnail_s3_key', 'character varying(1024)',  false),
    ('visit_photos', 'file_name',        'character varying(255)',   false),
    ('visit_photos', 'file_size',        'integer',                  false),
    ('visit_photos', 'mime_type',        'character varying(100)',   false),
    ('visit_photos', 'uploaded_at',      'timestamp with time zone', true),

    ('idempotency_keys', 'user_id',     'uuid',                     true),
    ('idempotency_keys', 'key',         'text',                     true),
    ('idempotency_keys', 'method',      'text',                     true),
    ('idempotency_keys', 'path',        'text',                     true),
    ('idempotency_keys', 'body_sha256', 'bytea',                    true),
    ('idempotency_keys', 'status',      'smallint',                 false),
    ('idempotency_keys', 'body',        'text',                     false),
    ('idempotency_keys', 'location',    'text',                     false),
    ('idempotency_keys', 'created_at',  'timestamp with time zone', true),

    ('draft_visits', 'number',           'bigint',                   true),
    ('draft_visits', 'user_id',          'uuid',                     true),
    ('draft_visits', 'customer_name',    'text',                     false),
    ('draft_visits', 'date_range',       'text',                     false),
    ('draft_visits', 'location',         'text',                     false),
    ('draft_visits', 'interaction_type', 'text',                     false),
    ('draft_visits', 'shared_with',      'text[]',                   false),
    ('draft_visits', 'status',           'text',                     true),
    ('draft_visits', 'created_at',       'timestamp with time zone', true),
    ('draft_visits', 'updated_at',       'timestamp with time zone', true),
    ('draft_visits', 'shared_emails',    'text[]',                   false),

    ('draft_visit_counters', 'visit_number', 'bigint',  true),
    ('draft_visit_counters', 'last_child',   'integer', true),

    ('draft_interactions', 'visit_number', 'bigint',                   true),
    ('draft_interactions', 'number',       'integer',                  true),
    ('draft_interactions', 'departments',  'text[]',                   false),
    ('draft_interactions', 'principals',   'text[]',                   false),
    ('draft_interactions', 'persons',      'text[]',                   false),
    ('draft_interactions', 'last_child',   'integer',                  true),
    ('draft_interactions', 'created_at',   'timestamp with time zone', true),
    ('draft_interactions', 'updated_at',   'timestamp with time zone', true),

    ('draft_principal_interactions', 'visit_number',       'bigint',                   true),
    ('draft_principal_interactions', 'interaction_number', 'integer',                  true),
    ('draft_principal_interactions', 'number',             'integer',                  true),
    ('draft_principal_interactions', 'principal_name',     'text',                     false),
    ('draft_principal_interactions', 'objective',          'text',                     false),
    ('draft_principal_interactions', 'discussion',         'text',                     false),
    ('draft_principal_interactions', 'next_step',          'text',                     false),
    ('draft_principal_interactions', 'product',            'text',                     false),
    ('draft_principal_interactions', 'follow_up_date',     'date',                     false),
    ('draft_principal_interactions', 'last_child',         'integer',                  true),
    ('draft_principal_interactions', 'created_at',         'timestamp with time zone', true),
    ('draft_principal_interactions', 'updated_at',         'timestamp with time zone', true),

    ('draft_leads', 'visit_number',                 'bigint',                   true),
    ('draft_leads', 'interaction_number',           'integer',                  true),
    ('draft_leads', 'principal_interaction_number', 'integer',                  true),
    ('draft_leads', 'number',                       'integer',                  true),
    ('draft_leads', 'title',                        'text',                     false),
    ('draft_leads', 'description',                  'text',                     false),
    ('draft_leads', 'contact_name',                 'text',                     false),
    ('draft_leads', 'contact_phone',                'text',                     false),
    ('draft_leads', 'contact_email',                'text',                     false),
    ('draft_leads', 'expected_value',               'numeric',                  false),
    ('draft_leads', 'currency',                     'text',                     false),
    ('draft_leads', 'status',                       'text',                     false),
    ('draft_leads', 'follow_up_date',               'date',                     false),
    ('draft_leads', 'created_at',                   'timestamp with time zone', true),
    ('draft_leads', 'updated_at',                   'timestamp with time zone', true),

    ('contacts', 'id',                        'uuid',                     true),
    ('contacts', 'user_id',                   'uuid',                     true),
    ('contacts', 'name',                      'text',                     true),
    ('contacts', 'title',                     'text',                     false),
    ('contacts', 'level',                     'text',                     false),
    ('contacts', 'common_ground_notes',       'text',                     false),
    ('contacts', 'communication_style_notes', 'text',                     false),
    ('contacts', 'created_at',                'timestamp with time zone', true),
    ('contacts', 'updated_at',                'timestamp with time zone', true),
    ('contacts', 'deleted_at',                'timestamp with time zone', false),

    ('rapport_tactics', 'id',          'uuid',                     true),
    ('rapport_tactics', 'name',        'text',                     true),
    ('rapport_tactics', 'description', 'text',                     true),
    ('rapport_tactics', 'domain',      'text',                     true),
    ('rapport_tactics', 'created_at',  'timestamp with time zone', true),
    ('rapport_tactics', 'updated_at',  'timestamp with time zone', true),

    ('interactions', 'id',                   'uuid',                     true),
    ('interactions', 'user_id',              'uuid',                     true),
    ('interactions', 'contact_id',           'uuid',                     true),
    ('interactions', 'interaction_datetime', 'timestamp with time zone', true),
    ('interactions', 'medium',               'text',                     true),
    ('interactions', 'topic',                'text',                     true),
    ('interactions', 'rapport_score_post',   'smallint',                 true),
    ('interactions', 'user_notes',           'text',                     false),
    ('interactions', 'observed_non_verbal',  'text',                     false),
    ('interactions', 'created_at',           'timestamp with time zone', true),
    ('interactions', 'updated_at',           'timestamp with time zone', true),

    ('interaction_tactic_logs', 'interaction_id',      'uuid',     true),
    ('interaction_tactic_logs', 'tactic_id',           'uuid',     true),
    ('interaction_tactic_logs', 'position',            'smallint', true),
    ('interaction_tactic_logs', 'effectiveness_score', 'smallint', true),
    ('interaction_tactic_logs', 'notes',               'text',     false);

-- 2
SELECT is_empty(
           $$SELECT of_table, name, type, required FROM expected
             EXCEPT
             SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull
               FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
              WHERE relnamespace = 'public'::regnamespace$$,
           'every column of the contract is there, with its type');
SELECT is_empty(
           $$SELECT relname, attname FROM pg_class
               JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
              WHERE relnamespace = 'public'::regnamespace AND relname IN (SELECT of_table FROM expected)
                AND (relname, attname) NOT IN (SELECT of_table, name FROM expected)
                AND attnotnull AND NOT atthasdef AND attidentity = '' $$,
           'and any other may be left out, by rows of an earlier system and by workers of the last release');

-- Tables of ours, without those of extensions.
CREATE TEMPORARY VIEW ours AS
SELECT pg_class.oid, relname::text FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e');

-- 4
SELECT is_empty(
           $$SELECT relname, attname FROM ours
               JOIN pg_attribute ON attrelid = ours.oid AND NOT attisdropped
               LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
              WHERE CASE attname WHEN 'id' THEN 'gen_random_uuid()' WHEN 'created_at' THEN 'now()' WHEN 'updated_at' THEN 'now()'
                                 WHEN 'uploaded_at' THEN 'now()' WHEN 'is_active' THEN 'true' END
                    <> coalesce(pg_get_expr(adbin, adrelid), '')$$,
           'ids and times have the same default in every table');
SELECT col_default_is('public', 'visits', 'status', 'scheduled', 'a visit begins as scheduled');
SELECT col_default_is('public', 'draft_visits', 'status', 'draft', 'a draft begins as draft');
SELECT bag_eq(
           $$SELECT relname, attname::text FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0
              WHERE attidentity = 'a' AND relname IN ('users', 'draft_visits')$$,
           $$VALUES ('users', 'user_no'), ('draft_visits', 'number')$$,
           'the two running numbers are always generated');

-- 3: indexes
SELECT is_empty(
           $$SELECT indexrelid::regclass FROM pg_index JOIN ours ON ours.oid = indrelid WHERE NOT (indisvalid AND indisready)$$,
           'every index is valid');
SELECT is_empty(
           $$SELECT short.indexrelid::regclass, long.indexrelid::regclass FROM pg_index AS short
               JOIN ours ON ours.oid = short.indrelid
               JOIN pg_index AS long ON long.indrelid = short.indrelid AND long.indexrelid <> short.indexrelid
              WHERE NOT short.indisunique AND short.indexprs IS NULL AND long.indexprs IS NULL
                AND pg_get_expr(short.indpred, short.indrelid) IS NOT DISTINCT FROM pg_get_expr(long.indpred, long.indrelid)
                AND starts_with(long.indkey::text || ' ', (SELECT string_agg(key::text, ' ' ORDER BY n) FROM
                        unnest(short.indkey::int2[]) WITH ORDINALITY AS keys (key, n) WHERE n <= short.indnkeyatts) || ' ')
                AND long.indnkeyatts >= short.indnkeyatts$$,
           'none is the beginning of another: each is paid for by every write');
SELECT col_is_pk('public', 'idempotency_keys', ARRAY['user_id', 'key', 'method', 'path'],
                 'an Idempotency-Key is one caller''s, for one method and path');

-- What lists are read from: with an order or a condition that is another, every page would be sorted. Sorting is made as
-- dear as can be, so what is sorted still has no index to be read from.
SET LOCAL enable_sort = off;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query;
END
$$;
-- 7
SELECT is_empty(format('SELECT line FROM pg_temp.plan_of(%L) AS line WHERE line ~ ''Sort|Seq Scan''',
                       'SELECT * FROM ' || what || ' LIMIT 51'), 'a page is read from an index: ' || what)
  FROM unnest(ARRAY[
           $$visits WHERE listed_zone_id IS NOT NULL AND staff_id = $1 ORDER BY scheduled_start_time DESC, id DESC$$,
           $$visits WHERE listed_zone_id IS NOT NULL AND client_id = $1 ORDER BY scheduled_start_time DESC, id DESC$$,
           -- A zone's visits are read state by state.
           $$visits WHERE listed_zone_id = $1 AND status = 'scheduled' ORDER BY scheduled_start_time DESC, id DESC$$,
           $$draft_visits WHERE user_id = $1 ORDER BY number DESC$$,
           $$contacts WHERE user_id = $1 AND deleted_at IS NULL ORDER BY name COLLATE "und-x-icu", id$$,
           $$interactions WHERE contact_id = $1 ORDER BY interaction_datetime DESC, id DESC$$,
           $$idempotency_keys WHERE created_at < now() ORDER BY created_at$$]) AS page,
       replace(page, '$1', quote_literal('f1000000-0000-4000-8000-000000000001')) AS what;
-- 3: and what else is found without reading a table.
SELECT is_empty(format('SELECT line FROM pg_temp.plan_of(%L) AS line WHERE line ~ ''Seq Scan''', 'SELECT * FROM ' || what),
                'found by an index: ' || what)
  FROM (VALUES ('visit_photos', 'visit_id'), ('visit_documentation', 'visit_id'), ('visits', 'client_id')) AS part (of_table, name),
       LATERAL (SELECT of_table || ' WHERE ' || name || ' = ''f5000000-0000-4000-8000-000000000001''') AS one (what);

-- 1: what replies tell can be told. Kept answers are swept, and nobody is shown when they were kept.
SET LOCAL TimeZone = 'UTC';
SELECT is_empty(
           $$SELECT relname, attname FROM ours JOIN pg_attribute ON attrelid = ours.oid AND NOT attisdropped AND attnum > 0
              WHERE atttypid IN ('timestamptz'::regtype, 'date'::regtype) AND relname <> 'idempotency_keys'
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'c' AND conrelid = ours.oid AND attnum = ANY (conkey)
                                   AND convalidated AND pg_get_constraintdef(oid) ~ '0001-01-01.*(9999-12-31|10000-01-01)')$$,
           'every time and date is of the years 0001 to 9999');

-- 3: references
SELECT is_empty(
           $$SELECT relname, attname FROM ours JOIN pg_attribute ON attrelid = ours.oid AND NOT attisdropped AND attnum > 0
              WHERE attname LIKE '%\_id' AND atttypid = 'uuid'::regtype
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = ours.oid AND conkey = ARRAY[attnum])
                -- A claim is made before anybody is looked up; an earlier system's clients may be in zones that are not there,
                -- and the zone that a visit is listed in is derived from theirs.
                AND (relname, attname) NOT IN (('idempotency_keys', 'user_id'), ('clients', 'zone_id'), ('visits', 'listed_zone_id'))$$,
           'every reference is a foreign key');
SELECT is_empty(
           $$SELECT conrelid::regclass, conname FROM pg_constraint JOIN ours ON ours.oid = conrelid
              WHERE contype = 'f' AND (confupdtype <> 'a' OR confdeltype <> 'a')
                AND NOT (confupdtype = 'a' AND confdeltype = 'c'
                         AND (confrelid::regclass::text LIKE '%draft\_%' AND relname LIKE 'draft\_%'
                              OR confrelid = 'public.interactions'::regclass))$$,
           'and only the parts of a whole go with it: those of a draft, and of an interaction');
SELECT is_empty(
           $$SELECT tgrelid::regclass, tgname FROM pg_trigger JOIN ours ON ours.oid = tgrelid WHERE tgenabled <> 'O'$$,
           'no trigger is switched off');

SELECT * FROM finish();

ROLLBACK;
