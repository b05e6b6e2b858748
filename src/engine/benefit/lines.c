#include "engine/benefit/work.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* What a class or a tag says of this claim's lines. */
struct share {
    int64_t rate_ppm;
    int clause;
};

struct shares {
    int32_t class_ppm[4]; /* one more than classes, so that no class byte reads past it */
    int class_clause[4];
    struct share by_tag[YB_POLICY_TAGS_MAX];
    uint16_t tag_bit[YB_POLICY_TAGS_MAX];
    int tag_count;
    uint16_t tags; /* all of tag_bit */
};

struct sums {
    int64_t self_paid, over_limit, advance, in_scope;
    int classes; /* every class + 1, joined: past 3 when one is none */
    int rates;   /* every 100 % - rate, joined: negative when one is above */
    bool wrong;  /* an amount, a count or a cap is out of range */
};

/* How cost is kept apart: not at all, by one tag (in registers), by several. */
enum cells { ONE_CELL, TWO_CELLS, MANY_CELLS };

static struct share share_of(const struct yb_work *w, struct yb_run run)
{
    const struct yb_rate_row *row = yb_find_rate(w, run);

    return row ? (struct share){row->rate_ppm, row->clause} : (struct share){-1, YB_CLAUSE_NONE};
}

static void find_shares(const struct yb_work *w, struct shares *shares)
{
    const struct yb_policy *policy = w->policy;
    int i;

    for (i = 0; i < 4; i++) {
        shares->class_ppm[i] = 0;
        shares->class_clause[i] = YB_CLAUSE_CATALOGUE;
    }
    for (i = YB_CLASS_A; i <= YB_CLASS_B; i++) {
        struct share share = share_of(w, policy->class_rules[i].shares);

        shares->class_ppm[i] = share.rate_ppm < 0 ? 0 : (int32_t)share.rate_ppm;
        shares->class_clause[i] = share.clause;
    }
    shares->tag_count = 0;
    shares->tags = 0;
    for (i = 0; i < policy->tag_rule_count; i++) {
        struct share share = share_of(w, policy->tag_rules[i].shares);

        if (share.rate_ppm < 0)
            continue;
        shares->by_tag[shares->tag_count] = share;
        shares->tag_bit[shares->tag_count++] = policy->tag_rules[i].tag_bit;
        shares->tags |= policy->tag_rules[i].tag_bit;
    }
}

static __attribute__((noinline)) struct share share_of_tags(const struct shares *shares,
                                                            uint16_t tags)
{
    int i = 0;

    while (!(tags & shares->tag_bit[i]))
        i++;
    return shares->by_tag[i];
}

/* The tag's, else the catalogue row's own, else the class's. Without a branch on the last two. */
YB_INLINE int32_t rate_of_line(const struct shares *shares, const struct yb_item_terms *terms)
{
    int32_t by_class = shares->class_ppm[terms->item_class & 3], own = terms->self_pay_ppm;

    if (__builtin_expect(terms->tags & shares->tags, 0))
        return (int32_t)share_of_tags(shares, terms->tags).rate_ppm;
    return own < 0 ? by_class : own;
}

static int clause_of_line(const struct shares *shares, const struct yb_item_terms *terms)
{
    if (terms->tags & shares->tags)
        return share_of_tags(shares, terms->tags).clause;
    if (terms->self_pay_ppm >= 0)
        return YB_CLAUSE_CATALOGUE;
    return shares->class_clause[terms->item_class & 3];
}

/*
 * What of `amount` lies over price cap x count. The cap is rounded as every amount of the pack. Out
 * of line: inside, its 128 bits would push the sums of the loop out of their registers.
 */
static __attribute__((noinline)) int64_t over_cap(int64_t amount, int64_t price_e6,
                                                  int64_t count_e4, int64_t bias)
{
    const uint64_t fen = UINT64_C(100000000); /* yuan/10^6 x 1/10^4 */
    uint128 product = (uint128)(uint64_t)price_e6 * (uint64_t)count_e4;
    uint64_t cap;

    /* The bias is of a division by 10^6: half, nothing, or all but the last unit. */
    product += bias == YB_PPM - 1 ? fen - 1 : (uint64_t)bias * 100;
    if (product >= (uint128)(uint64_t)amount * fen)
        return 0;
    cap = product >> 64 ? (uint64_t)(product / fen) : (uint64_t)product / fen;
    return amount - (int64_t)cap;
}

YB_INLINE int cell_of(const struct yb_policy *policy, uint16_t tags)
{
    int i, cell = tags >> policy->cost_tags[0] & 1;

    for (i = 1; i < policy->cost_tag_count; i++)
        cell |= (tags >> policy->cost_tags[i] & 1) << i;
    return cell;
}

static void trace_line(struct yb_work *w, const struct yb_line *line,
                       const struct yb_bill_line *out, struct share share)
{
    const int index = (int)(line - w->claim->lines);
    const enum yb_rounding rounding = w->policy->rounding;

    if (out->self_paid_fen)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_SELF_PAID,
                                              .clause = YB_CLAUSE_CATALOGUE,
                                              .index = index,
                                              .base = line->amount_fen,
                                              .amount = out->self_paid_fen});
    if (out->over_limit_fen)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_OVER_LIMIT,
                                              .rounding = (uint8_t)rounding,
                                              .clause = YB_CLAUSE_CATALOGUE,
                                              .index = index,
                                              .base = line->amount_fen,
                                              .value = line->terms.price_cap_e6,
                                              .amount = out->over_limit_fen});
    if (line->terms.item_class == YB_CLASS_C)
        return;
    if (out->advance_fen || share.clause >= 0)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_ADVANCE,
                                              .rounding = (uint8_t)rounding,
                                              .clause = (int16_t)share.clause,
                                              .index = index,
                                              .base = line->amount_fen - out->over_limit_fen,
                                              .value = share.rate_ppm,
                                              .amount = out->advance_fen});
    yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_IN_SCOPE,
                                          .clause = YB_CLAUSE_NONE,
                                          .index = index,
                                          .base = line->amount_fen,
                                          .amount = out->in_scope_fen});
}

/* A line with 0 <= amount in range. Only a price cap costs a branch. */
YB_INLINE struct yb_bill_line place(const struct yb_line *line, int64_t rate_ppm, int64_t bias,
                                    bool *wrong)
{
    const int64_t outside = -(int64_t)(line->terms.item_class == YB_CLASS_C); /* all bits or none */
    struct yb_bill_line out = {.self_paid_fen = line->amount_fen & outside};
    int64_t rest = line->amount_fen & ~outside;

    if (line->terms.price_cap_e6) {
        *wrong |= (line->terms.price_cap_e6 | line->count_e4) < 0;
        out.over_limit_fen = over_cap(rest, line->terms.price_cap_e6, line->count_e4, bias);
    }
    rest -= out.over_limit_fen;
    out.advance_fen = yb_share_biased(rest, rate_ppm, bias);
    out.in_scope_fen = rest - out.advance_fen;
    return out;
}

/* A refund line is placed as its original was, with every sign turned; or the amount is wrong. */
static __attribute__((noinline)) struct yb_bill_line
place_refund(struct yb_line line, int64_t rate_ppm, int64_t bias, bool *wrong)
{
    struct yb_bill_line out = {0};

    *wrong |=
        line.amount_fen > 0 || line.amount_fen < -YB_AMOUNT_FEN_MAX || line.count_e4 == INT64_MIN;
    if (*wrong)
        return out;
    line.amount_fen = -line.amount_fen;
    line.count_e4 = line.count_e4 < 0 ? -line.count_e4 : line.count_e4;
    out = place(&line, rate_ppm, bias, wrong);
    return (struct yb_bill_line){-out.self_paid_fen, -out.over_limit_fen, -out.advance_fen,
                                 -out.in_scope_fen};
}

/* Places one line and adds it up. */
YB_INLINE struct yb_bill_line add_line(struct sums *sums, const struct yb_line *line,
                                       int32_t rate_ppm, int64_t bias)
{
    struct yb_bill_line out;

    if (__builtin_expect((uint64_t)line->amount_fen > (uint64_t)YB_AMOUNT_FEN_MAX, 0))
        out = place_refund(*line, rate_ppm, bias, &sums->wrong);
    else
        out = place(line, rate_ppm, bias, &sums->wrong);
    sums->classes |= line->terms.item_class + 1;
    sums->rates |= (int)YB_PPM - rate_ppm;
    sums->self_paid += out.self_paid_fen;
    sums->over_limit += out.over_limit_fen;
    sums->advance += out.advance_fen;
    sums->in_scope += out.in_scope_fen;
    return out;
}

static bool is_wrong(const struct sums *sums)
{
    return sums->wrong || sums->rates < 0 || (sums->classes & ~3);
}

YB_INLINE void place_all(struct yb_work *w, const struct shares *shares, struct sums *total,
                         const bool tracing, const enum cells cells)
{
    const struct yb_policy *policy = w->policy;
    const struct yb_line *line = w->claim->lines, *end = line + w->claim->line_count;
    const int64_t bias = yb_rounding_bias(policy->rounding);
    const int tag = policy->cost_tags[0];
    struct yb_bill_line *lines_out = w->lines_out;
    struct sums sums = {0}; /* in registers, and so are these */
    int64_t tagged_in_scope = 0, tagged_self_paid = 0;

    for (; line < end; line++) {
        const int32_t rate_ppm = rate_of_line(shares, &line->terms);
        const struct yb_bill_line out = add_line(&sums, line, rate_ppm, bias);

        if (cells == TWO_CELLS) {
            const int64_t tagged = -(int64_t)(line->terms.tags >> tag & 1); /* all bits or none */

            tagged_in_scope += out.in_scope_fen & tagged;
            tagged_self_paid += out.self_paid_fen & tagged;
        } else if (cells == MANY_CELLS) {
            int cell = cell_of(policy, line->terms.tags);

            w->in_scope[cell] += out.in_scope_fen;
            w->self_paid[cell] += out.self_paid_fen;
        }
        if (lines_out)
            *lines_out++ = out;
        if (tracing)
            trace_line(w, line, &out,
                       (struct share){rate_ppm, clause_of_line(shares, &line->terms)});
    }
    *total = sums;
    if (cells == MANY_CELLS)
        return;
    w->in_scope[0] = sums.in_scope - tagged_in_scope;
    w->self_paid[0] = sums.self_paid - tagged_self_paid;
    w->in_scope[1] = tagged_in_scope;
    w->self_paid[1] = tagged_self_paid;
}

YB_INLINE void place_lines(struct yb_work *w, const struct shares *shares, struct sums *sums,
                           const bool tracing)
{
    int i;

    if (w->cells == 1) {
        place_all(w, shares, sums, tracing, ONE_CELL);
    } else if (w->cells == 2) {
        place_all(w, shares, sums, tracing, TWO_CELLS);
    } else {
        for (i = 0; i < w->cells; i++)
            w->in_scope[i] = w->self_paid[i] = 0;
        place_all(w, shares, sums, tracing, MANY_CELLS);
    }
}

static int refuse_negative(const char *part, int64_t amount, struct yb_error *error)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(amount, text);
    return yb_fail(error, YB_E_CLAIM_NEGATIVE, part, text, NULL);
}

static int check_sums(const struct yb_work *w, const struct sums *sums, struct yb_error *error)
{
    int i;

    if (is_wrong(sums))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", "", NULL);
    if (w->bill->total_fen > YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "medfee_sumamt", "90000000000.00", NULL);
    if (sums->over_limit < 0)
        return refuse_negative("over_limit", sums->over_limit, error);
    if (sums->advance < 0)
        return refuse_negative("advance", sums->advance, error);
    for (i = 0; i < w->cells; i++) {
        if (w->in_scope[i] < 0)
            return refuse_negative("in_scope", w->in_scope[i], error);
        if (w->self_paid[i] < 0)
            return refuse_negative("self_paid", w->self_paid[i], error);
    }
    return YB_OK;
}

int yb_work_lines(struct yb_work *w, struct yb_error *error)
{
    struct yb_bill *bill = w->bill;
    struct shares shares;
    struct sums sums;

    find_shares(w, &shares);
    if (w->trace)
        place_lines(w, &shares, &sums, true);
    else
        place_lines(w, &shares, &sums, false);
    bill->total_fen = sums.self_paid + sums.over_limit + sums.advance + sums.in_scope;
    bill->placed_fen[YB_PART_SELF_PAID] = sums.self_paid;
    bill->placed_fen[YB_PART_OVER_LIMIT] = sums.over_limit;
    bill->placed_fen[YB_PART_ADVANCE] = sums.advance;
    bill->placed_fen[YB_PART_IN_SCOPE] = sums.in_scope;
    return check_sums(w, &sums, error);
}

int yb_line_place(const struct yb_policy *policy, const struct yb_facts *facts,
                  const struct yb_line *line, struct yb_bill_line *out, int64_t *share_ppm,
                  struct yb_error *error)
{
    const struct yb_claim claim = {.facts = *facts, .lines = line, .line_count = 1};
    const struct yb_work w = {.policy = policy, .claim = &claim};
    struct sums sums = {0};
    struct shares shares;
    int32_t rate_ppm;

    find_shares(&w, &shares);
    rate_ppm = rate_of_line(&shares, &line->terms);
    *out = add_line(&sums, line, rate_ppm, yb_rounding_bias(policy->rounding));
    if (is_wrong(&sums))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", "", NULL);
    *share_ppm = line->terms.item_class == YB_CLASS_C ? YB_PPM : rate_ppm;
    return YB_OK;
}
