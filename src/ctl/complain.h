/* How the operator's tool says that it cannot do what it was asked for. */
#ifndef VISITD_COMPLAIN_H
#define VISITD_COMPLAIN_H

enum { EXIT_USAGE = 2 };

/* "visitctl: what: why" to standard error; returns EXIT_FAILURE. */
int complain(const char *what, const char *why);

#endif
