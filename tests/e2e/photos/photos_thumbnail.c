/* Thumbnails: what nginx makes of a photo, what it will not, and that nobody is hurt by either. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "expect.h"
#include "photos.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { MEMORY_MAX_KB = 256 * 1024 };

static struct http_response *thumbnail(const char *visit, const char *photo, const char *token)
{
	return photos_get(visit, text("/photos/%s/thumbnail", photo), token);
}

static unsigned big(const char *at, int bytes)
{
	unsigned value = 0;

	while (bytes-- > 0)
		value = value << 8 | (unsigned char)*at++;
	return value;
}

static unsigned little(const char *at)
{
	return (unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8;
}

struct size {
	unsigned width, height;
};

/* A JPEG's frame header (SOF0 or SOF2) tells it, behind segments that each tell their length. */
static struct size jpeg_size(const char *bytes, size_t length)
{
	for (size_t at = 2; at + 9 < length; at += 2 + big(bytes + at + 2, 2)) {
		unsigned marker = big(bytes + at, 2);
		if (marker == 0xffc0 || marker == 0xffc2)
			return (struct size){ big(bytes + at + 7, 2), big(bytes + at + 5, 2) };
	}
	return (struct size){ 0, 0 };
}

static struct size picture_size(const struct http_response *response)
{
	const char *type = http_header(response, "Content-Type");

	ck_assert_uint_gt(response->length, 32);
	if (strcmp(type, "image/png") == 0)
		return (struct size){ big(response->body + 16, 4), big(response->body + 20, 4) };
	if (strcmp(type, "image/webp") == 0) /* VP8, lossy */
		return (struct size){ little(response->body + 26), little(response->body + 28) };
	ck_assert_str_eq(type, "image/jpeg");
	return jpeg_size(response->body, response->length);
}

static bool holds(const char *bytes, size_t length, const char *what)
{
	for (size_t i = 0; i + strlen(what) <= length; i++) {
		if (memcmp(bytes + i, what, strlen(what)) == 0)
			return true;
	}
	return false;
}

static const struct {
	const char *name, *type;
	unsigned width, height;
} scalable[] = {
	{ "wide.jpg", "image/jpeg", 320, 240 },
	{ "wide.png", "image/png", 320, 240 },
	{ "wide.webp", "image/webp", 320, 240 },
	{ "small.jpg", "image/jpeg", 200, 150 },
	/* What there is of it. */
	{ "half.jpg", "image/jpeg", 320, 240 },
};

START_TEST(scales)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *name = scalable[_i].name,
		   *photo = photos_upload(visit, world.token, name);
	struct http_response *response = thumbnail(visit, photo, world.token);

	ck_assert_msg(response->status == 200, "%s: %d %.300s", name, response->status, response->body);
	ck_assert_str_eq(http_header(response, "Content-Type"), scalable[_i].type);
	ck_assert_int_eq(http_header_count(response, "Content-Type"), 1);
	const struct size size = picture_size(response);
	ck_assert_uint_eq(size.width, scalable[_i].width);
	ck_assert_uint_eq(size.height, scalable[_i].height);
	ck_assert(!holds(response->body, response->length, "Exif"));
	ck_assert_uint_lt(response->length, 40000);
	ck_assert_str_eq(http_header(response, "Cache-Control"), "private, no-cache");
	ck_assert_int_eq(http_header_count(response, "Cache-Control"), 1);
	ck_assert_str_eq(http_header(response, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(http_header(response, "Content-Security-Policy"), "sandbox");
	ck_assert_int_eq(http_header_count(response, "X-Request-Id"), 1);
	ck_assert_ptr_null(http_header(response, "X-Accel-Redirect"));
}
END_TEST

/* The pictures do hold what must be gone. */
START_TEST(pictures_tell_where)
{
	const struct photos_picture wide = photos_picture("wide.jpg"), small = photos_picture("small.jpg");

	ck_assert(holds(wide.bytes, wide.length, "Exif"));
	ck_assert(holds(small.bytes, small.length, "Exif"));
}
END_TEST

static const char *const unscalable[] = { "beheaded.jpg", "half.png", "bomb.png", "text.jpg" };

START_TEST(does_not_scale)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photos_upload(visit, world.token, unscalable[_i]);

	/* The second time from the cache. */
	for (int i = 0; i < 2; i++)
		expect_problem(thumbnail(visit, photo, world.token), unscalable[_i], 404, "This photo cannot be scaled");
}
END_TEST

/* A HEIC is not even tried; and of what is not there a client may still send it. */
START_TEST(nothing_to_scale)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture heic = { "a.heic", "image/heic", text("abc"), 3 }, picture = photos_picture("small.jpg");
	const struct photos_grant grant = photos_grant(visit, world.token, &picture);

	expect_problem(
		thumbnail(visit, photos_record(visit, world.token, text("visits/%s/photos/1-a.heic", visit), &heic), world.token),
		"heic", 404, "This photo cannot be scaled");
	const char *photo = photos_record(visit, world.token, grant.key, &picture);
	expect_problem(thumbnail(visit, photo, world.token), "not uploaded", 404, "This photo cannot be scaled");
	ck_assert_int_eq(photos_put(grant.path, picture.type, picture.bytes, picture.length)->status, 201);
	ck_assert_int_eq(thumbnail(visit, photo, world.token)->status, 200);
}
END_TEST

/* The second comes from the cache: the object is not there any more. And whoever has it is told so. */
START_TEST(cached)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photos_upload(visit, world.token, "small.jpg");
	struct http_response *first = thumbnail(visit, photo, world.token);

	ck_assert_int_eq(first->status, 200);
	const char *key = sql_value("SELECT s3_key FROM visit_photos WHERE id = $1", photo);
	ck_assert_int_eq(remove(text("%s/%s", stack.objects, key)), 0);
	struct http_response *second = thumbnail(visit, photo, world.token);
	ck_assert_int_eq(second->status, 200);
	ck_assert_uint_eq(second->length, first->length);
	ck_assert_mem_eq(second->body, first->body, first->length);
	struct http_response *third = visits_get(photos_path(visit, text("/photos/%s/thumbnail", photo)), world.token,
						 text("If-None-Match: %s", http_header(second, "ETag")));
	ck_assert_int_eq(third->status, 304);
	ck_assert_uint_eq(third->length, 0);
	/* But only for those who may. */
	sql_exec("UPDATE users SET is_active = false WHERE id = $1", world.caregiver);
	expect_problem(thumbnail(visit, photo, world.token), "cached, for somebody who has left", 403, "User not found");
}
END_TEST

/* The most memory that any process of the scaler's has had. */
static long scaler_peak_kb(void)
{
	const char *const argv[] = { "sh", "-c",
				     text("grep -l \"^PPid:[[:space:]]*$(cat %s/place/run/scaler.pid)$\" /proc/[0-9]*/status |"
					  " xargs sed -n 's/VmPeak:[^0-9]*\\([0-9]*\\).*/\\1/p' | sort -n | tail -1",
					  stack.home),
				     NULL };

	return strtol(process_run(argv).out, NULL, 10);
}

/* While bombs go off, others' requests are answered as ever, other thumbnails among them; and memory stays what it was given. */
START_TEST(bombs)
{
	enum { BOMBS = 6, OTHERS = 60, PATIENCE_MS = 1000 };
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *small = photos_upload(visit, world.token, "small.jpg");
	struct http_request requests[BOMBS];
	struct http_pending *pending[BOMBS];
	double worst = 0;

	ck_assert_int_eq(thumbnail(visit, small, world.token)->status, 200);
	for (int i = 0; i < BOMBS; i++) {
		requests[i] = (struct http_request){
			.path = photos_path(visit, text("/photos/%s/thumbnail", photos_upload(visit, world.token, "bomb.png"))),
			.token = world.token
		};
		process_sleep_ms(2); /* keys hold milliseconds */
	}
	for (int i = 0; i < BOMBS; i++)
		pending[i] = http_begin(&requests[i]);
	for (int i = 0; i < OTHERS; i++) {
		struct http_response *response = i % 2 == 0 ? visits_get(visits_path(visit), world.token, NULL)
							    : thumbnail(visit, small, world.token);
		ck_assert_int_eq(response->status, 200);
		worst = response->seconds > worst ? response->seconds : worst;
	}
	for (int i = 0; i < BOMBS; i++)
		expect_problem(http_end(pending[i]), "a bomb", 404, "This photo cannot be scaled");
	printf("photos: beside %d bombs the slowest of %d requests took %.0f ms, the scaler's peak was %ld KB\n", BOMBS, OTHERS,
	       worst * 1000, scaler_peak_kb());
	ck_assert_double_lt(worst, PATIENCE_MS / 1000.0);
	ck_assert_int_gt(scaler_peak_kb(), 0);
	ck_assert_int_le(scaler_peak_kb(), MEMORY_MAX_KB);
	ck_assert(stack_all_alive());
	/* And the next picture is scaled. */
	ck_assert_int_eq(thumbnail(visit, photos_upload(visit, world.token, "wide.png"), world.token)->status, 200);
}
END_TEST

/* A scaling process that has died is replaced, whatever it died of. */
START_TEST(scaler_dies)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photos_upload(visit, world.token, "small.jpg");
	const char *const argv[] = {
		"sh", "-c",
		text("kill -9 $(grep -l \"^PPid:[[:space:]]*$(cat %s/place/run/scaler.pid)$\" /proc/[0-9]*/status |"
		     " cut -d/ -f3)",
		     stack.home),
		NULL
	};
	int64_t deadline = clock_ms() + 5000;
	struct http_response *response;

	ck_assert_int_eq(process_run(argv).status, 0);
	while ((response = thumbnail(visit, photo, world.token))->status != 200) {
		expect_refusal(response, "meanwhile", response->status);
		ck_assert_int_gt(response->status, 500);
		ck_assert_int_lt(clock_ms(), deadline);
		process_sleep_ms(50);
	}
}
END_TEST

/* Many who ask for one thumbnail at once get it, and it is made once. */
START_TEST(asked_for_at_once)
{
	enum { MANY = 8 };
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photos_upload(visit, world.token, "wide.png");
	struct http_request requests[MANY];
	struct http_response *responses[MANY];

	for (int i = 0; i < MANY; i++)
		requests[i] = (struct http_request){ .path = photos_path(visit, text("/photos/%s/thumbnail", photo)),
						     .token = world.token };
	http_send_all(requests, responses, MANY);
	for (int i = 0; i < MANY; i++) {
		ck_assert_int_eq(responses[i]->status, 200);
		ck_assert_uint_eq(responses[i]->length, responses[0]->length);
	}
}
END_TEST

void photos_add_thumbnail(Suite *suite)
{
	TCase *part = suite_part(suite, "thumbnail", NULL);

	tcase_add_loop_test(part, scales, 0, ARRAY_LEN(scalable));
	tcase_add_test(part, pictures_tell_where);
	tcase_add_loop_test(part, does_not_scale, 0, ARRAY_LEN(unscalable));
	tcase_add_test(part, nothing_to_scale);
	tcase_add_test(part, cached);
	tcase_add_test(part, bombs);
	tcase_add_test(part, scaler_dies);
	tcase_add_test(part, asked_for_at_once);
}
