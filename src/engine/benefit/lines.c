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
    struct share by_class[4]; /* one more than classes, so that no class byte reads past it */
    struct share by_tag[YB_POLICY_TAGS_MAX];
    uint16_t tag_bit[YB_POLICY_TAGS_MAX];
    int tag_count;
    uint16_t tags; /* all of tag_bit */
};

struct sums {
    int64_t total, self_paid, over_limit, advance;
    bool wrong;
};

static struct share share_of(const struct yb_work *w, struct yb_run run)
{
    const struct yb_rate_row *row = yb_find_rate(w, run);

    return row ? (struct share){row->rate_ppm, row->clause} : (struct share){-1, YB_CLAUSE_NONE};
}

/* Says nothing: the line enters whole. */
static struct share share_of_class(const struct yb_work *w, enum yb_class class)
{
    struct share share = share_of(w, w->policy->class_rules[class].shares);

    share.rate_ppm = share.rate_ppm < 0 ? 0 : share.rate_ppm;
    return share;
}

static void find_shares(const struct yb_work *w, struct shares *shares)
{
    const struct yb_policy *policy = w->policy;
    int i;

    shares->by_class[YB_CLASS_A] = share_of_class(w, YB_CLASS_A);
    shares->by_class[YB_CLASS_B] = share_of_class(w, YB_CLASS_B);
    shares->by_class[YB_CLASS_C] = shares->by_class[3] = (struct share){0, YB_CLAUSE_CATALOGUE};
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

/* The tag's, else the catalogue row's own, else the class's. */
YB_INLINE struct share share_of_line(const struct shares *shares, const struct yb_item_terms *terms)
{
    int i;

    if (terms->tags & shares->tags)
        for (i = 0; i < shares->tag_count; i++)
            if (terms->tags & shares->tag_bit[i])
                return shares->by_tag[i];
    if (terms->self_pay_ppm >= 0)
        return (struct share){terms->self_pay_ppm, YB_CLAUSE_CATALOGUE};
    return shares->by_class[terms->item_class & 3];
}

/* What of `amount` lies over price cap x count. The cap is rounded as every amount of the pack. */
static int64_t over_cap(int64_t amount, int64_t price_e6, int64_t count_e4,
                        enum yb_rounding rounding)
{
    const uint64_t fen = UINT64_C(100000000); /* yuan/10^6 x 1/10^4 */
    uint128 product = (uint128)(uint64_t)price_e6 * (uint64_t)count_e4;
    uint64_t cap;

    if (rounding != YB_ROUND_TRUNCATE)
        product += rounding == YB_ROUND_UP ? fen - 1 : fen / 2;
    if (product >= (uint128)(uint64_t)amount * fen)
        return 0;
    cap = product >> 64 ? (uint64_t)(product / fen) : (uint64_t)product / fen;
    return amount - (int64_t)cap;
}

YB_INLINE int cell_of(const struct yb_policy *policy, uint16_t tags)
{
    int i, cell = 0;

    for (i = 0; i < policy->cost_tag_count; i++)
        cell |= (tags >> policy->cost_tags[i] & 1) << i;
    return cell;
}

static void trace_line(struct yb_work *w, int index, const struct yb_line *line,
                       const struct yb_bill_line *out, struct share share)
{
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

/* A refund line is placed as its original was, with every sign turned. */
YB_INLINE struct yb_bill_line place(const struct yb_line *line, int64_t rate_ppm,
                                    enum yb_rounding rounding)
{
    int64_t sign = line->amount_fen < 0 ? -1 : 1, amount = line->amount_fen * sign;
    struct yb_bill_line out = {0};

    if (line->terms.item_class >= YB_CLASS_C) {
        out.self_paid_fen = line->amount_fen;
        return out;
    }
    if (line->terms.price_cap_e6) {
        int64_t count = line->count_e4 < 0 ? -line->count_e4 : line->count_e4;
        int64_t over = over_cap(amount, line->terms.price_cap_e6, count, rounding);

        out.over_limit_fen = over * sign;
        amount -= over;
    }
    if (rate_ppm) {
        int64_t advance = yb_share_of(amount, rate_ppm, rounding);

        out.advance_fen = advance * sign;
        amount -= advance;
    }
    out.in_scope_fen = amount * sign;
    return out;
}

YB_INLINE bool is_wrong(const struct yb_line *line)
{
    return (uint64_t)(line->amount_fen + YB_AMOUNT_FEN_MAX) > 2 * (uint64_t)YB_AMOUNT_FEN_MAX ||
           line->terms.self_pay_ppm > YB_PPM || line->terms.item_class >= YB_CLASSES ||
           line->terms.price_cap_e6 < 0 || line->count_e4 == INT64_MIN;
}

YB_INLINE void place_all(struct yb_work *w, const struct shares *shares, struct sums *sums,
                         struct yb_bill_line *lines_out, const bool tracing)
{
    const struct yb_policy *policy = w->policy;
    const struct yb_line *lines = w->claim->lines;
    const bool by_cell = policy->cost_tag_count > 0;
    int64_t in_scope = 0;
    size_t i;

    for (i = 0; i < w->claim->line_count; i++) {
        const struct yb_line *line = &lines[i];
        struct share share = share_of_line(shares, &line->terms);
        struct yb_bill_line out;

        if (__builtin_expect(is_wrong(line), 0)) {
            sums->wrong = true;
            return;
        }
        out = place(line, share.rate_ppm, policy->rounding);
        sums->total += line->amount_fen;
        sums->self_paid += out.self_paid_fen;
        sums->over_limit += out.over_limit_fen;
        sums->advance += out.advance_fen;
        in_scope += out.in_scope_fen;
        if (by_cell) {
            int cell = cell_of(policy, line->terms.tags);

            w->in_scope[cell] += out.in_scope_fen;
            w->self_paid[cell] += out.self_paid_fen;
        }
        if (lines_out)
            lines_out[i] = out;
        if (tracing)
            trace_line(w, (int)i, line, &out, share);
    }
    if (!by_cell) {
        w->in_scope[0] = in_scope;
        w->self_paid[0] = sums->self_paid;
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

    if (sums->total > YB_AMOUNT_FEN_MAX)
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

int yb_work_lines(struct yb_work *w, struct yb_bill_line *lines_out, struct yb_error *error)
{
    struct sums sums = {0};
    struct shares shares;
    struct yb_bill *bill = w->bill;
    int rc;

    find_shares(w, &shares);
    memset(w->in_scope, 0, (size_t)w->cells * sizeof(w->in_scope[0]));
    memset(w->self_paid, 0, (size_t)w->cells * sizeof(w->self_paid[0]));
    if (w->trace)
        place_all(w, &shares, &sums, lines_out, true);
    else
        place_all(w, &shares, &sums, lines_out, false);
    if (sums.wrong)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", "", NULL);
    rc = check_sums(w, &sums, error);
    if (rc != YB_OK)
        return rc;
    bill->total_fen = sums.total;
    bill->placed_fen[YB_PART_SELF_PAID] = sums.self_paid;
    bill->placed_fen[YB_PART_OVER_LIMIT] = sums.over_limit;
    bill->placed_fen[YB_PART_ADVANCE] = sums.advance;
    bill->placed_fen[YB_PART_IN_SCOPE] =
        sums.total - sums.self_paid - sums.over_limit - sums.advance;
    return YB_OK;
}

int yb_line_place(const struct yb_policy *policy, const struct yb_facts *facts,
                  const struct yb_line *line, struct yb_bill_line *out, int64_t *share_ppm,
                  struct yb_error *error)
{
    const struct yb_claim claim = {.facts = *facts, .lines = line, .line_count = 1};
    const struct yb_work w = {.policy = policy, .claim = &claim};
    struct shares shares;

    if (is_wrong(line))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", "", NULL);
    find_shares(&w, &shares);
    *share_ppm = line->terms.item_class == YB_CLASS_C
                     ? YB_PPM
                     : share_of_line(&shares, &line->terms).rate_ppm;
    *out = place(line, *share_ppm, policy->rounding);
    return YB_OK;
}
