/* The operations of /api/visits and what hangs below: drafts that save themselves, four levels deep. */
#ifndef VISITD_DRAFTS_H
#define VISITD_DRAFTS_H

#include "core/operation.h"

extern const struct operation draft_visit_create, draft_visit_list, draft_visit_read, draft_visit_update, draft_visit_delete;
extern const struct operation draft_interaction_create, draft_interaction_read, draft_interaction_update,
	draft_interaction_delete;
extern const struct operation draft_principal_interaction_create, draft_principal_interaction_read,
	draft_principal_interaction_update, draft_principal_interaction_delete;
extern const struct operation draft_lead_create, draft_lead_read, draft_lead_update, draft_lead_delete;

#endif
