-- Add the contacts that there are not.
INSERT INTO contacts (id, user_id, name, title, level, common_ground_notes, communication_style_notes)
SELECT target, user_id, name, title, level, common_ground_notes, communication_style_notes
FROM pg_temp.incoming WHERE NOT is_known ORDER BY line
