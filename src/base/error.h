/*
 * error.h - what went wrong, as a code and its arguments.
 *
 * A function that can fail returns 0 or a negative enum yb_code and fills the caller's struct
 * yb_error. Words are made at the face, in Chinese or English, from error.def; nothing below the
 * face holds a sentence. User data is refused with a code; only our own bugs assert.
 *
 * A failed call has changed nothing of its arguments' state unless its header says otherwise.
 */
#ifndef YB_BASE_ERROR_H
#define YB_BASE_ERROR_H

#include "base/limits.h"
#include "base/text.h"

enum yb_code {
    YB_OK = 0,
#define YB_ERROR(name, number, zh, en) YB_E_##name = -(number),
#include "base/error.def"
#undef YB_ERROR
};

struct yb_error {
    int code;      /* enum yb_code; YB_OK when nothing failed */
    int arg_count; /* 0..YB_ERROR_ARGS_MAX */
    char args[YB_ERROR_ARGS_MAX][YB_ERROR_ARG_BYTES_MAX];
    const char *file; /* for errors in a text file: its name (the caller's string), or NULL */
    int line;         /* 1-based; 0: none */
    int column;       /* 1-based; 0: none */
};

/*
 * Fills *error (may be NULL) with `code` and up to four text arguments, ending with NULL, each with
 * its identity numbers masked and cut at a character border to fit; returns `code`. The first
 * argument of a refusal names the field.
 *
 *     return yb_fail(error, YB_E_OUT_OF_RANGE, "pric", value, NULL);
 */
int yb_fail(struct yb_error *error, int code, ...) __attribute__((sentinel));

/* The stable name of a code, "OUT_OF_RANGE"; "UNKNOWN" for a number that is none. */
const char *yb_code_name(int code);

/* The table row's sentence with %1..%4 where arguments go. */
const char *yb_code_template(int code, bool english);

/* The whole sentence, arguments filled in; "file:line: " in front when the error has a place. */
void yb_error_describe(const struct yb_error *error, bool english, struct yb_buffer *out);

/*
 * A refusal that is kept for somebody to read later, in the language that he will have: the code's
 * name and the arguments with tabs between (a tab inside an argument becomes a space); its place is
 * left out. Describing it gives the sentence; a text that yb_error_pack has not written stays what
 * it is.
 */
void yb_error_pack(const struct yb_error *error, struct yb_buffer *out);
void yb_error_describe_packed(struct yb_text packed, bool english, struct yb_buffer *out);

#endif
