/* Replies that lead to an object in the store. */
#include "engine/object_reply.h"

#include "base/integer.h"
#include "base/panic.h"
#include "engine/render.h"

bool object_reply_suits(const struct operation *operation)
{
	return operation->shape == SHAPE_UPLOAD || operation->shape == SHAPE_REDIRECT || operation->shape == SHAPE_INTERNAL;
}

/* What the row asks for. */
static struct objects_grant granted(bool upload, const PGresult *rows)
{
	struct objects_grant grant = {
		.method = upload ? "PUT" : "GET",
		.key = render_column(rows, 0, RENDER_OBJECT "key"),
		.type = render_column(rows, 0, RENDER_OBJECT "type"),
		.length = render_column(rows, 0, RENDER_OBJECT "length"),
	};
	const char *expires = render_column(rows, 0, RENDER_OBJECT "expires");

	panic_unless(grant.key != NULL && (grant.length != NULL) == upload && expires != NULL);
	panic_unless(integer_parse(expires, 0, INT64_MAX, &grant.expires));
	return grant;
}

void object_reply(const struct operation *operation, const struct objects *objects, const PGresult *rows, struct arena *arena,
		  struct reply *reply)
{
	const struct objects_grant grant = granted(operation->shape == SHAPE_UPLOAD, rows);
	const char *path = objects_sign(objects, &grant, time(NULL), arena);

	if (path == NULL) {
		reply_refuse(reply, REFUSED_NO_STORE);
		return;
	}
	const char *address = arena_printf(arena, "%s%s", objects_origin(objects), path);
	if (operation->shape == SHAPE_UPLOAD) {
		render_row_with(&reply->body, "uploadUrl", address, rows);
	} else if (operation->shape == SHAPE_REDIRECT) {
		reply->location = address;
	} else {
		reply->internal = arena_printf(arena, "%s%s", operation->internal, path);
		reply->cache_control = operation->cache_control;
	}
}
