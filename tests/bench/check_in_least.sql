-- A table like visits to compare the check-in with, filled as that is: what a check-in can do without is not there. Kept are the
-- columns, what the first release checked of them, the three references, the slot, and an index for the lists of a client, of a
-- caregiver and of a zone.
SET client_min_messages = warning;
DROP TABLE IF EXISTS check_in_least;
CREATE TABLE check_in_least (
    LIKE visits INCLUDING DEFAULTS,
    PRIMARY KEY (id),
    FOREIGN KEY (client_id) REFERENCES clients,
    FOREIGN KEY (staff_id) REFERENCES users,
    FOREIGN KEY (copied_from_visit_id) REFERENCES check_in_least,
    CHECK (check_in_latitude BETWEEN -90 AND 90),
    CHECK (check_in_longitude BETWEEN -180 AND 180),
    CHECK (check_out_latitude BETWEEN -90 AND 90),
    CHECK (check_out_longitude BETWEEN -180 AND 180),
    CHECK (status IN ('scheduled', 'in_progress', 'completed', 'cancelled')),
    CHECK (duration_minutes >= 0),
    CHECK (check_out_time >= check_in_time)
);
CREATE UNIQUE INDEX ON check_in_least (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress');
CREATE INDEX ON check_in_least (client_id, scheduled_start_time, id);
CREATE INDEX ON check_in_least (staff_id, scheduled_start_time, id);
CREATE INDEX ON check_in_least (listed_zone_id, scheduled_start_time, id);
INSERT INTO check_in_least SELECT * FROM visits;
GRANT SELECT, INSERT ON check_in_least TO visitd;
VACUUM ANALYZE visits, check_in_least;
