/* The store of objects, in which photos lie: signed addresses in it. Their bytes never pass through a worker. */
#ifndef VISITD_OBJECTS_H
#define VISITD_OBJECTS_H

#include <time.h>

#include "base/arena.h"
#include "base/config.h"

/* Either store: an S3-compatible service, or a directory that nginx serves on this machine. */
struct objects;

/* What an address grants: one method on one object, until a moment. */
struct objects_grant {
	const char *method; /* "GET" or "PUT" */
	const char *key;
	const char *type;   /* PUT: the Content-Type that must come; GET: the one that is sent */
	const char *length; /* PUT: the Content-Length that must come; else NULL */
	int64_t expires;    /* seconds since 1970 */
};

/* The store of section [photos], with its secret read. NULL with *error set to one line that the caller frees if that is not as
 * it should be; a configuration without a store gives one that grants nothing. */
struct objects *objects_new(const struct config *config, char **error) must_check;
void objects_free(struct objects *objects);

/* The signed address from its path on, "/objects/key?…"; NULL if there is no store. */
const char *objects_sign(const struct objects *objects, const struct objects_grant *grant, time_t now,
			 struct arena *arena) must_check;

/* What stands before that path in a client's address: "https://visits.example.org". */
const char *objects_origin(const struct objects *objects) must_check;

#endif
