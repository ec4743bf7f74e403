/* visitctl photos orphans: objects of the local store that no visit names. */
#include "ctl/photos.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "ctl/complain.h"
#include "engine/pg_array.h"
#include "engine/render.h"
#include "engine/store.h"

enum { BATCH = 1000 };

struct search {
	struct store *store;
	const char *directory;
	bool deletes;
	struct buffer keys; /* text[] of those that are not asked about yet */
	size_t count;
};

/* Print what the statement has found, and delete it if that is wanted and it is old. */
static bool handle_found(const struct search *search, const PGresult *rows)
{
	bool good = true;

	for (int row = 0; row < PQntuples(rows); row++) {
		const char *key = render_column(rows, row, "key");
		char *path = memory_printf("%s/%s", search->directory, key);
		bool wanted = !search->deletes || strcmp(render_column(rows, row, "old"), "t") == 0;
		if (wanted && search->deletes && unlink(path) != 0) {
			(void)complain(path, strerror(errno));
			good = wanted = false;
		}
		if (wanted)
			puts(key);
		free(path);
	}
	return good;
}

static bool ask(struct search *search)
{
	const char *const parameters[] = { search->keys.data };
	const struct store_step step = { &statement_photos_orphans, parameters };
	PGresult *rows;

	if (search->count == 0)
		return true;
	buffer_puts(&search->keys, "}");
	store_begin(search->store);
	bool good = store_run(search->store, &step, 1, true, &rows) == STORE_DONE;
	if (good) {
		good = handle_found(search, rows);
		PQclear(rows);
	} else {
		const char *problem = store_problem(search->store);
		(void)complain("photos", problem[0] != '\0' ? problem : "the database cannot be asked; try visitctl check");
	}
	buffer_clear(&search->keys);
	search->count = 0;
	return good;
}

static bool add(struct search *search, const char *path)
{
	const char *key = path + strlen(search->directory) + 1;

	/* A key is UTF-8, and PostgreSQL would not have anything else: no visit names this. */
	if (!utf8_is_valid(key)) {
		if (!search->deletes)
			puts(key);
		return true;
	}
	if (search->count == 0)
		buffer_puts(&search->keys, "{");
	pg_array_add(&search->keys, key, strlen(key));
	search->count++;
	return search->count < BATCH || ask(search);
}

static bool walk(struct search *search)
{
	char *directory = memory_strdup(search->directory);
	char *const roots[] = { directory, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool good = tree != NULL;

	if (tree == NULL)
		(void)complain(directory, strerror(errno));
	for (FTSENT *entry; good && (entry = fts_read(tree)) != NULL;) {
		if (entry->fts_info == FTS_F) {
			good = add(search, entry->fts_path);
		} else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS) {
			(void)complain(entry->fts_path, strerror(entry->fts_errno));
			good = false;
		}
	}
	if (tree != NULL)
		fts_close(tree);
	free(directory);
	return good && ask(search);
}

int photos_orphans(const struct config *config, bool deletes)
{
	struct search search = { .directory = config->object_directory, .deletes = deletes };

	if (config->object_store != OBJECT_STORE_LOCAL)
		return complain("photos", "only a local store can be looked through; see visitctl(1) for S3");
	search.store = store_new(config);
	bool good = walk(&search);
	store_free(search.store);
	buffer_free(&search.keys);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
