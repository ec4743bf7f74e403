/* What /metrics says. */
#include "scrape.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "expect.h"
#include "process.h"
#include "text.h"

enum { TEXT_AGE_MS = 1100, WAIT_MS = 5000 };

static const char *get(void)
{
	struct http_response *response = http_send(&(struct http_request){ .path = "/metrics" });

	ck_assert_int_eq(response->status, 200);
	expect_value("Content-Type", http_header(response, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
	return response->body;
}

const char *scrape(void)
{
	process_sleep_ms(TEXT_AGE_MS);
	return get();
}

static const char *find(const char *body, const char *series)
{
	const char *line = strstr(body, text("\n%s ", series));

	return line != NULL ? line + strlen(series) + 2 : NULL;
}

bool scrape_has(const char *text, const char *series)
{
	return find(text, series) != NULL;
}

double scrape_value(const char *text, const char *series)
{
	const char *value = find(text, series);

	ck_assert_msg(value != NULL, "there is no %s in\n%s", series, text);
	return strtod(value, NULL);
}

double scrape_growth(const char *before, const char *after, const char *series)
{
	return scrape_value(after, series) - scrape_value(before, series);
}

const char *scrape_wait(const char *series, double value)
{
	int64_t deadline = clock_ms() + WAIT_MS;

	for (;;) {
		const char *text = get();
		if (scrape_has(text, series) && scrape_value(text, series) == value)
			return text;
		ck_assert_msg(clock_ms() < deadline, "%s does not become %g:\n%s", series, value, text);
		process_sleep_ms(100);
	}
}
