/* X.509 certificates of test keys. */
#include "certificate.h"

#include <check.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/memory.h"

char *certificate_of(const char *private_key, long begins, long expires)
{
	BIO *in = BIO_new_mem_buf(private_key, (int)strlen(private_key)), *out = BIO_new(BIO_s_mem());
	EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
	X509 *certificate = X509_new();
	char *bytes;

	ck_assert_ptr_nonnull(key);
	ck_assert_ptr_nonnull(certificate);
	ck_assert_ptr_nonnull(X509_gmtime_adj(X509_getm_notBefore(certificate), begins));
	ck_assert_ptr_nonnull(X509_gmtime_adj(X509_getm_notAfter(certificate), expires));
	ck_assert_int_eq(X509_set_pubkey(certificate, key), 1);
	ck_assert_int_gt(X509_sign(certificate, key, EVP_sha256()), 0);
	ck_assert_int_eq(PEM_write_bio_X509(out, certificate), 1);
	int length = (int)BIO_get_mem_data(out, &bytes);
	char *pem = memory_printf("%.*s", length, bytes);
	X509_free(certificate);
	EVP_PKEY_free(key);
	BIO_free(in);
	BIO_free(out);
	return pem;
}
