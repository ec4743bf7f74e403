-- Begin the transaction of a request that carries an Idempotency-Key.
BEGIN
