-- How many answers are kept.
SELECT count(*) AS kept FROM idempotency_keys
