-- Act as the owner from here on, and find the schema's tables alone.
-- $1 owner
SELECT set_config('role', $1::text, false),
       set_config('search_path', 'public, pg_temp', false),
       set_config('DateStyle', 'ISO', false),
       set_config('TimeZone', 'UTC', false)
