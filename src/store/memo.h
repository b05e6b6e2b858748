/*
 * memo.h - what the only writer of a file need not read again.
 *
 * SQLite has one writer, and most jobs read the same few rows: the institution, its ledger account.
 * A memo keeps such rows for as long as nobody can have changed them, and knows it by a clock that
 * ticks at every change of
 *
 *     the register     people and what hangs on them (psn, psn_lookup, psn_insu, psn_idet, filing)
 *                      and institutions (fixmedins)
 *     balances         what settlements move: accumulators (accu) and personal accounts
 *                      (psn_account)
 *
 * and once more when that transaction has ended, either way. A change of one person's rows is
 * stamped with the time on that person (a bucket that several share), any other, and whatever
 * another connection has committed, on all.
 *
 * So whoever notes the time, then begins to read, has read what stands as long as neither the
 * person nor all are stamped later, nor since the writer's transaction began: what that one has
 * changed nobody else can have read (yb_store_foresee: the writer does not read again what another
 * thread has read for it). Ledger accounts are only ever added: adding one does not count, taking
 * one back does.
 *
 * A memo belongs to its connection and thread; the clock may be read by any. On a server there is
 * no memo: others write there.
 */
#ifndef YB_STORE_MEMO_H
#define YB_STORE_MEMO_H

#include <stdatomic.h>

#include "store/sql.h"

struct yb_memo;

/* What a writing statement does to the register. */
enum yb_register_touch {
    YB_TOUCH_NOTHING,
    YB_TOUCH_REGISTER,
    YB_TOUCH_ACCOUNTS,
    YB_TOUCH_BALANCES
};
enum yb_register_touch yb_sql_touches(enum yb_sql sql);

#define YB_CLOCK_PEOPLE 65536 /* buckets; a power of 2 */

/* When the rows of all, and of one person, were last stamped. */
struct yb_clock_stamps {
    _Atomic int64_t all;
    _Atomic int64_t person[YB_CLOCK_PEOPLE];
};

struct yb_register_clock {
    _Atomic int64_t now; /* 0: nothing has been written by this process */
    struct yb_clock_stamps register_rows, balances;
};

/* NULL: out of memory. The clock is shared and outlives the memo. */
struct yb_memo *yb_memo_new(struct yb_register_clock *clock);
void yb_memo_free(struct yb_memo *memo); /* NULL is fine */

/* A transaction begins; a statement has changed rows of a person (0: of others); the transaction,
 * or a part of it that was not kept, has ended; others may have written. */
void yb_memo_begin(struct yb_memo *memo);
void yb_memo_touch(struct yb_memo *memo, enum yb_register_touch touch, int64_t psn_no);
void yb_memo_end(struct yb_memo *memo, bool kept);
void yb_memo_others(struct yb_memo *memo);

/* Is what was read of a person in the register, or of the balances, after the clock said `then`,
 * what stands? False also when it only may not. */
bool yb_memo_holds(const struct yb_memo *memo, int64_t psn_no, int64_t then);
bool yb_memo_balances_hold(const struct yb_memo *memo, int64_t psn_no, int64_t then);

/*
 * The row that `sql` reads for `key`, with its texts copied to the arena: false when it is not
 * kept, or the arena is exhausted. Cost: a hash and the copy.
 */
bool yb_memo_get(struct yb_memo *memo, enum yb_sql sql, struct yb_text key, struct yb_arena *arena,
                 void *row);

/* Keeps a row; forgets all others first when there are too many. Without memory: nothing. */
void yb_memo_put(struct yb_memo *memo, enum yb_sql sql, struct yb_text key, const void *row);

#endif
