/* Comma-separated values (RFC 4180), record by record: what is wrong is told by line, and no input takes more memory than a
 * record. */
#ifndef VISITD_CSV_H
#define VISITD_CSV_H

#include <stdio.h>

#include "base/buffer.h"

/* Bytes of a record that are kept, and fields of it; what is beyond is read past. */
enum { CSV_RECORD_MAX = 1024 * 1024, CSV_FIELDS_MAX = 64 };

struct csv_field {
	const char *text;    /* without its quotes; UTF-8 without U+0000, unless there is a problem */
	size_t line;         /* where it begins, from 1 */
	const char *problem; /* NULL: none */
};

struct csv_record {
	size_t line, count; /* where it begins, and its fields, which may be more than are kept */
	struct csv_field fields[CSV_FIELDS_MAX];
	const char *problem; /* of the record as a whole */
};

/* Zero-initialized but for the file. */
struct csv {
	FILE *file;
	size_t ended_lines; /* lines that have been read */
	struct buffer text; /* of the fields that are kept, each with a NUL behind it */
	size_t starts[CSV_FIELDS_MAX];
	bool is_begun, is_quoted, is_kept, is_too_long;
};

/* Read the next record; lines may end in LF or CRLF, a byte order mark at the beginning is passed over, and so are empty lines.
 * Its texts live until the next call. False at the end of the file, or where it cannot be read: ferror() tells. */
bool csv_read(struct csv *csv, struct csv_record *record) must_check;

void csv_free(struct csv *csv);

#endif
