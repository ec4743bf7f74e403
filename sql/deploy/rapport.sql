-- Contacts, the tactics that build rapport with them, and the interactions in which those were used.
-- requires: directory

BEGIN;

SET LOCAL search_path = public;

CREATE TABLE contacts (
    id                        uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                   uuid        NOT NULL REFERENCES users,
    name                      text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    title                     text        CHECK (char_length(title) <= 255),
    level                     text        CHECK (level IN ('Direct Manager', 'Skip-Level Manager', 'Senior Leadership', 'Mentor')),
    common_ground_notes       text        CHECK (char_length(common_ground_notes) <= 10000),
    communication_style_notes text        CHECK (char_length(communication_style_notes) <= 10000),
    created_at                timestamptz NOT NULL DEFAULT now(),
    updated_at                timestamptz NOT NULL DEFAULT now(),
    deleted_at                timestamptz
);

COMMENT ON TABLE contacts IS 'The people whom a user logs interactions with; each user has their own.';
COMMENT ON COLUMN contacts.deleted_at IS 'Soft deletion: the interactions stay, the contact takes no new ones.';

CREATE TABLE rapport_tactics (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text        NOT NULL UNIQUE,
    description text        NOT NULL,
    domain      text        NOT NULL CHECK (domain IN ('Communication Studies', 'Social Psychology', 'Persuasion and Influence')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE rapport_tactics IS 'Tactics that research has described; shipped with the schema and changed only by its releases.';

CREATE TABLE interactions (
    id                   uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id              uuid        NOT NULL REFERENCES users,
    contact_id           uuid        NOT NULL REFERENCES contacts,
    interaction_datetime timestamptz NOT NULL,
    medium               text        NOT NULL CHECK (medium IN ('In-person', 'Video Call', 'Voice Call', 'Email/Chat')),
    topic                text        NOT NULL CHECK (char_length(topic) BETWEEN 1 AND 500),
    rapport_score_post   smallint    NOT NULL CHECK (rapport_score_post BETWEEN 1 AND 10),
    user_notes           text        CHECK (char_length(user_notes) <= 10000),
    observed_non_verbal  text        CHECK (char_length(observed_non_verbal) <= 10000),
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE interactions IS 'A user''s conversations with their contacts.';
COMMENT ON COLUMN interactions.user_id IS 'Owner of the contact at the time, kept here so that a list of one''s own needs no join.';
COMMENT ON COLUMN interactions.rapport_score_post IS 'How the user felt about it afterwards, 1 to 10.';

CREATE TABLE interaction_tactic_logs (
    interaction_id      uuid     NOT NULL REFERENCES interactions ON DELETE CASCADE,
    tactic_id           uuid     NOT NULL REFERENCES rapport_tactics,
    position            smallint NOT NULL CHECK (position >= 0),
    effectiveness_score smallint NOT NULL CHECK (effectiveness_score BETWEEN 1 AND 5),
    notes               text     CHECK (char_length(notes) <= 10000),
    PRIMARY KEY (interaction_id, tactic_id)
);

COMMENT ON TABLE interaction_tactic_logs IS 'The tactics used in an interaction, each once.';
COMMENT ON COLUMN interaction_tactic_logs.position IS 'Place in the request''s list, from 0: replies keep its order.';

-- The ids are fixed, so that a client may know a tactic from one installation to the next.
INSERT INTO rapport_tactics (id, domain, name, description) VALUES
    ('7a000000-0000-4000-8000-000000000001', 'Communication Studies', 'Active Listening (Validation/Paraphrasing)',
     'Say back in your own words what you heard, name the feeling behind it, and ask whether you have it right before you answer. '
     'Source: Carl R. Rogers and Richard E. Farson, 1957.'),
    ('7a000000-0000-4000-8000-000000000002', 'Communication Studies', 'Pacing and Leading',
     'Begin at the other person''s tempo, tone and concern; once the two of you are in step, move the conversation by small steps '
     'to where you would like it to go. Source: Howard Giles, 1973, on how speakers converge; the name is from Richard Bandler and '
     'John Grinder, 1975.'),
    ('7a000000-0000-4000-8000-000000000003', 'Social Psychology', 'Behavioral Mimicry (Chameleon Effect)',
     'Let your posture, gestures and expressions loosely follow the other person''s, late and lightly enough not to be noticed; people '
     'take more easily to those who move as they do. Source: Tanya L. Chartrand and John A. Bargh, 1999.'),
    ('7a000000-0000-4000-8000-000000000004', 'Social Psychology', 'Gradual Self-Disclosure',
     'Tell something of yourself, a little more personal each time and never much ahead of what the other person tells you, so that '
     'trust grows on both sides alike. Source: Irwin Altman and Dalmas A. Taylor, 1973.'),
    ('7a000000-0000-4000-8000-000000000005', 'Persuasion and Influence', 'Finding Similarity (Liking Principle)',
     'Look for interests, origins or convictions that you really share, and mention them early: the more people agree with someone, '
     'the better they like them. Source: Donn Byrne, 1971; as a principle of influence, Robert B. Cialdini, 1984.'),
    ('7a000000-0000-4000-8000-000000000006', 'Persuasion and Influence', 'Genuine Praise/Compliments',
     'Praise something definite that you honestly value, and want nothing for it at that moment; a compliment makes goodwill, and '
     'goodwill is returned. Source: Naomi K. Grant, Leandre R. Fabrigar and Heidi Lim, 2010.'),
    ('7a000000-0000-4000-8000-000000000007', 'Persuasion and Influence', 'Reciprocity Norm Activation',
     'Give first: help, a piece of information, time. Whoever has been given something feels bound to give something back. '
     'Source: Alvin W. Gouldner, 1960.')
ON CONFLICT (id) DO NOTHING;

-- No grants: the role visitd gets its rights with the statements that use them.

COMMIT;
