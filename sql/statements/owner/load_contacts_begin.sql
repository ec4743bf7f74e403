-- Where the lines of a file of contacts are looked at before they are anybody's.
CREATE TEMPORARY TABLE incoming (
    line bigint NOT NULL, id uuid, "user" text, name text, title text, level text, common_ground_notes text,
    communication_style_notes text,
    target uuid, user_id uuid, is_known boolean, is_changed boolean, weight bigint, batch bigint
)
