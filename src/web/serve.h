/* A request from its arrival to its reply: route, token, operation, log line. */
#ifndef VISITD_SERVE_H
#define VISITD_SERVE_H

#include "core/operation.h"
#include "web/exchange.h"
#include "web/token.h"

/* Answer the exchange's request, which was read completely unless `too_large`. */
void serve(struct engine *engine, struct tokens *tokens, const struct exchange *exchange, bool too_large, struct reply *reply);

#endif
