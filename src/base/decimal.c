/* Decimal numbers, compared digit by digit. */
#include "base/decimal.h"

#include <string.h>

/* The exponent of a number, which begins at its 'e'. */
static int parse_exponent(const char *text, const char *end)
{
	bool negative = false;
	int value = 0;

	for (; text < end; text++) {
		if (*text >= '0' && *text <= '9')
			value = value * 10 + (*text - '0');
		negative = negative || *text == '-';
	}
	return negative ? -value : value;
}

struct decimal decimal_parse(const char *text, size_t length, struct arena *arena)
{
	const char *end = text + length;
	char *digits = arena_alloc(arena, length + 1);
	size_t count = 0, kept = 0;
	bool negative = *text == '-', in_fraction = false;
	int point = 0;

	for (text += negative; text < end && *text != 'e' && *text != 'E'; text++) {
		if (*text == '.') {
			in_fraction = true;
			continue;
		}
		if (*text != '0' || count > 0)
			digits[count++] = *text;
		if (*text != '0')
			kept = count;
		/* Zeros in front move the point only behind it. */
		if (count > 0 && !in_fraction)
			point++;
		else if (count == 0 && in_fraction)
			point--;
	}
	digits[kept] = '\0';
	return (struct decimal){
		.negative = negative && kept > 0,
		.digits = digits,
		.point = kept > 0 ? point + parse_exponent(text, end) : 0,
	};
}

static int sign(const struct decimal *number)
{
	return number->digits[0] == '\0' ? 0 : number->negative ? -1 : 1;
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
	if (sign(a) != sign(b))
		return sign(a) - sign(b);
	if (a->point != b->point)
		return (a->point - b->point) * sign(a);
	return strcmp(a->digits, b->digits) * sign(a);
}

bool decimal_is_whole(const struct decimal *number)
{
	return number->digits[0] == '\0' || (number->point > 0 && strlen(number->digits) <= (size_t)number->point);
}
