/* What visitctl check prints: one finding, good or bad. */
#include "ctl/finding.h"

#include <stdarg.h>
#include <stdio.h>

bool finding_good(const char *what)
{
	printf("ok    %s\n", what);
	return true;
}

bool finding_bad(const char *what, const char *remedy, const char *format, ...)
{
	va_list arguments;

	printf("WRONG %s: ", what);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n      to mend it: %s\n", remedy);
	return false;
}
