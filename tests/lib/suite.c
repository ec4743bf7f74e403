/* Runs a suite of Check's on the stack. */
#include "suite.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "stack.h"

enum { TEST_SECONDS = 60 };

TCase *suite_part(Suite *suite, const char *name, void (*before)(void))
{
	TCase *part = tcase_create(name);

	/* Each test in a process of its own: that is Check's way, and the helpers rely on it for what they do not free. */
	tcase_set_timeout(part, TEST_SECONDS);
	if (before != NULL)
		tcase_add_checked_fixture(part, before, NULL);
	suite_add_tcase(suite, part);
	return part;
}

int suite_main(Suite *suite)
{
	stack_open();
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return EXIT_FAILURE;
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	curl_global_cleanup();
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* What a test takes it does not give back; a build with sanitizers shall look for what the workers leak. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
