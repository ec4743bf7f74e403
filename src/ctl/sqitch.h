/* Runs Sqitch as the schema's owner. */
#ifndef VISITD_SQITCH_H
#define VISITD_SQITCH_H

#include "ctl/owner.h"

/* Deploy all changes of the project in `directory`, its progress being shown; false if that failed, which was said. No change
 * waits for a lock longer than half of `lock_timeout` seconds: requests queue behind it, and wait just so long. */
bool sqitch_deploy(const struct owner *owner, const char *directory, int64_t lock_timeout) must_check;

#endif
