-- Who may do something with a visit: how a CASE over caller, visit and client begins, of which each is one row or none.
            WHEN caller.id IS NULL                                            THEN 'caller_unknown'
            WHEN caller.role = 'family'                                       THEN 'wrong_role'
            WHEN visit.id IS NULL                                             THEN 'unknown'
            WHEN caller.role = 'caregiver' AND visit.staff_id <> caller.id    THEN 'not_yours'
            WHEN caller.role <> 'caregiver'
             AND NOT sees_zone(caller.role, caller.zone_id, client.zone_id)   THEN 'other_zone'
