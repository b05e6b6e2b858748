#include "app/settle/postings.h"

#include "base/crypto.h"
#include "store/ledger.h"

#include <assert.h>

int64_t yb_account_id(int kind, struct yb_text key)
{
    uint8_t digest[YB_SM3_BYTES];
    struct yb_arena arena;
    uint8_t buffer[256];
    char *text;
    uint64_t id = 0;

    assert(key.length < sizeof(buffer) - 32);
    yb_arena_init_fixed(&arena, buffer, sizeof(buffer));
    text = yb_arena_format(&arena, "%d:" YB_TEXT_FMT, kind, YB_TEXT_ARG(key));
    yb_sm3(yb_text_of(text), digest);
    for (int i = 0; i < 8; i++)
        id = id << 8 | digest[i];
    id &= INT64_MAX;
    return id ? (int64_t)id : 1;
}

struct yb_text yb_account_key_fund(struct yb_arena *arena, struct yb_text region,
                                   struct yb_text insutype, struct yb_text fund_pay_type)
{
    return yb_text_of(yb_arena_format(arena, YB_TEXT_FMT ":" YB_TEXT_FMT ":" YB_TEXT_FMT,
                                      YB_TEXT_ARG(region), YB_TEXT_ARG(insutype),
                                      YB_TEXT_ARG(fund_pay_type)));
}

struct yb_text yb_account_key_adjust(struct yb_arena *arena, struct yb_text region,
                                     struct yb_text insutype)
{
    return yb_text_of(yb_arena_format(arena, "adjust:" YB_TEXT_FMT ":" YB_TEXT_FMT,
                                      YB_TEXT_ARG(region), YB_TEXT_ARG(insutype)));
}

int yb_postings_of(const struct yb_posting_source *source, struct yb_posting out[YB_POSTINGS_MAX])
{
    int count = 0;

    for (int fund = 0; fund < YB_FUNDS; fund++) {
        int64_t fen = source->fund_fen[fund];
        struct yb_posting *posting = &out[count];

        if (!fen || fund == YB_FUND_HOSP)
            continue;
        *posting = (struct yb_posting){
            .debit_account_id =
                fund == YB_FUND_ACCT ? source->psn_account_id : source->fund_account_id[fund],
            .credit_account_id = source->counter_account_id,
            .amount_fen = fen,
            .fund = (enum yb_fund)fund,
        };
        if (fen < 0) {
            int64_t debit = posting->debit_account_id;

            posting->debit_account_id = posting->credit_account_id;
            posting->credit_account_id = debit;
            posting->amount_fen = -fen;
        }
        count++;
    }
    return count;
}
