/* visitctl deploy: brings the database to the schema that is installed, by Sqitch, as the schema's owner. */
#ifndef VISITD_DEPLOY_H
#define VISITD_DEPLOY_H

#include "ctl/check.h"

struct deployment {
	const struct installation *installation;
	const char *database;  /* of option -d; NULL if it was not given */
	const char *directory; /* of the Sqitch project; NULL for the one beside the program, or the installed one */
	bool only_told;        /* say what would be done, and do nothing */
};

/* Say what will be done, do it, and look whether the statements fit; returns an exit status. */
int deploy(const struct deployment *deployment) must_check;

#endif
