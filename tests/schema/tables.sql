-- The tables as the contract names them: columns, types, defaults that matter, keys, and no index beyond those in use.

BEGIN;

SELECT plan(41); -- the sum of the counts that stand before each group

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
    ('visit_photos', 'file_name',        'character varying(255)',   true),
    ('visit_photos', 'file_size',        'integer',                  true),
    ('visit_photos', 'mime_type',        'character varying(100)',   true),
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

-- 16
SELECT bag_eq(
           format('SELECT attname::text, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
                    WHERE attrelid = to_regclass(%L) AND attnum > 0 AND NOT attisdropped', 'public.' || of_table),
           format('SELECT name, type, required FROM expected WHERE of_table = %L', of_table),
           of_table || ' has the columns of the contract')
  FROM (SELECT DISTINCT of_table FROM expected) AS tables
 ORDER BY of_table;

-- 1
SELECT bag_eq(
           $$SELECT DISTINCT name, pg_get_expr(adbin, adrelid)
               FROM expected
               JOIN pg_attribute ON attrelid = to_regclass('public.' || of_table) AND attname = name
               LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
              WHERE name IN ('id', 'created_at', 'updated_at', 'uploaded_at', 'last_child', 'is_active')
                AND of_table <> 'draft_visit_counters'$$,
           $$VALUES ('id', 'gen_random_uuid()'), ('created_at', 'now()'), ('updated_at', 'now()'), ('uploaded_at', 'now()'),
                    ('last_child', '0'), ('is_active', 'true')$$,
           'ids, times and counters have the same default in every table');

-- 3
SELECT col_default_is('public', 'visits', 'status', 'scheduled', 'a visit begins as scheduled');
SELECT col_default_is('public', 'draft_visits', 'status', 'draft', 'a draft begins as draft');
SELECT bag_eq(
           $$SELECT of_table, name FROM expected
               JOIN pg_attribute ON attrelid = to_regclass('public.' || of_table) AND attname = name
              WHERE attidentity = 'a'$$,
           $$VALUES ('users', 'user_no'), ('draft_visits', 'number')$$,
           'the two running numbers are always generated');

-- 16: an index is paid for by every write, so each must have a statement that uses it.
SELECT indexes_are('public', of_table, indexes, of_table || ' has the indexes in use and no more')
  FROM (VALUES ('zones',                        '{zones_pkey}'::name[]),
               ('users',                        '{users_pkey,users_email_key,users_user_no_key}'),
               ('clients',                      '{clients_pkey}'),
               ('visits',                       '{visits_pkey,visits_slot,visits_by_staff,visits_by_client,visits_by_zone,visits_by_zone_and_status}'),
               ('visit_documentation',          '{visit_documentation_pkey,visit_documentation_visit_id_key}'),
               ('visit_photos',                 '{visit_photos_pkey,visit_photos_s3_key_key,visit_photos_by_visit}'),
               ('idempotency_keys',             '{idempotency_keys_pkey,idempotency_keys_created_at}'),
               ('draft_visits',                 '{draft_visits_pkey,draft_visits_by_user,draft_visits_by_address}'),
               ('draft_visit_counters',         '{draft_visit_counters_pkey}'),
               ('draft_interactions',           '{draft_interactions_pkey}'),
               ('draft_principal_interactions', '{draft_principal_interactions_pkey}'),
               ('draft_leads',                  '{draft_leads_pkey}'),
               ('contacts',                     '{contacts_pkey,contacts_by_user}'),
               ('rapport_tactics',              '{rapport_tactics_pkey,rapport_tactics_name_key}'),
               ('interactions',                 '{interactions_pkey,interactions_by_contact}'),
               ('interaction_tactic_logs',      '{interaction_tactic_logs_pkey}')) AS kept (of_table, indexes);

-- 1: what lists are read from, to the letter: an order or a condition that is another would have every page sorted.
SELECT bag_eq(
           $$SELECT regexp_replace(pg_get_indexdef(indexrelid), '^CREATE INDEX (\w+) ON (public\.)?', '\1 ON ') FROM pg_index
              WHERE indrelid IN (SELECT to_regclass('public.' || of_table) FROM expected)
                AND NOT indisunique AND indisvalid AND indisready$$,
           $$VALUES ('visits_by_staff ON visits USING btree (staff_id, scheduled_start_time, id) INCLUDE (status, listed_zone_id) WHERE (listed_zone_id IS NOT NULL)'),
                    ('visits_by_client ON visits USING btree (client_id, scheduled_start_time, id) INCLUDE (status, listed_zone_id, staff_id) WHERE (listed_zone_id IS NOT NULL)'),
                    ('visits_by_zone ON visits USING btree (listed_zone_id, scheduled_start_time, id) INCLUDE (status)'),
                    ('visits_by_zone_and_status ON visits USING btree (listed_zone_id, status, scheduled_start_time, id)'),
                    ('visit_photos_by_visit ON visit_photos USING btree (visit_id)'),
                    ('draft_visits_by_user ON draft_visits USING btree (user_id, number)'),
                    ('draft_visits_by_address ON draft_visits USING gin (shared_emails)'),
                    ('contacts_by_user ON contacts USING btree (user_id, name, id) WHERE (deleted_at IS NULL)'),
                    ('interactions_by_contact ON interactions USING btree (contact_id, interaction_datetime, id)'),
                    ('idempotency_keys_created_at ON idempotency_keys USING btree (created_at)')$$,
           'each index has the columns, the order and the condition of its statement');

-- 2: functions and triggers; those of pgTAP belong to an extension.
SELECT bag_eq(
           $$SELECT pg_proc.oid::regprocedure::text, provolatile::text, prosecdef FROM pg_proc
              WHERE pronamespace = 'public'::regnamespace
                AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')$$,
           $$VALUES ('record_version(timestamp with time zone)', 'i', false), ('record_time(timestamp with time zone)', 's', false),
                    ('rapport_time(timestamp with time zone,text)', 's', false), ('draft_id(bigint,bigint,bigint,bigint)', 'i', false),
                    ('draft_is_full(bigint)', 's', false), ('sees_zone(text,uuid,uuid)', 'i', false),
                    ('visits_list_new()', 'v', false), ('clients_list_visits()', 'v', true)$$,
           'there are the functions in use and no more, and one that has its definer''s rights');
SELECT bag_eq(
           $$SELECT tgrelid::regclass::text, tgname::text, tgenabled::text FROM pg_trigger
              WHERE NOT tgisinternal AND tgrelid IN (SELECT to_regclass('public.' || of_table) FROM expected)$$,
           $$VALUES ('visits', 'visits_list_new', 'O'), ('clients', 'clients_list_visits', 'O')$$,
           'two triggers keep the zone that a visit is listed in');

-- 2
SELECT bag_eq(
           $$SELECT relname::text, regexp_replace(pg_get_constraintdef(pg_constraint.oid), 'REFERENCES public\.', 'REFERENCES ')
               FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
              WHERE contype = 'f' AND relname IN (SELECT of_table FROM expected) AND relnamespace = 'public'::regnamespace$$,
           $$VALUES ('users',                        'FOREIGN KEY (zone_id) REFERENCES zones(id)'),
                    ('clients',                      'FOREIGN KEY (zone_id) REFERENCES zones(id)'),
                    ('visits',                       'FOREIGN KEY (client_id) REFERENCES clients(id)'),
                    ('visits',                       'FOREIGN KEY (staff_id) REFERENCES users(id)'),
                    ('visits',                       'FOREIGN KEY (copied_from_visit_id) REFERENCES visits(id)'),
                    ('visit_documentation',          'FOREIGN KEY (visit_id) REFERENCES visits(id)'),
                    ('visit_photos',                 'FOREIGN KEY (visit_id) REFERENCES visits(id)'),
                    ('draft_visits',                 'FOREIGN KEY (user_id) REFERENCES users(id)'),
                    ('draft_visit_counters',         'FOREIGN KEY (visit_number) REFERENCES draft_visits(number) ON DELETE CASCADE'),
                    ('draft_interactions',           'FOREIGN KEY (visit_number) REFERENCES draft_visits(number) ON DELETE CASCADE'),
                    ('draft_principal_interactions', 'FOREIGN KEY (visit_number, interaction_number) REFERENCES draft_interactions(visit_number, number) ON DELETE CASCADE'),
                    ('draft_leads',                  'FOREIGN KEY (visit_number, interaction_number, principal_interaction_number) REFERENCES draft_principal_interactions(visit_number, interaction_number, number) ON DELETE CASCADE'),
                    ('contacts',                     'FOREIGN KEY (user_id) REFERENCES users(id)'),
                    ('interactions',                 'FOREIGN KEY (user_id) REFERENCES users(id)'),
                    ('interactions',                 'FOREIGN KEY (contact_id) REFERENCES contacts(id)'),
                    ('interaction_tactic_logs',      'FOREIGN KEY (interaction_id) REFERENCES interactions(id) ON DELETE CASCADE'),
                    ('interaction_tactic_logs',      'FOREIGN KEY (tactic_id) REFERENCES rapport_tactics(id)')$$,
           'every reference is a foreign key, and only the parts of a whole go with it');
SELECT col_is_pk('public', 'idempotency_keys', ARRAY['user_id', 'key', 'method', 'path'],
                 'an Idempotency-Key is one caller''s, for one method and path');

SELECT * FROM finish();

ROLLBACK;
