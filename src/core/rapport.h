/* The operations of contacts, rapport tactics and interactions. */
#ifndef VISITD_RAPPORT_H
#define VISITD_RAPPORT_H

#include "core/operation.h"

extern const struct operation tactics_list;
extern const struct operation interactions_create, interactions_list, interactions_read;
extern const struct operation contacts_create, contacts_list, contacts_read, contacts_update, contacts_delete;

#endif
