/* Visits end to end. */
#include "visits.h"

#include "suite.h"

int main(void)
{
	Suite *suite = suite_create("visits");

	visits_add_update(suite);
	visits_add_documentation(suite);
	visits_add_conditions(suite);
	visits_add_list(suite);
	visits_add_bounds(suite);
	visits_add_moves(suite);
	visits_add_earlier(suite);
	visits_add_paging(suite);
	visits_add_read(suite);
	visits_add_order(suite);
	visits_add_plan(suite);
	visits_add_schedule(suite);
	return suite_main(suite);
}
