/* base64url (RFC 4648, section 5) without padding, as RFC 7515 has it. */
#ifndef VISITD_BASE64URL_H
#define VISITD_BASE64URL_H

#include "base/macros.h"

/* Characters that so many bytes take, and the NUL behind them. */
#define BASE64URL_SIZE(bytes) (((bytes) + 2) / 3 * 4 + 1)

/* Encode into `text`, which has room for BASE64URL_SIZE(length). */
void base64url_encode(const unsigned char *bytes, size_t length, char *text);

/* Decode into `bytes`, which has room for 3 bytes for every 4 characters begun. There is one spelling of any bytes: no padding,
 * no white space, no bits left over. False if it is another. */
bool base64url_decode(const char *text, size_t length, unsigned char *bytes, size_t *count) must_check;

#endif
