/* The header traceparent (W3C Trace Context, level 2): of which trace a request is a part. */
#ifndef VISITD_TRACEPARENT_H
#define VISITD_TRACEPARENT_H

#include "base/macros.h"

struct trace {
	char trace_id[33], span_id[17]; /* lower-case hexadecimal; "" for no trace */
};

/* False, and no trace, for a header that is not valid or absent (NULL). Of a version to come only what version 00 has is
 * read. */
bool traceparent_parse(const char *header, struct trace *trace) must_check;

#endif
