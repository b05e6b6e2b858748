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

struct yb_text yb_account_key_paper(struct yb_arena *arena, struct yb_text region,
                                    struct yb_text insutype)
{
    return yb_text_of(yb_arena_format(arena, "paper:" YB_TEXT_FMT ":" YB_TEXT_FMT,
                                      YB_TEXT_ARG(region), YB_TEXT_ARG(insutype)));
}

struct yb_text yb_account_key_allowance(struct yb_arena *arena, struct yb_text region,
                                        struct yb_text insutype)
{
    return yb_text_of(yb_arena_format(arena, "allowance:" YB_TEXT_FMT ":" YB_TEXT_FMT,
                                      YB_TEXT_ARG(region), YB_TEXT_ARG(insutype)));
}

struct yb_text yb_account_key_family(struct yb_arena *arena, struct yb_text region)
{
    return yb_text_of(yb_arena_format(arena, "family:" YB_TEXT_FMT, YB_TEXT_ARG(region)));
}

/* One pair; a negative amount is the same pair turned round. */
static void add(struct yb_posting **next, int64_t debit, int64_t credit, int64_t fen,
                enum yb_fund fund)
{
    if (!fen)
        return;
    **next = fen > 0 ? (struct yb_posting){debit, credit, fen, fund}
                     : (struct yb_posting){credit, debit, -fen, fund};
    (*next)++;
}

int yb_postings_of(const struct yb_posting_source *source, struct yb_posting out[YB_POSTINGS_MAX])
{
    struct yb_posting *next = out;

    for (int fund = 0; fund < YB_FUNDS; fund++)
        if (fund != YB_FUND_HOSP && fund != YB_FUND_ACCT)
            add(&next, source->fund_account_id[fund], source->counter_account_id,
                source->fund_fen[fund], (enum yb_fund)fund);
    add(&next, source->psn_account_id, source->counter_account_id,
        source->fund_fen[YB_FUND_ACCT] - source->family_fen, YB_FUND_ACCT);
    add(&next, source->family_account_id, source->counter_account_id, source->family_fen,
        YB_FUND_ACCT);
    return (int)(next - out);
}
