-- Schedule visits: all of a roster, or none of it.
-- $1 caller  $2 visits (JSON)
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), item AS MATERIALIZED (
    SELECT position - 1 AS index, client_id, staff_id, date_trunc('milliseconds', start) AS scheduled_start_time
    FROM ROWS FROM (json_to_recordset($2::json) AS ("clientId" uuid, "staffId" uuid, "scheduledStartTime" timestamptz))
         WITH ORDINALITY AS item (client_id, staff_id, start, position)
), client AS (
    -- Held where they are until the visits are there, in one order.
    SELECT id, zone_id FROM clients_to_visit WHERE id IN (SELECT client_id FROM item) ORDER BY id FOR KEY SHARE
), judged AS MATERIALIZED (
    -- The words are those of the row's outcomes, and so are the sentences below.
    SELECT item.index, taken.id AS taken_id,
           CASE WHEN client.id IS NULL                                               THEN 'client_unknown'
                WHEN NOT sees_zone(caller.role, caller.zone_id, client.zone_id)      THEN 'other_zone'
                WHEN caregiver.id IS NULL                                            THEN 'staff_unknown'
                WHEN (caregiver.zone_id = client.zone_id) IS NOT TRUE                THEN 'staff_of_other_zone'
                WHEN taken.id IS NOT NULL                                            THEN 'slot_taken'
                WHEN row_number() OVER (PARTITION BY item.client_id, item.scheduled_start_time ORDER BY item.index) > 1
                                                                                     THEN 'slot_taken' END AS fault
    FROM caller CROSS JOIN item
    LEFT JOIN client ON client.id = item.client_id
    LEFT JOIN staff AS caregiver ON caregiver.id = item.staff_id AND caregiver.role = 'caregiver'
    LEFT JOIN visits AS taken ON taken.client_id = item.client_id AND taken.scheduled_start_time = item.scheduled_start_time
                             AND taken.status IN ('scheduled', 'in_progress')
), refusal AS (
    SELECT (array_agg(fault ORDER BY index))[1] AS first, (array_agg(taken_id ORDER BY index))[1] AS taken_id,
           json_agg(json_build_object('field', 'visits[' || index || ']', 'message', message) ORDER BY index) AS details
    FROM judged JOIN (VALUES
        ('client_unknown', 'Client not found'),
        ('other_zone', 'You can only schedule visits in your zone'),
        ('staff_unknown', 'Caregiver not found'),
        ('staff_of_other_zone', 'The caregiver does not work in the client''s zone'),
        ('slot_taken', 'Visit already exists for this time slot')) AS known (fault, message) USING (fault)
), created AS (
    -- No ON CONFLICT: a slot that is taken at this very moment undoes all of it, and the statement, run once more, sees by whom.
    -- In one order, so that two rosters wait for each other one way only.
    INSERT INTO visits (client_id, staff_id, scheduled_start_time, status, listed_zone_id)
    SELECT client_id, staff_id, scheduled_start_time, 'scheduled', client.zone_id
    FROM caller, refusal, item JOIN client ON client.id = item.client_id
    WHERE refusal.first IS NULL AND caller.role IN ('coordinator', 'admin')
    ORDER BY client_id, scheduled_start_time
    RETURNING id, client_id, staff_id, scheduled_start_time, status
)
SELECT CASE WHEN caller.id IS NULL                            THEN 'caller_unknown'
            WHEN caller.role NOT IN ('coordinator', 'admin')  THEN 'wrong_role'
            WHEN refusal.first = 'client_unknown'             THEN 'client_unknown'
            WHEN refusal.first = 'other_zone'                 THEN 'other_zone'
            WHEN refusal.first = 'staff_unknown'              THEN 'staff_unknown'
            WHEN refusal.first = 'staff_of_other_zone'        THEN 'staff_of_other_zone'
            WHEN refusal.first = 'slot_taken'                 THEN 'slot_taken'
            ELSE 'scheduled' END AS "@outcome",
       refusal.details AS "@details",
       CASE WHEN refusal.first = 'slot_taken' THEN '/api/v1/visits/' || refusal.taken_id END AS "@location",
       (SELECT json_agg(json_build_object('id', created.id, 'clientId', client_id, 'staffId', created.staff_id,
                                          'scheduledStartTime', record_time(scheduled_start_time), 'status', created.status)
                        ORDER BY index)
        FROM created JOIN item USING (client_id, scheduled_start_time)) AS visits,
       (SELECT count(*) FROM created) AS "@log.visits"
FROM refusal
LEFT JOIN caller ON true
