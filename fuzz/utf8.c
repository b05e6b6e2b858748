/*
 * The check of UTF-8 agrees with utf8proc's decoder, another implementation (NUL aside, which we
 * refuse); and cutting never leaves half a character.
 */
#include "fuzz/fuzz.h"

#include <string.h>
#include <utf8proc.h>

static bool peer_accepts(const uint8_t *data, size_t size, size_t *characters)
{
    size_t at = 0;

    *characters = 0;
    while (at < size) {
        utf8proc_int32_t point;
        utf8proc_ssize_t n = utf8proc_iterate(data + at, (utf8proc_ssize_t)(size - at), &point);

        if (n <= 0 || !point)
            return false;
        at += (size_t)n;
        ++*characters;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text text = {(const char *)data, size};
    size_t bad = 0, characters, cut;
    bool good = yb_text_is_utf8(text, &bad);
    char out[64];

    assert(good == peer_accepts(data, size, &characters));
    if (!good) {
        assert(bad < size);
        assert(yb_text_is_utf8((struct yb_text){text.bytes, bad}, NULL));
        return 0;
    }
    assert(yb_text_characters(text) == characters);
    for (cut = 1; cut <= sizeof(out); cut++) {
        yb_text_cut(text, out, cut);
        assert(strlen(out) < cut && (size >= cut || strlen(out) == size));
        assert(yb_text_is_utf8(yb_text_of(out), NULL));
        assert(!size || memcmp(out, data, strlen(out)) == 0);
    }
    return 0;
}
