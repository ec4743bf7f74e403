/* A request from its arrival to its reply: route, token, operation, log line. */
#ifndef VISITD_SERVE_H
#define VISITD_SERVE_H

#include "core/operation.h"
#include "web/exchange.h"
#include "web/token.h"

/* Answer the exchange's request, whose body was read unless it is `too_large`, and end the exchange. `reply` is scratch
 * memory that is kept from request to request. */
void serve(struct engine *engine, struct tokens *tokens, struct exchange *exchange, bool too_large, struct reply *reply);

#endif
