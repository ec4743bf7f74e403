/* visitctl openapi: the API as OpenAPI 3.1 describes it, made of the tables and the statements. */
#ifndef VISITD_OPENAPI_H
#define VISITD_OPENAPI_H

#include "base/buffer.h"
#include "engine/operation.h"

/* Print the document to standard output; an exit status. It needs no database, as the build makes it. */
int openapi_print(void) must_check;

/* "responses": {…} of an operation, and the components that they share. */
void openapi_responses(struct buffer *out, const struct operation *operation, struct arena *arena);
void openapi_shared_responses(struct buffer *out, struct arena *arena);

#endif
