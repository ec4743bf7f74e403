/* What each type of field takes: one value becomes one statement parameter, or a sentence on what is wrong. */
#ifndef VISITD_FIELD_TYPE_H
#define VISITD_FIELD_TYPE_H

#include "engine/field.h"

/* One value under examination. */
struct check {
	const struct field *field;
	const char *name; /* the field's, with the path to it: "tactic_logs[1].tactic_id" */
	const struct field_source *source;
	struct arena *arena;
	struct problems *problems; /* where items of an array add theirs */
	const char *value;         /* the parameter that the check made */
	const char *message;       /* or what is wrong */
	const char *detail;        /* what details say of it, where they can say more; NULL where not */
};

/* Check a value that is neither absent nor, but for not_null, null: sets `value` or `message`. Any type but FIELD_LIST, whose
 * items have fields of their own. */
void field_type_check(struct check *check, const struct json *json);

/* An array of no more items than the field may have; else `message` is set. */
bool field_type_is_short_array(struct check *check, const struct json *json) must_check;

/* Add what is wrong with one item of an array. */
void field_type_item_problem(struct check *check, size_t index, const char *what);

#endif
