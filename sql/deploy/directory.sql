-- The directory: who may call, whom they visit, and the zones that bind the two.
-- requires: privileges

BEGIN;

SET LOCAL search_path = public;

-- Here and in every later change: no trigger keeps updated_at, the statement that writes sets it; and the time is that of
-- the transaction, so that all rows that one request writes carry the same moment.

CREATE TABLE zones (
    id               uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    name             varchar(255) NOT NULL,
    region           varchar(255),
    created_at       timestamptz  NOT NULL DEFAULT now(),
    updated_at       timestamptz  NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    center_latitude  numeric(10,8) CHECK (center_latitude BETWEEN -90 AND 90),
    center_longitude numeric(11,8) CHECK (center_longitude BETWEEN -180 AND 180)
);

COMMENT ON TABLE zones IS 'Areas of work: a caregiver visits clients of their own zone.';
COMMENT ON COLUMN zones.deleted_at IS 'Soft deletion, here as in users, clients and contacts: visits go on referring to the row.';

CREATE TABLE users (
    id            uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    email         varchar(255) NOT NULL UNIQUE,
    password_hash varchar(255),
    first_name    varchar(255) NOT NULL,
    last_name     varchar(255) NOT NULL,
    role          text         NOT NULL CHECK (role IN ('caregiver', 'coordinator', 'admin', 'family')),
    zone_id       uuid         REFERENCES zones,
    phone         varchar(50),
    is_active     boolean      NOT NULL DEFAULT true,
    last_login_at timestamptz,
    created_at    timestamptz  NOT NULL DEFAULT now(),
    updated_at    timestamptz  NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    user_no       bigint       GENERATED ALWAYS AS IDENTITY UNIQUE
);

COMMENT ON TABLE users IS 'Who may call. Role, zone and activity are read from here in the statement that does the work, never from a token.';
COMMENT ON COLUMN users.password_hash IS 'Kept for the system that logs people in; visitd never reads it and has no right to.';
COMMENT ON COLUMN users.zone_id IS 'NULL for an admin means every zone; for anybody else it means none.';
COMMENT ON COLUMN users.user_no IS 'The number that drafts show as userId.';

CREATE TABLE clients (
    id                             uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    first_name                     varchar(255) NOT NULL,
    last_name                      varchar(255) NOT NULL,
    date_of_birth                  date,
    address                        text,
    latitude                       numeric(10,8) CHECK (latitude BETWEEN -90 AND 90),
    longitude                      numeric(11,8) CHECK (longitude BETWEEN -180 AND 180),
    phone                          varchar(50),
    emergency_contact_name         varchar(255),
    emergency_contact_phone        varchar(50),
    emergency_contact_relationship varchar(255),
    zone_id                        uuid         NOT NULL REFERENCES zones,
    created_at                     timestamptz  NOT NULL DEFAULT now(),
    updated_at                     timestamptz  NOT NULL DEFAULT now(),
    deleted_at                     timestamptz
);

COMMENT ON TABLE clients IS 'The people who are visited at home.';

-- By column, so that no statement can ever send a password's hash or a client's address by mistake.
GRANT SELECT (id, role, zone_id, is_active, deleted_at) ON users TO visitd;
GRANT SELECT (id, zone_id, deleted_at) ON clients TO visitd;

COMMIT;
