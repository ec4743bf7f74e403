/* How the operator's tool says that it cannot do what it was asked for. */
#include "ctl/complain.h"

#include <stdio.h>
#include <stdlib.h>

int complain(const char *what, const char *why)
{
	fprintf(stderr, "visitctl: %s: %s\n", what, why);
	return EXIT_FAILURE;
}
