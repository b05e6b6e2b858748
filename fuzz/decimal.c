/*
 * What a reader of numbers accepts, the writer writes so that the reader gives the same value, in
 * every number of decimals; and no sign, blank or exponent slips through.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/money.h"

static void check_decimal(struct yb_text text, int decimals)
{
    char out[YB_DECIMAL_TEXT_MAX];
    int64_t value, again = 0;
    size_t i, length;

    if (!yb_decimal_parse(text, decimals, &value))
        return;
    for (i = 0; i < text.length; i++)
        assert(strchr("+-.0123456789", text.bytes[i]));
    length = yb_decimal_format(value, decimals, out);
    assert(length == strlen(out) && length < sizeof(out));
    assert(yb_decimal_parse(yb_text_of(out), decimals, &again));
    assert(again == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text text = {(const char *)data, size};
    char out[YB_DECIMAL_TEXT_MAX];
    int64_t value, again;
    int decimals;

    for (decimals = 0; decimals <= 18; decimals++)
        check_decimal(text, decimals);
    if (yb_money_parse(text, &value)) {
        assert(value >= -YB_AMOUNT_FEN_MAX && value <= YB_AMOUNT_FEN_MAX);
        assert(yb_decimal_parse(text, 2, &again) && again == value);
    }
    if (yb_rate_parse(text, &value)) {
        assert(value >= 0 && value <= 10 * YB_PPM);
        yb_rate_format(value, out);
        assert(yb_rate_parse(yb_text_of(out), &again) && again == value);
    }
    if (yb_text_to_int64(text, &value) && yb_decimal_parse(text, 0, &again))
        assert(value == again);
    return 0;
}
