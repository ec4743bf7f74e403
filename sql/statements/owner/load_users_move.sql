-- Give some of the users their new addresses of mail.
-- $1 columns  $2 batch
UPDATE users SET email = row.email, updated_at = now()
FROM pg_temp.incoming AS row WHERE users.id = row.target AND row.batch = $2::bigint AND $1::text[] IS NOT NULL
