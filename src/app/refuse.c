#include "app/refuse.h"

#include "base/day.h"
#include "base/money.h"

#include <stdio.h>
#include <string.h>

/* yb_fail wants closed strings; it cuts them itself, so one byte more than fits is enough. */
static void close_text(char out[YB_ERROR_ARG_BYTES_MAX + 4], struct yb_text text)
{
    size_t length = text.length;

    if (length > YB_ERROR_ARG_BYTES_MAX + 3)
        length = YB_ERROR_ARG_BYTES_MAX + 3;
    if (length)
        memcpy(out, text.bytes, length);
    out[length] = 0;
}

int yb_refuse(struct yb_error *error, int code, const char *first, struct yb_text second)
{
    char closed[YB_ERROR_ARG_BYTES_MAX + 4];

    close_text(closed, second);
    return yb_fail(error, code, first, closed, NULL);
}

int yb_refuse_text(struct yb_error *error, int code, struct yb_text text)
{
    char closed[YB_ERROR_ARG_BYTES_MAX + 4];

    close_text(closed, text);
    return yb_fail(error, code, closed, NULL);
}

int yb_refuse_id(struct yb_error *error, int code, int64_t id, const char *word)
{
    char number[24];

    snprintf(number, sizeof(number), "%lld", (long long)id);
    return yb_fail(error, code, number, word, NULL);
}

int yb_refuse_number(struct yb_error *error, int code, const char *field, int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)number);
    return yb_fail(error, code, field, text, NULL);
}

int yb_refuse_fen(struct yb_error *error, int code, const char *field, int64_t fen)
{
    char amount[YB_DECIMAL_TEXT_MAX];

    yb_money_format(fen, amount);
    return yb_fail(error, code, field, amount, NULL);
}

int yb_refuse_day(struct yb_error *error, int code, struct yb_text what, int32_t day)
{
    char closed[YB_ERROR_ARG_BYTES_MAX + 4], date[11];

    close_text(closed, what);
    yb_day_format(day, date);
    return yb_fail(error, code, closed, date, NULL);
}

int yb_refuse_days(struct yb_error *error, int code, const char *field, int32_t day, int32_t limit)
{
    char date[11], other[11];

    yb_day_format(day, date);
    yb_day_format(limit, other);
    return yb_fail(error, code, field, date, other, NULL);
}
