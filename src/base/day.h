/*
 * day.h - civil days and instants.
 *
 * A day is an int32_t count of days since 1970-01-01 in the proleptic Gregorian calendar. All rules
 * work on days in China Standard Time (UTC+8, no summer time since 1991). An instant is an int64_t
 * of milliseconds since 1970-01-01T00:00:00Z. Nothing here reads a clock.
 */
#ifndef YB_BASE_DAY_H
#define YB_BASE_DAY_H

#include "base/text.h"

#define YB_DAY_MIN  INT32_C(-25567) /* 1900-01-01 */
#define YB_DAY_MAX  INT32_C(47481)  /* 2099-12-31 */
#define YB_DAY_NONE INT32_MIN       /* "no day stated" */
#define YB_DAY_MS   INT64_C(86400000)
#define YB_CST_MS   INT64_C(28800000)

struct yb_civil {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

/* The day of a date that exists in 1900..2099, else YB_DAY_NONE. */
int32_t yb_day_of(int year, int month, int day);
struct yb_civil yb_day_civil(int32_t day);
int yb_day_year(int32_t day);

/* Reads "2018-01-31". False on any other form or on a day that does not exist. */
bool yb_day_parse(struct yb_text text, int32_t *day);

/* Writes "2018-01-31" and a NUL. */
void yb_day_format(int32_t day, char out[11]);

/* Whole years from birth to `day`, as for an age; a birthday counts on its day. */
int yb_day_age(int32_t birth, int32_t day);

/* The same day of the month `months` later, or the last day of that month. */
int32_t yb_day_add_months(int32_t day, int months);

/* The civil day in China of an instant. */
int32_t yb_instant_day(int64_t instant_ms);

/* Reads "2018-01-31 08:30:00" (China time; the time may be left out) as an instant. */
bool yb_instant_parse(struct yb_text text, int64_t *instant_ms);

/* Writes "2018-01-31 08:30:00" (China time) and a NUL. */
void yb_instant_format(int64_t instant_ms, char out[20]);

/* Writes "20180131083000123" (China time, the platform's 17-digit form) and a NUL. */
void yb_instant_format_17(int64_t instant_ms, char out[18]);

#endif
