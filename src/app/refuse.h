/*
 * refuse.h - refusals whose arguments are slices or numbers, as use cases have them.
 */
#ifndef YB_APP_REFUSE_H
#define YB_APP_REFUSE_H

#include "base/error.h"

/* yb_fail(error, code, first, second): `first` names a field, `second` is cut to fit. */
int yb_refuse(struct yb_error *error, int code, const char *first, struct yb_text second);

/* The same with one slice as the only argument. */
int yb_refuse_text(struct yb_error *error, int code, struct yb_text text);

/* The same with an id, in decimal, and an optional word (may be NULL). */
int yb_refuse_id(struct yb_error *error, int code, int64_t id, const char *word);

/* The same with a field, and a number. */
int yb_refuse_number(struct yb_error *error, int code, const char *field, int64_t number);

/* The same with a field, and an amount in yuan. */
int yb_refuse_fen(struct yb_error *error, int code, const char *field, int64_t fen);

/* The same with a field or code, and a day. */
int yb_refuse_day(struct yb_error *error, int code, struct yb_text what, int32_t day);

/* The same with a field, its day, and the day that it is measured against. */
int yb_refuse_days(struct yb_error *error, int code, const char *field, int32_t day, int32_t limit);

#endif
