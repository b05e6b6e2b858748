/*
 * statistics.h - settlements added up, so that an overview reads hundreds of rows and not millions.
 *
 * setl_stat holds totals of everything settled with an id below the mark (setting statistics_to);
 * rolling moves the mark on. What lies above is added when asked, so an overview is never old: the
 * mark stays YB_STAT_LAG_MS behind the clock, by when every transaction with an older id has ended.
 *
 * A period is a day (yyyymmdd) or a month (yyyymm) of setl_time in China. Cancellations and
 * adjustments count with their amounts; setl_cnt counts settlements less cancellations.
 */
#ifndef YB_STORE_STATISTICS_H
#define YB_STORE_STATISTICS_H

#include "store/store.h"

#define YB_STAT_LAG_MS  60000
#define YB_STAT_LIVE_MS INT64_C(1800000) /* what is above the mark is added when not longer */

enum yb_stat_kind {
    YB_STAT_DAY = 1,        /* by day; key: med_type */
    YB_STAT_FUND,           /* by month; key: insutype/fund_pay_type */
    YB_STAT_FIXMEDINS,      /* by month; key: fixmedins_code */
    YB_STAT_FIXMEDINS_DAY,  /* by day; key: fixmedins_code/med_type */
    YB_STAT_FIXMEDINS_FUND, /* by month; key: fixmedins_code/insutype/fund_pay_type */
    YB_STAT_MONTH           /* by month; key: med_type */
};

/* Totals under construction: a map from (kind, key, period), in an arena. */
struct yb_stats;
struct yb_stats *yb_stats_new(struct yb_arena *arena);

/* Adds settlements with ids in [from, below). */
int yb_stats_add(struct yb_tx *tx, struct yb_stats *stats, int64_t from, int64_t below,
                 struct yb_error *error);

/*
 * Adds the stored totals of a kind whose key begins with `prefix`, of periods [first, last]; those
 * of an institution (YB_STAT_FIXMEDINS), very many, summed up as if they were of its last period.
 */
int yb_stats_load(struct yb_tx *tx, struct yb_stats *stats, enum yb_stat_kind kind,
                  struct yb_text prefix, const int64_t periods[2], struct yb_error *error);

/* Calls `take` for every total of a kind, in order of key and period. */
int yb_stats_each(struct yb_stats *stats, enum yb_stat_kind kind,
                  void (*take)(void *context, const struct yb_setl_stat_row *row), void *context);

/*
 * The sum of a kind's totals with keys [keys[0], keys[1]] and periods [periods[0], periods[1]],
 * what is newer than the mark included. *known is false, and nothing is added up, when the mark
 * lies more than YB_STAT_LIVE_MS back. In some ms: reads the stored totals of these keys and
 * periods.
 */
struct yb_stat_range {
    enum yb_stat_kind kind;
    struct yb_text keys[2];
    int64_t periods[2];
};
int yb_stats_sum(struct yb_tx *tx, int64_t now_ms, const struct yb_stat_range *range,
                 struct yb_setl_stat_row *sum, bool *known, struct yb_error *error);

/* The mark: everything below is in the stored totals. */
int yb_stats_mark(struct yb_tx *tx, int64_t *mark, struct yb_error *error);

/*
 * The next window of setl_ids from *from on that holds enough for a step and not too much:
 * [*from, *below). Empty, or empty so far, when *below == `end` or *from moved on without finding.
 */
int yb_stats_window(struct yb_tx *tx, int64_t end, int64_t *from, int64_t *below,
                    struct yb_error *error);

/*
 * A step of rolling: a bounded number of settlements from the mark on, none newer than
 * now - YB_STAT_LAG_MS. Gathered in a read, which keeps nobody waiting; kept in a job of its own,
 * which is STORE_CONFLICT when another process has moved the mark meanwhile. Nothing is to be kept
 * when below == from.
 */
struct yb_stats_step {
    int64_t most;           /* settlements; 0: so few that keeping takes some tens of ms */
    struct yb_stats *stats; /* in the arena of the read */
    int64_t from, below;    /* the mark, and where it goes */
    bool more;              /* another step follows */
};
int yb_stats_gather(struct yb_tx *tx, int64_t now_ms, struct yb_stats_step *step,
                    struct yb_error *error);
int yb_stats_keep(struct yb_tx *tx, const struct yb_stats_step *step, struct yb_error *error);

/*
 * Adds everything up anew and compares: calls `report` for every stored total, and every total that
 * should be stored, that differs: "setl_stat 2 202406 390/610100", field, what it should be, what
 * it is. Reads all settlements below the mark; holds all totals in memory.
 */
typedef void yb_stats_report(void *context, struct yb_text what, struct yb_text field,
                             struct yb_text expected, struct yb_text found);
int yb_stats_verify(struct yb_tx *tx, yb_stats_report *report, void *context,
                    struct yb_error *error);

/* Forgets all totals; the mark goes back to the beginning. */
int yb_stats_clear(struct yb_tx *tx, struct yb_error *error);

#endif
