/*
 * money.h - amounts, rates, and the only ways to multiply and divide them.
 *
 * Money is int64_t fen (1/100 yuan), with the unit in the name: pay_fen. A rate is int64_t parts
 * per million: 80 % is 800000; in the name: rate_ppm. A quantity is int64_t in 1/10000 (the
 * national interface prints four decimals): count_e4. A unit price is in 1/1000000 yuan (six
 * decimals there): price_e6.
 *
 * There is no default rounding. Half-up is the norm of published bills; truncation stands in real
 * rules (2695 x 95 / 30 = 8534.16). "Half-up" rounds the magnitude, so a cancelled amount is the
 * exact negative of the original.
 *
 * Products go through 128 bits. A result that does not fit is our bug and asserts: amounts are
 * checked against YB_AMOUNT_FEN_MAX where they enter.
 */
#ifndef YB_BASE_MONEY_H
#define YB_BASE_MONEY_H

#include "base/limits.h"
#include "base/text.h"

#define YB_PPM     INT64_C(1000000) /* 100 % */
#define YB_E4      INT64_C(10000)   /* one unit of quantity */
#define YB_PERCENT INT64_C(10000)   /* 1 % in ppm; also one "percentage point" */

enum yb_rounding {
    YB_ROUND_HALF_UP,  /* half away from zero: 四舍五入 */
    YB_ROUND_TRUNCATE, /* toward zero: 舍去 */
    YB_ROUND_UP,       /* away from zero: 进位 */
    YB_ROUNDINGS
};

/* a * b / c, rounded. c > 0. Exact in between; asserts that the result fits. */
int64_t yb_muldiv(int64_t a, int64_t b, int64_t c, enum yb_rounding rounding);

/* amount_fen * rate_ppm / 1 000 000, rounded. |amount| <= YB_AMOUNT_FEN_MAX, 0 <= rate <= 100 %. */
static inline int64_t yb_money_times(int64_t amount_fen, int64_t rate_ppm,
                                     enum yb_rounding rounding)
{
    int64_t product = amount_fen * rate_ppm; /* fits: see YB_AMOUNT_FEN_MAX */
    int64_t quotient = product / YB_PPM, rest = product % YB_PPM;

    if (rounding == YB_ROUND_HALF_UP)
        quotient += (rest >= YB_PPM / 2) - (rest <= -(YB_PPM / 2));
    else if (rounding == YB_ROUND_UP)
        quotient += (rest > 0) - (rest < 0);
    return quotient;
}

/* price_e6 (yuan) * count_e4, in fen, rounded. */
int64_t yb_money_of(int64_t price_e6, int64_t count_e4, enum yb_rounding rounding);

/*
 * Reads a plain decimal ("12", "-3.5", "0.01", "+1.00") as an integer scaled by 10^decimals.
 * False on anything else, on more significant decimals than `decimals` (trailing zeros are fine),
 * and on overflow. No exponent, no thousands separator, no blanks.
 */
bool yb_decimal_parse(struct yb_text text, int decimals, int64_t *value);

/* "1234.50" -> 123450, within +-YB_AMOUNT_FEN_MAX. */
bool yb_money_parse(struct yb_text text, int64_t *fen);

/* "80 %", "80%", "0.45 %" -> ppm. Only percentages; 0.8 is refused as ambiguous. 0..1000 %. */
bool yb_rate_parse(struct yb_text text, int64_t *ppm);

/* Longest text of the two writers below, with the closing NUL. */
#define YB_DECIMAL_TEXT_MAX 32

/* Writes `value` scaled by 10^decimals with exactly that many decimals; returns its length. */
size_t yb_decimal_format(int64_t value, int decimals, char out[YB_DECIMAL_TEXT_MAX]);

/* "1234.50". */
size_t yb_money_format(int64_t fen, char out[YB_DECIMAL_TEXT_MAX]);

/* "80%", "0.45%", without needless zeros. */
size_t yb_rate_format(int64_t ppm, char out[YB_DECIMAL_TEXT_MAX]);

#endif
