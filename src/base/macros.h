/* Attributes and sizes that every file may use. */
#ifndef VISITD_MACROS_H
#define VISITD_MACROS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(array)             (sizeof(array) / sizeof(array)[0])
#define must_check                   __attribute__((warn_unused_result))
#define printf_like(template, first) __attribute__((format(printf, template, first)))

#endif
