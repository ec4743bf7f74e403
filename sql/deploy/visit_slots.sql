-- Who has a slot, as it is at this moment.
-- requires: visit_room

BEGIN;

SET LOCAL search_path = public;

-- Volatile, so that it sees what was committed after the statement that calls it began: the check-in that has won the slot while
-- this one waited for it. Called where a slot is taken, it is no part of the plan that each check-in sets up.
CREATE FUNCTION visit_in_slot(client uuid, start timestamptz, staff uuid) RETURNS uuid LANGUAGE plpgsql VOLATILE SET search_path = public AS $$
BEGIN
    RETURN (SELECT id FROM known_visits
            WHERE client_id = client AND scheduled_start_time = start AND status IN ('scheduled', 'in_progress') AND staff_id = staff);
END
$$;
COMMENT ON FUNCTION visit_in_slot IS 'The visit that has the client''s slot, if it is one by this caregiver, else NULL.';

COMMIT;
