/* Points in time: RFC 3339 in, UTC out. */
#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>

/* What is left of the text while it is read from the front. */
struct reader {
	const char *at, *end;
};

static bool take(struct reader *in, char c)
{
	if (in->at == in->end || *in->at != c)
		return false;
	in->at++;
	return true;
}

static bool take_digits(struct reader *in, int count, int min, int max, int *value)
{
	int sum = 0;

	for (int i = 0; i < count; i++, in->at++) {
		if (in->at == in->end || *in->at < '0' || *in->at > '9')
			return false;
		sum = sum * 10 + (*in->at - '0');
	}
	*value = sum;
	return sum >= min && sum <= max;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool take_date(struct reader *in, int *year, int *month, int *day)
{
	return take_digits(in, 4, 1, 9999, year) && take(in, '-') && take_digits(in, 2, 1, 12, month) && take(in, '-') &&
	       take_digits(in, 2, 1, days_in_month(*year, *month), day);
}

/* Seconds and what follows them are optional: RFC 3339 demands them, people leave them out. */
static bool take_seconds(struct reader *in, int *second, int *micros)
{
	int digits = 0;

	*second = *micros = 0;
	if (!take(in, ':'))
		return true;
	if (!take_digits(in, 2, 0, 60, second))
		return false;
	if (!take(in, '.'))
		return true;
	for (; in->at < in->end && *in->at >= '0' && *in->at <= '9'; in->at++, digits++) {
		if (digits < 6)
			*micros = *micros * 10 + (*in->at - '0');
	}
	for (int i = digits; i < 6; i++)
		*micros *= 10;
	return digits > 0;
}

/* Minutes that local time is ahead of UTC. */
static bool take_offset(struct reader *in, int *minutes)
{
	int hours, rest;

	*minutes = 0;
	if (take(in, 'Z') || take(in, 'z'))
		return true;
	bool behind = take(in, '-');
	if (!behind && !take(in, '+'))
		return false;
	if (!take_digits(in, 2, 0, 23, &hours) || !take(in, ':') || !take_digits(in, 2, 0, 59, &rest))
		return false;
	*minutes = (hours * 60 + rest) * (behind ? -1 : 1);
	return true;
}

/* Move a date by whole days, -1, 0 or 1: an offset is less than a day. False if that leaves the years 0001 to 9999. */
static bool move_day(int *year, int *month, int *day, int by)
{
	*day += by;
	if (*day < 1) {
		if (--*month < 1) {
			*month = 12;
			--*year;
		}
		*day = *year < 1 ? 31 : days_in_month(*year, *month);
	} else if (*day > days_in_month(*year, *month)) {
		*day = 1;
		if (++*month > 12) {
			*month = 1;
			++*year;
		}
	}
	return *year >= 1 && *year <= 9999;
}

bool timestamp_parse(const char *text, size_t length, char canonical[TIMESTAMP_SIZE])
{
	struct reader in = { text, text + length };
	int year, month, day, hour, minute, second, micros, offset;

	if (!take_date(&in, &year, &month, &day) || !(take(&in, 'T') || take(&in, 't')))
		return false;
	if (!take_digits(&in, 2, 0, 23, &hour) || !take(&in, ':') || !take_digits(&in, 2, 0, 59, &minute))
		return false;
	if (!take_seconds(&in, &second, &micros) || !take_offset(&in, &offset) || in.at != in.end)
		return false;

	int utc = hour * 60 + minute - offset;
	int days = utc < 0 ? -1 : utc >= 24 * 60;
	utc -= days * 24 * 60;
	/* A leap second (RFC 3339, 5.7) ends a UTC day. There is none in PostgreSQL: it is the next day's first second. */
	if (second == 60) {
		if (utc != 24 * 60 - 1)
			return false;
		second = 0;
		utc = 0;
		days++;
	}
	for (int step = days < 0 ? -1 : 1; days != 0; days -= step) {
		if (!move_day(&year, &month, &day, step))
			return false;
	}
	/* Unsigned and reduced, so that the compiler too can see that it fits. */
	snprintf(canonical, TIMESTAMP_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)year % 10000, (unsigned)month % 100,
		 (unsigned)day % 100, (unsigned)(utc / 60) % 100, (unsigned)(utc % 60), (unsigned)second % 100,
		 (unsigned)micros % 1000000);
	return true;
}

bool timestamp_parse_date(const char *text, size_t length)
{
	struct reader in = { text, text + length };
	int year, month, day;

	return take_date(&in, &year, &month, &day) && in.at == in.end;
}

void timestamp_render(struct buffer *out, const char *column)
{
	enum { DATE = sizeof "2025-10-11" - 1, TIME = sizeof "10:05:23" - 1 };
	struct reader in = { column, column + strlen(column) };
	int year, month, day, hour, minute, second, micros;
	char text[] = "\"2025-10-11T10:05:23.456Z\"";

	/* "infinity", the year 10000 and on, "BC": JSON's readers know no way to tell these. */
	if (!take_date(&in, &year, &month, &day) || !take(&in, ' ') || !take_digits(&in, 2, 0, 23, &hour) || !take(&in, ':') ||
	    !take_digits(&in, 2, 0, 59, &minute) || !take_seconds(&in, &second, &micros) || !take(&in, '+') ||
	    !take_digits(&in, 2, 0, 0, &hour) || in.at != in.end) {
		buffer_raw(out, "null", 4);
		return;
	}
	memcpy(text + 1, column, DATE);
	memcpy(text + 1 + DATE + 1, column + DATE + 1, TIME);
	for (int digit = 2, left = micros / 1000; digit >= 0; digit--, left /= 10)
		text[1 + DATE + 1 + TIME + 1 + digit] = (char)('0' + left % 10);
	buffer_raw(out, text, sizeof text - 1);
}
