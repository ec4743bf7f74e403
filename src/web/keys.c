/* The key directory: a file is a key, whose id is the file's name, or a set of keys; its content decides what they may be used
 * for. */
#include "web/keys.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"

enum {
	FILE_MAX = 16 * 1024,
	SET_MAX = 1024 * 1024,
	KEYS_MAX = 1000, /* in the directory, and entries in a set */
};

struct reading {
	const char *directory, *candidate;
	const char *name; /* of the file that is being read */
	struct keys *keys;
	char *error; /* NULL as long as all is well */
};

static bool refuse(struct reading *reading, const char *format, ...) printf_like(2, 3);
static bool refuse(struct reading *reading, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *words = memory_vprintf(format, arguments);
	va_end(arguments);
	reading->error = memory_printf("%s%s%s%s", reading->directory, reading->name != NULL ? "/" : "",
				       reading->name != NULL ? reading->name : "", words);
	free(words);
	return false;
}

static void note(struct reading *reading, enum log_level level, const char *format, ...) printf_like(3, 4);
static void note(struct reading *reading, enum log_level level, const char *format, ...)
{
	struct keys *keys = reading->keys;
	va_list arguments;

	va_start(arguments, format);
	char *words = memory_vprintf(format, arguments);
	va_end(arguments);
	keys->notes = memory_realloc(keys->notes, (keys->note_count + 1) * sizeof *keys->notes);
	keys->notes[keys->note_count++] = (struct keys_note){ level, memory_printf("%s/%s%s", reading->directory, reading->name,
										   words) };
	free(words);
}

/* ", key 2" of a set. */
static char *place_of(const struct key *key)
{
	return key->number > 0 ? memory_printf("%s, key %zu", key->file, key->number) : memory_strdup(key->file);
}

/* Take a key that was made, which is the directory's from now on. */
static bool add_key(struct reading *reading, const struct key *made)
{
	struct keys *keys = reading->keys;
	struct key *key;

	keys->list = memory_realloc(keys->list, (keys->count + 1) * sizeof *keys->list);
	key = &keys->list[keys->count++];
	*key = *made;
	key->file = memory_strdup(reading->name);
	for (size_t i = 0; key->kid != NULL && i + 1 < keys->count; i++) {
		if (keys->list[i].kid == NULL || strcmp(keys->list[i].kid, key->kid) != 0)
			continue;
		char *first = place_of(&keys->list[i]), *second = place_of(key);
		(void)refuse(reading, ": the kid '%s' is there twice: %s and %s", key->kid, first, second);
		free(first);
		free(second);
		return false;
	}
	return keys->count <= KEYS_MAX || refuse(reading, ": there are more than %d keys", KEYS_MAX);
}

/* --- a file that is a key --- */

static void tell_validity(struct reading *reading, const struct key *key)
{
	int64_t now = time(NULL);

	/* A certificate is a way of writing down a key: that the file is here is what it is trusted for. */
	if (key->is_certificate && key->expires < now)
		note(reading, LOG_LEVEL_WARNING, ": the certificate has expired; its key is used all the same");
	else if (key->is_certificate && key->begins > now)
		note(reading, LOG_LEVEL_WARNING, ": the certificate is not valid yet; its key is used all the same");
}

static bool take_file(struct reading *reading, const char *problem, struct key *key)
{
	key->kid = memory_strdup(reading->name);
	*strrchr(key->kid, '.') = '\0';
	if (problem == NULL)
		tell_validity(reading, key);
	/* The file's own fault is told rather than that there is another of its name. */
	return problem == NULL ? add_key(reading, key) : (key_free(key), refuse(reading, ": %s", problem));
}

static bool take_pem(struct reading *reading, const char *text, size_t length)
{
	struct key key = { .kid = NULL };

	return take_file(reading, key_pem_problem(&key, text, length), &key);
}

static bool take_secret(struct reading *reading, const char *text, size_t length)
{
	struct key key = { .kid = NULL };

	return take_file(reading, key_secret_problem(&key, (const unsigned char *)text, length), &key);
}

/* --- a set --- */

static bool take_entry(struct reading *reading, const struct json *jwk, size_t number)
{
	struct key key = { .number = number };
	char *words = NULL;
	enum jwk verdict = key_read_jwk(&key, jwk, &words);

	if (verdict == JWK_KEY)
		return add_key(reading, &key);
	const char *kid = key.kid != NULL ? key.kid : "without a kid";
	if (verdict == JWK_BAD)
		(void)refuse(reading, ": key %zu (%s): %s", number, kid, words);
	else
		note(reading, LOG_LEVEL_INFO, ": key %zu (%s) is not used: %s", number, kid, words);
	free(words);
	key_free(&key);
	return verdict != JWK_BAD;
}

/* A set without a key is a fault of whoever made it: taken, it would end what its last keys verify. */
static bool check_used(struct reading *reading, size_t before, size_t entries)
{
	const struct keys *keys = reading->keys;

	if (keys->count > before)
		return true;
	if (entries == 0)
		return refuse(reading, ": there is no key in the set");
	reading->error = memory_printf("%s; nor is another key of the set", keys->notes[keys->note_count - 1].text);
	return false;
}

static bool take_set(struct reading *reading, const char *text, size_t length)
{
	struct json_refusal refusal;
	const struct json set = json_parse(text, length, &refusal), list = json_member(&set, "keys");
	size_t before = reading->keys->count;
	bool good = true;

	if (refusal.fault != JSON_FAULT_NONE)
		good = refuse(reading, ":%zu: malformed JSON at column %zu%s", refusal.line, refusal.column,
			      refusal.fault == JSON_FAULT_NESTING ? ", nested too deep" : "");
	else if (list.kind != JSON_KIND_ARRAY)
		good = refuse(reading, ":1: expected a key set, {\"keys\": [...]}");
	else if (list.length > KEYS_MAX)
		good = refuse(reading, ": there are more than %d keys", KEYS_MAX);
	for (size_t i = 0; good && i < list.length; i++) {
		const struct json jwk = json_item(&list, i);
		good = take_entry(reading, &jwk, i + 1);
	}
	good = good && check_used(reading, before, list.length);
	json_free(&set);
	return good;
}

/* --- the directory --- */

/* What files end in, and how they are read. */
static const struct form {
	const char *ending;
	size_t limit;
	bool (*take)(struct reading *reading, const char *text, size_t length);
} forms[] = { { ".pem", FILE_MAX, take_pem }, { ".secret", FILE_MAX, take_secret }, { ".jwks", SET_MAX, take_set } };

static const struct form *find_form(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < ARRAY_LEN(forms); i++) {
		if (strcmp(dot, forms[i].ending) == 0)
			return &forms[i];
	}
	return NULL;
}

bool keys_is_stray(const char *name)
{
	return name[0] != '.' && find_form(name) == NULL;
}

static bool read_file(struct reading *reading, const char *path)
{
	const struct form *form = find_form(reading->name);
	size_t length;
	char *text = file_read(path, form->limit, &length);

	if (text == NULL && errno == EFBIG)
		return refuse(reading, ": the file is longer than %zu bytes", form->limit);
	if (text == NULL)
		return refuse(reading, ": %s", strerror(errno));
	bool good = form->take(reading, text, length);
	OPENSSL_cleanse(text, length);
	free(text);
	return good;
}

/* The name that the candidate would have in the directory; NULL if there is none. */
static const char *name_of_candidate(const struct reading *reading)
{
	const char *path = reading->candidate, *slash = path != NULL ? strrchr(path, '/') : NULL;
	const char *name = slash != NULL ? slash + 1 : path;

	return name != NULL && name[0] == '.' ? name + 1 : name;
}

/* Take one directory entry; what is no key by its name is left alone, but not without a word. */
static bool take_name(struct reading *reading, const char *name)
{
	const char *candidate = name_of_candidate(reading);

	if (name[0] == '.' || (candidate != NULL && strcmp(name, candidate) == 0))
		return true;
	reading->name = name;
	if (keys_is_stray(name)) {
		note(reading, LOG_LEVEL_WARNING, " is neither <kid>.pem, <kid>.secret nor *.jwks and is ignored");
		return true;
	}
	char *path = memory_printf("%s/%s", reading->directory, name);
	bool good = read_file(reading, path);
	free(path);
	return good;
}

static bool take_candidate(struct reading *reading)
{
	const char *name = name_of_candidate(reading);

	if (name == NULL)
		return true;
	reading->name = name;
	return find_form(name) != NULL ? read_file(reading, reading->candidate)
				       : refuse(reading, " would be neither <kid>.pem, <kid>.secret nor *.jwks");
}

/* A token without a kid is tried against the only key, so that one needs none itself. */
static bool check_kids(struct reading *reading)
{
	const struct keys *keys = reading->keys;

	reading->name = NULL;
	if (keys->count == 0)
		return refuse(reading, ": there is no key in it, <kid>.pem, <kid>.secret or *.jwks");
	for (size_t i = 0; keys->count > 1 && i < keys->count; i++) {
		reading->name = keys->list[i].file;
		if (keys->list[i].kid == NULL)
			return refuse(reading, ": key %zu has no kid, which only the one key of a directory needs not",
				      keys->list[i].number);
	}
	return true;
}

bool keys_read(const char *directory, const char *candidate, struct keys *keys, char **error)
{
	struct reading reading = { .directory = directory, .candidate = candidate, .keys = keys };
	struct dirent **entries;

	*keys = (struct keys){ 0 };
	*error = NULL;
	/* Sorted, so that of two errors the same is told every time. */
	int count = scandir(directory, &entries, NULL, alphasort);
	bool good = count >= 0 || refuse(&reading, ": %s", strerror(errno));
	for (int i = 0; i < count; i++) {
		good = good && take_name(&reading, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	good = good && take_candidate(&reading) && check_kids(&reading);
	if (!good)
		keys_free(keys);
	*error = reading.error;
	return good;
}

void keys_free(struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		key_free(&keys->list[i]);
	for (size_t i = 0; i < keys->note_count; i++)
		free(keys->notes[i].text);
	free(keys->list);
	free(keys->notes);
	*keys = (struct keys){ 0 };
}

const struct key *keys_find(const struct keys *keys, const char *kid)
{
	if (kid == NULL)
		return keys->count == 1 ? &keys->list[0] : NULL;
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->list[i].kid != NULL && strcmp(keys->list[i].kid, kid) == 0)
			return &keys->list[i];
	}
	return NULL;
}
