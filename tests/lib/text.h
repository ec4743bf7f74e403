/* Texts that a test puts together: nobody frees them, each test runs in a process of its own. */
#ifndef VISITD_TEST_TEXT_H
#define VISITD_TEST_TEXT_H

#include "base/macros.h"

/* A formatted string. */
char *text(const char *format, ...) must_check printf_like(1, 2);

/* `pattern`, `count` times over. */
char *text_repeat(const char *pattern, size_t count) must_check;

/* A copy of `template` in which each '@' stands for `value`. */
char *text_fill(const char *template, const char *value) must_check;

#endif
