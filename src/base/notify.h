/* Tells the service manager what becomes of the service, by the protocol of sd_notify(3). */
#ifndef VISITD_NOTIFY_H
#define VISITD_NOTIFY_H

#include "base/macros.h"

/* Lines of "NAME=value". Where no manager asks for them, nothing happens. */
void notify(const char *format, ...) printf_like(1, 2);

/* "RELOADING=1" and the moment, by which the manager knows that the READY=1 to come is the answer. */
void notify_reloading(void);

#endif
