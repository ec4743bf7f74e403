/* visitctl openapi: the API as OpenAPI 3.1 describes it, made of the tables and the statements. */
#include "ctl/openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/operations.h"
#include "ctl/complain.h"
#include "ctl/schema.h"
#include "ctl/writer.h"

/* A family by the folder of its statements. */
static const struct tag {
	const char *folder, *name, *description;
} tags[] = {
	{ "visits", "Visits",
	  "A caregiver's visits to clients of their zone: check in, document, check out; and their scheduling." },
	{ "photos", "Photos and signatures",
	  "Pictures go straight between the client and a store: ask for an address, PUT there, then record." },
	{ "drafts", "Drafts", "Reports that save themselves while they are written, field by field, on four levels." },
	{ "rapport", "Contacts and interactions",
	  "One's own contacts, interactions with them, and the tactics used. A bad field of a body is 422 here, not 400." },
	{ "directory", "Directory", "Who is calling, and the zones, clients and staff whom they work with; read only." },
};

static const char description[] =
	"Field visits: what a client may rely on; visitd-api(7) is the whole of it.\n\n"
	"- Whatever takes GET takes HEAD too, and an address is the same with a slash at its end.\n"
	"- A field or parameter that is unknown is an error. In a POST null is the same as absent; in a PATCH it clears the "
	"field.\n"
	"- A timestamp has an offset; its seconds may be left out. Replies tell times in UTC.\n"
	"- Numbers are JSON numbers and leave as they came, never through a double.\n"
	"- Programs decide on the code of an Error. If fields are bad, its details name every one of them.\n"
	"- A client that got no reply repeats its request with the same Idempotency-Key, and gets the first answer.\n"
	"- ETag and If-None-Match save what has not changed from being sent again; ETag and If-Match save what has from being "
	"overwritten.\n"
	"- The id of a request, in X-Request-Id, finds it in the logs; a client may choose it.";

/* --- what requests and replies have in common --- */

struct header {
	const char *name, *example, *description;
	bool is_number;
};

static const struct header headers[] = {
	{ "X-Request-Id", "bfc80f7b915da0d087772787b3844116", "The request, as logs name it.", false },
	{ "ETag", "\"764-750.750\"", "The entity tag of what is told, for If-None-Match and If-Match.", false },
	{ "Location", "/api/v1/visits/" WRITER_UUID, "The path of the record, or a signed address.", false },
	{ "Link", "</api/v1/contacts?limit=100&skip=100>; rel=\"next\"",
	  "Where the list goes on; absent from its last page, and where skip would be more than 10,000.", false },
	{ "Retry-After", "2", "In how many seconds to try again.", true },
	{ "Idempotent-Replayed", "true", "This is the first answer under the Idempotency-Key, given again.", false },
	{ "WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"The token has expired\"",
	  "What is wrong with the token (RFC 6750).", false },
	{ "Allow", "GET, HEAD, POST", "The methods that the address takes.", false },
};

static const struct header request_headers[] = {
	{ "If-Match", "\"764\"", "Carry it out only if the record is still this one: entity tags, or *; else 412.", false },
	{ "If-None-Match", "\"764-750.750\"", "304 if the reply would still be this one: entity tags, or *.", false },
	{ "Idempotency-Key", "5f0c7d1e", "1 to 255 printable ASCII characters, made up for this one request.", false },
};

static void add_header(struct buffer *out, const struct header *header)
{
	buffer_member(out, "description", header->description);
	buffer_key(out, "schema");
	buffer_open(out, '{');
	buffer_member(out, "type", header->is_number ? "integer" : "string");
	if (strcmp(header->name, "Idempotency-Key") == 0)
		buffer_member(out, "pattern", "^[ -~]{1,255}$");
	buffer_close(out, '}');
	buffer_key(out, "example");
	writer_example(out, header->example, header->is_number);
}

static void add_headers(struct buffer *out)
{
	buffer_key(out, "headers");
	buffer_open(out, '{');
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		buffer_key(out, headers[i].name);
		buffer_open(out, '{');
		add_header(out, &headers[i]);
		buffer_close(out, '}');
	}
	buffer_close(out, '}');
	buffer_key(out, "parameters");
	buffer_open(out, '{');
	for (size_t i = 0; i < ARRAY_LEN(request_headers); i++) {
		buffer_key(out, request_headers[i].name);
		buffer_open(out, '{');
		buffer_member(out, "name", request_headers[i].name);
		buffer_member(out, "in", "header");
		add_header(out, &request_headers[i]);
		buffer_close(out, '}');
	}
	buffer_close(out, '}');
}

/* The one shape of all refusals. */
static const char error_schema[] =
	"{\"type\":\"object\",\"description\":\"Every refusal, whoever refuses.\",\"required\":[\"error\",\"message\",\"code\"],"
	"\"additionalProperties\":false,\"properties\":{"
	"\"error\":{\"type\":\"string\",\"description\":\"The reason phrase of the status.\"},"
	"\"message\":{\"type\":\"string\",\"description\":\"One sentence, for people; it may be worded better one day.\"},"
	"\"code\":{\"type\":\"string\",\"pattern\":\"^[a-z_]+$\",\"description\":\"The word for it, for programs; it stays.\"},"
	"\"details\":{\"type\":\"array\",\"description\":\"Every bad field.\",\"items\":{\"type\":\"object\","
	"\"required\":[\"field\",\"message\"],\"additionalProperties\":false,\"properties\":{"
	"\"field\":{\"type\":\"string\",\"description\":\"As in documentation.vitalSigns or tactic_logs[1].tactic_id.\"},"
	"\"message\":{\"type\":\"string\"}}}}}}";

static const char security_schemes[] =
	"{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\",\"description\":\"A JSON Web Token that "
	"names the caller; the directory knows their role and zone.\"}}";

/* Returns the name that two records have, NULL for none. */
static const char *add_components(struct buffer *out, struct arena *arena)
{
	buffer_key(out, "components");
	buffer_open(out, '{');
	buffer_key(out, "securitySchemes");
	buffer_raw(out, security_schemes, sizeof security_schemes - 1);
	add_headers(out);
	buffer_key(out, "responses");
	buffer_open(out, '{');
	openapi_shared_responses(out, arena);
	buffer_close(out, '}');
	buffer_key(out, "schemas");
	buffer_open(out, '{');
	buffer_key(out, "Error");
	buffer_raw(out, error_schema, sizeof error_schema - 1);
	const char *repeated = schema_components(out);
	buffer_close(out, '}');
	buffer_close(out, '}');
	return repeated;
}

/* --- operations --- */

static const char *tag_of(const struct operation *operation)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		if (strcmp(tags[i].folder, operation->statement->folder) == 0)
			return tags[i].name;
	}
	return NULL;
}

static void add_parameter(struct buffer *out, const struct field *field)
{
	buffer_open(out, '{');
	buffer_member(out, "name", field->name);
	buffer_member(out, "in", field->place == IN_PATH ? "path" : "query");
	if (field->place == IN_PATH)
		writer_flag(out, "required", true);
	writer_text_member(out, "description", field->about);
	if (field->type == FIELD_PARSED && field->choices != NULL) {
		buffer_member(out, "style", "form");
		writer_flag(out, "explode", false);
	}
	schema_of_parameter(out, field);
	buffer_close(out, '}');
}

static bool reads_once(const struct operation *operation)
{
	return operation->outcomes->status == 200 && !operation_writes(operation);
}

static void add_parameters(struct buffer *out, const struct operation *operation)
{
	buffer_key(out, "parameters");
	buffer_open(out, '[');
	for (size_t i = 0; i < operation->field_count; i++) {
		const struct field *field = &operation->fields[i];
		if (field->place == IN_PATH || field->place == IN_QUERY)
			add_parameter(out, field);
		else if (field->place == FROM_IF_MATCH)
			writer_reference(out, NULL, "parameters", "If-Match");
	}
	if (reads_once(operation))
		writer_reference(out, NULL, "parameters", "If-None-Match");
	if (operation_writes(operation))
		writer_reference(out, NULL, "parameters", "Idempotency-Key");
	buffer_close(out, ']');
}

static void add_body(struct buffer *out, const struct operation *operation)
{
	bool required = operation->partial;

	if (!schema_has_body(operation))
		return;
	for (size_t i = 0; i < operation->field_count; i++)
		required = required || (operation->fields[i].place == IN_BODY && operation->fields[i].required);
	buffer_key(out, "requestBody");
	buffer_open(out, '{');
	writer_flag(out, "required", required);
	buffer_key(out, "content");
	buffer_open(out, '{');
	buffer_key(out, "application/json");
	buffer_open(out, '{');
	schema_of_body(out, operation);
	schema_body_example(out, operation);
	buffer_close(out, '}');
	buffer_close(out, '}');
	buffer_close(out, '}');
}

static void add_roles(struct buffer *out, const struct operation *operation, struct arena *arena)
{
	const char *names[8] = { NULL }, *list = "";
	size_t count = 0;

	for (unsigned role = 1; role <= ROLES_ALL; role <<= 1) {
		if ((operation->roles & role) == 0)
			continue;
		list = arena_printf(arena, "%s%s%s", list, count > 0 ? ", " : "", caller_role_name(role));
		names[count++] = caller_role_name(role);
	}
	buffer_member(out, "description", arena_printf(arena, "%s\n\nFor the roles: %s.", operation->statement->about, list));
	writer_choices(out, "x-roles", names, false);
}

static void add_operation(struct buffer *out, const struct operation *operation, struct arena *arena)
{
	const char *about = operation->statement->about;
	char method[8] = "";

	for (size_t i = 0; operation->method[i] != '\0' && i + 1 < sizeof method; i++)
		method[i] = (char)(operation->method[i] | 0x20);
	buffer_key(out, method);
	buffer_open(out, '{');
	buffer_member(out, "operationId", operation->name);
	writer_choices(out, "tags", (const char *const[]){ tag_of(operation), NULL }, false);
	buffer_key(out, "summary");
	buffer_string(out, about, strcspn(about, ":.;"));
	add_roles(out, operation, arena);
	add_parameters(out, operation);
	add_body(out, operation);
	openapi_responses(out, operation, arena);
	buffer_close(out, '}');
}

/* All methods of one address. */
static void add_path(struct buffer *out, const char *path, struct arena *arena)
{
	buffer_key(out, path);
	buffer_open(out, '{');
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (strcmp(operation->path, path) != 0)
				continue;
			add_operation(out, operation, arena);
			arena_reset(arena);
		}
	}
	buffer_close(out, '}');
}

static bool is_first_of_path(const struct operation *sought)
{
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (strcmp(operation->path, sought->path) == 0)
				return operation == sought;
		}
	}
	return false;
}

static void add_paths(struct buffer *out, struct arena *arena)
{
	buffer_key(out, "paths");
	buffer_open(out, '{');
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (is_first_of_path(operation))
				add_path(out, operation->path, arena);
		}
	}
	buffer_close(out, '}');
}

/* --- the document --- */

static void add_info(struct buffer *out)
{
	buffer_member(out, "openapi", "3.1.0");
	buffer_key(out, "info");
	buffer_open(out, '{');
	buffer_member(out, "title", "visitd");
	buffer_member(out, "version", PACKAGE_VERSION);
	buffer_member(out, "description", description);
	buffer_key(out, "contact");
	buffer_open(out, '{');
	buffer_member(out, "name", "Whoever runs this server");
	buffer_close(out, '}');
	buffer_close(out, '}');
	buffer_key(out, "servers");
	buffer_raw(out, "[{\"url\":\"/\"}]", strlen("[{\"url\":\"/\"}]"));
	buffer_key(out, "security");
	buffer_raw(out, "[{\"bearer\":[]}]", strlen("[{\"bearer\":[]}]"));
	buffer_key(out, "tags");
	buffer_open(out, '[');
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		buffer_open(out, '{');
		buffer_member(out, "name", tags[i].name);
		buffer_member(out, "description", tags[i].description);
		buffer_close(out, '}');
	}
	buffer_close(out, ']');
}

/* A family that has no tag; NULL if all have one. */
static const char *find_untagged(void)
{
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (tag_of(operation) == NULL)
				return operation->statement->folder;
		}
	}
	return NULL;
}

int openapi_print(void)
{
	struct buffer out = { 0 };
	struct arena arena = { 0 };
	const char *untagged = find_untagged();
	int status = EXIT_SUCCESS;

	if (untagged != NULL)
		return complain(untagged, "a family that src/ctl/openapi.c has no tag for");
	buffer_open(&out, '{');
	add_info(&out);
	add_paths(&out, &arena);
	const char *repeated = add_components(&out, &arena);
	buffer_close(&out, '}');
	if (repeated == NULL)
		puts(out.data);
	else
		status = complain(repeated, "two records of src/core have this name");
	buffer_free(&out);
	arena_free(&arena);
	return status;
}
