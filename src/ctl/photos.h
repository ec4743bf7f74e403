/* visitctl photos orphans: objects of the local store that no visit names. */
#ifndef VISITD_PHOTOS_H
#define VISITD_PHOTOS_H

#include "base/config.h"

/* Print their keys, one a line; or delete those whose key is older than a day, and print these. Returns an exit status. */
int photos_orphans(const struct config *config, bool deletes) must_check;

#endif
