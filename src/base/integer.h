/* Whole numbers from text, with bounds. */
#ifndef VISITD_INTEGER_H
#define VISITD_INTEGER_H

#include "base/macros.h"

/* Parse all of `text` as a decimal integer of [min, max]: no sign but '-', no spaces. False leaves *value alone. */
bool integer_parse(const char *text, int64_t min, int64_t max, int64_t *value) must_check;

/* The value of so many hexadecimal digits, 7 at most, that `text` begins with; -1 if it does not. */
int integer_hexadecimal(const char *text, int digits) must_check;

#endif
