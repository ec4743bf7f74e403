/* What visitctl check prints: one finding, good or bad. */
#include "ctl/finding.h"

#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

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

bool finding_secret(const char *what, const char *path, const char *harm)
{
	const struct group *group = getgrgid(getegid());
	struct stat status;

	if (stat(path, &status) != 0 || (status.st_mode & S_IROTH) == 0)
		return true;
	char *remedy = memory_printf("chgrp %s %s && chmod g+r,o= %s", group != NULL ? group->gr_name : "visitd", path, path);
	(void)finding_bad(what, remedy, "%s %s", path, harm);
	free(remedy);
	return false;
}
