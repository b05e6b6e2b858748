#include "base/encoding.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>

bool yb_encoding_of(struct yb_text name, enum yb_encoding *encoding)
{
    static const char *const names[] = {
        [YB_ENCODING_DETECT] = "detect",
        [YB_ENCODING_UTF_8] = "utf-8",
        [YB_ENCODING_GB18030] = "gb18030",
    };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (yb_text_is(name, names[i])) {
            *encoding = (enum yb_encoding)i;
            return true;
        }
    return false;
}

static struct yb_text after(struct yb_text text, size_t length)
{
    return (struct yb_text){text.bytes + length, text.length - length};
}

static int fail_at(struct yb_error *error, const char *charset, size_t byte)
{
    char place[32];

    snprintf(place, sizeof(place), "%zu", byte + 1);
    if (!charset)
        return yb_fail(error, YB_E_NOT_UTF8, place, NULL);
    return yb_fail(error, YB_E_WRONG_FORMAT, charset, place, NULL);
}

/* All of `bytes` through `converter` into `buffer`; returns the bytes written, or -1 and *rest. */
static ptrdiff_t convert(iconv_t converter, struct yb_text bytes, char *buffer, size_t size,
                         size_t *rest)
{
    char *in = (char *)(uintptr_t)bytes.bytes, *out = buffer; /* iconv does not write to it */
    size_t left = size, in_left = bytes.length;

    if (iconv(converter, &in, &in_left, &out, &left) == (size_t)-1 || in_left) {
        assert(errno != E2BIG);
        *rest = in_left;
        return -1;
    }
    return out - buffer;
}

static int transcode(struct yb_text bytes, const char *charset, struct yb_arena *arena,
                     struct yb_text *text, struct yb_error *error)
{
    size_t size = bytes.length * 2 + 4, bad, rest = 0; /* no character grows more than 1.5 times */
    char *buffer = yb_arena_alloc(arena, size);
    ptrdiff_t length;
    iconv_t converter;

    if (!buffer)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1)
        return yb_fail(error, YB_E_WRONG_FORMAT, charset, "iconv", NULL);
    length = convert(converter, bytes, buffer, size, &rest);
    iconv_close(converter);
    if (length < 0)
        return fail_at(error, charset, bytes.length - rest);
    *text = (struct yb_text){buffer, (size_t)length};
    if (!yb_text_is_utf8(*text, &bad)) /* a NUL, or what iconv lets pass and we do not */
        return fail_at(error, charset, bad);
    return YB_OK;
}

int yb_text_decode(struct yb_text bytes, enum yb_encoding encoding, struct yb_arena *arena,
                   struct yb_text *text, struct yb_error *error)
{
    struct yb_text body = bytes;
    bool marked = yb_text_starts(bytes, "\xEF\xBB\xBF");
    size_t bad = 0;

    if (encoding == YB_ENCODING_GB18030)
        return transcode(bytes, "GB18030", arena, text, error);
    if (encoding == YB_ENCODING_DETECT && yb_text_starts(bytes, "\xFF\xFE"))
        return transcode(after(bytes, 2), "UTF-16LE", arena, text, error);
    if (encoding == YB_ENCODING_DETECT && yb_text_starts(bytes, "\xFE\xFF"))
        return transcode(after(bytes, 2), "UTF-16BE", arena, text, error);
    if (marked)
        body = after(bytes, 3);
    if (yb_text_is_utf8(body, &bad)) {
        *text = body;
        return YB_OK;
    }
    if (encoding == YB_ENCODING_UTF_8 || marked)
        return fail_at(error, NULL, bad);
    return transcode(bytes, "GB18030", arena, text, error);
}
