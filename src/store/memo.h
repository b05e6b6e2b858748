/*
 * memo.h - what the only writer of a file need not read again.
 *
 * SQLite has one writer, and most jobs read the same few rows: the institution, its ledger account.
 * A memo keeps such rows for as long as nobody can have changed them, and knows it by a number:
 *
 *     the register     people and what hangs on them (psn, psn_lookup, psn_insu, psn_idet, filing)
 *                      and institutions (fixmedins)
 *     its version      grows when the writer changes a row of the register, once more when that
 *                      transaction ends either way, and when another connection has committed
 *
 * So whoever notes the version, then begins to read, has read what stands as long as the version
 * stays (yb_store_foresee: the writer does not read again what another thread has read for it).
 * Ledger accounts are only ever added: adding one does not count, taking one back does.
 *
 * A memo belongs to its connection and thread; the version may be read by any. On a server there is
 * no memo: others write there.
 */
#ifndef YB_STORE_MEMO_H
#define YB_STORE_MEMO_H

#include <stdatomic.h>

#include "store/sql.h"

struct yb_memo;

/* What a writing statement does to the register. */
enum yb_register_touch { YB_TOUCH_NOTHING, YB_TOUCH_REGISTER, YB_TOUCH_ACCOUNTS };
enum yb_register_touch yb_sql_touches(enum yb_sql sql);

/* NULL: out of memory. `version` is shared and outlives the memo. */
struct yb_memo *yb_memo_new(_Atomic int64_t *version);
void yb_memo_free(struct yb_memo *memo); /* NULL is fine */

/* A transaction begins; a statement has changed rows; the transaction, or a part of it that was not
 * kept, has ended; others may have written. */
void yb_memo_begin(struct yb_memo *memo);
void yb_memo_touch(struct yb_memo *memo, enum yb_register_touch touch);
void yb_memo_end(struct yb_memo *memo, bool kept);
void yb_memo_others(struct yb_memo *memo);

/* The version now. */
int64_t yb_memo_version(const struct yb_memo *memo);

/*
 * The row that `sql` reads for `key`, with its texts copied to the arena: false when it is not
 * kept, or the arena is exhausted. Cost: a hash and the copy.
 */
bool yb_memo_get(struct yb_memo *memo, enum yb_sql sql, struct yb_text key, struct yb_arena *arena,
                 void *row);

/* Keeps a row; forgets all others first when there are too many. Without memory: nothing. */
void yb_memo_put(struct yb_memo *memo, enum yb_sql sql, struct yb_text key, const void *row);

#endif
