/* All operations, family by family: whoever adds a file of rows names its array here, twice. */
#include "core/operations.h"

extern const struct operation visits_operations[];
extern const struct operation photos_operations[];
extern const struct operation drafts_operations[];
extern const struct operation rapport_operations[];
extern const struct operation directory_operations[];

const struct operation *const operations[] = {
	visits_operations,
	photos_operations,
	drafts_operations,
	rapport_operations,
	directory_operations,
	NULL,
};
