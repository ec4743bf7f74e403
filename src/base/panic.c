/* The end of a process that has found itself in the wrong: the log learns where, then it aborts. */
#include "base/panic.h"

#include <stdlib.h>

#include "base/log.h"

void panic_at(const char *file, int line, const char *what)
{
	log_panic(file, line, what);
	abort();
}
