/* The ids of drafts: V01, V01-1, V01-1-PI1, V01-1-PI1-L1. */
#ifndef VISITD_DRAFT_ID_H
#define VISITD_DRAFT_ID_H

#include "base/arena.h"

/* The numbers of an id as a bigint[], "{1,1,1}"; NULL for anything that is not written just as visitd writes it. Each is one
 * of the levels; for struct field's parse. */
const char *draft_id_visit(const char *text, struct arena *arena) must_check;
const char *draft_id_interaction(const char *text, struct arena *arena) must_check;
const char *draft_id_principal_interaction(const char *text, struct arena *arena) must_check;
const char *draft_id_lead(const char *text, struct arena *arena) must_check;

#endif
