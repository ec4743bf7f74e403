/* What the text of a statement tells without a database: its tokens, and what stands before AS "@outcome". */
#include "ctl/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "engine/render.h"

enum kind { END, WORD, LITERAL, NAME, OTHER };

/* A token of SQL: a literal and a quoted name are without their quotes. */
struct token {
	enum kind kind;
	const char *at;
	size_t length;
};

static bool is_of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

static struct token next_token(const char **sql)
{
	const char *at = *sql + strspn(*sql, " \t\n");
	size_t length = 0;

	*sql = at;
	if (*at == '\0')
		return (struct token){ END, at, 0 };
	if (*at == '\'' || *at == '"') {
		/* A quote within is doubled; that makes two literals, which is good enough here. */
		const char *end = strchr(at + 1, *at);
		length = end != NULL ? (size_t)(end - at - 1) : strlen(at + 1);
		*sql += 1 + length + (end != NULL);
		return (struct token){ *at == '"' ? NAME : LITERAL, at + 1, length };
	}
	while (is_of_word(at[length]))
		length++;
	*sql += length > 0 ? length : 1;
	return length > 0 ? (struct token){ WORD, at, length } : (struct token){ OTHER, at, 1 };
}

static const struct token *tokens_of(const char *sql, struct arena *arena)
{
	struct token *tokens = arena_alloc(arena, (strlen(sql) + 2) * sizeof *tokens);
	size_t count = 1; /* before the first there is an END too */

	while ((tokens[count] = next_token(&sql)).kind != END)
		count++;
	return tokens + 1;
}

static bool is(const struct token *token, enum kind kind, const char *text)
{
	return token->kind == kind && token->length == strlen(text) && strncasecmp(token->at, text, token->length) == 0;
}

static bool is_outcome(const struct token *as)
{
	return is(as, WORD, "AS") && (is(as + 1, NAME, RENDER_OUTCOME) || is(as + 1, WORD, "outcome"));
}

/* Add the literal that stands after THEN or ELSE, or alone. */
static size_t add(struct word *words, size_t count, const struct token *token, struct arena *arena)
{
	if (token->kind != LITERAL)
		return count;
	words[count] = (struct word){ arena_copy(arena, token->at, token->length), is(token + 1, OTHER, "|") };
	return count + 1;
}

const struct word *words_of(const char *sql, struct arena *arena)
{
	const struct token *tokens = tokens_of(sql, arena);
	struct word *words = arena_alloc(arena, (strlen(sql) / 3 + 2) * sizeof *words);
	size_t count = 0;

	for (const struct token *as = tokens; as->kind != END; as++) {
		if (!is_outcome(as))
			continue;
		count = add(words, count, as - 1, arena);
		/* Back through the CASE that ends here; of those within it the words are none. */
		int depth = 0;
		for (const struct token *token = as - 1; token->kind != END; token--) {
			depth += is(token, WORD, "END") ? 1 : is(token, WORD, "CASE") ? -1 : 0;
			if (depth == 0)
				break;
			if (depth == 1 && (is(token, WORD, "THEN") || is(token, WORD, "ELSE")))
				count = add(words, count, token + 1, arena);
		}
	}
	return words;
}

bool words_give(const struct word *words, const char *word)
{
	for (; words->text != NULL; words++) {
		if (words->is_prefix ? strncmp(word, words->text, strlen(words->text)) == 0 : strcmp(word, words->text) == 0)
			return true;
	}
	return false;
}

const char *words_message(const char *sql, const char *word, struct arena *arena)
{
	const char *alias = arena_printf(arena, RENDER_MESSAGE "%s", word), *message = "";
	const struct token *token = tokens_of(sql, arena);
	bool gap = false;
	int depth = 0;

	while (token->kind != END && !is(token, NAME, alias))
		token++;
	if (token->kind == END)
		return NULL;
	for (token -= 2; token->kind != END && depth >= 0; token--) {
		depth += is(token, OTHER, ")") ? 1 : is(token, OTHER, "(") ? -1 : 0;
		if (depth == 0 && (is(token, OTHER, ",") || is(token, WORD, "SELECT")))
			break;
		if (depth == 0 && token->kind == LITERAL)
			message = arena_printf(arena, "%.*s%s%s", (int)token->length, token->at, gap ? ".*" : "", message);
		gap = token->kind != LITERAL;
	}
	return message;
}
