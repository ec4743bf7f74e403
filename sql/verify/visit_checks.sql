-- Verify that visits are checked, whoever writes them, and that visitd can copy documentation.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT count(*) = 5 AND bool_and(convalidated) FROM pg_constraint WHERE conrelid = 'visits'::regclass AND contype = 'c'
             AND conname IN ('visits_places', 'visits_status_check', 'visits_times', 'visits_duration_minutes_check',
                             'visits_check_out_after_check_in')), 'a constraint is missing, or rows that were there before it break it';
    ASSERT (SELECT count(*) = 4 AND bool_and(tgenabled = 'O') FROM pg_trigger WHERE tgrelid = 'visits'::regclass
             AND tgname IN ('visits_list_new', 'visits_list_given', 'visits_cut_times', 'visits_cut_new_times')),
           'a trigger is missing or disabled';
    ASSERT has_function_privilege('visitd', 'copy_documentation(uuid, uuid, uuid)', 'EXECUTE')
       AND has_function_privilege('visitd', 'visit_of_client(uuid, uuid)', 'EXECUTE'), 'visitd cannot copy documentation';
END
$$;

ROLLBACK;
