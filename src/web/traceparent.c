/* The header traceparent: version, trace, span and flags in hexadecimal, "00-<32>-<16>-<2>". */
#include "web/traceparent.h"

#include <string.h>

enum { TRACE = 3, SPAN = 36, FLAGS = 53, LENGTH = 55 }; /* where each begins, and where version 00 ends */

static bool is_hexadecimal(const char *text, size_t length)
{
	return strspn(text, "0123456789abcdef") >= length;
}

/* So many digits that are not all zero. */
static bool is_id(const char *text, size_t length)
{
	return is_hexadecimal(text, length) && strspn(text, "0") < length;
}

bool traceparent_parse(const char *header, struct trace *trace)
{
	*trace = (struct trace){ 0 };
	if (header == NULL || strnlen(header, LENGTH) < LENGTH)
		return false;
	bool version_00 = strncmp(header, "00", 2) == 0;
	bool forbidden = strncmp(header, "ff", 2) == 0;
	/* What a later version adds comes behind a dash. */
	bool ends = header[LENGTH] == '\0' || (header[LENGTH] == '-' && !version_00);

	if (!is_hexadecimal(header, 2) || forbidden || !ends || header[TRACE - 1] != '-' || header[SPAN - 1] != '-' ||
	    header[FLAGS - 1] != '-' || !is_id(header + TRACE, 32) || !is_id(header + SPAN, 16) ||
	    !is_hexadecimal(header + FLAGS, 2))
		return false;
	memcpy(trace->trace_id, header + TRACE, 32);
	memcpy(trace->span_id, header + SPAN, 16);
	return true;
}
