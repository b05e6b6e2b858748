/*
 * sample.h - plausible rows for tests and benches, the same for the same numbers.
 */
#ifndef YB_TEST_STORE_SAMPLE_H
#define YB_TEST_STORE_SAMPLE_H

#include "store/schema.h"
#include "store/setl.h"

/* Texts of the rows below live in the arena. */
struct yb_psn_row sample_psn(struct yb_arena *arena, int64_t psn_no);
struct yb_psn_insu_row sample_insu(int64_t psn_no);
struct yb_mdtrt_row sample_mdtrt(struct yb_arena *arena, int64_t psn_no, int64_t mdtrt_id);
void sample_lines(struct yb_arena *arena, const struct yb_mdtrt_row *mdtrt, int64_t first_id,
                  size_t count, struct yb_feedetl_list *lines);

/* A settlement of a visit: three funds, three accumulators, three transfers, a message. */
struct sample_settlement {
    struct yb_setl_row setl;
    struct yb_setl_detail_row details[3];
    struct yb_setl_accu_row accus[3];
    struct yb_ledger_transfer_row transfers[3];
    struct yb_message_row message;
    struct yb_settle_write write;
};

/* Accounts that the transfers go between. The last is the person's own, opened by the caller. */
enum { SAMPLE_FUND = 9001, SAMPLE_HOSPITAL = 9002, SAMPLE_LARGE = 9003 };
int64_t sample_account(int64_t psn_no);

/*
 * Fills a settlement of lines first_id .. first_id + count - 1. `before` are the accumulators'
 * values now. Ids are setl_id and those after it.
 */
void sample_settle(struct sample_settlement *s, struct yb_arena *arena,
                   const struct yb_mdtrt_row *mdtrt, int64_t setl_id, const int64_t before[3]);

/* Every column of a row filled from a seed: texts with awkward characters, big numbers. */
void sample_fill(struct yb_arena *arena, enum yb_table_id table, uint64_t *seed, void *row);

#endif
