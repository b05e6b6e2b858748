/*
 * text.h - UTF-8 text as slices, and a growing buffer.
 *
 * A slice does not own its bytes and has no closing NUL; whoever made the bytes keeps them alive.
 * Everything inside the program is valid UTF-8; a face converts and checks on the way in.
 */
#ifndef YB_BASE_TEXT_H
#define YB_BASE_TEXT_H

#include "base/arena.h"

struct yb_text {
    const char *bytes;
    size_t length; /* in bytes */
};

#define YB_TEXT(literal) ((struct yb_text){"" literal, sizeof(literal) - 1})
#define YB_TEXT_FMT      "%.*s"
#define YB_TEXT_ARG(t)   (int)(t).length, (t).bytes

/* A slice of a C string; NULL gives the empty slice. */
struct yb_text yb_text_of(const char *string);

/* Byte for byte: the same, the same as a C string, begins with one. */
bool yb_text_equal(struct yb_text a, struct yb_text b);
bool yb_text_is(struct yb_text text, const char *string);
bool yb_text_starts(struct yb_text text, const char *prefix);

/* Byte order, shorter first when one begins the other. < 0, 0, > 0. */
int yb_text_compare(struct yb_text a, struct yb_text b);

/* Without leading and trailing ASCII blanks (space, tab, CR, LF). */
struct yb_text yb_text_trim(struct yb_text text);

/* A copy in the arena, with a closing NUL after it; bytes is NULL when the arena is exhausted. */
struct yb_text yb_text_copy(struct yb_arena *arena, struct yb_text text);

/*
 * Copies what fits into `out` of `size` > 0 bytes, with a closing NUL, not cutting a character in
 * two; returns `out`. For the arguments of errors and of C functions.
 */
char *yb_text_cut(struct yb_text text, char *out, size_t size);

/*
 * True when the bytes are well-formed UTF-8 (no overlong form, surrogate, value over U+10FFFF)
 * without NUL. *bad_at, if given, is the offset of the first wrong byte.
 */
bool yb_text_is_utf8(struct yb_text text, size_t *bad_at);

/* Number of code points of valid UTF-8. */
size_t yb_text_characters(struct yb_text text);

/*
 * Splits at the first `separator`: returns the part before it and leaves the rest in *rest.
 * Without a separator the whole text is returned and *rest is empty with bytes == NULL.
 */
struct yb_text yb_text_split(struct yb_text text, char separator, struct yb_text *rest);

/* Reads a whole decimal integer (optional sign, digits only). False on anything else or overflow.
 */
bool yb_text_to_int64(struct yb_text text, int64_t *value);

#define YB_NUMBER_DIGITS 20
/* A number in decimal, its digits in `digits`: what "%lld" writes. */
struct yb_text yb_number_text(int64_t number, char digits[YB_NUMBER_DIGITS]);

/*
 * A growing text in an arena. A failed append makes every later one a no-op; yb_buffer_text then
 * answers the empty slice with bytes == NULL.
 */
struct yb_buffer {
    struct yb_arena *arena;
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
};

void yb_buffer_init(struct yb_buffer *buffer, struct yb_arena *arena);
void yb_buffer_add(struct yb_buffer *buffer, struct yb_text text);
void yb_buffer_add_string(struct yb_buffer *buffer, const char *string);
void yb_buffer_add_char(struct yb_buffer *buffer, char c);
void yb_buffer_add_number(struct yb_buffer *buffer, int64_t number); /* decimal; for addf's %lld */
void yb_buffer_addf(struct yb_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The text so far, with a closing NUL behind it; owned by the arena, valid until the next append.
 */
struct yb_text yb_buffer_text(struct yb_buffer *buffer);

#endif
