/* The end of a process that has found itself in the wrong: the log learns where, then it aborts. */
#ifndef VISITD_PANIC_H
#define VISITD_PANIC_H

#include <stdnoreturn.h>

/* For programming errors and a machine without memory; what comes from outside is handled, not asserted. Like panic_unless() and
 * panic("OpenSSL cannot make a digest"), but the log gets file, line and request id first: under spawn-fcgi standard error leads
 * nowhere. */
#define panic(what)             panic_at(__FILE__, __LINE__, what)
#define panic_unless(condition) ((condition) ? (void)0 : panic_at(__FILE__, __LINE__, #condition))

noreturn void panic_at(const char *file, int line, const char *what);

#endif
