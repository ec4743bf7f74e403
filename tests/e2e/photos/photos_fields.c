/* What the four POSTs of photos and signatures take, and what each says of what it does not. */
#include <string.h>

#include "expect.h"
#include "photos.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

#define TYPES     "Invalid MIME type. Allowed types: image/jpeg, image/png, image/webp, image/heic"
#define TOO_LARGE "File size exceeds maximum of 2MB. Please compress the image before upload."
#define SIZES     "fileSize must be a whole number from 1 to 2097152"
#define SIGNERS   "Invalid signatureType. Allowed types: caregiver, client, family"
#define SIZES_1MB "fileSize must be a whole number from 1 to 1048576"
#define UPLOAD    "fileName, mimeType, and fileSize are required"
#define RECORD    "photoKey, fileName, fileSize, and mimeType are required"
#define SIGN      "signatureType and fileSize are required"
#define SIGNED    "signatureKey and signatureType are required"

/* '@' is the visit, "#" 255 characters. */
static const struct {
	const char *rest, *body;
	int status;
	const char *field, *message; /* of a 400 */
} rows[] = {
	{ "/photos/upload-url", "{\"fileName\":\"a.jpg\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 200, NULL, NULL },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/heic\",\"fileSize\":2097152}", 200, NULL, NULL },
	{ "/photos/upload-url", "{\"fileName\":\"#\",\"mimeType\":\"image/webp\",\"fileSize\":2}", 200, NULL, NULL },
	{ "/photos/upload-url", "{}", 400, "fileName", UPLOAD },
	{ "/photos/upload-url", "", 400, "fileSize", UPLOAD },
	{ "/photos/upload-url", "{\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 400, "fileName", UPLOAD },
	{ "/photos/upload-url", "{\"fileName\":\"a.jpg\",\"fileSize\":1}", 400, "mimeType", UPLOAD },
	{ "/photos/upload-url", "{\"fileName\":\"a.jpg\",\"mimeType\":\"image/png\"}", 400, "fileSize", UPLOAD },
	{ "/photos/upload-url", "{\"fileName\":null,\"mimeType\":\"image/png\",\"fileSize\":1}", 400, "fileName", UPLOAD },
	{ "/photos/upload-url", "{\"fileName\":\"\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 400, "fileName",
	  "fileName must not be empty" },
	{ "/photos/upload-url", "{\"fileName\":\"x#\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 400, "fileName",
	  "fileName must be at most 255 characters" },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/gif\",\"fileSize\":1}", 400, "mimeType", TYPES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"text/html\",\"fileSize\":1}", 400, "mimeType", TYPES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"IMAGE/JPEG\",\"fileSize\":1}", 400, "mimeType", TYPES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\\r\\nX: y\",\"fileSize\":1}", 400, "mimeType",
	  TYPES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":0}", 400, "fileSize", SIZES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":-5}", 400, "fileSize", SIZES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":1.5}", 400, "fileSize", SIZES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":\"abc\"}", 400, "fileSize", SIZES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":\"1\"}", 400, "fileSize", SIZES },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":2097153}", 400, "fileSize",
	  TOO_LARGE },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":99999999999}", 400, "fileSize",
	  TOO_LARGE },
	{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":1,\"key\":\"x\"}", 400, "key",
	  "key is not a known field" },

	{ "/photos", "{}", 400, "photoKey", RECORD },
	{ "/photos", "{\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 400, "photoKey", RECORD },
	{ "/photos", "{\"photoKey\":\"visits/@/photos/1-a\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 400, "fileName",
	  RECORD },
	{ "/photos", "{\"photoKey\":\"visits/@/photos/1-a\",\"fileName\":\"a\",\"mimeType\":\"image/gif\",\"fileSize\":1}", 400,
	  "mimeType", TYPES },
	{ "/photos", "{\"photoKey\":\"visits/@/photos/1-a\",\"fileName\":\"a\",\"mimeType\":\"image/png\",\"fileSize\":2097153}",
	  400, "fileSize", TOO_LARGE },
	{ "/photos", "{\"photoKey\":\"visits/@/photos/1-a\",\"fileName\":\"a\",\"mimeType\":\"image/png\",\"fileSize\":0}", 400,
	  "fileSize", SIZES },

	{ "/signature/upload-url", "{\"signatureType\":\"client\",\"fileSize\":1}", 200, NULL, NULL },
	{ "/signature/upload-url", "{\"signatureType\":\"family\",\"fileSize\":1048576}", 200, NULL, NULL },
	{ "/signature/upload-url", "{}", 400, "signatureType", SIGN },
	{ "/signature/upload-url", "{\"fileSize\":1}", 400, "signatureType", SIGN },
	{ "/signature/upload-url", "{\"signatureType\":\"client\"}", 400, "fileSize", SIGN },
	{ "/signature/upload-url", "{\"signatureType\":\"nurse\",\"fileSize\":1}", 400, "signatureType", SIGNERS },
	{ "/signature/upload-url", "{\"signatureType\":\"../client\",\"fileSize\":1}", 400, "signatureType", SIGNERS },
	{ "/signature/upload-url", "{\"signatureType\":\"client\",\"fileSize\":1048577}", 400, "fileSize",
	  "File size exceeds maximum of 1MB." },
	{ "/signature/upload-url", "{\"signatureType\":\"client\",\"fileSize\":0}", 400, "fileSize", SIZES_1MB },
	{ "/signature/upload-url", "{\"signatureType\":\"client\",\"fileSize\":\"abc\"}", 400, "fileSize", SIZES_1MB },

	{ "/signature", "{}", 400, "signatureKey", SIGNED },
	{ "/signature", "{\"signatureType\":\"client\"}", 400, "signatureKey", SIGNED },
	{ "/signature", "{\"signatureKey\":\"visits/@/signatures/client-1.png\"}", 400, "signatureType", SIGNED },
	{ "/signature", "{\"signatureKey\":\"visits/@/signatures/client-1.png\",\"signatureType\":\"nurse\"}", 400,
	  "signatureType", SIGNERS },
};

START_TEST(fields)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *hash = strchr(rows[_i].body, '#'),
		   *body = text_fill(rows[_i].body, visit);

	if (hash != NULL)
		body = text("%.*s%s%s", (int)(hash - rows[_i].body), rows[_i].body, text_repeat("n", 255), hash + 1);
	struct http_response *response = photos_post(visit, rows[_i].rest, world.token, body);
	if (rows[_i].status == 400) {
		expect_problem(response, rows[_i].body, 400, rows[_i].message);
		expect_detail(response, rows[_i].body, rows[_i].field, NULL);
	} else {
		expect_status(response, rows[_i].body, rows[_i].status);
	}
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id = $1", visit), 0);
}
END_TEST

/* Letters, digits, dots and hyphens of ASCII stay, each other character becomes one underscore. */
static const struct {
	const char *name, *end;
} names[] = {
	{ "wound.jpg", "-wound.jpg" },
	{ ".jpg", "-.jpg" },
	{ "../../etc/passwd", "-.._.._etc_passwd" },
	{ "..", "-.." },
	{ "a%2e%2e%2fb.png", "-a_2e_2e_2fb.png" },
	{ "Frau M\xc3\xbcller \xf0\x9f\x98\x80.jpg", "-Frau_M_ller__.jpg" },
	{ "a\\u0001\\n\\\\b?c#d&e=f.jpg", "-a___b_c_d_e_f.jpg" },
	{ "<x>.html", "-_x_.html" },
	{ "A-z_9.", "-A-z_9." },
};

START_TEST(keys)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *name = names[_i].name;
	long before = sql_count("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)");
	struct http_response *response = photos_post(
		visit, "/photos/upload-url", world.token,
		text("{\"fileName\":\"%s\",\"mimeType\":\"image/png\",\"fileSize\":3}", name));

	expect_status(response, name, 200);
	const char *key = expect_text(response, name, "photoKey"), *prefix = text("visits/%s/photos/", visit);
	ck_assert_int_eq(strncmp(key, prefix, strlen(prefix)), 0);
	char *end;
	long at = strtol(key + strlen(prefix), &end, 10);
	ck_assert_str_eq(end, names[_i].end);
	ck_assert_int_ge(at, before - 1);
	ck_assert_int_le(at, before + 10000);
	/* What was given out can be uploaded and recorded, whatever it was called. */
	const char *url = expect_text(response, name, "uploadUrl");
	ck_assert_int_eq(photos_put(strstr(url, "/objects/"), "image/png", "abc", 3)->status, 201);
	struct http_response *recorded = photos_post(
		visit, "/photos", world.token,
		text("{\"photoKey\":\"%s\",\"fileName\":\"%s\",\"mimeType\":\"image/png\",\"fileSize\":3}", key, name));
	expect_status(recorded, name, 201);
}
END_TEST

/* A name of a file has a bound: of a long one the end is kept, where its ending is. */
START_TEST(long_names)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	struct http_response *response = photos_post(
		visit, "/photos/upload-url", world.token,
		text("{\"fileName\":\"%s.png\",\"mimeType\":\"image/png\",\"fileSize\":3}", text_repeat("n", 251)));

	expect_status(response, "a long name", 200);
	const char *key = expect_text(response, "a long name", "photoKey"), *name = strrchr(key, '/') + 1;
	ck_assert_uint_eq(strlen(strchr(name, '-') + 1), 200);
	ck_assert_str_eq(name + strlen(name) - 5, "n.png");
	const char *url = expect_text(response, "a long name", "uploadUrl");
	ck_assert_int_eq(photos_put(strstr(url, "/objects/"), "image/png", "abc", 3)->status, 201);
}
END_TEST

void photos_add_fields(Suite *suite)
{
	TCase *part = suite_part(suite, "fields", NULL);

	tcase_add_loop_test(part, fields, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(part, keys, 0, ARRAY_LEN(names));
	tcase_add_test(part, long_names);
}
