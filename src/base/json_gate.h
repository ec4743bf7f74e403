/* What comes to the JSON parser: texts of RFC 8259 to the letter, within our bounds. */
#ifndef VISITD_JSON_GATE_H
#define VISITD_JSON_GATE_H

#include "base/buffer.h"

/* Objects and arrays within each other; characters of a number; digits of its exponent, leading zeros aside. */
enum { JSON_NESTING_MAX = 32, JSON_NUMBER_MAX = 40, JSON_EXPONENT_DIGITS = 2 };

enum json_fault {
	JSON_FAULT_NONE,
	JSON_FAULT_MALFORMED,
	JSON_FAULT_NUMBER,  /* beyond its bounds */
	JSON_FAULT_NESTING, /* the same */
};

/* Walk `text`, `length` bytes and a NUL after them. If it is refused, *where is the byte that it was refused at. If json-c would
 * misread some of it, `restated` gets the same in other words; else it stays empty: integers that no 64 bits might hold, which it
 * clamps, end in "e0", and escaped surrogate pairs, of which it loses U+1D800 and others, are UTF-8. */
enum json_fault json_gate_walk(const char *text, size_t length, struct buffer *restated, const char **where) must_check;

#endif
