/* AWS Signature Version 4 in query parameters, as the Amazon S3 API reference has it ("Authenticating Requests: Using Query
 * Parameters"): the body is not signed, the path is escaped once. */
#include "base/aws_sigv4.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/buffer.h"
#include "base/panic.h"
#include "base/sha256.h"
#include "base/uri.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

/* When, and for what, the key that signs is good. */
struct scope {
	char time[sizeof "20130524T000000Z"];
	const char *text; /* "20130524/us-east-1/s3/aws4_request" */
};

static void authenticate(const void *key, size_t length, const char *text, unsigned char code[SHA256_SIZE])
{
	if (HMAC(EVP_sha256(), key, (int)length, (const unsigned char *)text, strlen(text), code, NULL) == NULL)
		panic("OpenSSL cannot make a message authentication code");
}

static void derive_key(const struct aws_sigv4_signer *signer, const struct scope *scope, struct arena *arena,
		       unsigned char key[SHA256_SIZE])
{
	const char *secret = arena_printf(arena, "AWS4%s", signer->secret), *day = arena_printf(arena, "%.8s", scope->time);

	authenticate(secret, strlen(secret), day, key);
	authenticate(key, SHA256_SIZE, signer->region, key);
	authenticate(key, SHA256_SIZE, "s3", key);
	authenticate(key, SHA256_SIZE, "aws4_request", key);
}

static const char *signed_headers(const struct aws_sigv4_request *request, struct arena *arena)
{
	return arena_printf(arena, "%s%shost", request->content_length != NULL ? "content-length;" : "",
			    request->content_type != NULL ? "content-type;" : "");
}

static void add_parameter(struct buffer *out, const char *name, const char *value)
{
	buffer_printf(out, "%s%s=", out->length > 0 ? "&" : "", name);
	uri_escape(out, value, "");
}

/* The query but for the signature, in order of the names' bytes. */
static void add_query(struct buffer *out, const struct aws_sigv4_signer *signer, const struct aws_sigv4_request *request,
		      const struct scope *scope, struct arena *arena)
{
	add_parameter(out, "X-Amz-Algorithm", ALGORITHM);
	add_parameter(out, "X-Amz-Credential", arena_printf(arena, "%s/%s", signer->access_key, scope->text));
	add_parameter(out, "X-Amz-Date", scope->time);
	add_parameter(out, "X-Amz-Expires", arena_printf(arena, "%lld", (long long)request->seconds));
	add_parameter(out, "X-Amz-SignedHeaders", signed_headers(request, arena));
	if (request->response_type != NULL)
		add_parameter(out, "response-content-type", request->response_type);
}

static void add_header(struct buffer *out, const char *name, const char *value)
{
	if (value != NULL)
		buffer_printf(out, "%s:%s\n", name, value);
}

/* The request as it is signed. */
static void add_canonical(struct buffer *out, const struct aws_sigv4_request *request, const char *query, struct arena *arena)
{
	buffer_printf(out, "%s\n", request->method);
	uri_escape(out, request->path, "/");
	buffer_printf(out, "\n%s\n", query);
	add_header(out, "content-length", request->content_length);
	add_header(out, "content-type", request->content_type);
	add_header(out, "host", request->host);
	buffer_printf(out, "\n%s\nUNSIGNED-PAYLOAD", signed_headers(request, arena));
}

static const char *signature(const struct aws_sigv4_signer *signer, const struct scope *scope, const struct buffer *canonical,
			     struct arena *arena)
{
	unsigned char digest[SHA256_SIZE], key[SHA256_SIZE];

	sha256_digest(canonical->data, canonical->length, digest);
	derive_key(signer, scope, arena, key);
	authenticate(key, sizeof key,
		     arena_printf(arena, ALGORITHM "\n%s\n%s\n%s", scope->time, scope->text,
				  sha256_hexadecimal(digest, sizeof digest, arena)),
		     digest);
	return sha256_hexadecimal(digest, sizeof digest, arena);
}

char *aws_sigv4_sign(const struct aws_sigv4_signer *signer, const struct aws_sigv4_request *request, struct arena *arena)
{
	struct buffer query = { 0 }, canonical = { 0 }, path = { 0 };
	struct scope scope;
	struct tm utc;

	gmtime_r(&request->signed_at, &utc);
	strftime(scope.time, sizeof scope.time, "%Y%m%dT%H%M%SZ", &utc);
	scope.text = arena_printf(arena, "%.8s/%s/s3/aws4_request", scope.time, signer->region);
	add_query(&query, signer, request, &scope, arena);
	add_canonical(&canonical, request, query.data, arena);
	uri_escape(&path, request->path, "/");
	char *address = arena_printf(arena, "%s?%s&X-Amz-Signature=%s", path.data, query.data,
				     signature(signer, &scope, &canonical, arena));
	buffer_free(&query);
	buffer_free(&canonical);
	buffer_free(&path);
	return address;
}
