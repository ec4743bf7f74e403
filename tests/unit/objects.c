/* The store of objects: what it needs of the configuration, and the addresses that it signs. */
#include "engine/objects.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define SECRET "0123456789abcdef0123456789abcdef"

static struct config *configuration(const char *lines, const char *secret)
{
	const char *directory = unit_directory(),
		   *path = secret != NULL ? unit_file(directory, "secret", secret, strlen(secret)) : "/nonexistent/secret",
		   *text = unit_text("[photos]\n%ssecret = %s\n", lines, path);
	char *error;
	struct config *config = config_read(unit_file(directory, "visitd.conf", text, strlen(text)), &error);

	ck_assert_msg(config != NULL, "%s", error);
	return config;
}

#define LOCAL "store = local\naddress = https://visits.example.org/objects\n"
#define S3    "store = s3\naddress = https://s3.example.org\nbucket = visits\naccess_key = key\n"

static const struct {
	const char *name, *lines, *secret, *problem; /* what the error ends with */
} refused[] = {
	{ "no address", "store = local\n", SECRET, "section [photos]: this store needs address" },
	{ "no bucket", "store = s3\naddress = https://s3.example.org\naccess_key = key\n", SECRET,
	  "section [photos]: this store needs bucket" },
	{ "no access key", "store = s3\naddress = https://s3.example.org\nbucket = visits\n", SECRET,
	  "section [photos]: this store needs access_key" },
	{ "no secret", LOCAL, NULL, "/nonexistent/secret: No such file or directory" },
	{ "a short one", LOCAL, "0123456789abcdef0123456789abcde",
	  "a secret is one line of at least 32 letters, digits and + / = _ . -" },
	{ "a short one with a newline", LOCAL, "0123456789abcdef0123456789abcde\n",
	  "a secret is one line of at least 32 letters, digits and + / = _ . -" },
	{ "one that nginx would expand", LOCAL, SECRET "$uri",
	  "a secret is one line of at least 32 letters, digits and + / = _ . -" },
	{ "two lines", LOCAL, SECRET "\n" SECRET, "a secret is one line of at least 32 letters, digits and + / = _ . -" },
	{ "none for S3", S3, "\n", "a secret is one line of at least 1 letters, digits and + / = _ . -" },
};

START_TEST(refuses)
{
	struct config *config = configuration(refused[_i].lines, refused[_i].secret);
	char *error;
	struct objects *objects = objects_new(config, &error);
	size_t length = strlen(refused[_i].problem);

	ck_assert_msg(objects == NULL, "%s: is taken for good", refused[_i].name);
	ck_assert_msg(strlen(error) >= length && strcmp(error + strlen(error) - length, refused[_i].problem) == 0, "%s: %s",
		      refused[_i].name, error);
	free(error);
	config_free(config);
}
END_TEST

#define NOW 1700000000
#define PUT(k)                                                                                                                   \
	{                                                                                                                        \
		"PUT", k, "image/png", "1234", NOW + 3600                                                                        \
	}
#define GET(k)                                                                                                                   \
	{                                                                                                                        \
		"GET", k, "image/png", NULL, NOW + 300                                                                           \
	}

/* Checksums by openssl: printf '1700003600 PUT /objects/a/b.png image/png 1234  SECRET' | openssl md5 -binary | base64 */
static const struct {
	const char *name, *lines;
	struct objects_grant grant;
	const char *origin, *path; /* what the path begins with */
} signed_rows[] = {
	{ "local, PUT", LOCAL, PUT("a/b.png"), "https://visits.example.org",
	  "/objects/a/b.png?expires=1700003600&md5=K2_X36LLbz5gsawK8EC74Q" },
	{ "local, GET", LOCAL, GET("a/b.png"), "https://visits.example.org",
	  "/objects/a/b.png?expires=1700000300&type=image/png&md5=ME0lYqrGZGWoQz8BYBbm6Q" },
	{ "local, an odd key", LOCAL, GET("a b/%c.png"), "https://visits.example.org",
	  "/objects/a%20b/%25c.png?expires=1700000300&" },
	{ "local, a port and no path", "store = local\naddress = http://127.0.0.1:80\n", GET("a"), "http://127.0.0.1:80",
	  "/a?expires=" },
	{ "S3, PUT", S3, PUT("a/b.png"), "https://s3.example.org",
	  "/visits/a/b.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=key%2F20231114%2Fus-east-1%2Fs3%2Faws4_request"
	  "&X-Amz-Date=20231114T221320Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost"
	  "&X-Amz-Signature=" },
	{ "S3, GET", S3 "region = eu-central-1\n", GET("a/b.png"), "https://s3.example.org",
	  "/visits/a/b.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=key%2F20231114%2Feu-central-1%2Fs3%2Faws4_request"
	  "&X-Amz-Date=20231114T221320Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&response-content-type=image%2Fpng"
	  "&X-Amz-Signature=" },
	{ "S3, the bucket in the host", S3 "style = virtual\n", GET("a/b.png"), "https://visits.s3.example.org",
	  "/a/b.png?X-Amz-" },
	{ "S3, over already", S3, { "GET", "a", NULL, NULL, NOW - 1 }, "https://s3.example.org", "/visits/a?" },
};

START_TEST(signs)
{
	struct arena arena = { 0 };
	struct config *config = configuration(signed_rows[_i].lines, SECRET "\n");
	char *error;
	struct objects *objects = objects_new(config, &error);

	ck_assert_msg(objects != NULL, "%s: %s", signed_rows[_i].name, error);
	const char *path = objects_sign(objects, &signed_rows[_i].grant, NOW, &arena);
	unit_expect(signed_rows[_i].name, objects_origin(objects), signed_rows[_i].origin);
	ck_assert_msg(strncmp(path, signed_rows[_i].path, strlen(signed_rows[_i].path)) == 0, "%s: %s", signed_rows[_i].name,
		      path);
	objects_free(objects);
	config_free(config);
	arena_free(&arena);
}
END_TEST

/* What another request would be signed with is never the same. */
START_TEST(signs_all_of_it)
{
	static const struct objects_grant grants[] = {
		PUT("a"),
		PUT("b"),
		{ "GET", "a", "image/png", NULL, NOW + 3600 },
		{ "GET", "a", "image/jpeg", NULL, NOW + 3600 },
		{ "GET", "a", NULL, NULL, NOW + 3600 },
		{ "PUT", "a", "image/jpeg", "1234", NOW + 3600 },
		{ "PUT", "a", "image/png", "1235", NOW + 3600 },
		{ "PUT", "a", "image/png", "1234", NOW + 3601 },
	};
	struct arena arena = { 0 };
	struct config *config = configuration(_i == 0 ? LOCAL : S3, SECRET);
	char *error;
	struct objects *objects = objects_new(config, &error);

	for (size_t i = 0; i < ARRAY_LEN(grants); i++) {
		for (size_t k = 0; k < i; k++) {
			const char *one = objects_sign(objects, &grants[i], NOW, &arena),
				   *other = objects_sign(objects, &grants[k], NOW, &arena);
			ck_assert_str_ne(strrchr(one, '='), strrchr(other, '='));
		}
	}
	objects_free(objects);
	config_free(config);
	arena_free(&arena);
}
END_TEST

START_TEST(no_store)
{
	struct arena arena = { 0 };
	struct config *config = configuration("", NULL);
	const struct objects_grant grant = PUT("a");
	char *error;
	struct objects *objects = objects_new(config, &error);

	ck_assert_ptr_nonnull(objects);
	ck_assert_ptr_null(objects_sign(objects, &grant, NOW, &arena));
	objects_free(objects);
	objects_free(NULL);
	config_free(config);
}
END_TEST

Suite *objects_suite(void)
{
	Suite *suite = suite_create("objects");
	TCase *tests = tcase_create("objects");

	tcase_add_loop_test(tests, refuses, 0, ARRAY_LEN(refused));
	tcase_add_loop_test(tests, signs, 0, ARRAY_LEN(signed_rows));
	tcase_add_loop_test(tests, signs_all_of_it, 0, 2);
	tcase_add_test(tests, no_store);
	suite_add_tcase(suite, tests);
	return suite;
}
