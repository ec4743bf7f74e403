/* How long it takes to parse a body, by our parser and, in turn with it, by jansson: prints the microseconds of each. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/json.h"

enum { ROUNDS = 15, LARGE_BODY = 200 * 1024 };

static const char check_in[] =
	"{\"clientId\":\"3edaf4f8-2120-4011-a59f-f6d8a47c622f\",\"scheduledStartTime\":\"2025-10-11T10:00:00Z\","
	"\"checkInTime\":\"2025-10-11T10:05:23.456Z\",\"checkInLatitude\":43.6532,\"checkInLongitude\":-79.3832,"
	"\"copiedFromVisitId\":\"3edaf4f8-2120-4011-a59f-f6d8a47c6220\"}";

/* As large as documentation may come: a pulse a minute, and what was done. */
static void make_documentation(struct buffer *body)
{
	buffer_puts(body, "{\"documentation\":{\"vitalSigns\":{\"series\":[");
	for (int i = 0; body->length < LARGE_BODY; i++)
		buffer_printf(body,
			      "%s{\"time\":\"2025-10-11T%02d:%02d:00Z\",\"pulse\":%d,\"temperature\":36.%d,\"resting\":%s,"
			      "\"note\":\"Took her tea, \\\"much better\\\" than yesterday \xe2\x80\x93 and walked\"}",
			      i > 0 ? "," : "", i / 60 % 24, i % 60, 60 + i % 40, i % 10, i % 3 > 0 ? "true" : "null");
	buffer_puts(body, "]},\"observations\":\"Slept well.\"}}");
}

static bool parse(const char *text, size_t length)
{
	struct json_refusal refusal;
	const struct json json = json_parse(text, length, &refusal);

	json_free(&json);
	return refusal.fault == JSON_FAULT_NONE;
}

static bool parse_by_jansson(const char *text, size_t length)
{
	json_t *json = json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
	bool good = json != NULL;

	json_decref(json);
	return good;
}

/* Microseconds of processor time for one parse. */
static double measure(bool (*reader)(const char *text, size_t length), const char *text, size_t length)
{
	const size_t count = 4 * 1024 * 1024 / length;
	struct timespec start, end;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	for (size_t i = 0; i < count; i++) {
		if (!reader(text, length))
			abort();
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	return ((double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3) / (double)count;
}

static int compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return first < second ? -1 : first > second;
}

static void report(const char *name, const char *text, size_t length)
{
	double ours[ROUNDS], theirs[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = measure(parse, text, length);
		theirs[i] = measure(parse_by_jansson, text, length);
	}
	qsort(ours, ROUNDS, sizeof ours[0], compare);
	qsort(theirs, ROUNDS, sizeof theirs[0], compare);
	printf("%s_bytes %zu\n%s_us %.2f\n%s_jansson_us %.2f\n", name, length, name, ours[ROUNDS / 2], name, theirs[ROUNDS / 2]);
}

int main(void)
{
	struct buffer body = { 0 };

	make_documentation(&body);
	report("check_in", check_in, sizeof check_in - 1);
	report("large", body.data, body.length);
	buffer_free(&body);
	return EXIT_SUCCESS;
}
