/* The operations on photos of a visit and the signature under it. */
#include "core/record_rows.h"
#include "core/visit_rows.h"

/* clang-format off: tables are laid out to be read */

#define PHOTO_ID   { .name = "photoId", .type = FIELD_UUID, .place = IN_PATH }
#define FILE_NAME  { .name = "fileName", .type = FIELD_TEXT, .required = true, .min = 1, .max = 255, .example = "wound.jpg" }
#define FILE_SIZE                                                                                                                \
	{ .name = "fileSize", .type = FIELD_INTEGER, .required = true, .min = 1, .max = 2097152, .example = "481047",            \
	  .about = "Bytes.",                                                                                                     \
	  .excess = "File size exceeds maximum of 2MB. Please compress the image before upload." }
#define MIME_TYPE                                                                                                                \
	{ .name = "mimeType", .type = FIELD_CHOICE, .required = true, .choices = mime_types,                                     \
	  .message = "Invalid MIME type. Allowed types: image/jpeg, image/png, image/webp, image/heic" }
#define SIGNATURE_TYPE                                                                                                           \
	{ .name = "signatureType", .type = FIELD_CHOICE, .required = true, .choices = signature_types, .example = "client",      \
	  .message = "Invalid signatureType. Allowed types: caregiver, client, family" }

#define UNKNOWN       { "unknown", 404, "Visit not found" }
#define NOT_YOURS(m)  { "not_yours", 403, m }
#define CANCELLED     { "cancelled", 409, "A cancelled visit cannot be changed" }
#define NOT_UPDATED   { "other_zone", 403, "You can only update visits in your zone" }
#define NOT_VIEWED                                                                                                               \
	NOT_YOURS("You can only view your own visits"), { "other_zone", 403, "You can only view visits in your zone" }

/* What phones make; the last is not for browsers, and not for nginx to scale. */
static const char *const mime_types[] = { "image/jpeg", "image/png", "image/webp", "image/heic", NULL };
static const char *const signature_types[] = { "caregiver", "client", "family", NULL };

#define PHOTO_KEY     "visits/" A_VISIT "/photos/1795275439971-wound.jpg"
#define SIGNATURE_KEY "visits/" A_VISIT "/signatures/client-1795275439971.png"

static const struct record photo_upload = {
	"PhotoUpload",
	MEMBERS({ .name = "photoKey", .type = MEMBER_TEXT, .example = PHOTO_KEY, .about = "What the photo is recorded under." },
		{ .name = "expiresAt", .type = MEMBER_TIME }),
};

static const struct record recorded_photo = {
	"RecordedPhoto",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_PHOTO },
		{ .name = "photoKey", .type = MEMBER_TEXT, .example = PHOTO_KEY },
		{ .name = "photoUrl", .type = MEMBER_TEXT, .example = "/api/v1/visits/" A_VISIT "/photos/" A_PHOTO },
		{ .name = "thumbnailKey", .type = MEMBER_TEXT, .nullable = true }, { .name = "uploadedAt", .type = MEMBER_TIME }),
};

static const struct record signature_upload = {
	"SignatureUpload",
	MEMBERS({ .name = "signatureKey", .type = MEMBER_TEXT, .example = SIGNATURE_KEY,
		  .about = "What the signature is recorded under." },
		{ .name = "expiresAt", .type = MEMBER_TIME }),
};

static const struct record recorded_signature = {
	"RecordedSignature",
	MEMBERS({ .name = "signatureUrl", .type = MEMBER_TEXT, .example = "/api/v1/visits/" A_VISIT "/signature" },
		{ .name = "signatureType", .type = MEMBER_CHOICE, .choices = signature_types, .example = "client" },
		{ .name = "uploadedAt", .type = MEMBER_TIME }),
};

const struct operation photos_operations[] = {
	{
		NAMED(photos_upload_url),
		.method = "POST",
		.path = "/api/v1/visits/{visitId}/photos/upload-url",
		VISIT_STAFF,
		FIELDS(VISIT_ID, FILE_NAME, MIME_TYPE, FILE_SIZE),
		OUTCOMES({ "granted", 200, NULL }, UNKNOWN, NOT_YOURS("You can only upload photos for your own visits"), NOT_UPDATED,
			 CANCELLED),
		.reply = &photo_upload,
		.shape = SHAPE_UPLOAD,
	},
	{
		NAMED(photos_record),
		.method = "POST",
		.path = "/api/v1/visits/{visitId}/photos",
		VISIT_STAFF,
		.creates = true,
		FIELDS(VISIT_ID, { .name = "photoKey", .type = FIELD_TEXT, .required = true, .min = 1, .max = 1024,
		         .example = PHOTO_KEY }, FILE_NAME,
		       FILE_SIZE, MIME_TYPE, { .name = "thumbnailKey", .type = FIELD_TEXT, .min = 1, .max = 1024 }),
		OUTCOMES({ "recorded", 201, NULL }, UNKNOWN, NOT_YOURS("You can only add photos to your own visits"), NOT_UPDATED,
			 CANCELLED, { "bad_photo_key", 400, "Invalid photoKey format" },
			 { "bad_thumbnail_key", 400, "Invalid thumbnailKey format" },
			 { "recorded_already", 409, "This photo is recorded already" },
			 { "full", 409, "A visit can have at most 100 photos" }),
		.reply = &recorded_photo,
	},
	{
		NAMED(photos_read),
		.method = "GET",
		.path = "/api/v1/visits/{visitId}/photos/{photoId}",
		VISIT_STAFF,
		FIELDS(VISIT_ID, PHOTO_ID),
		OUTCOMES({ "found", 302, NULL }, UNKNOWN, NOT_VIEWED, { "photo_unknown", 404, "Photo not found" }),
		.shape = SHAPE_REDIRECT,
	},
	{
		NAMED(photos_thumbnail),
		.method = "GET",
		.path = "/api/v1/visits/{visitId}/photos/{photoId}/thumbnail",
		VISIT_STAFF,
		FIELDS(VISIT_ID, PHOTO_ID),
		OUTCOMES({ "found", 200, NULL }, UNKNOWN, NOT_VIEWED, { "photo_unknown", 404, "Photo not found" },
			 { "not_scalable", 404, "This photo cannot be scaled" }),
		.shape = SHAPE_INTERNAL,
		.internal = "/visitd-thumbnail",
		/* An object never changes, but whoever is no longer to see it shall not: so it is asked about each time. */
		.cache_control = "private, no-cache",
	},
	{
		NAMED(signature_upload_url),
		.method = "POST",
		.path = "/api/v1/visits/{visitId}/signature/upload-url",
		VISIT_STAFF,
		FIELDS(VISIT_ID, SIGNATURE_TYPE,
		       { .name = "fileSize", .type = FIELD_INTEGER, .required = true, .min = 1, .max = 1048576,
			 .example = "20480", .about = "Bytes.", .excess = "File size exceeds maximum of 1MB." }),
		OUTCOMES({ "granted", 200, NULL }, UNKNOWN, NOT_YOURS("You can only upload signatures for your own visits"),
			 NOT_UPDATED, CANCELLED),
		.reply = &signature_upload,
		.shape = SHAPE_UPLOAD,
	},
	{
		NAMED(signature_record),
		.method = "POST",
		.path = "/api/v1/visits/{visitId}/signature",
		VISIT_STAFF,
		FIELDS(VISIT_ID, { .name = "signatureKey", .type = FIELD_TEXT, .required = true, .min = 1, .max = 1024,
			 .example = SIGNATURE_KEY },
		       SIGNATURE_TYPE),
		OUTCOMES({ "recorded", 200, NULL }, UNKNOWN, NOT_YOURS("You can only add signatures to your own visits"),
			 NOT_UPDATED, CANCELLED, { "bad_signature_key", 400, "Invalid signatureKey format" }),
		.reply = &recorded_signature,
	},
	{
		NAMED(signature_read),
		.method = "GET",
		.path = "/api/v1/visits/{visitId}/signature",
		VISIT_STAFF,
		FIELDS(VISIT_ID),
		OUTCOMES({ "found", 302, NULL }, UNKNOWN, NOT_VIEWED, { "signature_unknown", 404, "Signature not found" }),
		.shape = SHAPE_REDIRECT,
	},
	{ .name = NULL },
};
