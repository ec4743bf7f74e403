-- Auto-saved drafts: visits, their interactions, those' principal interactions, and the leads that came of them.
-- requires: directory

BEGIN;

SET LOCAL search_path = public;

-- Every level counts its children itself, in last_child, and never counts back: the number of a deleted child is not used
-- again. A row is known by the numbers on the way to it, V01-1-PI1-L1 being (1, 1, 1, 1), so its whole tree is one range of
-- each primary key, and no further index is needed to find it.
--
-- The elements of an array are bounded by comparing it with itself cut to size.

CREATE TABLE draft_visits (
    number           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES users,
    customer_name    text        CHECK (char_length(customer_name) <= 200),
    date_range       text        CHECK (date_range ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2} to [0-9]{4}-[0-9]{2}-[0-9]{2}$'
                                        AND left(date_range, 10) COLLATE "C" <= right(date_range, 10)),
    location         text        CHECK (char_length(location) <= 500),
    interaction_type text        CHECK (char_length(interaction_type) <= 100),
    shared_with      text[]      CHECK (cardinality(shared_with) <= 50
                                        AND array_position(shared_with, NULL) IS NULL
                                        AND shared_with = shared_with::varchar(255)[]::text[]),
    status           text        NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'submitted')),
    last_child       integer     NOT NULL DEFAULT 0 CHECK (last_child >= 0),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE draft_visits IS 'Drafts of visits, made empty and then saved field by field.';
COMMENT ON COLUMN draft_visits.number IS 'The id''s number, V01 being 1; one series for the whole installation, with gaps where a transaction failed.';
COMMENT ON COLUMN draft_visits.user_id IS 'The creator, who alone may write; shown as users.user_no.';
COMMENT ON COLUMN draft_visits.date_range IS 'As sent, e.g. 2025-01-01 to 2025-01-02; that both dates are real is checked before they come here.';
COMMENT ON COLUMN draft_visits.shared_with IS 'E-mail addresses of those in the directory who may read the draft.';
COMMENT ON COLUMN draft_visits.status IS 'submitted closes the whole tree to writing.';
COMMENT ON COLUMN draft_visits.last_child IS 'Number of the interaction made last, deleted or not.';

CREATE TABLE draft_interactions (
    visit_number bigint      NOT NULL REFERENCES draft_visits ON DELETE CASCADE,
    number       integer     NOT NULL CHECK (number > 0),
    departments  text[]      CHECK (cardinality(departments) <= 100
                                    AND array_position(departments, NULL) IS NULL
                                    AND departments = departments::varchar(200)[]::text[]),
    principals   text[]      CHECK (cardinality(principals) <= 100
                                    AND array_position(principals, NULL) IS NULL
                                    AND principals = principals::varchar(200)[]::text[]),
    persons      text[]      CHECK (cardinality(persons) <= 100
                                    AND array_position(persons, NULL) IS NULL
                                    AND persons = persons::varchar(200)[]::text[]),
    last_child   integer     NOT NULL DEFAULT 0 CHECK (last_child >= 0),
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (visit_number, number)
);

COMMENT ON TABLE draft_interactions IS 'Second level of a draft: V01-1.';
COMMENT ON COLUMN draft_interactions.principals IS 'Manufacturers that were talked about.';
COMMENT ON COLUMN draft_interactions.last_child IS 'Number of the principal interaction made last, deleted or not.';

CREATE TABLE draft_principal_interactions (
    visit_number       bigint      NOT NULL,
    interaction_number integer     NOT NULL,
    number             integer     NOT NULL CHECK (number > 0),
    principal_name     text        CHECK (char_length(principal_name) <= 200),
    objective          text        CHECK (char_length(objective) <= 10000),
    discussion         text        CHECK (char_length(discussion) <= 10000),
    next_step          text        CHECK (char_length(next_step) <= 10000),
    product            text        CHECK (char_length(product) <= 200),
    follow_up_date     date,
    last_child         integer     NOT NULL DEFAULT 0 CHECK (last_child >= 0),
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (visit_number, interaction_number, number),
    FOREIGN KEY (visit_number, interaction_number) REFERENCES draft_interactions ON DELETE CASCADE
);

COMMENT ON TABLE draft_principal_interactions IS 'Third level of a draft: V01-1-PI1, what was said about one principal.';
COMMENT ON COLUMN draft_principal_interactions.last_child IS 'Number of the lead made last, deleted or not.';

CREATE TABLE draft_leads (
    visit_number                 bigint      NOT NULL,
    interaction_number           integer     NOT NULL,
    principal_interaction_number integer     NOT NULL,
    number                       integer     NOT NULL CHECK (number > 0),
    title                        text        CHECK (char_length(title) <= 200),
    description                  text        CHECK (char_length(description) <= 10000),
    contact_name                 text        CHECK (char_length(contact_name) <= 200),
    contact_phone                text        CHECK (char_length(contact_phone) <= 50),
    contact_email                text        CHECK (char_length(contact_email) <= 255),
    expected_value               numeric     CHECK (expected_value >= 0 AND expected_value < 'Infinity'),
    currency                     text        CHECK (currency ~ '^[A-Z]{3}$'),
    status                       text        CHECK (status IN ('new', 'qualified', 'won', 'lost')),
    follow_up_date               date,
    created_at                   timestamptz NOT NULL DEFAULT now(),
    updated_at                   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (visit_number, interaction_number, principal_interaction_number, number),
    FOREIGN KEY (visit_number, interaction_number, principal_interaction_number)
        REFERENCES draft_principal_interactions ON DELETE CASCADE
);

COMMENT ON TABLE draft_leads IS 'Lowest level of a draft: V01-1-PI1-L1, a sale that may come of it.';
COMMENT ON COLUMN draft_leads.expected_value IS 'In units of currency; the upper bound also keeps NaN out, which sorts above everything.';
COMMENT ON COLUMN draft_leads.status IS 'NULL until somebody chooses: a lead, like every level, is made empty.';

-- No grants: the role visitd gets its rights with the statements that use them.

COMMIT;
