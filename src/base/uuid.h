/* UUIDs as text (RFC 9562, section 4). */
#ifndef VISITD_UUID_H
#define VISITD_UUID_H

#include "base/macros.h"

enum { UUID_SIZE = sizeof "3edaf4f8-2120-4011-a59f-f6d8a47c622f" };

/* Check `text` as a UUID, 8-4-4-4-12 hexadecimal digits, and copy it in lower case. */
bool uuid_parse(const char *text, size_t length, char uuid[UUID_SIZE]) must_check;

#endif
