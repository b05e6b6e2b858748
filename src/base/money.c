#include "base/money.h"

#include <assert.h>
#include <string.h>

__extension__ typedef __int128 int128;

int64_t yb_muldiv(int64_t a, int64_t b, int64_t c, enum yb_rounding rounding)
{
    int128 product = (int128)a * b, quotient, rest;

    assert(c > 0);
    assert(rounding >= 0 && rounding < YB_ROUNDINGS);
    quotient = product / c;
    rest = product % c;
    if (rest < 0)
        rest = -rest;
    if (rest && (rounding == YB_ROUND_UP || (rounding == YB_ROUND_HALF_UP && rest * 2 >= c)))
        quotient += product < 0 ? -1 : 1;
    assert(quotient >= INT64_MIN && quotient <= INT64_MAX);
    return (int64_t)quotient;
}

int64_t yb_money_of(int64_t price_e6, int64_t count_e4, enum yb_rounding rounding)
{
    /* yuan/10^6 * units/10^4 = yuan/10^10 = fen/10^8 */
    return yb_muldiv(price_e6, count_e4, INT64_C(100000000), rounding);
}

bool yb_decimal_parse(struct yb_text text, int decimals, int64_t *value)
{
    bool negative = text.length && text.bytes[0] == '-', point = false, digits = false;
    size_t i = negative || (text.length && text.bytes[0] == '+') ? 1 : 0;
    int64_t result = 0;
    int seen = 0;

    assert(decimals >= 0 && decimals <= 18);
    for (; i < text.length; i++) {
        int digit = text.bytes[i] - '0';

        if (text.bytes[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (digit < 0 || digit > 9)
            return false;
        digits = true;
        if (point && seen >= decimals) {
            if (digit)
                return false;
            continue;
        }
        if (__builtin_mul_overflow(result, 10, &result) ||
            __builtin_add_overflow(result, digit, &result))
            return false;
        seen += point;
    }
    if (!digits || (text.length && text.bytes[text.length - 1] == '.'))
        return false;
    for (; seen < decimals; seen++)
        if (__builtin_mul_overflow(result, 10, &result))
            return false;
    *value = negative ? -result : result;
    return true;
}

bool yb_money_parse(struct yb_text text, int64_t *fen)
{
    int64_t value;

    if (!yb_decimal_parse(text, 2, &value))
        return false;
    if (value > YB_AMOUNT_FEN_MAX || value < -YB_AMOUNT_FEN_MAX)
        return false;
    *fen = value;
    return true;
}

bool yb_rate_parse(struct yb_text text, int64_t *ppm)
{
    int64_t value;

    if (!text.length || text.bytes[text.length - 1] != '%')
        return false;
    text.length--;
    text = yb_text_trim(text);
    if (!yb_decimal_parse(text, 4, &value) || value < 0 || value > 10 * YB_PPM)
        return false;
    *ppm = value;
    return true;
}

size_t yb_decimal_format(int64_t value, int decimals, char out[YB_DECIMAL_TEXT_MAX])
{
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    char reversed[YB_DECIMAL_TEXT_MAX];
    size_t n = 0, i;
    int digits = 0;

    assert(decimals >= 0 && decimals <= 18);
    do {
        if (decimals && digits == decimals)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + rest % 10);
        rest /= 10;
        digits++;
    } while (rest || digits <= decimals);
    if (value < 0)
        reversed[n++] = '-';
    for (i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    out[n] = 0;
    return n;
}

size_t yb_money_format(int64_t fen, char out[YB_DECIMAL_TEXT_MAX])
{
    return yb_decimal_format(fen, 2, out);
}

size_t yb_rate_format(int64_t ppm, char out[YB_DECIMAL_TEXT_MAX])
{
    size_t n = yb_decimal_format(ppm, 4, out);

    while (out[n - 1] == '0')
        n--;
    if (out[n - 1] == '.')
        n--;
    out[n++] = '%';
    out[n] = 0;
    return n;
}
