-- Verify how much drafts hold.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT draft_steps('{"a": null}') = 0 AND draft_steps('{"a": "x"}') = 1, 'steps are counted wrongly';
    ASSERT (SELECT records = 1000 AND size = 8192 FROM draft_room(0)), 'a draft that is not there holds something';
END
$$;

SELECT size FROM draft_visits WHERE false;
SELECT size FROM draft_interactions WHERE false;
SELECT size FROM draft_principal_interactions WHERE false;
SELECT size FROM draft_leads WHERE false;

ROLLBACK;
