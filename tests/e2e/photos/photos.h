/* The parts of the program tests/e2e/photos/photos, and what they share. */
#ifndef VISITD_TEST_PHOTOS_H
#define VISITD_TEST_PHOTOS_H

#include <check.h>

#include "visits.h"

/* An address below a visit: photos_path(visit, "/photos/upload-url"). */
char *photos_path(const char *visit, const char *rest) must_check;

/* POST to one, and GET. */
struct http_response *photos_post(const char *visit, const char *rest, const char *token, const char *body) must_check;
struct http_response *photos_get(const char *visit, const char *rest, const char *token) must_check;

/* A file of tests/e2e/photos/pictures, and the type that its name says. */
struct photos_picture {
	const char *name, *type;
	char *bytes;
	size_t length;
};
struct photos_picture photos_picture(const char *name) must_check;

/* An upload that was granted. */
struct photos_grant {
	const char *path; /* of uploadUrl, on the stack's own nginx */
	const char *key;
};
struct photos_grant photos_grant(const char *visit, const char *token, const struct photos_picture *picture) must_check;

/* PUT bytes to an address of the store, with this type and no token. */
struct http_response *photos_put(const char *path, const char *type, const char *bytes, size_t length) must_check;

/* The body that records a picture under a key; and the ID of a row made so, or of a picture that went the whole way. */
char *photos_record_body(const char *key, const struct photos_picture *picture) must_check;
const char *photos_record(const char *visit, const char *token, const char *key, const struct photos_picture *picture);
const char *photos_upload(const char *visit, const char *token, const char *name) must_check;

void photos_add_access(Suite *suite);
void photos_add_check(Suite *suite);
void photos_add_fields(Suite *suite);
void photos_add_orphans(Suite *suite);
void photos_add_record(Suite *suite);
void photos_add_signature(Suite *suite);
void photos_add_store(Suite *suite);
void photos_add_thumbnail(Suite *suite);

#endif
