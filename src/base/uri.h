/* Addresses: what must be escaped in them (RFC 3986, section 2). */
#ifndef VISITD_URI_H
#define VISITD_URI_H

#include "base/buffer.h"

/* Add `text`, each byte but A-Z a-z 0-9 - . _ ~ and those of `also` as %XX. */
void uri_escape(struct buffer *out, const char *text, const char *also);

#endif
