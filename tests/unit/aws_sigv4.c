/* Signed addresses of S3: as AWS's own documentation and its SDK make them. */
#include "base/aws_sigv4.h"

#include <string.h>

#include "unit.h"

/* The example of "Authenticating Requests: Using Query Parameters" in the Amazon S3 API reference. */
START_TEST(published)
{
	struct arena arena = { 0 };
	const struct aws_sigv4_signer signer = { "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
						 "us-east-1" };
	const struct aws_sigv4_request request = {
		.method = "GET",
		.host = "examplebucket.s3.amazonaws.com",
		.path = "/test.txt",
		.signed_at = 1369353600, /* 2013-05-24T00:00:00Z */
		.seconds = 86400,
	};

	ck_assert_str_eq(aws_sigv4_sign(&signer, &request, &arena),
			 "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
			 "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
			 "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
			 "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
	arena_free(&arena);
}
END_TEST

static const struct {
	struct aws_sigv4_signer signer;
	struct aws_sigv4_request request;
	const char *path, *query;
} vectors[] = {
#include "aws_sigv4_vectors.h"
};

START_TEST(as_the_sdk)
{
	struct arena arena = { 0 };

	ck_assert_uint_ge(ARRAY_LEN(vectors), 100);
	unit_expect(vectors[_i].path, aws_sigv4_sign(&vectors[_i].signer, &vectors[_i].request, &arena),
		    unit_text("%s?%s", vectors[_i].path, vectors[_i].query));
	arena_free(&arena);
}
END_TEST

Suite *aws_sigv4_suite(void)
{
	Suite *suite = suite_create("aws_sigv4");
	TCase *tests = tcase_create("aws_sigv4");

	tcase_add_test(tests, published);
	tcase_add_loop_test(tests, as_the_sdk, 0, ARRAY_LEN(vectors));
	suite_add_tcase(suite, tests);
	return suite;
}
