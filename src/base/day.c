#include "base/day.h"

#include <assert.h>

static const int days_in_month[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    return month == 2 && is_leap(year) ? 29 : days_in_month[month];
}

/* Days from 1970-01-01, counting years from March so that leap days come last. */
static int32_t days_from_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int m = month <= 2 ? month + 9 : month - 3;
    int era = y / 400, year_of_era = y - era * 400;
    int day_of_year = (153 * m + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

int32_t yb_day_of(int year, int month, int day)
{
    if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 ||
        day > month_length(year, month))
        return YB_DAY_NONE;
    return days_from_civil(year, month, day);
}

struct yb_civil yb_day_civil(int32_t day)
{
    int32_t z = day + 719468;
    int32_t era = z / 146097, day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int m = (5 * day_of_year + 2) / 153;
    struct yb_civil civil;

    assert(day >= YB_DAY_MIN && day <= YB_DAY_MAX);
    civil.day = day_of_year - (153 * m + 2) / 5 + 1;
    civil.month = m < 10 ? m + 3 : m - 9;
    civil.year = year_of_era + era * 400 + (civil.month <= 2);
    return civil;
}

int yb_day_year(int32_t day)
{
    return yb_day_civil(day).year;
}

static bool digits(struct yb_text text, size_t at, size_t count, int *value)
{
    size_t i;

    *value = 0;
    for (i = at; i < at + count; i++) {
        if (i >= text.length || text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        *value = *value * 10 + (text.bytes[i] - '0');
    }
    return true;
}

bool yb_day_parse(struct yb_text text, int32_t *day)
{
    int y, m, d;
    int32_t result;

    if (text.length != 10 || text.bytes[4] != '-' || text.bytes[7] != '-' ||
        !digits(text, 0, 4, &y) || !digits(text, 5, 2, &m) || !digits(text, 8, 2, &d))
        return false;
    result = yb_day_of(y, m, d);
    if (result == YB_DAY_NONE)
        return false;
    *day = result;
    return true;
}

static void put(char *out, int width, int value)
{
    for (; width > 0; width--) {
        out[width - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

void yb_day_format(int32_t day, char out[11])
{
    struct yb_civil civil = yb_day_civil(day);

    put(out, 4, civil.year);
    out[4] = '-';
    put(out + 5, 2, civil.month);
    out[7] = '-';
    put(out + 8, 2, civil.day);
    out[10] = 0;
}

int yb_day_age(int32_t birth, int32_t day)
{
    struct yb_civil b = yb_day_civil(birth), d = yb_day_civil(day);
    int before_birthday = d.month < b.month || (d.month == b.month && d.day < b.day);

    return d.year - b.year - before_birthday;
}

int32_t yb_day_add_months(int32_t day, int months)
{
    struct yb_civil civil = yb_day_civil(day);
    int total = civil.year * 12 + civil.month - 1 + months;
    int year = total / 12, month = total % 12 + 1;
    int last = month_length(year, month);

    return yb_day_of(year, month, civil.day < last ? civil.day : last);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int32_t yb_instant_day(int64_t instant_ms)
{
    return (int32_t)floor_div(instant_ms + YB_CST_MS, YB_DAY_MS);
}

bool yb_instant_parse(struct yb_text text, int64_t *instant_ms)
{
    int h = 0, m = 0, s = 0;
    int32_t day;

    if (text.length != 10 && text.length != 19)
        return false;
    if (!yb_day_parse((struct yb_text){text.bytes, 10}, &day))
        return false;
    if (text.length == 19 &&
        (text.bytes[10] != ' ' || text.bytes[13] != ':' || text.bytes[16] != ':' ||
         !digits(text, 11, 2, &h) || !digits(text, 14, 2, &m) || !digits(text, 17, 2, &s) ||
         h > 23 || m > 59 || s > 59))
        return false;
    *instant_ms = day * YB_DAY_MS + (h * 3600 + m * 60 + s) * INT64_C(1000) - YB_CST_MS;
    return true;
}

void yb_instant_format(int64_t instant_ms, char out[20])
{
    int32_t day = yb_instant_day(instant_ms);
    int seconds = (int)((instant_ms + YB_CST_MS - day * YB_DAY_MS) / 1000);

    yb_day_format(day, out);
    out[10] = ' ';
    put(out + 11, 2, seconds / 3600);
    out[13] = ':';
    put(out + 14, 2, seconds / 60 % 60);
    out[16] = ':';
    put(out + 17, 2, seconds % 60);
    out[19] = 0;
}

void yb_instant_format_17(int64_t instant_ms, char out[18])
{
    int32_t day = yb_instant_day(instant_ms);
    int64_t rest = instant_ms + YB_CST_MS - day * YB_DAY_MS;
    struct yb_civil civil = yb_day_civil(day);
    int seconds = (int)(rest / 1000);

    put(out, 4, civil.year);
    put(out + 4, 2, civil.month);
    put(out + 6, 2, civil.day);
    put(out + 8, 2, seconds / 3600);
    put(out + 10, 2, seconds / 60 % 60);
    put(out + 12, 2, seconds % 60);
    put(out + 14, 3, (int)(rest % 1000));
    out[17] = 0;
}
