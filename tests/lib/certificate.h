/* X.509 certificates of test keys. */
#ifndef VISITD_TEST_CERTIFICATE_H
#define VISITD_TEST_CERTIFICATE_H

#include "base/macros.h"

/* The certificate in PEM that a private key gives itself, valid between two moments in seconds from now. The caller frees. */
char *certificate_of(const char *private_key, long begins, long expires) must_check;

#endif
