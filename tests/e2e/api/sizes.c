/* The largest replies: every operation asked with as much as its fields and what is stored allow, and records that are too large.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "core/operations.h"
#include "expect.h"
#include "journal.h"
#include "mint.h"
#include "requests.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

enum {
	BODY_BYTES = 250 * 1024, /* what is sent stays below 256 KiB */
	RECORDS = 101,           /* one more than a page has */
	DRAFTS = 60,
	WORKER_KB_MAX = 100 * 1024,
};

/* A character that takes six bytes in JSON, as often. */
#define WORST(n) "repeat(E'\\x01', " #n ")"

/* What stands for {segments}, and for fields that are ids; of another name an id that is nobody's. */
struct name {
	const char *name, *value;
};

static struct {
	struct world world;
	char *contact, *interaction, *visit, *coordinator; /* the last is a token */
	struct name ids[16];
	size_t id_count, largest;
	const char *largest_of;
} walk;

static void add_id(const char *name, const char *value)
{
	ck_assert_uint_lt(walk.id_count, ARRAY_LEN(walk.ids));
	walk.ids[walk.id_count++] = (struct name){ name, value };
}

static const char *find_id(const char *name, size_t length)
{
	for (size_t i = 0; i < walk.id_count; i++) {
		if (strlen(walk.ids[i].name) == length && strncmp(walk.ids[i].name, name, length) == 0)
			return walk.ids[i].value;
	}
	return world_uuid();
}

/* --- what is stored --- */

static void fill_visits(void)
{
	const char *client = walk.world.client, *staff = walk.world.caregiver;

	sql_exec("UPDATE users SET first_name = " WORST(255) ", last_name = first_name, phone = " WORST(50) " WHERE id = $1",
		 staff);
	sql_exec("UPDATE clients SET first_name = " WORST(255) ", last_name = first_name, address = " WORST(
			 10000) ","
				" emergency_contact_name = first_name, emergency_contact_relationship = first_name WHERE id = $1",
		 client);
	walk.visit = world_visit(client, staff, true);
	sql_exec("UPDATE visit_documentation SET vital_signs = jsonb_build_object('x', " WORST(
			 10900) "),"
				" activities = jsonb_build_object('x', " WORST(10900) "), observations = " WORST(
					10000) ", concerns = " WORST(10000) " WHERE visit_id = $1",
		 walk.visit);
	sql_exec("INSERT INTO visit_photos (visit_id, s3_key, s3_url, file_name, file_size, mime_type) SELECT $1::uuid,"
		 " 'visits/' || $1::text || '/photos/' || n, 'https://photos.example.org/' || n, " WORST(
			 255) ", 1, 'image/jpeg'"
			      " FROM generate_series(1, 100) AS n",
		 walk.visit);
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)"
		 " SELECT $1, $2, timestamptz '2020-01-01 00:00Z' + n * interval '1 hour', 'scheduled' FROM generate_series(1, "
		 "$3) AS n",
		 client, staff, text("%d", RECORDS));
}

static void fill_contacts(void)
{
	const char *user = walk.world.caregiver, *count = text("%d", RECORDS);

	sql_exec("INSERT INTO contacts (user_id, name, title, common_ground_notes, communication_style_notes) SELECT $1, "
		 "n::text, " WORST(255) ", " WORST(10000) ", " WORST(10000) " FROM generate_series(1, $2::int) AS n",
		 user, count);
	walk.contact = sql_value("SELECT id FROM contacts WHERE user_id = $1 AND name = '1'", user);
	sql_exec("INSERT INTO interactions (user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post,"
		 " user_notes, observed_non_verbal) SELECT $1, $2, timestamptz '2020-01-01 00:00Z' + n * interval '1 hour',"
		 " 'In-person', " WORST(500) ", 10, " WORST(10000) ", " WORST(10000) " FROM generate_series(1, $3::int) AS n",
		 user, walk.contact, count);
	walk.interaction = sql_value("SELECT id FROM interactions WHERE user_id = $1 LIMIT 1", user);
	sql_exec("INSERT INTO rapport_tactics (name, description, domain)"
		 " SELECT 'Test tactic ' || n, 'x', 'Social Psychology' FROM generate_series(8, 50) AS n ON CONFLICT DO NOTHING");
	sql_exec("INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score, notes)"
		 " SELECT $1, id, row_number() OVER (), 5, " WORST(10000) " FROM rapport_tactics LIMIT 50",
		 walk.interaction);
}

static const char *create(const char *path, const char *member, const char *body)
{
	struct http_response *response = http_post(path, walk.world.token, body);

	expect_status(response, path, 201);
	return expect_text(response, path, member);
}

static int patch(const char *path, const char *body)
{
	return http_send(&(struct http_request){ .method = "PATCH", .path = path, .token = walk.world.token, .body = body })
		->status;
}

/* A tree that is filled until it is full, and more drafts than a page can show. */
static void fill_drafts(void)
{
	const char *worst = text_repeat("\\u0001", 10000), *shared = text_repeat("\\u0001", 255);
	const char *many = text("{\"sharedWith\":[\"%s\"%s]}", shared, text_repeat(text(",\"%s\"", shared), 49));
	const char *visit = create("/api/visits", "visitId", "{}"), *lead = NULL;
	const char *interaction = create("/api/interactions", "interactionId", text("{\"visitId\":\"%s\"}", visit));
	const char *principal = create("/api/Principal-interactions", "PrincipalInteractionId",
				       text("{\"interactionId\":\"%s\"}", interaction));
	int status = 200;

	for (int i = 0; i < 100 && status == 200; i++) {
		struct http_response *made = http_post("/api/leads", walk.world.token,
						       text("{\"PrincipalInteractionId\":\"%s\"}", principal));
		if (made->status != 201)
			break;
		lead = expect_text(made, "lead", "leadId");
		status = patch(text("/api/leads/%s", lead), text("{\"description\":\"%s\"}", worst));
	}
	for (int i = 0; i < DRAFTS; i++)
		(void)patch(text("/api/visits/%s", create("/api/visits", "visitId", "{}")), many);
	add_id("interactionId", interaction);
	add_id("PrincipalInteractionId", principal);
	add_id("leadId", lead);
	add_id("draft", visit);
}

static void fill(void)
{
	walk.world = world_new();
	walk.coordinator = mint_token(world_user("coordinator", walk.world.zone), NULL);
	fill_visits();
	fill_contacts();
	fill_drafts();
	add_id("clientId", walk.world.client);
	add_id("staffId", walk.world.caregiver);
	add_id("zoneId", walk.world.zone);
	add_id("contact_id", walk.contact);
	add_id("interaction_id", walk.interaction);
	add_id("tactic_id", sql_value("SELECT id FROM rapport_tactics LIMIT 1"));
	add_id("visitId", walk.visit);
}

/* --- what is sent --- */

static size_t less(size_t a, double b)
{
	return (double)a < b ? a : (size_t)b;
}

static void add_value(struct buffer *out, const struct field *field, size_t room)
{
	const char *id = find_id(field->name, strlen(field->name));

	switch (field->type) {
	case FIELD_TEXT:
		buffer_printf(out, "\"%s\"", text_repeat("\\u0001", less(room / 6, field->max)));
		break;
	case FIELD_CHOICE:
		buffer_printf(out, "\"%s\"", field->choices[0]);
		break;
	case FIELD_NUMBER:
	case FIELD_INTEGER:
		buffer_printf(out, "%.0f", field->max < 1e15 ? field->max : 1e15);
		break;
	case FIELD_JSON:
	case FIELD_JSON_OBJECT:
		buffer_printf(out, "{\"x\":\"%s\"}", text_repeat("\\u0001", less(room / 6, 10900)));
		break;
	case FIELD_TEXTS:
		buffer_printf(out, "[\"%s\"]", text_repeat("\\u0001", less(room / 6, (double)field->item_max)));
		break;
	case FIELD_LIST:
		buffer_puts(out, "[{");
		for (size_t i = 0; i < field->item_field_count; i++) {
			buffer_printf(out, "%s\"%s\":", i > 0 ? "," : "", field->item_fields[i].name);
			add_value(out, &field->item_fields[i], room / field->item_field_count);
		}
		buffer_puts(out, "}]");
		break;
	case FIELD_TIMESTAMP:
		buffer_puts(out, "\"2025-10-10T10:30:00Z\"");
		break;
	default:
		buffer_printf(out, "\"%s\"", id);
	}
}

/* All of its fields; of a nested one, "documentation.concerns", an object for each: of a key given twice the last counts, so
 * the last field of an object alone is sent. */
static char *make_body(const struct operation *operation)
{
	struct buffer body = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < operation->field_count; i++)
		count += operation->fields[i].place == IN_BODY;
	for (size_t i = 0; i < operation->field_count; i++) {
		const struct field *field = &operation->fields[i];
		const char *dot = strchr(field->name, '.');
		if (field->place != IN_BODY)
			continue;
		buffer_puts(&body, body.length == 0 ? "{" : ",");
		if (dot != NULL)
			buffer_printf(&body, "\"%.*s\":{\"%s\":", (int)(dot - field->name), field->name, dot + 1);
		else
			buffer_printf(&body, "\"%s\":", field->name);
		add_value(&body, field, BODY_BYTES / count - 100);
		buffer_puts(&body, dot != NULL ? "}" : "");
	}
	buffer_puts(&body, body.length == 0 ? "{}" : "}");
	return body.data;
}

/* The path with ids in it, and a query that asks for as much as there is. */
static char *make_path(const struct operation *operation, bool by_cursor)
{
	struct buffer path = { 0 };
	const char *at = operation->path;
	bool draft = strncmp(at, "/api/visits", strlen("/api/visits")) == 0;
	char mark = '?';

	while (*at != '\0') {
		size_t plain = strcspn(at, "{"), length = strcspn(at + plain, "}");
		buffer_add(&path, at, plain);
		at += plain;
		if (*at == '\0')
			break;
		const char *name = draft ? "draft" : at + 1;
		buffer_puts(&path, find_id(name, draft ? strlen(name) : length - 1));
		at += length + 1;
	}
	for (size_t i = 0; i < operation->field_count; i++) {
		const struct field *field = &operation->fields[i];
		const char *value = strcmp(field->name, "limit") == 0    ? "100"
				    : strcmp(field->name, "cursor") == 0 ? (by_cursor ? "" : NULL)
				    : field->required                    ? find_id(field->name, strlen(field->name))
									 : NULL;
		if (field->place != IN_QUERY || value == NULL)
			continue;
		buffer_printf(&path, "%c%s=%s", mark, field->name, value);
		mark = '&';
	}
	return path.data;
}

static void expect_small_enough(const struct operation *operation, const char *path, const char *body)
{
	const char *token = (operation->roles & ROLE_CAREGIVER) != 0 ? walk.world.token : walk.coordinator;
	struct http_response *response = http_send(
		&(struct http_request){ .method = operation->method, .path = path, .token = token, .body = body });

	ck_assert_msg(response->length <= REPLY_MAX, "%s: %zu bytes", operation->name, response->length);
	ck_assert_msg(response->status >= 200 && response->status < 500, "%s: %d %s", operation->name, response->status,
		      response->body);
	printf("%9zu bytes, status %d: %s\n", response->length, response->status, operation->name);
	if (response->length > walk.largest) {
		walk.largest = response->length;
		walk.largest_of = operation->name;
	}
}

static void walk_all(const char *method)
{
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (strcmp(operation->method, method) != 0)
				continue;
			bool reads = strcmp(method, "GET") == 0;
			const char *body = reads || strcmp(method, "DELETE") == 0 ? NULL : make_body(operation);
			expect_small_enough(operation, make_path(operation, false), body);
			if (reads)
				expect_small_enough(operation, make_path(operation, true), body);
		}
	}
}

START_TEST(no_reply_exceeds_4_MiB)
{
	fill();
	walk_all("GET");
	walk_all("POST");
	walk_all("PATCH");
	walk_all("DELETE");
	printf("the largest reply: %zu bytes, of %s\n", walk.largest, walk.largest_of);
	ck_assert_uint_gt(walk.largest, REPLY_MAX / 4 * 3);
	ck_assert(stack_all_alive());
}
END_TEST

/* Every bad field is named, as far as a reply reaches. */
START_TEST(refusal_that_names_many_fields)
{
	struct world world = world_new();
	struct buffer body = { 0 };

	buffer_puts(&body, "{\"tactic_logs\":[{");
	for (int i = 0; body.length < BODY_BYTES; i++)
		buffer_printf(&body, "%s\"%x\":0", i > 0 ? "," : "", i);
	buffer_puts(&body, "}]}");
	struct http_response *response = http_post("/api/v1/interactions", world.token, body.data);
	expect_problem(response, "many", 422, NULL);
	ck_assert_msg(response->length <= REPLY_MAX, "%zu bytes", response->length);
	printf("a refusal that names %zu fields: %zu bytes\n", json_array_size(json_object_get(response->json, "details")),
	       response->length);
}
END_TEST

/* --- lists that are larger --- */

/* Follow Link from page to page; every record comes once, in the order of their names or times. */
static void expect_all_by_link(const char *path)
{
	int pages = 0, count = 0;
	long before = sql_count("SELECT count(*) FROM contacts WHERE user_id = $1", walk.world.caregiver);
	char *seen = text("%s", "");

	for (const char *next = path; next != NULL; pages++) {
		struct http_response *response = http_send(&(struct http_request){ .path = next, .token = walk.world.token });
		size_t i;
		json_t *record;
		expect_status(response, next, 200);
		ck_assert_uint_le(response->length, REPLY_MAX);
		json_array_foreach (response->json, i, record) {
			const char *id = json_string_value(json_object_get(record, "id"));
			ck_assert_msg(strstr(seen, id) == NULL, "%s comes twice", id);
			seen = text("%s%s", seen, id);
			count++;
		}
		const char *link = http_header(response, "Link");
		next = link != NULL ? text("%.*s", (int)strcspn(link + 1, ">"), link + 1) : NULL;
		ck_assert_msg(link == NULL || strstr(link, ">; rel=\"next\"") != NULL, "Link: %s", link);
	}
	ck_assert_int_eq(count, before);
	ck_assert_int_gt(pages, 2);
}

START_TEST(list_ends_its_page_before_4_MiB_and_says_where_it_goes_on)
{
	walk.world = world_new();
	fill_contacts();
	expect_all_by_link("/api/v1/contacts?limit=100");
	expect_all_by_link(text("/api/v1/interactions?contact_id=%s", walk.contact));
}
END_TEST

START_TEST(list_with_nothing_more_has_no_link)
{
	struct world world = world_new();
	const struct http_request three = { .path = "/api/v1/contacts?limit=3", .token = world.token };
	const struct http_request two = { .path = "/api/v1/contacts?limit=2", .token = world.token };

	sql_exec("INSERT INTO contacts (user_id, name) SELECT $1, n::text FROM generate_series(1, 3) AS n", world.caregiver);
	expect_value("all", http_header(http_send(&three), "Link"), NULL);
	expect_value("two of three", http_header(http_send(&two), "Link"), "</api/v1/contacts?limit=2&skip=2>; rel=\"next\"");
	expect_value(
		"tactics",
		http_header(http_send(&(struct http_request){ .path = "/api/v1/rapport/tactics", .token = world.token }), "Link"),
		NULL);
}
END_TEST

/* --- records that are larger --- */

/* They keep memory of their own beside all that is taken. */
#ifdef __SANITIZE_ADDRESS__
static const bool with_sanitizers = true;
#else
static const bool with_sanitizers = false;
#endif

static long largest_worker(void)
{
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);
	long largest = 0;

	for (size_t i = 0; i < count; i++) {
		long peak = 0;
		char line[256];
		FILE *status = fopen(text("/proc/%d/status", (int)pids[i]), "re");
		ck_assert_ptr_nonnull(status);
		while (fgets(line, sizeof line, status) != NULL)
			(void)sscanf(line, "VmHWM: %ld", &peak);
		fclose(status);
		largest = peak > largest ? peak : largest;
	}
	return largest;
}

static const char *const sizes[] = { "5000000", "90000000" };

/* The directory is filled by others, who may put anything into an address. */
START_TEST(record_that_is_too_large)
{
	struct world world = world_new();
	const char *visit = world_visit(world.client, world.caregiver, false);
	const struct http_request request = { .path = text("%s/%s", WORLD_VISITS, visit), .token = world.token };
	long mark = journal_mark(stack.log);

	sql_exec("UPDATE clients SET address = repeat('x', $2::int) WHERE id = $1", world.client, sizes[_i]);
	for (int i = 0; i < 8; i++)
		expect_problem(http_send(&request), sizes[_i], 500, "The record is too large to be shown");
	sql_exec("UPDATE clients SET address = NULL WHERE id = $1", world.client);
	expect_status(http_send(&request), "after", 200);

	json_t *line = journal_find(stack.log, mark, "operation", "visits_read");
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(json_object_get(line, "tooLarge"));
	ck_assert(stack_all_alive());
	printf("the largest worker: %ld kB\n", largest_worker());
	if (!with_sanitizers)
		ck_assert_int_lt(largest_worker(), WORKER_KB_MAX);
}
END_TEST

void sizes_add(Suite *suite)
{
	TCase *part = suite_part(suite, "sizes", NULL);

	tcase_add_test(part, no_reply_exceeds_4_MiB);
	tcase_add_test(part, refusal_that_names_many_fields);
	tcase_add_test(part, list_ends_its_page_before_4_MiB_and_says_where_it_goes_on);
	tcase_add_test(part, list_with_nothing_more_has_no_link);
	tcase_add_loop_test(part, record_that_is_too_large, 0, ARRAY_LEN(sizes));
}
