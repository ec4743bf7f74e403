/* The store on this machine: an address grants the one request that it was signed for, and a photo comes as what it is. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "expect.h"
#include "journal.h"
#include "photos.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

/* `path` with the first `from` replaced. */
static char *changed(const char *path, const char *from, const char *to)
{
	const char *at = strstr(path, from);

	ck_assert_msg(at != NULL, "no %s in %s", from, path);
	return text("%.*s%s%s", (int)(at - path), path, to, at + strlen(from));
}

static struct http_response *get(const char *path)
{
	const struct http_request request = { .path = path };

	return http_send(&request);
}

static bool is_stored(const char *key)
{
	struct stat status;

	return stat(text("%s/%s", stack.objects, key), &status) == 0;
}

/* From the granted address to the picture that comes back, byte by byte. */
START_TEST(there_and_back)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = photos_picture("wide.webp");
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);
	struct http_response *put = photos_put(grant.path, picture.type, picture.bytes, picture.length);

	ck_assert_int_eq(put->status, 201);
	ck_assert_int_eq(http_header_count(put, "X-Request-Id"), 1);
	ck_assert(is_stored(grant.key));
	const char *photo = photos_record(visit, world.token, grant.key, &picture);
	struct http_response *found = photos_get(visit, text("/photos/%s", photo), world.token);
	ck_assert_int_eq(found->status, 302);
	ck_assert_uint_eq(found->length, 0);
	ck_assert_str_eq(http_header(found, "Cache-Control"), "no-store");
	const char *location = http_header(found, "Location");
	ck_assert_int_eq(strncmp(location, stack.url, strlen(stack.url)), 0);
	struct http_response *got = get(location + strlen(stack.url));
	ck_assert_int_eq(got->status, 200);
	ck_assert_uint_eq(got->length, picture.length);
	ck_assert_mem_eq(got->body, picture.bytes, picture.length);
	ck_assert_str_eq(http_header(got, "Content-Type"), "image/webp");
	ck_assert_int_eq(http_header_count(got, "Content-Type"), 1);
	ck_assert_str_eq(http_header(got, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(http_header(got, "Content-Security-Policy"), "sandbox");
	ck_assert_str_eq(http_header(got, "Cache-Control"), "no-store");
	/* That address is for reading, and the other one for writing. */
	expect_refusal(photos_put(location + strlen(stack.url), picture.type, "abc", 3), "PUT to a GET's address", 403);
	expect_refusal(get(grant.path), "GET from a PUT's address", 403);
}
END_TEST

/* A page that runs on the API's own origin could do all that its reader may. */
START_TEST(a_page_does_not_run)
{
	static const char page[] = "<script>alert(1)</script>";
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = { "x.html", "image/png", text("%s", page), sizeof page - 1 };
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);

	ck_assert_int_eq(photos_put(grant.path, "image/png", page, sizeof page - 1)->status, 201);
	const char *photo = photos_record(visit, world.token, grant.key, &picture);
	const char *location = http_header(photos_get(visit, text("/photos/%s", photo), world.token), "Location") +
			       strlen(stack.url);
	struct http_response *got = get(location);
	ck_assert_int_eq(got->status, 200);
	ck_assert_str_eq(http_header(got, "Content-Type"), "image/png");
	ck_assert_str_eq(http_header(got, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(http_header(got, "Content-Security-Policy"), "sandbox");
	expect_refusal(get(changed(location, "image/png", "text/html")), "as something else", 403);
	/* Nor if an earlier system has recorded it as one. */
	sql_exec("UPDATE visit_photos SET mime_type = 'text/html' WHERE id = $1", photo);
	location = http_header(photos_get(visit, text("/photos/%s", photo), world.token), "Location") + strlen(stack.url);
	ck_assert_str_eq(http_header(get(location), "Content-Type"), "application/octet-stream");
}
END_TEST

/* What differs from the request that was granted, one thing at a time. */
START_TEST(another_request)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *other = visits_new(&world, "completed");
	const struct photos_picture picture = { "a.png", "image/png", text("abc"), 3 };
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);
	const char *md5 = strstr(grant.path, "md5=") + 4;
	const char *expires = strstr(grant.path, "expires=") + 8, *later = text("%ld", strtol(expires, NULL, 10) + 1);
	const struct {
		const char *what, *path, *type, *bytes;
	} rows[] = {
		{ "another name", changed(grant.path, "-a.png", "-b.png"), "image/png", "abc" },
		{ "another visit", changed(grant.path, visit, other), "image/png", "abc" },
		{ "a folder up", changed(grant.path, "/photos/", "/photos/../photos/x"), "image/png", "abc" },
		{ "out of the store", changed(grant.path, "/objects/", "/objects/../objects/../"), "image/png", "abc" },
		{ "a folder up, escaped", changed(grant.path, "/photos/", "/photos/%2e%2e/signatures/"), "image/png", "abc" },
		{ "another type", grant.path, "image/jpeg", "abc" },
		{ "no type", grant.path, "", "abc" },
		{ "a type with a parameter", grant.path, "image/png;a=b", "abc" },
		{ "one byte more", grant.path, "image/png", "abcd" },
		{ "one byte less", grant.path, "image/png", "ab" },
		{ "a second later", text("%.*s%s&md5=%s", (int)(expires - grant.path), grant.path, later, md5), "image/png",
		  "abc" },
		{ "another signature", text("%.*s%s", (int)(md5 - grant.path), grant.path, "AAAAAAAAAAAAAAAAAAAAAA"), "image/png",
		  "abc" },
		{ "a shorter signature", text("%.*s", (int)strlen(grant.path) - 1, grant.path), "image/png", "abc" },
		{ "no signature", text("%.*s", (int)(md5 - 5 - grant.path), grant.path), "image/png", "abc" },
		{ "no query", text("%.*s", (int)(strchr(grant.path, '?') - grant.path), grant.path), "image/png", "abc" },
		{ "a type in the query", text("%s&type=text/html", grant.path), "image/png", "abc" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_response *response = photos_put(rows[i].path, rows[i].type, rows[i].bytes, strlen(rows[i].bytes));
		ck_assert_msg(response->status == 403 || response->status == 404 || response->status == 400, "%s: %d",
			      rows[i].what, response->status);
	}
	static const char *const methods[] = {
		"POST", "DELETE", "MKCOL", "MOVE", "COPY", "PROPFIND", "PATCH", "HEAD", "OPTIONS"
	};
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		const struct http_request request = { .method = methods[i],
						      .path = grant.path,
						      .body = "abc",
						      .content_type = "image/png",
						      .headers = { "Destination: /objects/x" } };
		ck_assert_msg(http_send(&request)->status >= 400, "%s", methods[i]);
	}
	const struct http_request chunked = { .method = "PUT",
					      .path = grant.path,
					      .body = "abc",
					      .content_type = "image/png",
					      .chunked = true,
					      .version = CURL_HTTP_VERSION_1_1 };
	ck_assert_int_eq(http_send(&chunked)->status, 403);
	ck_assert(!is_stored(grant.key));
	/* All of it in vain, it is still good for what it was made for. */
	ck_assert_int_eq(photos_put(grant.path, "image/png", "abc", 3)->status, 201);
}
END_TEST

START_TEST(twice)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = { "a.png", "image/png", text("abc"), 3 };
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);
	size_t length;

	ck_assert_int_eq(photos_put(grant.path, "image/png", "abc", 3)->status, 201);
	expect_problem(photos_put(grant.path, "image/png", "xyz", 3), "a second PUT", 409,
		       "There is something at this address already");
	const char *bytes = file_read(text("%s/%s", stack.objects, grant.key), 10, &length);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_str_eq(bytes, "abc");
}
END_TEST

/* As large as it may be, and told so exactly: nginx and visitd have the same bound. */
START_TEST(the_largest)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = { "a.png", "image/png", text_repeat("x", 2097152), 2097152 };
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);

	expect_problem(photos_put(grant.path, "image/png", text_repeat("x", 2097153), 2097153), "a byte more", 413,
		       "An object may hold at most 2 MiB");
	ck_assert_int_eq(photos_put(grant.path, "image/png", picture.bytes, picture.length)->status, 201);
	ck_assert(is_stored(grant.key));
}
END_TEST

/* The hour of an upload, the ten minutes of a signature, the five of a picture. */
START_TEST(how_long)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = { "a.png", "image/png", text("abc"), 3 };
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);
	const char *photo = photos_record(visit, world.token, grant.key, &picture);
	time_t now = time(NULL);
	struct http_response *upload = photos_post(visit, "/signature/upload-url", world.token,
						   "{\"signatureType\":\"client\",\"fileSize\":3}");
	const struct {
		const char *what, *address;
		long seconds;
	} rows[] = {
		{ "photo", grant.path, 3600 },
		{ "signature", expect_text(upload, "signature", "uploadUrl"), 600 },
		{ "reading", http_header(photos_get(visit, text("/photos/%s", photo), world.token), "Location"), 300 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		long expires = strtol(strstr(rows[i].address, "expires=") + 8, NULL, 10);
		ck_assert_msg(labs(expires - now - rows[i].seconds) <= 5, "%s: %ld seconds", rows[i].what, expires - now);
	}
	const char *told = expect_text(upload, "signature", "expiresAt");
	ck_assert_int_eq(sql_count("SELECT extract(epoch FROM $1::timestamptz)::bigint", told),
			 strtol(strstr(rows[1].address, "expires=") + 8, NULL, 10));
}
END_TEST

/* The moment itself; the secret is the stack's, so a test can sign what is over already. */
START_TEST(over)
{
	size_t length;
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	char *secret = file_read(text("%s/place/photos.secret", stack.home), 200, &length);
	secret[strcspn(secret, "\n")] = '\0';

	for (int past = 0; past <= 1; past++) {
		const char *path = text("/objects/visits/%s/photos/%d-a.png", visit, past);
		long expires = (long)time(NULL) + (past ? -1 : 60);
		const char *const argv[] = { "sh", "-c",
					     text("printf '%%s' '%ld PUT %s image/png 3  %s' | openssl md5 -binary | base64 | tr "
						  "'+/' '-_' | tr -d '=\\n'",
						  expires, path, secret),
					     NULL };
		struct process_result signature = process_run(argv);
		struct http_response *response = photos_put(text("%s?expires=%ld&md5=%s", path, expires, signature.out),
							    "image/png", "abc", 3);
		ck_assert_int_eq(response->status, past ? 403 : 201);
	}
}
END_TEST

/* Names of files may tell of people, and the query of an address lets in whoever reads it. */
START_TEST(is_not_logged)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	long mark = journal_mark(stack.nginx_log), own = journal_mark(stack.log);
	const struct photos_picture picture = { WORLD_LAST_NAME ".png", "image/png", text("abc"), 3 };
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);

	struct http_response *put = photos_put(grant.path, "image/png", "abc", 3);
	photos_record(visit, world.token, grant.key, &picture);
	ck_assert_ptr_nonnull(journal_find(stack.nginx_log, mark, "requestId", http_header(put, "X-Request-Id")));
	ck_assert_ptr_null(strstr(journal_bytes(stack.nginx_log, mark), WORLD_LAST_NAME));
	ck_assert_ptr_null(strstr(journal_bytes(stack.nginx_log, mark), "md5="));
	ck_assert_ptr_null(strstr(journal_bytes(stack.log, own), WORLD_LAST_NAME));
	ck_assert_ptr_null(strstr(journal_bytes(stack.log, own), "md5="));
}
END_TEST

/* Without a store what needs an address is 503; what was recorded is recorded, and a visit is shown as ever. */
START_TEST(no_store)
{
	size_t length;
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"),
		   *body = "{\"fileName\":\"a\",\"mimeType\":\"image/png\",\"fileSize\":3}";
	const struct photos_picture picture = { "a.png", "image/png", text("abc"), 3 };
	const char *photo = photos_record(visit, world.token, text("visits/%s/photos/1-a.png", visit), &picture);
	const char *conf = file_read(stack.conf, 64 * 1024, &length), *none = changed(conf, "store = local", "store = none");

	stack_put(stack.conf, none, strlen(none));
	bool reloaded = stack_reload();
	struct http_response *upload = photos_post(visit, "/photos/upload-url", world.token, body),
			     *found = photos_get(visit, text("/photos/%s", photo), world.token),
			     *small = photos_get(visit, text("/photos/%s/thumbnail", photo), world.token),
			     *shown = visits_get(visits_path(visit), world.token, NULL);
	stack_put(stack.conf, conf, length);
	ck_assert(stack_reload() && reloaded);
	expect_problem(upload, "upload", 503, "Photos are not set up on this server");
	expect_problem(found, "photo", 503, "Photos are not set up on this server");
	expect_problem(small, "thumbnail", 503, "Photos are not set up on this server");
	expect_status(shown, "the visit", 200);
}
END_TEST

void photos_add_store(Suite *suite)
{
	TCase *part = suite_part(suite, "store", NULL);

	tcase_add_test(part, there_and_back);
	tcase_add_test(part, a_page_does_not_run);
	tcase_add_test(part, another_request);
	tcase_add_test(part, twice);
	tcase_add_test(part, the_largest);
	tcase_add_test(part, how_long);
	tcase_add_test(part, over);
	tcase_add_test(part, is_not_logged);
	tcase_add_test(part, no_store);
}
