/* Cursors: a place in a list, as an opaque text that a client hands back. */
#ifndef VISITD_CURSOR_H
#define VISITD_CURSOR_H

#include "base/arena.h"

/* The cursor of a position: base64url (RFC 4648, section 5) of a checksum and the position's text. */
char *cursor_encode(const char *position, struct arena *arena) must_check;

/* The position of a cursor; NULL if it is damaged. That it names a place is for the statement to see. */
char *cursor_decode(const char *cursor, struct arena *arena) must_check;

#endif
