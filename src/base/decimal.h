/* Decimal numbers, compared digit by digit: no double holds all that JSON can spell. */
#ifndef VISITD_DECIMAL_H
#define VISITD_DECIMAL_H

#include "base/arena.h"

/* 0.digits times ten to the power of `point`. */
struct decimal {
	bool negative;      /* never of 0 */
	const char *digits; /* neither the first nor the last is '0'; "" is 0 */
	int point;
};

/* The number that `length` bytes spell as JSON does; leading zeros are taken as well. Its digits come from the arena. */
struct decimal decimal_parse(const char *text, size_t length, struct arena *arena) must_check;

/* Negative, 0 or positive, as a is less than, equal to or greater than b. */
int decimal_compare(const struct decimal *a, const struct decimal *b) must_check;

bool decimal_is_whole(const struct decimal *number) must_check;

#endif
