/*
 * fuzz.h - what every fuzz target includes.
 */
#ifndef YB_FUZZ_FUZZ_H
#define YB_FUZZ_FUZZ_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The target: one input, any bytes. Returns 0; a broken promise asserts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
