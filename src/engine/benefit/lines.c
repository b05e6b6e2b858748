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
    int64_t class_ppm[YB_CLASSES];
    int class_clause[YB_CLASSES];
    int64_t class_scope[YB_CLASSES]; /* all bits; none for a class outside the catalogue */
    struct share by_tag[YB_POLICY_TAGS_MAX];
    uint16_t tag_bit[YB_POLICY_TAGS_MAX];
    uint16_t tags;     /* all of tag_bit */
    uint16_t cost_bit; /* of the first tag that keeps cost apart; 0: none */
    int64_t bias;      /* of the pack's rounding */
};

/* What lines add up to. */
struct sums {
    int64_t self_paid, over_limit, advance, in_scope;
    bool wrong; /* a number of some line is out of range */
};

static struct share share_of(const struct yb_work *w, struct yb_run run)
{
    const struct yb_rate_row *row = yb_find_rate(w, run);

    return row ? (struct share){row->rate_ppm, row->clause} : (struct share){-1, YB_CLAUSE_NONE};
}

static void find_tag_shares(const struct yb_work *w, struct shares *shares)
{
    const struct yb_policy *policy = w->policy;
    int i, count = 0;

    for (i = 0; i < policy->tag_rule_count; i++) {
        struct share share = share_of(w, policy->tag_rules[i].shares);

        if (share.rate_ppm < 0)
            continue;
        shares->by_tag[count] = share;
        shares->tag_bit[count++] = policy->tag_rules[i].tag_bit;
        shares->tags |= policy->tag_rules[i].tag_bit;
    }
}

static void find_shares(const struct yb_work *w, struct shares *shares)
{
    const struct yb_policy *policy = w->policy;
    int i;

    for (i = YB_CLASS_A; i <= YB_CLASS_B; i++) {
        const struct share share = share_of(w, policy->class_rules[i].shares);

        shares->class_ppm[i] = share.rate_ppm < 0 ? 0 : share.rate_ppm;
        shares->class_clause[i] = share.clause;
        shares->class_scope[i] = -1;
    }
    shares->class_ppm[YB_CLASS_C] = shares->class_scope[YB_CLASS_C] = 0;
    shares->class_clause[YB_CLASS_C] = YB_CLAUSE_CATALOGUE;
    shares->tags = 0;
    shares->cost_bit = 0;
    if (policy->cost_tag_count)
        shares->cost_bit = (uint16_t)(1 << policy->cost_tags[0]);
    shares->bias = yb_rounding_bias(policy->rounding);
    if (policy->tag_rule_count)
        find_tag_shares(w, shares);
}

static struct share share_of_tags(const struct shares *shares, uint16_t tags)
{
    int i = 0;

    while (!(tags & shares->tag_bit[i]))
        i++;
    return shares->by_tag[i];
}

/* The tag's, else the catalogue row's own, else the class's. */
YB_INLINE struct share share_of_line(const struct shares *shares, const struct yb_item_terms *terms)
{
    if (__builtin_expect(terms->tags & shares->tags, 0))
        return share_of_tags(shares, terms->tags);
    if (terms->self_pay_ppm >= 0)
        return (struct share){terms->self_pay_ppm, YB_CLAUSE_CATALOGUE};
    return (struct share){shares->class_ppm[terms->item_class],
                          shares->class_clause[terms->item_class]};
}

/*
 * What of `amount` lies over the line's price cap x count. The cap is rounded as every amount of
 * the pack. Out of line: inside, its 128 bits would push the sums of the loop out of their
 * registers.
 */
static __attribute__((noinline)) int64_t
over_cap(const struct shares *shares, const struct yb_line *line, int64_t amount, bool *wrong)
{
    const uint64_t fen = UINT64_C(100000000); /* yuan/10^6 x 1/10^4 */
    uint128 product = (uint128)(uint64_t)line->terms.price_cap_e6 * (uint64_t)line->count_e4;
    int64_t over;

    if ((line->terms.price_cap_e6 | line->count_e4) < 0)
        *wrong = true;
    /* The bias is of a division by 10^6: half, nothing, or all but the last unit. */
    product += shares->bias == YB_PPM - 1 ? fen - 1 : (uint64_t)shares->bias * 100;
    if (product >> 64)
        return product >= (uint128)(uint64_t)amount * fen ? 0 : amount - (int64_t)(product / fen);
    over = amount - (int64_t)((uint64_t)product / fen);
    return over > 0 ? over : 0;
}

YB_INLINE size_t cell_of(const struct yb_policy *policy, uint16_t tags)
{
    size_t cell = 0;
    int i;

    for (i = 0; i < policy->cost_tag_count; i++)
        cell |= (size_t)(tags >> policy->cost_tags[i] & 1) << i;
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

/* A line of an amount >= 0 and a known class. */
YB_INLINE struct yb_bill_line place(const struct shares *shares, const struct yb_line *line,
                                    int64_t rate_ppm, bool *wrong)
{
    const int64_t inside = line->amount_fen & shares->class_scope[line->terms.item_class];
    struct yb_bill_line out = {.self_paid_fen = line->amount_fen - inside};

    if (__builtin_expect(line->terms.price_cap_e6 != 0, 0))
        out.over_limit_fen = over_cap(shares, line, inside, wrong);
    out.in_scope_fen = inside - out.over_limit_fen;
    out.advance_fen = yb_share_biased(out.in_scope_fen, rate_ppm, shares->bias);
    out.in_scope_fen -= out.advance_fen;
    return out;
}

/* A refund line is placed as its original was, with every sign turned. */
static struct yb_bill_line place_refund(const struct shares *shares, struct yb_line line,
                                        int64_t rate_ppm, bool *wrong)
{
    struct yb_bill_line out;

    line.amount_fen = -line.amount_fen;
    line.count_e4 = line.count_e4 < 0 ? -line.count_e4 : line.count_e4;
    out = place(shares, &line, rate_ppm, wrong);
    return (struct yb_bill_line){-out.self_paid_fen, -out.over_limit_fen, -out.advance_fen,
                                 -out.in_scope_fen};
}

/* A line whose amount and class are in their ranges, and of which no tag says a share. */
YB_INLINE bool is_plain(const struct shares *shares, const struct yb_line *line)
{
    return (uint64_t)line->amount_fen <= (uint64_t)YB_AMOUNT_FEN_MAX &&
           line->terms.item_class < YB_CLASSES && !(line->terms.tags & shares->tags) &&
           (uint32_t)line->terms.self_pay_ppm + 1 <= (uint32_t)YB_PPM + 1; /* -1 is in range */
}

/* The share of a plain line: its own, else its class's. No branch: nobody can foretell it. */
YB_INLINE int64_t plain_rate(const struct shares *shares, const struct yb_item_terms *terms)
{
    const int64_t own_ppm = terms->self_pay_ppm; /* -1: not stated */

    return own_ppm + (-(int64_t)(own_ppm < 0) & (shares->class_ppm[terms->item_class] + 1));
}

/* A line of any numbers. Out of line: few come here. */
static __attribute__((noinline)) struct yb_bill_line
place_special(const struct shares *shares, const struct yb_line *line, bool *wrong)
{
    int64_t rate_ppm;

    if (line->terms.item_class >= YB_CLASSES || line->amount_fen > YB_AMOUNT_FEN_MAX ||
        line->amount_fen < -YB_AMOUNT_FEN_MAX ||
        (line->amount_fen < 0 && line->count_e4 == INT64_MIN))
        goto wrong;
    rate_ppm = share_of_line(shares, &line->terms).rate_ppm;
    if (rate_ppm > YB_PPM)
        goto wrong;
    if (line->amount_fen < 0)
        return place_refund(shares, *line, rate_ppm, wrong);
    return place(shares, line, rate_ppm, wrong);
wrong:
    *wrong = true;
    return (struct yb_bill_line){0};
}

YB_INLINE struct yb_bill_line place_any(const struct shares *shares, const struct yb_line *line,
                                        bool *wrong)
{
    if (__builtin_expect(is_plain(shares, line), 1))
        return place(shares, line, plain_rate(shares, &line->terms), wrong);
    return place_special(shares, line, wrong);
}

/*
 * Places the lines and adds them up. Without `detailed` nobody asks where each went, and there are
 * two cells at most. The sums by cell stay in memory, where choosing one needs no branch.
 */
YB_INLINE void add_lines(struct yb_work *w, const struct shares *shares, struct sums *sums,
                         const bool detailed)
{
    const struct yb_line *line = w->claim->lines, *end = line + w->claim->line_count;
    struct yb_bill_line *lines_out = w->lines_out;
    int64_t over_limit = 0, advance = 0;

    for (; line < end; line++) {
        const struct yb_bill_line out = place_any(shares, line, &sums->wrong);
        const size_t cell = detailed ? cell_of(w->policy, line->terms.tags)
                                     : (line->terms.tags & shares->cost_bit) != 0;

        w->self_paid[cell] += out.self_paid_fen;
        w->in_scope[cell] += out.in_scope_fen;
        over_limit += out.over_limit_fen;
        advance += out.advance_fen;
        if (detailed && lines_out)
            *lines_out++ = out;
        if (detailed && w->trace && !sums->wrong)
            trace_line(w, line, &out, share_of_line(shares, &line->terms));
    }
    sums->over_limit = over_limit;
    sums->advance = advance;
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

    if (sums->wrong)
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

YB_INLINE void set_part(struct yb_bill *bill, enum yb_part part, int64_t amount_fen)
{
    bill->placed_fen[part] = bill->left_fen[part] = amount_fen;
}

int yb_work_lines(struct yb_work *w, struct yb_error *error)
{
    struct yb_bill *bill = w->bill;
    struct shares shares;
    struct sums sums = {0};
    int i;

    find_shares(w, &shares);
    w->in_scope[0] = w->self_paid[0] = w->in_scope[1] = w->self_paid[1] = 0;
    for (i = 2; i < w->cells; i++)
        w->in_scope[i] = w->self_paid[i] = 0;
    if (w->trace || w->lines_out || w->cells > 2)
        add_lines(w, &shares, &sums, true);
    else
        add_lines(w, &shares, &sums, false);
    for (i = 0; i < w->cells; i++) {
        sums.self_paid += w->self_paid[i];
        sums.in_scope += w->in_scope[i];
    }
    set_part(bill, YB_PART_SELF_PAID, sums.self_paid);
    set_part(bill, YB_PART_OVER_LIMIT, sums.over_limit);
    set_part(bill, YB_PART_ADVANCE, sums.advance);
    set_part(bill, YB_PART_IN_SCOPE, sums.in_scope);
    bill->total_fen = sums.self_paid + sums.over_limit + sums.advance + sums.in_scope;
    return check_sums(w, &sums, error);
}

int yb_line_place(const struct yb_policy *policy, const struct yb_facts *facts,
                  const struct yb_line *line, struct yb_bill_line *out, int64_t *share_ppm,
                  struct yb_error *error)
{
    const struct yb_claim claim = {.facts = *facts, .lines = line, .line_count = 1};
    const struct yb_work w = {.policy = policy, .claim = &claim};
    struct shares shares;
    bool wrong = false;

    find_shares(&w, &shares);
    *out = place_any(&shares, line, &wrong);
    if (wrong)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", "", NULL);
    *share_ppm = line->terms.item_class == YB_CLASS_C
                     ? YB_PPM
                     : share_of_line(&shares, &line->terms).rate_ppm;
    return YB_OK;
}
