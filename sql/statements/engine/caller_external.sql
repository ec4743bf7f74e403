-- Who calls, where the token has no UUID: the user whom the directory knows by this id of the identity provider's.
-- $1 external id
SELECT id FROM callers WHERE external_id = $1::text
