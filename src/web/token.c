/* Bearer tokens: JSON Web Tokens verified by libjwt, and remembered once verified. */
#include "web/token.h"

#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/printable.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "web/keys.h"

const char token_expired[] = "expired";

enum {
	LEEWAY = 30, /* seconds that clocks may differ by */
	WAYS = 8,    /* slots that a token may have: with one alone, two tokens that want the same would be verified in turn */
};

/* A token that was verified. Verifying an RSA signature costs more than all the rest of a request; knowing it again
 * costs a SHA-256. It grants nothing: the directory is asked in every statement. */
struct remembered {
	unsigned char digest[SHA256_SIZE];
	int64_t expires; /* with leeway; 0 in an empty slot */
	uint64_t used;   /* when last, as tokens count */
	struct caller caller;
	char *external_id; /* the caller's, which it owns */
};

struct tokens {
	struct keys keys;
	unsigned algorithms;
	char *issuer, *audience, *subject_claim;
	struct remembered *slots; /* a digest has some WAYS of them: the newcomer takes the one not used for longest */
	size_t slot_count;
	uint64_t count;                    /* of tokens that came */
	uint64_t remembered;               /* how often a slot had the token that came */
	char *last_external_id;            /* where nothing is remembered: the last caller's */
	char problem[PRINTABLE_SIZE + 32]; /* of the last token that was refused, where it is made */
};

struct tokens *tokens_new(const struct config *config, char **error)
{
	struct keys keys;

	if (!keys_read(config->keys, NULL, &keys, error))
		return NULL;
	struct tokens *tokens = memory_alloc(sizeof *tokens);
	*tokens = (struct tokens){
		.keys = keys,
		.algorithms = config->algorithms,
		.issuer = memory_strdup(config->issuer),
		.audience = memory_strdup(config->audience),
		.subject_claim = memory_strdup(config->subject_claim),
		.slot_count = (size_t)config->remember,
	};
	tokens->slots = memory_alloc(tokens->slot_count * sizeof *tokens->slots);
	return tokens;
}

void tokens_free(struct tokens *tokens)
{
	if (tokens == NULL)
		return;
	keys_free(&tokens->keys);
	free(tokens->issuer);
	free(tokens->audience);
	free(tokens->subject_claim);
	for (size_t i = 0; i < tokens->slot_count; i++)
		free(tokens->slots[i].external_id);
	free(tokens->slots);
	free(tokens->last_external_id);
	free(tokens);
}

size_t tokens_count(const struct tokens *tokens)
{
	return tokens->keys.count;
}

void tokens_tell(const struct tokens *tokens)
{
	for (size_t i = 0; i < tokens->keys.note_count; i++)
		log_message(tokens->keys.notes[i].level, "%s", tokens->keys.notes[i].text);
}

uint64_t tokens_remembered(const struct tokens *tokens)
{
	return tokens->remembered;
}

/* NumericDate (RFC 7519, section 2) may have a fraction. False if it is there and no number. */
static bool get_date(const struct json *claims, const char *name, double absent, double *date)
{
	const struct json value = json_member(claims, name);

	*date = value.kind == JSON_KIND_NUMBER ? strtod(value.text, NULL) : absent;
	return value.kind == JSON_KIND_ABSENT || value.kind == JSON_KIND_NUMBER;
}

static const char *check_dates(const struct json *claims, int64_t now, int64_t *expires)
{
	double exp, nbf, iat, today = (double)now;

	if (!get_date(claims, "exp", 0, &exp) || !get_date(claims, "nbf", today, &nbf) || !get_date(claims, "iat", today, &iat))
		return "a date is no number";
	if (json_member(claims, "exp").kind == JSON_KIND_ABSENT)
		return "there is no exp";
	if (exp + LEEWAY <= today)
		return token_expired;
	if (nbf > today + LEEWAY)
		return "not yet valid";
	if (iat > today + LEEWAY)
		return "issued in the future";
	/* Beyond what a date can be, it is merely far away. */
	*expires = exp < 1e15 ? (int64_t)exp + LEEWAY : INT64_MAX;
	return NULL;
}

static bool says(const struct json *claims, const char *name, const char *text)
{
	const struct json value = json_member(claims, name);

	return json_is(&value, text);
}

/* "aud" is one name or an array of them (RFC 7519, section 4.1.3). */
static bool is_for(const struct json *claims, const char *audience)
{
	const struct json aud = json_member(claims, "aud");

	for (size_t i = 0; aud.kind == JSON_KIND_ARRAY && i < aud.length; i++) {
		const struct json name = json_item(&aud, i);
		if (json_is(&name, audience))
			return true;
	}
	return json_is(&aud, audience);
}

static bool says_refresh(const struct json *claims, const char *name)
{
	const struct json value = json_member(claims, name);

	return value.kind == JSON_KIND_TEXT && strcasecmp(value.text, "refresh") == 0;
}

/* A UUID is always the id that the directory has; whatever else can be one is looked up in it when the token is used, so
 * that what it says there takes effect at once. */
static const char *get_caller(const struct tokens *tokens, const struct json *claims, struct remembered *verified)
{
	const struct json role = json_member(claims, "role");
	struct json id = json_member(claims, tokens->subject_claim);
	struct caller *caller = &verified->caller;

	if (id.kind == JSON_KIND_ABSENT && strcmp(tokens->subject_claim, "sub") == 0)
		id = json_member(claims, "userId");
	if (!json_is_plain_text(&id) || !caller_is_external_id(id.text))
		return "the caller's id is not 1 to 255 printable characters";
	if (role.kind == JSON_KIND_ABSENT || role.kind == JSON_KIND_NULL)
		caller->roles = ROLES_ALL;
	else
		caller->roles = json_is_plain_text(&role) ? caller_role(role.text) : 0;
	if (!uuid_parse(id.text, id.length, caller->id)) {
		caller->id[0] = '\0';
		caller->external_id = verified->external_id = memory_strdup(id.text);
	}
	return NULL;
}

static const char *check_claims(const struct tokens *tokens, const struct json *claims, int64_t now, struct remembered *verified)
{
	const char *problem = check_dates(claims, now, &verified->expires);

	if (problem != NULL)
		return problem;
	if (tokens->issuer[0] != '\0' && !says(claims, "iss", tokens->issuer))
		return "wrong issuer";
	if (tokens->audience[0] != '\0' && !is_for(claims, tokens->audience))
		return "wrong audience";
	if (says_refresh(claims, "type") || says_refresh(claims, "typ"))
		return "a refresh token";
	return get_caller(tokens, claims, verified);
}

/* The header or the claims, as an object; absent if they are none that we would take as a body either. */
static struct json parse_part(jwt_t *jwt, char *(*get)(jwt_t *jwt, const char *name))
{
	char *text = get(jwt, NULL);
	struct json_refusal refusal;
	const struct json part = text != NULL ? json_parse(text, strlen(text), &refusal) : json_text(NULL);

	free(text);
	return part;
}

/* Which key is missing, for whoever adds keys; the id is a stranger's, so no more of it than a log line should hold. */
static const char *describe_kid(struct tokens *tokens, const struct json *value)
{
	char shown[PRINTABLE_SIZE];

	if (value->kind == JSON_KIND_ABSENT)
		return "no kid, and several keys";
	if (!json_is_plain_text(value))
		return "the kid is no text";
	snprintf(tokens->problem, sizeof tokens->problem, "unknown kid '%s'", printable(value->text, shown));
	return tokens->problem;
}

/* The key that an unverified token asks for, if it may be used with the algorithm that it also asks for. */
static const char *choose_key(struct tokens *tokens, jwt_t *jwt, const struct key **key)
{
	const char *problem = NULL;
	const struct json header = parse_part(jwt, jwt_get_headers_json);
	const struct json kid = json_member(&header, "kid"), alg = json_member(&header, "alg");
	unsigned algorithm = json_is_plain_text(&alg) ? config_algorithm(alg.text) : 0;

	*key = kid.kind == JSON_KIND_ABSENT || json_is_plain_text(&kid) ? keys_find(&tokens->keys, kid.text) : NULL;
	if (*key == NULL)
		problem = describe_kid(tokens, &kid);
	else if ((algorithm & tokens->algorithms) == 0)
		problem = "algorithm not allowed";
	else if ((algorithm & (*key)->algorithms) == 0)
		problem = "algorithm is not of the key's kind";
	else if (json_member(&header, "crit").kind != JSON_KIND_ABSENT)
		problem = "a critical header that is not understood"; /* RFC 7515, section 4.1.11 */
	json_free(&header);
	return problem;
}

/* Verify for real. libjwt takes the algorithm from the token, so the header is judged before a key is handed over. */
static const char *verify(struct tokens *tokens, const char *token, int64_t now, struct remembered *verified)
{
	jwt_t *jwt;
	const struct key *key;

	if (jwt_decode(&jwt, token, NULL, 0) != 0)
		return "malformed";
	const char *problem = choose_key(tokens, jwt, &key);
	jwt_free(jwt);
	if (problem != NULL)
		return problem;

	if (jwt_decode(&jwt, token, key->bytes, (int)key->length) != 0)
		return "wrong signature";
	const struct json claims = parse_part(jwt, jwt_get_grants_json);
	jwt_free(jwt);
	problem = claims.kind == JSON_KIND_OBJECT ? check_claims(tokens, &claims, now, verified) : "malformed";
	json_free(&claims);
	return problem;
}

/* The slot that has the token of this digest, or is to have it; NULL if there are none. */
static struct remembered *find_slot(struct tokens *tokens, const unsigned char digest[SHA256_SIZE])
{
	size_t ways = tokens->slot_count < WAYS ? tokens->slot_count : WAYS, index;
	struct remembered *oldest = NULL;

	if (ways == 0)
		return NULL;
	memcpy(&index, digest, sizeof index);
	struct remembered *slot = &tokens->slots[index % (tokens->slot_count / ways) * ways];
	for (size_t i = 0; i < ways; i++, slot++) {
		if (memcmp(slot->digest, digest, SHA256_SIZE) == 0)
			return slot;
		if (oldest == NULL || slot->used < oldest->used)
			oldest = slot;
	}
	return oldest;
}

const char *token_problem(struct tokens *tokens, const char *token, int64_t now, struct caller *caller)
{
	struct remembered verified = { .expires = 0, .used = ++tokens->count };

	sha256_digest(token, strlen(token), verified.digest);
	struct remembered *slot = find_slot(tokens, verified.digest);
	if (slot != NULL && slot->expires > now && memcmp(slot->digest, verified.digest, SHA256_SIZE) == 0) {
		slot->used = verified.used;
		*caller = slot->caller;
		tokens->remembered++;
		return NULL;
	}
	const char *problem = verify(tokens, token, now, &verified);
	if (problem != NULL)
		return problem;
	if (slot != NULL) {
		free(slot->external_id);
		*slot = verified;
	} else {
		free(tokens->last_external_id);
		tokens->last_external_id = verified.external_id;
	}
	*caller = verified.caller;
	return NULL;
}
