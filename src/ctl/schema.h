/* JSON Schemas (2020-12) of what an operation takes and gives, and examples that fit them. */
#ifndef VISITD_SCHEMA_H
#define VISITD_SCHEMA_H

#include "base/buffer.h"
#include "engine/operation.h"

/* "schema": {…} of a parameter, and "example". */
void schema_of_parameter(struct buffer *out, const struct field *field);

/* Has a request a body? Then an object, and an example of it. */
bool schema_has_body(const struct operation *operation) must_check;
void schema_of_body(struct buffer *out, const struct operation *operation);
void schema_body_example(struct buffer *out, const struct operation *operation);

/* The same of a reply that is JSON. */
void schema_of_reply(struct buffer *out, const struct operation *operation);
void schema_reply_example(struct buffer *out, const struct operation *operation);

/* "name": {…}, for each record that replies have; the name that two of them share, NULL for none. */
const char *schema_components(struct buffer *out) must_check;

#endif
