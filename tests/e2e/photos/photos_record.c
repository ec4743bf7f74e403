/* Recording photos: keys of this visit alone, each once, a hundred at most; and how a visit shows them. */
#include <libpq-fe.h>
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "photos.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

static const struct photos_picture picture = { .name = "a.jpg", .type = "image/jpeg", .length = 5 };

/* '@' is the visit, '#' another one of the same caregiver. */
static const struct {
	const char *key;
	bool good;
} keys[] = {
	{ "visits/@/photos/1-a.jpg", true },
	{ "visits/@/photos/1700000000000-..", true },
	{ "visits/@/photos/1-a_b-c.d", true },
	{ "visits/#/photos/1-a.jpg", false },
	{ "visits/@/photos/", false },
	{ "visits/@/photos/a.jpg", false },
	{ "visits/@/photos/1-", false },
	{ "visits/@/photos/1-a/b.jpg", false },
	{ "visits/@/photos/../1-a.jpg", false },
	{ "visits/@/photos/1-a.jpg?x", false },
	{ "visits/@/photos/1-a.jpg%00", false },
	{ "visits/@/photos/1-a%2fb", false },
	{ "visits/@/photos/1-a.jpg\\n", false },
	{ "visits/@/photos/1-a b.jpg", false },
	{ "visits/@/photos/1-\\u00fc.jpg", false },
	{ "visits/@/signatures/client-1.png", false },
	{ "/visits/@/photos/1-a.jpg", false },
	{ "x/visits/@/photos/1-a.jpg", false },
	{ "https://example.org/visits/@/photos/1-a.jpg", false },
	{ "visits/@/photos/1-.*", false },
	{ "", false },
};

START_TEST(which_keys)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *other = visits_new(&world, "completed");
	const char *key = text_fill(keys[_i].key, visit), *hash = strchr(key, '#');

	if (hash != NULL)
		key = text("%.*s%s%s", (int)(hash - key), key, other, hash + 1);
	struct http_response *response = photos_post(visit, "/photos", world.token, photos_record_body(key, &picture));
	if (keys[_i].good) {
		expect_status(response, key, 201);
		return;
	}
	expect_problem(response, key, 400, key[0] == '\0' ? "photoKey must not be empty" : "Invalid photoKey format");
	expect_detail(response, key, "photoKey", NULL);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id IN ($1, $2)", visit, other), 0);
}
END_TEST

static const struct {
	const char *key;
	bool good;
} thumbnails[] = {
	{ "visits/@/photos/1-thumb.jpg", true },
	{ "visits/@/thumbnails/a.jpg", true },
	{ "visits/@/thumbnails/.a", false },
	{ "visits/@/thumbnails/..", false },
	{ "visits/@/../a.jpg", false },
	{ "visits/@/a.jpg", false },
	{ "visits/00000000-0000-4000-8000-000000000000/photos/1-a.jpg", false },
	{ "elsewhere/a.jpg", false },
};

START_TEST(which_thumbnail_keys)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *key = text_fill(thumbnails[_i].key, visit);
	struct http_response *response = photos_post(
		visit, "/photos", world.token,
		text("{\"photoKey\":\"visits/%s/photos/1-a.jpg\",\"fileName\":\"a\",\"mimeType\":\"image/png\",\"fileSize\":1,"
		     "\"thumbnailKey\":\"%s\"}",
		     visit, key));

	if (!thumbnails[_i].good) {
		expect_problem(response, key, 400, "Invalid thumbnailKey format");
		expect_detail(response, key, "thumbnailKey", NULL);
		return;
	}
	expect_status(response, key, 201);
	expect_member(response, key, "thumbnailKey", text("\"%s\"", key));
	/* Kept, and shown to nobody else. */
	ck_assert_str_eq(sql_value("SELECT thumbnail_s3_key FROM visit_photos WHERE visit_id = $1", visit), key);
	ck_assert_ptr_null(visits_value(visits_get(visits_path(visit), world.token, NULL), "data.photos.0.thumbnailKey"));
}
END_TEST

START_TEST(the_reply)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *key = text("visits/%s/photos/1-a.jpg", visit);
	struct http_response *response = photos_post(visit, "/photos", world.token, photos_record_body(key, &picture));

	expect_status(response, "recorded", 201);
	const char *id = expect_text(response, "recorded", "id"), *path = photos_path(visit, text("/photos/%s", id));
	ck_assert_str_eq(http_header(response, "Location"), path);
	expect_member(response, "recorded", "photoKey", text("\"%s\"", key));
	expect_member(response, "recorded", "photoUrl", text("\"%s\"", path));
	expect_member(response, "recorded", "thumbnailKey", "null");
	ck_assert_uint_eq(strlen(expect_text(response, "recorded", "uploadedAt")), strlen("2025-10-11T10:05:23.456Z"));
	ck_assert_str_eq(
		sql_value("SELECT file_name || ' ' || file_size || ' ' || mime_type || ' ' || (s3_url IS NULL) FROM visit_photos"
			  " WHERE id = $1",
			  id),
		"a.jpg 5 image/jpeg true");

	/* As the visit shows it. */
	struct http_response *whole = visits_get(visits_path(visit), world.token, NULL);
	visits_expect(whole, "shown", "data.photos.0.id", text("\"%s\"", id));
	visits_expect(whole, "shown", "data.photos.0.photoKey", text("\"%s\"", key));
	visits_expect(whole, "shown", "data.photos.0.photoUrl", text("\"%s\"", path));
	visits_expect(whole, "shown", "data.photos.0.thumbnailUrl", text("\"%s/thumbnail\"", path));
	visits_expect(whole, "shown", "data.photos.0.fileName", "\"a.jpg\"");
	visits_expect(whole, "shown", "data.photos.0.fileSize", "5");
	visits_expect(whole, "shown", "data.photos.0.mimeType", "\"image/jpeg\"");
	ck_assert_ptr_null(visits_value(whole, "data.photos.1"));
}
END_TEST

START_TEST(the_same_key_twice)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *key = text("visits/%s/photos/1-a.jpg", visit);

	photos_record(visit, world.token, key, &picture);
	expect_problem(photos_post(visit, "/photos", world.token, photos_record_body(key, &picture)), "twice", 409,
		       "This photo is recorded already");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id = $1", visit), 1);
}
END_TEST

/* What is sent again with its key is answered as the first time. */
START_TEST(sent_again)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *key = text("visits/%s/photos/1-a.jpg", visit);
	const struct http_request request = { .path = photos_path(visit, "/photos"),
					      .token = world.token,
					      .body = photos_record_body(key, &picture),
					      .headers = { "Idempotency-Key: photo-1" } };
	struct http_response *first = http_send(&request), *second = http_send(&request);

	expect_status(first, "first", 201);
	expect_status(second, "second", 201);
	ck_assert_str_eq(first->body, second->body);
	ck_assert_str_eq(http_header(first, "Location"), http_header(second, "Location"));
	ck_assert_str_eq(http_header(second, "Idempotent-Replayed"), "true");
}
END_TEST

START_TEST(in_each_state)
{
	static const char *const names[] = { "scheduled", "in_progress", "completed", "cancelled" };
	struct world world = world_new();
	const char *visit = visits_new(&world, names[_i]), *what = names[_i];
	bool cancelled = strcmp(what, "cancelled") == 0;
	const struct {
		const char *rest, *body;
		int status;
	} rows[] = {
		{ "/photos/upload-url", "{\"fileName\":\"a\",\"mimeType\":\"image/png\",\"fileSize\":1}", 200 },
		{ "/photos", photos_record_body(text("visits/%s/photos/1-a.jpg", visit), &picture), 201 },
		{ "/signature/upload-url", "{\"signatureType\":\"client\",\"fileSize\":1}", 200 },
		{ "/signature",
		  text("{\"signatureKey\":\"visits/%s/signatures/client-1.png\",\"signatureType\":\"client\"}", visit), 200 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_response *response = photos_post(visit, rows[i].rest, world.token, rows[i].body);
		if (cancelled)
			expect_problem(response, what, 409, "A cancelled visit cannot be changed");
		else
			expect_status(response, what, rows[i].status);
	}
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id = $1", visit), !cancelled);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit), !cancelled);
}
END_TEST

static void fill(const char *visit, const char *count)
{
	sql_exec("INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type)"
		 " SELECT $1, 'visits/' || $1::uuid || '/photos/' || n || '-b', 'b', 1, 'image/png' FROM generate_series(1000, "
		 "999 + "
		 "$2::int) AS n",
		 visit, count);
}

START_TEST(a_hundred)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");

	fill(visit, "99");
	photos_record(visit, world.token, text("visits/%s/photos/1-a", visit), &picture);
	expect_problem(
		photos_post(visit, "/photos", world.token, photos_record_body(text("visits/%s/photos/2-a", visit), &picture)),
		"the 101st", 409, "A visit can have at most 100 photos");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id = $1", visit), 100);
}
END_TEST

/* Whoever waits for another's photo counts it too. */
START_TEST(a_hundred_at_once)
{
	enum { MANY = 8 };
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	struct http_request requests[MANY];
	struct http_response *responses[MANY];
	int recorded = 0;

	fill(visit, "97");
	for (int i = 0; i < MANY; i++)
		requests[i] = (struct http_request){ .path = photos_path(visit, "/photos"),
						     .token = world.token,
						     .body = photos_record_body(text("visits/%s/photos/%d-a", visit, i),
										&picture) };
	http_send_all(requests, responses, MANY);
	for (int i = 0; i < MANY; i++)
		recorded += responses[i]->status == 201;
	ck_assert_int_eq(recorded, 3);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id = $1", visit), 100);
}
END_TEST

/* Of a visit that is cancelled meanwhile the new state is judged. */
START_TEST(cancelled_meanwhile)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	PGconn *session = sql_connect("visitd_owner");

	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE visits SET status = 'cancelled' WHERE id = $1", visit, (char *)NULL);
	const struct http_request request = { .path = photos_path(visit, "/photos"),
					      .token = world.token,
					      .body = photos_record_body(text("visits/%s/photos/1-a", visit), &picture) };
	struct http_pending *pending = http_begin(&request);
	visits_wait_for_locks("recording", 1);
	sql_run(session, "COMMIT", (char *)NULL);
	expect_problem(http_end(pending), "cancelled meanwhile", 409, "A cancelled visit cannot be changed");
	PQfinish(session);
}
END_TEST

/* Oldest first; what an earlier system has left may lack what it did not know, and is sent as bytes. */
START_TEST(from_an_earlier_system)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "completed");

	photos_record(visit, world.token, text("visits/%s/photos/1-a.jpg", visit), &picture);
	const char *photo = sql_value(
		"INSERT INTO visit_photos (visit_id, s3_key, s3_url, file_name, file_size, mime_type, uploaded_at) VALUES"
		" ($1, 'old/' || $1::uuid || '/a b.jpg', 'https://bucket.example.org/a', 'b', 1, 'application/pdf', now() - "
		"interval "
		"'1 day')"
		" RETURNING id",
		visit);
	struct http_response *whole = visits_get(visits_path(visit), world.token, NULL);
	visits_expect(whole, "older", "data.photos.0.id", text("\"%s\"", photo));
	visits_expect(whole, "older", "data.photos.0.photoUrl", text("\"%s\"", photos_path(visit, text("/photos/%s", photo))));
	ck_assert_ptr_null(strstr(whole->body, "bucket.example.org"));
	const char *location = http_header(photos_get(visit, text("/photos/%s", photo), world.token), "Location");
	ck_assert_ptr_nonnull(strstr(location, "/a%20b.jpg?"));
	ck_assert_ptr_nonnull(strstr(location, "type=application/octet-stream"));
}
END_TEST

/* What is shown and what its tag covers is the same. */
START_TEST(entity_tag)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	struct http_response *before = visits_get(visits_path(visit), world.token, NULL);

	photos_record(visit, world.token, text("visits/%s/photos/1-a.jpg", visit), &picture);
	const char *tag = text("If-None-Match: %s", http_header(before, "ETag"));
	struct http_response *after = visits_get(visits_path(visit), world.token, tag);
	expect_status(after, "with a photo", 200);
	const struct http_request sign = {
		.path = photos_path(visit, "/signature"),
		.token = world.token,
		.body = text("{\"signatureKey\":\"visits/%s/signatures/client-1.png\",\"signatureType\":\"client\"}", visit),
	};
	expect_status(http_send(&sign), "signing", 200);
	tag = text("If-None-Match: %s", http_header(after, "ETag"));
	expect_status(visits_get(visits_path(visit), world.token, tag), "with a signature", 200);
}
END_TEST

void photos_add_record(Suite *suite)
{
	TCase *part = suite_part(suite, "record", NULL);

	tcase_add_loop_test(part, which_keys, 0, ARRAY_LEN(keys));
	tcase_add_loop_test(part, which_thumbnail_keys, 0, ARRAY_LEN(thumbnails));
	tcase_add_test(part, the_reply);
	tcase_add_test(part, the_same_key_twice);
	tcase_add_test(part, sent_again);
	tcase_add_loop_test(part, in_each_state, 0, 4);
	tcase_add_test(part, a_hundred);
	tcase_add_test(part, a_hundred_at_once);
	tcase_add_test(part, cancelled_meanwhile);
	tcase_add_test(part, from_an_earlier_system);
	tcase_add_test(part, entity_tag);
}
