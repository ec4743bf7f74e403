/* visitctl keys: what is in the key directory, and whether a reload would take it. */
#include "ctl/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "web/keys.h"

enum { KID, KIND, ALGORITHMS, PLACE, VALIDITY, COLUMNS };

const char *keys_algorithms(unsigned algorithms, struct arena *arena)
{
	const char *names = "";

	for (unsigned bit = 1; bit <= ALGORITHM_ES512; bit <<= 1) {
		if ((algorithms & bit) != 0)
			names = arena_printf(arena, "%s%s%s", names, names[0] != '\0' ? " " : "", config_algorithm_name(bit));
	}
	return names;
}

/* "expires 2027-01-31" */
static const char *validity(const struct key *key, struct arena *arena)
{
	int64_t now = time(NULL);
	bool early = key->begins > now;
	time_t when = early ? key->begins : key->expires;
	char date[16];
	struct tm utc;

	if (!key->is_certificate || gmtime_r(&when, &utc) == NULL || strftime(date, sizeof date, "%F", &utc) == 0)
		return "";
	return arena_printf(arena, "%s %s", early ? "begins" : key->expires < now ? "expired" : "expires", date);
}

static void describe(const struct key *key, unsigned allowed, struct arena *arena, const char *words[COLUMNS])
{
	const char *names = keys_algorithms(key->algorithms & allowed, arena);

	words[KID] = key->kid != NULL ? key->kid : "-";
	words[KIND] = key->kind;
	words[ALGORITHMS] = names[0] != '\0' ? names : "-";
	words[PLACE] = key->number > 0 ? arena_printf(arena, "%s, key %zu", key->file, key->number) : key->file;
	words[VALIDITY] = validity(key, arena);
}

static void print(const struct keys *keys, unsigned allowed)
{
	struct arena arena = { 0 };
	const char *(*rows)[COLUMNS] = arena_alloc(&arena, keys->count * sizeof *rows);
	int widths[COLUMNS] = { 0 };

	for (size_t i = 0; i < keys->count; i++) {
		describe(&keys->list[i], allowed, &arena, rows[i]);
		for (int j = 0; j < VALIDITY; j++) {
			int width = (int)strlen(rows[i][j]);
			widths[j] = width > widths[j] ? width : widths[j];
		}
	}
	for (size_t i = 0; i < keys->count; i++) {
		bool ends = rows[i][VALIDITY][0] == '\0';
		for (int j = 0; j < PLACE; j++)
			printf("%-*s  ", widths[j], rows[i][j]);
		printf("%-*s%s%s\n", ends ? 0 : widths[PLACE], rows[i][PLACE], ends ? "" : "  ", rows[i][VALIDITY]);
	}
	arena_free(&arena);
}

int keys_show(const struct config *config, const char *candidate)
{
	struct keys keys;
	char *error;

	if (!keys_read(config->keys, candidate, &keys, &error)) {
		fprintf(stderr, "visitctl: %s\n", error);
		free(error);
		return EXIT_FAILURE;
	}
	print(&keys, config->algorithms);
	for (size_t i = 0; i < keys.note_count; i++)
		fprintf(stderr, "visitctl: %s\n", keys.notes[i].text);
	keys_free(&keys);
	return EXIT_SUCCESS;
}
