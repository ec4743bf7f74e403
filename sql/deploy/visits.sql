-- Caregiver visits, what was documented in them, and the photos taken.
-- requires: directory

BEGIN;

SET LOCAL search_path = public;

CREATE TABLE visits (
    id                   uuid          PRIMARY KEY DEFAULT gen_random_uuid(),
    client_id            uuid          NOT NULL REFERENCES clients,
    staff_id             uuid          NOT NULL REFERENCES users,
    scheduled_start_time timestamptz   NOT NULL,
    check_in_time        timestamptz,
    check_in_latitude    numeric(10,8) CHECK (check_in_latitude BETWEEN -90 AND 90),
    check_in_longitude   numeric(11,8) CHECK (check_in_longitude BETWEEN -180 AND 180),
    check_out_time       timestamptz,
    check_out_latitude   numeric(10,8) CHECK (check_out_latitude BETWEEN -90 AND 90),
    check_out_longitude  numeric(11,8) CHECK (check_out_longitude BETWEEN -180 AND 180),
    status               text          NOT NULL DEFAULT 'scheduled'
                                       CHECK (status IN ('scheduled', 'in_progress', 'completed', 'cancelled')),
    duration_minutes     integer       CHECK (duration_minutes >= 0),
    copied_from_visit_id uuid          REFERENCES visits,
    created_at           timestamptz   NOT NULL DEFAULT now(),
    updated_at           timestamptz   NOT NULL DEFAULT now(),
    synced_at            timestamptz,
    CONSTRAINT visits_check_out_after_check_in CHECK (check_out_time >= check_in_time)
);

COMMENT ON TABLE visits IS 'Visits of a caregiver to a client. A record of care: rows are cancelled, never deleted.';
COMMENT ON COLUMN visits.staff_id IS 'The caregiver who checked in.';
COMMENT ON COLUMN visits.check_in_latitude IS 'WGS 84 degrees; 0 is a place like any other, NULL means no position was sent.';
COMMENT ON COLUMN visits.duration_minutes IS 'Check-out less check-in, to the nearest minute, halves up; NULL before check-out.';
COMMENT ON COLUMN visits.copied_from_visit_id IS 'The visit of the same client that the documentation was begun from.';
COMMENT ON COLUMN visits.synced_at IS 'When a device that worked offline handed the visit in; visitd does not write it.';

-- This decides who gets a slot when several check in at once. A visit that is over leaves its slot free.
CREATE UNIQUE INDEX visits_slot ON visits (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress');

-- Free text has no bound here: visitd bounds what it takes in, and rows from an earlier system had none.
CREATE TABLE visit_documentation (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    visit_id      uuid        NOT NULL UNIQUE REFERENCES visits,
    vital_signs   jsonb,
    activities    jsonb,
    observations  text,
    concerns      text,
    signature_url text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE visit_documentation IS 'What was observed and done in a visit; at most one row a visit, made when there is something to keep.';

CREATE TABLE visit_photos (
    id               uuid          PRIMARY KEY DEFAULT gen_random_uuid(),
    visit_id         uuid          NOT NULL REFERENCES visits,
    s3_key           varchar(1024) NOT NULL UNIQUE,
    s3_url           text,
    thumbnail_s3_key varchar(1024),
    file_name        varchar(255)  NOT NULL,
    file_size        integer       NOT NULL CHECK (file_size > 0),
    mime_type        varchar(100)  NOT NULL,
    uploaded_at      timestamptz   NOT NULL DEFAULT now()
);

COMMENT ON TABLE visit_photos IS 'Photos of a visit; the images themselves lie in object storage.';
COMMENT ON COLUMN visit_photos.s3_key IS 'The object''s key, which S3 limits to 1024 bytes.';
COMMENT ON COLUMN visit_photos.s3_url IS 'An address from an earlier system; visitd hands out its own addresses instead.';
COMMENT ON COLUMN visit_photos.file_size IS 'Bytes.';

-- What check-in needs. Changing visits and photos come with the statements that do it; deleting never does.
GRANT SELECT, INSERT ON visits, visit_documentation TO visitd;

COMMIT;
