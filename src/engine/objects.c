/* The store of objects: signed addresses in it, of two kinds. */
#include "engine/objects.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/aws_sigv4.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/panic.h"
#include "base/uri.h"

enum { SECRET_MIN = 32, SECRET_MAX = 256, MD5_SIZE = 16 };

struct objects {
	enum object_store store;
	char *origin; /* "https://visits.example.org" */
	char *base;   /* what the path of every object begins with: "/objects", "/bucket" */
	char *secret, *access_key, *region;
};

/* --- signing --- */

/* As the secure_link of nginx/visitd-photos.conf has it. What is signed ends with the secret, so nothing can be appended. */
static const char *sign_link(const struct objects *objects, const struct objects_grant *grant, struct arena *arena)
{
	unsigned char digest[MD5_SIZE];
	char text[2 * MD5_SIZE];
	bool put = grant->length != NULL;
	const char *type = grant->type != NULL ? grant->type : "";
	const char *whole = arena_printf(arena, "%lld %s %s/%s %s %s %s %s", (long long)grant->expires, grant->method,
					 objects->base, grant->key, put ? type : "", put ? grant->length : "", put ? "" : type,
					 objects->secret);
	struct buffer address = { 0 };

	if (EVP_Digest(whole, strlen(whole), digest, NULL, EVP_md5(), NULL) != 1)
		panic("OpenSSL cannot make a digest");
	text[EVP_EncodeBlock((unsigned char *)text, digest, MD5_SIZE)] = '\0';
	for (char *at = text; *at != '\0'; at++)
		*at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at == '=' ? '\0' : *at);
	uri_escape(&address, objects->base, "/");
	buffer_puts(&address, "/");
	uri_escape(&address, grant->key, "/");
	buffer_printf(&address, "?expires=%lld", (long long)grant->expires);
	if (!put && type[0] != '\0')
		buffer_printf(&address, "&type=%s", type);
	buffer_printf(&address, "&md5=%s", text);
	const char *kept = arena_copy(arena, address.data, address.length);
	buffer_free(&address);
	return kept;
}

static const char *sign_s3(const struct objects *objects, const struct objects_grant *grant, time_t now, struct arena *arena)
{
	bool put = grant->length != NULL;
	const struct aws_sigv4_signer signer = { objects->access_key, objects->secret, objects->region };
	const struct aws_sigv4_request request = {
		.method = grant->method,
		.host = strstr(objects->origin, "://") + 3,
		.path = arena_printf(arena, "%s/%s", objects->base, grant->key),
		.content_length = grant->length,
		.content_type = put ? grant->type : NULL,
		.response_type = put ? NULL : grant->type,
		.signed_at = now,
		.seconds = grant->expires > now ? grant->expires - now : 1,
	};

	return aws_sigv4_sign(&signer, &request, arena);
}

const char *objects_sign(const struct objects *objects, const struct objects_grant *grant, time_t now, struct arena *arena)
{
	switch (objects->store) {
	case OBJECT_STORE_LOCAL:
		return sign_link(objects, grant, arena);
	case OBJECT_STORE_S3:
		return sign_s3(objects, grant, now, arena);
	case OBJECT_STORE_NONE:
		break;
	}
	return NULL;
}

const char *objects_origin(const struct objects *objects)
{
	return objects->origin;
}

/* --- configuration --- */

/* Letters, digits and what base64 has: nginx's configuration quotes nothing of it. */
static bool is_plain(const char *text)
{
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-")] == '\0';
}

static char *read_secret(const struct config *config, char **error)
{
	size_t length, least = config->object_store == OBJECT_STORE_LOCAL ? SECRET_MIN : 1;
	char *secret = file_read(config->object_secret, SECRET_MAX, &length);

	if (secret == NULL) {
		*error = memory_printf("%s: %s", config->object_secret, strerror(errno));
		return NULL;
	}
	while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r'))
		secret[--length] = '\0';
	if (strlen(secret) == length && length >= least && is_plain(secret))
		return secret;
	*error = memory_printf("%s: a secret is one line of at least %zu letters, digits and + / = _ . -", config->object_secret,
			       least);
	free(secret);
	return NULL;
}

/* The address in the configuration, taken apart: origin and the path that objects begin with. */
static void place(struct objects *objects, const struct config *config)
{
	const char *host = strstr(config->object_address, "://") + 3, *slash = strchrnul(host, '/');
	bool s3 = config->object_store == OBJECT_STORE_S3, in_host = s3 && config->object_style == OBJECT_STYLE_VIRTUAL;
	int scheme = (int)(host - config->object_address), name = (int)(slash - host);

	objects->origin = memory_printf("%.*s%s%s%.*s", scheme, config->object_address, in_host ? config->object_bucket : "",
					in_host ? "." : "", name, host);
	objects->base = memory_printf("%s%s%s", slash, s3 && !in_host ? "/" : "", s3 && !in_host ? config->object_bucket : "");
}

static const char *lacking(const struct config *config)
{
	bool s3 = config->object_store == OBJECT_STORE_S3;

	if (config->object_address[0] == '\0')
		return "address";
	if (s3 && config->object_bucket[0] == '\0')
		return "bucket";
	return s3 && config->object_access_key[0] == '\0' ? "access_key" : NULL;
}

struct objects *objects_new(const struct config *config, char **error)
{
	struct objects *objects = memory_alloc(sizeof *objects);

	*error = NULL;
	objects->store = config->object_store;
	if (objects->store == OBJECT_STORE_NONE)
		return objects;
	const char *name = lacking(config);
	if (name != NULL)
		*error = memory_printf("section [photos]: this store needs %s", name);
	else
		objects->secret = read_secret(config, error);
	if (*error != NULL) {
		objects_free(objects);
		return NULL;
	}
	place(objects, config);
	objects->access_key = memory_strdup(config->object_access_key);
	objects->region = memory_strdup(config->object_region);
	return objects;
}

void objects_free(struct objects *objects)
{
	if (objects == NULL)
		return;
	free(objects->origin);
	free(objects->base);
	free(objects->secret);
	free(objects->access_key);
	free(objects->region);
	free(objects);
}
