-- Which of these objects no visit names; one whose key is a day old will not be recorded any more.
-- $1 keys
SELECT key,
       coalesce(coalesce(substring(key FROM '^visits/[0-9a-f-]{36}/photos/([0-9]{13})-'),
                         substring(key FROM '^visits/[0-9a-f-]{36}/signatures/[a-z]+-([0-9]{13})[.]png$'))::bigint
                < (extract(epoch FROM now() - interval '1 day') * 1000)::bigint, false) AS old
FROM unnest($1::text[]) AS key
CROSS JOIN LATERAL (SELECT substring(key FROM '^visits/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/')::uuid AS id) AS visit
WHERE NOT EXISTS (SELECT FROM visit_photos WHERE s3_key = key)
  AND NOT EXISTS (SELECT FROM visit_photos WHERE visit_id = visit.id AND thumbnail_s3_key = key)
  AND NOT EXISTS (SELECT FROM visit_documentation WHERE visit_id = visit.id AND signature_key(visit_id, signature_url) = key)
ORDER BY key
