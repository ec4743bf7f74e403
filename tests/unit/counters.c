/* Counters: there is room for all that is counted, and each thing is counted where it is looked for. */
#include "web/counters.h"

#include "core/operations.h"
#include "unit.h"

static struct counters counters;

static void clear(void)
{
	counters = (struct counters){ 0 };
}

/* Without a row of its own an operation would be counted among those of none. */
START_TEST(room_for_all)
{
	size_t codes = 0, statuses = 0, number = 0;

	while (counters_code(codes) != NULL)
		codes++;
	while (reply_status(statuses) != 0)
		statuses++;
	ck_assert_uint_le(codes, COUNTERS_CODES);
	ck_assert_uint_lt(statuses, COUNTERS_STATUSES);
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *row = *family; row->name != NULL; row++)
			ck_assert_msg(counters_row(operations, row) == ++number, "%s has no row", row->name);
	}
	ck_assert_uint_gt(number, 40);
}
END_TEST

static const struct {
	int64_t microseconds;
	size_t bucket;
} buckets[] = {
	{ 0, 0 },       { 4999, 0 },    { 5000, 0 },      { 5001, 1 },      { 10000, 1 },      { 10001, 2 },
	{ 1000000, 7 }, { 1000001, 8 }, { 10000000, 10 }, { 10000001, 11 }, { INT32_MAX, 11 },
};

START_TEST(bucket)
{
	const struct sample sample = { .operation = &operations[0][0], .status = 200, .answering = buckets[_i].microseconds };

	counters_add(&counters, operations, &sample);
	for (size_t i = 0; i < COUNTERS_BUCKETS; i++)
		ck_assert_msg(counters.operations[1].seconds[i] == (i == buckets[_i].bucket), "bucket %zu", i);
}
END_TEST

START_TEST(parts_of_a_request)
{
	const struct sample sample = { .operation = &operations[0][0],
				       .status = 201,
				       .waited = 7,
				       .answering = 100,
				       .token = 20,
				       .postgresql = 50,
				       .sending = 3,
				       .how_token = TOKEN_REMEMBERED,
				       .sent = 512,
				       .replayed = true };
	const struct counted_operation *row = &counters.operations[1];

	counters_add(&counters, operations, &sample);
	ck_assert_uint_eq(row->parts[PART_WAITING], 7000);
	ck_assert_uint_eq(row->parts[PART_TOKEN], 20);
	ck_assert_uint_eq(row->parts[PART_POSTGRESQL], 50);
	ck_assert_uint_eq(row->parts[PART_WORKING], 30);
	ck_assert_uint_eq(row->parts[PART_SENDING], 3);
	/* Waiting counts in a request's time. */
	ck_assert_uint_eq(row->seconds[1], 1);
	ck_assert_uint_eq(counters.postgresql_seconds[0], 1);
	ck_assert_uint_eq(counters.sent_bytes, 512);
	ck_assert_uint_eq(counters.replays, 1);
	ck_assert_uint_eq(counters.tokens_remembered, 1);
	ck_assert_uint_eq(counters.tokens_verified, 0);
	ck_assert_int_eq(counters_longest_wait(&counters), 7);
}
END_TEST

START_TEST(status_that_has_no_place)
{
	const struct sample sample = { .status = 299, .code = "slot_taken" };

	counters_add(&counters, operations, &sample);
	ck_assert_uint_eq(counters.operations[0].statuses[COUNTERS_STATUSES - 1], 1);
	for (size_t i = 0; i < COUNTERS_CODES; i++)
		ck_assert_uint_eq(counters.codes[i], 0);
	ck_assert_uint_eq(counters.postgresql_seconds[0], 0);
}
END_TEST

START_TEST(sums)
{
	const struct sample sample = {
		.operation = &operations[0][0], .status = 200, .waited = 9, .code = reply_refusals[0].name
	};
	struct counters sum = { 0 };

	counters_add(&counters, operations, &sample);
	counters_add_start(&counters, true);
	counters_sum(&sum, &counters);
	counters_sum(&sum, &counters);
	ck_assert_uint_eq(sum.operations[1].statuses[0], 2);
	ck_assert_uint_eq(sum.codes[0], 2);
	ck_assert_uint_eq(sum.starts, 2);
	ck_assert_uint_eq(sum.deaths, 2);
	ck_assert_int_eq(sum.longest_wait, 0);
}
END_TEST

Suite *counters_suite(void)
{
	Suite *suite = suite_create("counters");
	TCase *tests = tcase_create("counters");

	tcase_add_checked_fixture(tests, clear, NULL);
	tcase_add_test(tests, room_for_all);
	tcase_add_loop_test(tests, bucket, 0, ARRAY_LEN(buckets));
	tcase_add_test(tests, parts_of_a_request);
	tcase_add_test(tests, status_that_has_no_place);
	tcase_add_test(tests, sums);
	suite_add_tcase(suite, tests);
	return suite;
}
