-- The tactics used in an interaction, as JSON: the whole select list.
SELECT coalesce(json_agg(json_build_object('tactic_id', tactic_id, 'name', name,
                                           'effectiveness_score', effectiveness_score, 'notes', notes)
                         ORDER BY position), '[]')
FROM interaction_tactic_logs JOIN rapport_tactics ON rapport_tactics.id = tactic_id
