/* What /metrics says, read as Prometheus would. */
#ifndef VISITD_TEST_SCRAPE_H
#define VISITD_TEST_SCRAPE_H

#include "base/macros.h"

/* The text as it is when everything that was done before has been counted. */
const char *scrape(void) must_check;

/* The value of a series, "visitd_requests_total{operation=\"none\",status=\"404\"}"; the test fails if there is none. */
double scrape_value(const char *text, const char *series) must_check;
bool scrape_has(const char *text, const char *series) must_check;

/* By how much it has grown. */
double scrape_growth(const char *before, const char *after, const char *series) must_check;

/* Wait for a value, five seconds at most; the text that has it. */
const char *scrape_wait(const char *series, double value);

#endif
