/* visitctl photos orphans: what was uploaded and never recorded; what is recorded, and what is no key of ours, stays. */
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "expect.h"
#include "photos.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

static struct process_result orphans(bool delete)
{
	const char *const argv[] = { text("%s/visitctl", stack.bin), "-c", stack.conf, "photos", "orphans",
				     delete ? "--delete" : NULL,     NULL };

	return process_run(argv);
}

static bool is_stored(const char *key)
{
	struct stat status;

	return stat(text("%s/%s", stack.objects, key), &status) == 0;
}

static void store(const char *key)
{
	const char *const argv[] = {
		"sh", "-c", text("mkdir -p \"$(dirname '%s/%s')\" && echo x >'%s/%s'", stack.objects, key, stack.objects, key),
		NULL
	};

	ck_assert_int_eq(process_run(argv).status, 0);
}

START_TEST(who_stays)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = { "a.png", "image/png", text("abc"), 3 };
	long now = (long)time(NULL), day = 24 * 60 * 60;
	struct {
		const char *what, *key;
		bool listed, deleted;
	} rows[] = {
		{ "recorded", text("visits/%s/photos/1600000000000-a.png", visit), false, false },
		{ "a client's thumbnail", text("visits/%s/thumbnails/1600000000000-a.png", visit), false, false },
		{ "signed", text("visits/%s/signatures/client-1600000000000.png", visit), false, false },
		{ "an earlier system's", text("old/%s.png", visit), false, false },
		{ "old", text("visits/%s/photos/1600000000000-b.png", visit), true, true },
		{ "a day and a minute", text("visits/%s/photos/%ld000-b.png", visit, now - day - 60), true, true },
		{ "almost a day", text("visits/%s/photos/%ld000-b.png", visit, now - day + 60), true, false },
		{ "an old signature", text("visits/%s/signatures/family-1600000000000.png", visit), true, true },
		{ "a new signature", text("visits/%s/signatures/family-%ld000.png", visit, now), true, false },
		{ "of a visit that is not there", text("visits/%s/photos/1600000000000-a.png", world_uuid()), true, true },
		{ "no key of ours", text("visits/%s/notes.txt", visit), true, false },
		{ "no key at all", text("%s", visit), true, false },
		{ "not even UTF-8", text("visits/%s/photos/1600000000000-\xff.png", visit), true, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		store(rows[i].key);
	photos_record(visit, world.token, rows[0].key, &picture);
	sql_exec("UPDATE visit_photos SET thumbnail_s3_key = $2 WHERE visit_id = $1", visit, rows[1].key);
	sql_exec("INSERT INTO visit_documentation (visit_id, signature_url) VALUES ($1, 'https://bucket.example.org/' || $2)",
		 visit, rows[2].key);
	sql_exec("INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type) VALUES ($1, $2, 'a', 1, "
		 "'image/png')",
		 visit, rows[3].key);

	struct process_result listed = orphans(false);
	ck_assert_msg(listed.status == 0, "%s", listed.err);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg((strstr(listed.out, text("%s\n", rows[i].key)) != NULL) == rows[i].listed, "%s:\n%s", rows[i].what,
			      listed.out);
		ck_assert_msg(is_stored(rows[i].key), "%s was deleted", rows[i].what);
	}
	struct process_result deleted = orphans(true);
	ck_assert_msg(deleted.status == 0, "%s", deleted.err);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg((strstr(deleted.out, text("%s\n", rows[i].key)) != NULL) == rows[i].deleted, "%s:\n%s",
			      rows[i].what, deleted.out);
		ck_assert_msg(is_stored(rows[i].key) == !rows[i].deleted, "%s", rows[i].what);
	}
}
END_TEST

/* More than are asked about at once. */
START_TEST(many)
{
	const char *visit = world_uuid();
	const char *const argv[] = {
		"sh", "-c",
		text("mkdir -p '%s/visits/%s/photos' && cd '%s/visits/%s/photos' && i=0 && while [ $i -lt 2500 ]; do"
		     " : >1600000000000-$i; i=$((i + 1)); done",
		     stack.objects, visit, stack.objects, visit),
		NULL
	};
	size_t count = 0;

	ck_assert_int_eq(process_run(argv).status, 0);
	const char *out = orphans(true).out, *name = text("visits/%s/", visit);
	for (const char *at = out; (at = strstr(at, name)) != NULL; at++)
		count++;
	ck_assert_uint_eq(count, 2500);
	ck_assert_ptr_null(strstr(orphans(false).out, name));
}
END_TEST

START_TEST(other_stores)
{
	const char *conf = text("%s/place/none.conf", stack.home);
	const char *const argv[] = { text("%s/visitctl", stack.bin), "-c", conf, "photos", "orphans", NULL };

	stack_put(conf, "", 0);
	struct process_result result = process_run(argv);
	ck_assert_int_eq(result.status, 1);
	ck_assert_ptr_nonnull(strstr(result.err, "only a local store can be looked through"));
	ck_assert_int_eq(remove(conf), 0);
}
END_TEST

void photos_add_orphans(Suite *suite)
{
	TCase *part = suite_part(suite, "orphans", NULL);

	tcase_add_test(part, who_stays);
	tcase_add_test(part, many);
	tcase_add_test(part, other_stores);
}
