/* Who is calling, and the roles that the directory knows. */
#ifndef VISITD_CALLER_H
#define VISITD_CALLER_H

#include "base/uuid.h"

/* Bits, since an operation is open to a set of them. */
enum role {
	ROLE_CAREGIVER = 1 << 0,
	ROLE_COORDINATOR = 1 << 1,
	ROLE_ADMIN = 1 << 2,
	ROLE_FAMILY = 1 << 3,
	ROLES_ALL = ROLE_CAREGIVER | ROLE_COORDINATOR | ROLE_ADMIN | ROLE_FAMILY,
};

/* A caller as the token tells. It grants nothing by itself: the directory is asked in every statement. */
struct caller {
	char id[UUID_SIZE]; /* lower case */
	unsigned roles;     /* what the token's role allows: one bit, ROLES_ALL if it names none, 0 if an unknown one */
};

/* The bit of a role's name, 0 if there is no such role. */
unsigned caller_role(const char *name) must_check;

/* And back; NULL if it is none, or several. */
const char *caller_role_name(unsigned role) must_check;

#endif
