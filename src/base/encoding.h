/*
 * encoding.h - files of other programs into UTF-8.
 *
 * Hospital systems and spreadsheets write GB18030 (or its subsets GBK and GB2312), UTF-8 with or
 * without a byte order mark, and sometimes UTF-16 with one. Inside the program everything is UTF-8.
 */
#ifndef YB_BASE_ENCODING_H
#define YB_BASE_ENCODING_H

#include "base/error.h"

enum yb_encoding {
    YB_ENCODING_DETECT, /* by byte order mark; else UTF-8 if it is valid; else GB18030 */
    YB_ENCODING_UTF_8,
    YB_ENCODING_GB18030
};

/* The encoding of a name: "detect", "utf-8", "gb18030"; false for another. */
bool yb_encoding_of(struct yb_text name, enum yb_encoding *encoding);

/*
 * `bytes` as UTF-8 without a byte order mark; the same slice when nothing is to be changed, else a
 * copy in the arena. Errors: NOT_UTF8, WRONG_FORMAT (not GB18030 or UTF-16 either; names the
 * encoding and the byte), NO_MEMORY.
 */
int yb_text_decode(struct yb_text bytes, enum yb_encoding encoding, struct yb_arena *arena,
                   struct yb_text *text, struct yb_error *error);

#endif
