/* Photos and signatures end to end: what the parts of this program share. */
#include "photos.h"

#include <string.h>

#include "base/file.h"
#include "expect.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { PICTURE_MAX = 2 * 1024 * 1024 };

char *photos_path(const char *visit, const char *rest)
{
	return text("%s%s", visits_path(visit), rest);
}

struct http_response *photos_post(const char *visit, const char *rest, const char *token, const char *body)
{
	return http_post(photos_path(visit, rest), token, body);
}

struct http_response *photos_get(const char *visit, const char *rest, const char *token)
{
	return visits_get(photos_path(visit, rest), token, NULL);
}

struct photos_picture photos_picture(const char *name)
{
	const char *ending = strrchr(name, '.') + 1;
	struct photos_picture picture = { .name = name, .type = text("image/%s", strcmp(ending, "jpg") == 0 ? "jpeg" : ending) };

	picture.bytes = file_read(text(PICTURES "/%s", name), PICTURE_MAX, &picture.length);
	ck_assert_msg(picture.bytes != NULL, "no picture %s", name);
	return picture;
}

struct photos_grant photos_grant(const char *visit, const char *token, const struct photos_picture *picture)
{
	struct http_response *response = photos_post(visit, "/photos/upload-url", token,
						     text("{\"fileName\":\"%s\",\"mimeType\":\"%s\",\"fileSize\":%zu}",
							  picture->name, picture->type, picture->length));

	expect_status(response, picture->name, 200);
	const char *url = expect_text(response, picture->name, "uploadUrl");
	ck_assert_msg(strncmp(url, stack.url, strlen(stack.url)) == 0, "%s is elsewhere", url);
	return (struct photos_grant){ url + strlen(stack.url), expect_text(response, picture->name, "photoKey") };
}

struct http_response *photos_put(const char *path, const char *type, const char *bytes, size_t length)
{
	const struct http_request request = {
		.method = "PUT", .path = path, .body = bytes, .body_length = length, .content_type = type
	};

	return http_send(&request);
}

char *photos_record_body(const char *key, const struct photos_picture *picture)
{
	return text("{\"photoKey\":\"%s\",\"fileName\":\"%s\",\"mimeType\":\"%s\",\"fileSize\":%zu}", key, picture->name,
		    picture->type, picture->length);
}

const char *photos_record(const char *visit, const char *token, const char *key, const struct photos_picture *picture)
{
	struct http_response *response = photos_post(visit, "/photos", token, photos_record_body(key, picture));

	expect_status(response, key, 201);
	return expect_text(response, key, "id");
}

const char *photos_upload(const char *visit, const char *token, const char *name)
{
	const struct photos_picture picture = photos_picture(name);
	const struct photos_grant grant = photos_grant(visit, token, &picture);

	ck_assert_int_eq(photos_put(grant.path, picture.type, picture.bytes, picture.length)->status, 201);
	return photos_record(visit, token, grant.key, &picture);
}

int main(void)
{
	Suite *suite = suite_create("photos");

	photos_add_fields(suite);
	photos_add_access(suite);
	photos_add_store(suite);
	photos_add_record(suite);
	photos_add_thumbnail(suite);
	photos_add_signature(suite);
	photos_add_orphans(suite);
	photos_add_check(suite);
	return suite_main(suite);
}
