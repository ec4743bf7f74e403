/* Whole numbers from text, with bounds. */
#ifndef VISITD_INTEGER_H
#define VISITD_INTEGER_H

#include "base/macros.h"

/* Parse all of `text` as a decimal integer of [min, max]: no sign but '-', no spaces. False leaves *value alone. */
bool integer_parse(const char *text, int64_t min, int64_t max, int64_t *value) must_check;

#endif
