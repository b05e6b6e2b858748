#include "engine/benefit/work.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* What a class or a tag says of this claim's lines. */
struct share {
    int64_t rate_ppm;
    int clause;
};

/* What lines add up to. */
struct sums {
    int64_t self_paid, over_limit, advance, in_scope;
    bool wrong; /* a number of some line is out of range */
};

static struct share share_of_tags(const struct yb_plan_lines *plan, uint32_t tags)
{
    int i = 0;

    if (tags & plan->self_paid)
        return (struct share){0, YB_CLAUSE_NONE};
    while (!(tags & plan->tag_bit[i]))
        i++;
    return (struct share){plan->tag_ppm[i], plan->tag_clause[i]};
}

/* The tag's, else the catalogue row's own, else the class's. */
YB_INLINE struct share share_of_line(const struct yb_plan_lines *plan,
                                     const struct yb_item_terms *terms)
{
    if (__builtin_expect(terms->tags & plan->tags, 0))
        return share_of_tags(plan, terms->tags);
    if (terms->self_pay_ppm >= 0)
        return (struct share){terms->self_pay_ppm, YB_CLAUSE_CATALOGUE};
    return (struct share){plan->class_ppm[terms->item_class],
                          plan->class_clause[terms->item_class]};
}

/*
 * What of `amount`, which is in scope, lies over the line's price cap x count. The cap is rounded
 * as every amount of the pack. Out of line: inside, its 128 bits would push the sums of the loop
 * out of their registers.
 */
static __attribute__((noinline)) int64_t
over_cap(const struct yb_plan_lines *plan, const struct yb_line *line, int64_t amount, bool *wrong)
{
    const uint64_t fen = UINT64_C(100000000); /* yuan/10^6 x 1/10^4 */
    uint128 product = (uint128)(uint64_t)line->terms.price_cap_e6 * (uint64_t)line->count_e4;
    int64_t over;

    if ((line->terms.price_cap_e6 | line->count_e4) < 0)
        *wrong = true;
    /* The bias is of a division by 10^6: half, nothing, or all but the last unit. */
    product += plan->bias == YB_PPM - 1 ? fen - 1 : (uint64_t)plan->bias * 100;
    if (product >> 64)
        return product >= (uint128)(uint64_t)amount * fen ? 0 : amount - (int64_t)(product / fen);
    over = amount - (int64_t)((uint64_t)product / fen);
    return over > 0 ? over : 0;
}

YB_INLINE size_t cell_of(const struct yb_policy *policy, uint32_t tags)
{
    size_t cell = 0;
    int i;

    for (i = 0; i < policy->cost_tag_count; i++)
        cell |= (size_t)(tags >> policy->cost_tags[i] & 1) << i;
    return cell;
}

/* Outside the catalogue, or with a tag that the person pays all of. */
YB_INLINE bool is_own(const struct yb_plan_lines *plan, const struct yb_item_terms *terms)
{
    return terms->item_class == YB_CLASS_C || terms->tags & plan->self_paid;
}

/* Why a line is the person's: the catalogue, else the pack of the first of its tags that says so.
 */
static void trace_own(struct yb_work *w, const struct yb_line *line, int64_t self_paid_fen)
{
    struct yb_trace_row row = {.op = YB_TRACE_SELF_PAID,
                               .clause = YB_CLAUSE_CATALOGUE,
                               .index = (int)(line - w->claim->lines),
                               .base = line->amount_fen,
                               .amount = self_paid_fen};
    const struct yb_line_rule *rule = w->policy->tag_rules;

    if (line->terms.item_class != YB_CLASS_C) {
        while (rule->self_paid < 0 || !(rule->tag_bit & line->terms.tags))
            rule++;
        row.clause = (int16_t)rule->self_paid;
        row.value = __builtin_ctz(rule->tag_bit);
    }
    yb_trace_add(w, row);
}

static void trace_line(struct yb_work *w, const struct yb_line *line,
                       const struct yb_bill_line *out, struct share share)
{
    const int index = (int)(line - w->claim->lines);
    const enum yb_rounding rounding = w->policy->rounding;

    if (out->self_paid_fen)
        trace_own(w, line, out->self_paid_fen);
    if (out->over_limit_fen)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_OVER_LIMIT,
                                              .rounding = (uint8_t)rounding,
                                              .clause = YB_CLAUSE_CATALOGUE,
                                              .index = index,
                                              .base = line->amount_fen,
                                              .value = line->terms.price_cap_e6,
                                              .amount = out->over_limit_fen});
    if (is_own(&w->plan->lines, &line->terms))
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
YB_INLINE struct yb_bill_line place(const struct yb_plan_lines *plan, const struct yb_line *line,
                                    int64_t rate_ppm, bool *wrong)
{
    struct yb_bill_line out = {.self_paid_fen = line->amount_fen};

    if (is_own(plan, &line->terms))
        return out;
    out = (struct yb_bill_line){.in_scope_fen = line->amount_fen};
    if (line->terms.price_cap_e6)
        out.over_limit_fen = over_cap(plan, line, line->amount_fen, wrong);
    out.in_scope_fen -= out.over_limit_fen;
    out.advance_fen = yb_share_biased(out.in_scope_fen, rate_ppm, plan->bias);
    out.in_scope_fen -= out.advance_fen;
    return out;
}

/* A refund line is placed as its original was, with every sign turned. */
static struct yb_bill_line place_refund(const struct yb_plan_lines *plan, struct yb_line line,
                                        int64_t rate_ppm, bool *wrong)
{
    struct yb_bill_line out;

    line.amount_fen = -line.amount_fen;
    line.count_e4 = line.count_e4 < 0 ? -line.count_e4 : line.count_e4;
    out = place(plan, &line, rate_ppm, wrong);
    return (struct yb_bill_line){-out.self_paid_fen, -out.over_limit_fen, -out.advance_fen,
                                 -out.in_scope_fen};
}

/* Nearly every line: its class is known, and no tag says a share. */
YB_INLINE bool is_plain(const struct yb_plan_lines *plan, const struct yb_line *line)
{
    return line->terms.item_class < YB_CLASSES && !(line->terms.tags & plan->tags);
}

/*
 * Amounts of up to 2^43 fen, which is below YB_AMOUNT_FEN_MAX, and shares of -1..100 % lifted so
 * that the next one carries into bit 20: for a whole claim one test of the bits of all.
 */
#define AMOUNT_BITS 43
#define RATE_BITS   20
#define RATE_LIFT   ((UINT32_C(1) << RATE_BITS) - 1 - (uint32_t)YB_PPM)

YB_INLINE bool in_range(const struct yb_line *line)
{
    return (uint64_t)line->amount_fen <= (uint64_t)YB_AMOUNT_FEN_MAX &&
           (uint32_t)line->terms.self_pay_ppm + 1 <= (uint32_t)YB_PPM + 1; /* -1: not stated */
}

/* The share of a plain line: its own, else its class's. No branch: nobody can foretell it. */
YB_INLINE int64_t plain_rate(const struct yb_plan_lines *plan, const struct yb_item_terms *terms)
{
    const int64_t own_ppm = terms->self_pay_ppm; /* -1: not stated */
    const int64_t class_ppm = plan->class_ppm[terms->item_class];

    return own_ppm ^ ((own_ppm ^ class_ppm) & -(int64_t)(own_ppm < 0));
}

/* A line of any numbers. */
static struct yb_bill_line place_special(const struct yb_plan_lines *plan,
                                         const struct yb_line *line, bool *wrong)
{
    int64_t rate_ppm;

    if (line->terms.item_class >= YB_CLASSES || line->amount_fen > YB_AMOUNT_FEN_MAX ||
        line->amount_fen < -YB_AMOUNT_FEN_MAX ||
        (line->amount_fen < 0 && line->count_e4 == INT64_MIN))
        goto wrong;
    rate_ppm = share_of_line(plan, &line->terms).rate_ppm;
    if (rate_ppm > YB_PPM)
        goto wrong;
    if (line->amount_fen < 0)
        return place_refund(plan, *line, rate_ppm, wrong);
    return place(plan, line, rate_ppm, wrong);
wrong:
    *wrong = true;
    return (struct yb_bill_line){0};
}

static struct yb_bill_line place_any(const struct yb_plan_lines *plan, const struct yb_line *line,
                                     bool *wrong)
{
    if (is_plain(plan, line) && in_range(line))
        return place(plan, line, plain_rate(plan, &line->terms), wrong);
    return place_special(plan, line, wrong);
}

static void add_line(struct yb_work *w, struct sums *sums, size_t cell,
                     const struct yb_bill_line *placed)
{
    w->self_paid[cell] += placed->self_paid_fen;
    w->in_scope[cell] += placed->in_scope_fen;
    sums->over_limit += placed->over_limit_fen;
    sums->advance += placed->advance_fen;
}

static __attribute__((noinline)) void add_special(struct yb_work *w, struct sums *sums, size_t cell,
                                                  const struct yb_line *line)
{
    const struct yb_bill_line placed = place_any(&w->plan->lines, line, &sums->wrong);

    add_line(w, sums, cell, &placed);
}

/* Places the lines and adds them up, when somebody asks where each went. */
static __attribute__((noinline)) void place_lines(struct yb_work *w, struct sums *sums)
{
    const struct yb_plan_lines *plan = &w->plan->lines;
    const struct yb_line *line = w->claim->lines, *end = line + w->claim->line_count;
    struct yb_bill_line *lines_out = w->lines_out;

    for (; line < end; line++) {
        const struct yb_bill_line placed = place_any(plan, line, &sums->wrong);

        add_line(w, sums, cell_of(w->policy, line->terms.tags), &placed);
        if (lines_out)
            *lines_out++ = placed;
        if (w->trace && !sums->wrong)
            trace_line(w, line, &placed, share_of_line(plan, &line->terms));
    }
}

/* Sums of the plain lines of one cell. */
struct plain_sums {
    uint64_t amount, in_scope, advance; /* in_scope with what is paid first of it */
};

/*
 * The same when nobody asks, with two cells at most: one if not `tagged`. Plain lines are only
 * added up, and without a branch, which nobody could foretell. Whether their numbers are in range
 * is asked once at the end; answers false if some are not: then nothing was said about the lines.
 */
YB_INLINE bool sum_lines(struct yb_work *w, struct sums *sums, const bool tagged)
{
    const struct yb_plan_lines *plan = &w->plan->lines;
    const struct yb_line *line = w->claim->lines, *end = line + w->claim->line_count;
    struct plain_sums plain[2] = {0};
    uint64_t amounts = 0;
    uint32_t rates = 0;
    size_t cell = 0;

    for (; line < end; line++) {
        const uint64_t amount = (uint64_t)line->amount_fen;
        uint64_t scope;

        if (tagged)
            cell = (line->terms.tags & plan->cost_bit) != 0;
        if (__builtin_expect(line->terms.price_cap_e6 || !is_plain(plan, line), 0)) {
            add_special(w, sums, cell, line);
            continue;
        }
        scope = plan->class_scope[line->terms.item_class];
        amounts |= amount;
        rates |= (uint32_t)line->terms.self_pay_ppm + RATE_LIFT;
        plain[cell].amount += amount;
        plain[cell].in_scope += amount & scope;
        plain[cell].advance +=
            scope &
            (uint64_t)yb_share_biased(line->amount_fen, plain_rate(plan, &line->terms), plan->bias);
    }
    if (amounts >> AMOUNT_BITS || rates >> RATE_BITS)
        return false;
    for (cell = 0; cell < (tagged ? 2 : 1); cell++) {
        sums->advance += (int64_t)plain[cell].advance;
        w->in_scope[cell] += (int64_t)(plain[cell].in_scope - plain[cell].advance);
        w->self_paid[cell] += (int64_t)(plain[cell].amount - plain[cell].in_scope);
    }
    return true;
}

static __attribute__((noinline)) bool sum_one_cell(struct yb_work *w, struct sums *sums)
{
    return sum_lines(w, sums, false);
}

static __attribute__((noinline)) bool sum_two_cells(struct yb_work *w, struct sums *sums)
{
    return sum_lines(w, sums, true);
}

static int refuse_negative(const char *part, int64_t amount, struct yb_error *error)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(amount, text);
    return yb_fail(error, YB_E_CLAIM_NEGATIVE, part, text, NULL);
}

/* Says what is wrong with the sums. */
static __attribute__((noinline)) int refuse_sums(const struct yb_work *w, const struct sums *sums,
                                                 struct yb_error *error)
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
    for (i = 0; w->in_scope[i] >= 0 && w->self_paid[i] >= 0; i++)
        assert(i < w->cells);
    if (w->in_scope[i] < 0)
        return refuse_negative("in_scope", w->in_scope[i], error);
    return refuse_negative("self_paid", w->self_paid[i], error);
}

YB_INLINE void set_part(struct yb_bill *bill, enum yb_part part, int64_t amount_fen)
{
    bill->placed_fen[part] = bill->left_fen[part] = amount_fen;
}

static void clear_cells(struct yb_work *w)
{
    int i;

    w->in_scope[0] = w->self_paid[0] = w->in_scope[1] = w->self_paid[1] = 0;
    for (i = 2; i < w->cells; i++)
        w->in_scope[i] = w->self_paid[i] = 0;
}

int yb_work_lines(struct yb_work *w, struct yb_error *error)
{
    const bool asked = w->trace || w->lines_out || w->cells > 2;
    struct yb_bill *bill = w->bill;
    struct sums sums = {0};
    int64_t signs; /* negative: one of them is */
    int i;

    clear_cells(w);
    if (asked || !(w->cells == 1 ? sum_one_cell(w, &sums) : sum_two_cells(w, &sums))) {
        clear_cells(w);
        sums = (struct sums){0};
        place_lines(w, &sums);
    }
    signs = sums.over_limit | sums.advance;
    for (i = 0; i < w->cells; i++) {
        sums.self_paid += w->self_paid[i];
        sums.in_scope += w->in_scope[i];
        signs |= w->self_paid[i] | w->in_scope[i];
    }
    set_part(bill, YB_PART_SELF_PAID, sums.self_paid);
    set_part(bill, YB_PART_OVER_LIMIT, sums.over_limit);
    set_part(bill, YB_PART_ADVANCE, sums.advance);
    set_part(bill, YB_PART_IN_SCOPE, sums.in_scope);
    bill->total_fen = sums.self_paid + sums.over_limit + sums.advance + sums.in_scope;
    if (sums.wrong || signs < 0 || bill->total_fen > YB_AMOUNT_FEN_MAX)
        return refuse_sums(w, &sums, error);
    return YB_OK;
}

int yb_line_place(const struct yb_policy *policy, const struct yb_facts *facts,
                  const struct yb_line *line, struct yb_bill_line *out, int64_t *share_ppm,
                  struct yb_error *error)
{
    struct yb_plan_lines plan;
    bool wrong = false;

    yb_plan_lines_make(policy, facts, &plan);
    *out = place_any(&plan, line, &wrong);
    if (wrong)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", "", NULL);
    *share_ppm = is_own(&plan, &line->terms) ? YB_PPM : share_of_line(&plan, &line->terms).rate_ppm;
    return YB_OK;
}
