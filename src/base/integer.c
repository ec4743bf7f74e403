/* Whole numbers from text, with bounds. */
#include "base/integer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool integer_parse(const char *text, int64_t min, int64_t max, int64_t *value)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	size_t length = strlen(digits);

	if (length == 0 || strspn(digits, "0123456789") != length)
		return false;
	errno = 0;
	long long parsed = strtoll(text, NULL, 10);
	if (errno != 0 || parsed < min || parsed > max)
		return false;
	*value = parsed;
	return true;
}

int integer_hexadecimal(const char *text, int digits)
{
	int value = 0;

	for (int i = 0; i < digits; i++) {
		char c = text[i];
		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if ((c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'))
			value = value * 16 + (c & 0x0f) + 9;
		else
			return -1;
	}
	return value;
}
