/* visitctl check: everything that a worker needs is looked at, and what is wrong is said with its remedy. */
#include "ctl/check.h"

#include <stdlib.h>

int check_installation(const struct installation *installation)
{
	bool good = check_files(installation);

	good = check_photos(installation) && good;
	good = check_socket(installation) && good;
	good = check_database(installation) && good;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
