/* Who is calling, and the roles that the directory knows. */
#ifndef VISITD_CALLER_H
#define VISITD_CALLER_H

#include "base/base.h"

enum { UUID_SIZE = sizeof "3edaf4f8-2120-4011-a59f-f6d8a47c622f" };

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

/* Check `text` as a UUID, 8-4-4-4-12 hexadecimal digits, and copy it in lower case. */
bool caller_parse_uuid(const char *text, size_t length, char uuid[UUID_SIZE]) must_check;

#endif
