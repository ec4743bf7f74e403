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

enum { EXTERNAL_ID_MAX = 255 }; /* characters */

/* A caller as the token tells. It grants nothing by itself: the directory is asked in every statement. */
struct caller {
	char id[UUID_SIZE];      /* lower case; "" as long as only the external id is known */
	const char *external_id; /* what the token has where that is no UUID; NULL where it is one */
	unsigned roles;          /* what the token's role allows: one bit, ROLES_ALL if it names none, 0 if an unknown one */
};

/* Could a user be known by this id from elsewhere? 1 to 255 characters of UTF-8, none of them a control character. */
bool caller_is_external_id(const char *text) must_check;

/* Set the id of a caller whose external id alone is known, as the directory has it at this moment. False if nobody is known by
 * it, or nobody can be asked: *reply tells. */
struct store;
struct reply;
bool caller_find(struct store *store, struct caller *caller, struct reply *reply) must_check;

/* What roles are called, in the order of their bits; ended by NULL. */
extern const char *const caller_role_names[];

/* The bit of a role's name, 0 if there is no such role. */
unsigned caller_role(const char *name) must_check;

/* And back; NULL if it is none, or several. */
const char *caller_role_name(unsigned role) must_check;

#endif
