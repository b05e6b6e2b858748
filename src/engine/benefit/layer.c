#include "engine/benefit/work.h"

#include <assert.h>
#include <string.h>

/* One layer at work. No arrays: so it lives in registers. */
struct share {
    const struct yb_plan_layer *plan;
    const struct yb_layer *layer; /* the plan's, as is the rule */
    const struct yb_rule *rule;
    int64_t base;
    int64_t first;      /* the rule's first share */
    int64_t rest;       /* base - first */
    int64_t entering;   /* rest, less what cost limits cut off its end */
    int64_t deductible; /* of entering */
    int64_t below;      /* of entering, below the first segment */
    int64_t above;      /* of entering, beyond the last segment or a fund's limit */
    int64_t pay;
    int64_t room;               /* what the fund limits leave; INT64_MAX: none */
    int64_t cost_room;          /* what the cost limits leave */
    int room_limit, cost_limit; /* accumulators of the tightest limits; -1 */
    int64_t start;              /* position of the first fen on the axis */
};

YB_INLINE int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

YB_INLINE int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

YB_INLINE int64_t *cells_of(struct yb_work *w, enum yb_part part)
{
    return part == YB_PART_IN_SCOPE ? w->in_scope : part == YB_PART_SELF_PAID ? w->self_paid : NULL;
}

YB_INLINE int64_t sum_of(const int64_t *cells, uint64_t selected)
{
    int64_t sum = 0;

    for (; selected; selected &= selected - 1)
        sum += cells[__builtin_ctzll(selected)];
    return sum;
}

/* What of a part is there for this layer. */
YB_INLINE int64_t available(struct yb_work *w, const struct share *s, enum yb_part part)
{
    const int64_t *cells;

    if (s->layer->tag < 0)
        return w->bill->left_fen[part];
    cells = cells_of(w, part);
    return cells ? sum_of(cells, s->plan->cells) : 0;
}

YB_INLINE void find_base(struct yb_work *w, struct share *s)
{
    const struct yb_layer *layer = s->layer;
    int i;

    for (i = 0; i < layer->parts; i++) {
        int64_t amount = w->bill->left_fen[layer->part[i]];

        if (!layer->whole)
            amount = yb_share_of(available(w, s, layer->part[i]), layer->weight_ppm[i],
                                 s->rule->rounding);
        w->entered[i] = amount;
        s->base += amount;
    }
}

/* What each row of ratios speaks of. Without tags there is one row, for the whole base. */
YB_INLINE void find_costs(struct yb_work *w, struct share *s)
{
    const int64_t *cells;
    int i;

    if (!s->rule->by_tag) {
        w->cost[0] = s->base;
        return;
    }
    cells = cells_of(w, s->layer->part[0]);
    for (i = 0; i < s->plan->group_count; i++)
        w->cost[i] = sum_of(cells, s->plan->groups[i].cells);
}

YB_INLINE void take_first(struct yb_work *w, struct share *s, const bool tracing)
{
    const struct yb_rate_row *row = s->plan->first;
    int i;

    for (i = 0; i < s->plan->group_count; i++) {
        int64_t first = yb_share_of(w->cost[i], row->rate_ppm, s->rule->rounding);

        if (tracing && w->cost[i])
            yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_FIRST,
                                                  .rounding = (uint8_t)s->rule->rounding,
                                                  .clause = (int16_t)row->clause,
                                                  .index = (int32_t)(row - w->policy->rates),
                                                  .base = w->cost[i],
                                                  .value = row->rate_ppm,
                                                  .amount = first});
        w->cost[i] -= first;
        s->first += first;
    }
}

/* How much of a limit is used before this layer. */
YB_INLINE int64_t used_of(const struct yb_work *w, const struct yb_count *count)
{
    return count->per == YB_PER_YEAR ? w->bill->after[count->accumulator] : 0;
}

/* The tightest limits of the fund's payment and of the cost. */
YB_INLINE void find_limits(struct yb_work *w, struct share *s)
{
    const struct yb_plan_limit *limit = s->plan->limits, *end = limit + s->plan->limit_count;

    s->room = s->cost_room = INT64_MAX;
    s->room_limit = s->cost_limit = -1;
    for (; limit < end; limit++) {
        const int64_t left = most(limit->row->amount_fen - used_of(w, limit->count), 0);

        if (limit->count->measure == YB_MEASURE_FUND_PAY && left < s->room) {
            s->room = left;
            s->room_limit = limit->count->accumulator;
        } else if (limit->count->measure == YB_MEASURE_COST && left < s->cost_room) {
            s->cost_room = left;
            s->cost_limit = limit->count->accumulator;
        }
    }
}

static void trace_limits(struct yb_work *w, const struct share *s, int64_t cut)
{
    const struct yb_plan_limit *limit = s->plan->limits, *end = limit + s->plan->limit_count;

    for (; limit < end; limit++) {
        const int number = limit->count->accumulator;

        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_LIMIT,
                                              .clause = (int16_t)limit->row->clause,
                                              .index = number,
                                              .value = limit->row->amount_fen,
                                              .before = used_of(w, limit->count),
                                              .amount = number == s->room_limit ? cut
                                                        : number == s->cost_limit
                                                            ? s->rest - s->entering
                                                            : 0});
    }
}

YB_INLINE int64_t change_deductible(struct yb_work *w, struct share *s, int64_t amount,
                                    const bool tracing)
{
    int i;

    for (i = 0; i < s->plan->deductible_change_count; i++) {
        const int number = s->plan->deductible_changes[i];
        const struct yb_adjust_row *row = &w->policy->adjusts[number];
        const int64_t before = amount;

        if (row->op == YB_ADJUST_DEDUCTIBLE_PLUS)
            amount = least(most(amount + row->value, 0), YB_AMOUNT_FEN_MAX);
        else
            amount =
                least(yb_muldiv(amount, row->value, YB_PPM, s->rule->rounding), YB_AMOUNT_FEN_MAX);
        if (tracing)
            yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_ADJUST,
                                                  .rounding = (uint8_t)s->rule->rounding,
                                                  .clause = (int16_t)row->clause,
                                                  .index = number,
                                                  .base = before,
                                                  .value = row->value,
                                                  .amount = amount});
    }
    return amount;
}

YB_INLINE int64_t stated_deductible(const struct yb_work *w, const struct share *s)
{
    const struct yb_deductible_row *row = s->plan->deductible;
    int64_t nth = 0;

    if (!row->amounts)
        return least(
            most(yb_share_of(w->bill->total_fen, row->share_of_total_ppm, s->rule->rounding),
                 row->at_least_fen),
            row->at_most_fen);
    if (s->rule->count_accumulator >= 0)
        nth = w->before[s->rule->count_accumulator];
    if (s->plan->continues)
        nth = most(nth - 1, 0); /* that of the first hospital */
    return row->amount_fen[least(nth, row->amounts - 1)];
}

YB_INLINE void trace_deductible(struct yb_work *w, const struct share *s, int64_t stated,
                                int64_t due)
{
    const struct yb_deductible_row *row = s->plan->deductible;
    const struct yb_rule *rule = s->rule;
    int64_t before = 0;

    if (rule->deductible_accumulator >= 0)
        before = w->bill->after[rule->deductible_accumulator];
    else if (s->plan->continues)
        before = w->before[rule->stay_accumulator];
    else if (rule->count_accumulator >= 0)
        before = w->before[rule->count_accumulator];
    yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_DEDUCTIBLE,
                                          .rounding = (uint8_t)rule->rounding,
                                          .clause = (int16_t)row->clause,
                                          .index = (int32_t)(row - w->policy->deductibles),
                                          .base = due,
                                          .value = stated,
                                          .before = before,
                                          .amount = s->deductible});
}

/* What the year's cap on all deductibles leaves of `due`. */
YB_INLINE int64_t cap_of_year(struct yb_work *w, const struct share *s, int64_t due,
                              const bool tracing)
{
    const struct yb_amount_row *row = s->plan->year_cap;
    const int number = s->rule->year_cap_accumulator;
    const int64_t left = most(row->amount_fen - w->bill->after[number], 0);
    if (tracing)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_YEAR_CAP,
                                              .clause = (int16_t)row->clause,
                                              .index = number,
                                              .value = row->amount_fen,
                                              .before = w->bill->after[number],
                                              .amount = left});
    return least(due, left);
}

YB_INLINE void take_deductible(struct yb_work *w, struct share *s, const bool tracing)
{
    const int64_t stated = stated_deductible(w, s);
    int64_t due = stated;

    if (s->plan->deductible_change_count)
        due = change_deductible(w, s, due, tracing);
    if (s->rule->deductible_accumulator >= 0)
        due = most(due - w->bill->after[s->rule->deductible_accumulator], 0);
    if (s->plan->continues)
        due = most(due - w->before[s->rule->stay_accumulator], 0);
    if (s->plan->year_cap)
        due = cap_of_year(w, s, due, tracing);
    s->deductible = least(due, s->entering);
    if (tracing)
        trace_deductible(w, s, stated, due);
}

static void trace_changes(struct yb_work *w, const struct share *s, int64_t ratio)
{
    int i;

    for (i = 0; i < s->plan->ratio_change_count; i++) {
        const int number = s->plan->ratio_changes[i];
        const struct yb_adjust_row *row = &w->policy->adjusts[number];
        const int64_t before = ratio;

        ratio = yb_plan_change(row, s->plan->age, ratio);
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_ADJUST,
                                              .rounding = YB_ROUND_HALF_UP,
                                              .clause = (int16_t)row->clause,
                                              .index = number,
                                              .base = before,
                                              .value = row->value,
                                              .amount = ratio});
    }
}

/* A stretch of cost inside one segment, (from, to] on the axis. */
struct piece {
    int64_t from, to;
    int64_t ratio;
    int64_t origin; /* where the segment begins */
};

/*
 * On an accumulated axis the payment is the difference of two payments counted from the segment's
 * beginning, so that rounding telescopes: a burden split over several claims pays the same in all.
 */
YB_INLINE int64_t pay_of(const struct share *s, const struct piece *p)
{
    const enum yb_rounding rounding = s->rule->rounding;

    if (s->rule->base_accumulator < 0)
        return yb_share_of(p->to - p->from, p->ratio, rounding);
    return yb_share_of(p->to - p->origin, p->ratio, rounding) -
           yb_share_of(p->from - p->origin, p->ratio, rounding);
}

/* The cost that a payment uses up: payment / ratio, to the nearest fen, at most the piece. */
static int64_t cost_of(const struct piece *p, int64_t pay)
{
    uint64_t ratio = (uint64_t)p->ratio;

    return least((int64_t)(((uint64_t)pay * (uint64_t)YB_PPM + ratio / 2) / ratio),
                 p->to - p->from);
}

YB_INLINE void take_piece(struct yb_work *w, struct share *s, const struct yb_segment *stated,
                          struct piece *p, const bool tracing)
{
    int64_t cost = p->to - p->from, pay;

    if (!s->plan->ratios_are_final)
        p->ratio = yb_plan_ratio(w->policy, s->plan, p->ratio);
    if (tracing)
        trace_changes(w, s, stated->pays_ppm);
    pay = pay_of(s, p);
    if (__builtin_expect(pay > s->room - s->pay, 0)) {
        pay = s->room - s->pay;
        cost = cost_of(p, pay);
        s->above += p->to - p->from - cost;
        s->room = -1; /* nothing enters any more */
    }
    s->pay += pay;
    if (tracing)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_SEGMENT,
                                              .rounding = (uint8_t)s->rule->rounding,
                                              .clause = (int16_t)stated->clause,
                                              .index = (int32_t)(stated - w->policy->segments),
                                              .base = cost,
                                              .value = p->ratio,
                                              .before = p->from,
                                              .amount = pay});
}

YB_INLINE void trace_outside(struct yb_work *w, enum yb_trace_op op,
                             const struct yb_segment *segment, int64_t from, int64_t amount)
{
    yb_trace_add(w, (struct yb_trace_row){.op = (uint8_t)op,
                                          .clause = (int16_t)segment->clause,
                                          .index = (int32_t)(segment - w->policy->segments),
                                          .value = op == YB_TRACE_BELOW ? segment->above_fen
                                                                        : segment->up_to_fen,
                                          .before = from,
                                          .amount = amount});
}

/* Walks the segments of one group over (from, to] of the axis. */
YB_INLINE void take_group(struct yb_work *w, struct share *s, const struct yb_plan_group *group,
                          int64_t from, int64_t to, const bool tracing)
{
    const struct yb_run run = group->row->segments;
    const struct yb_segment *stated = &w->policy->segments[run.first];
    const struct yb_segment *segment = group->segments;
    int i;

    if (from < segment->above_fen) {
        int64_t end = least(to, segment->above_fen);

        s->below += end - from;
        if (tracing)
            trace_outside(w, YB_TRACE_BELOW, stated, from, end - from);
        from = end;
    }
    for (i = 0; i < run.count && from < to && s->room >= 0; i++, segment++) {
        struct piece piece = {from, least(to, segment->up_to_fen), segment->pays_ppm,
                              segment->above_fen};

        if (piece.from >= piece.to)
            continue;
        take_piece(w, s, &stated[i], &piece, tracing);
        from = piece.to;
    }
    s->above += to - from;
    if (tracing && from < to && s->room >= 0)
        trace_outside(w, YB_TRACE_BEYOND, &stated[run.count - 1], from, to - from);
}

/* One walk over the base: groups lie one behind the other, the deductible on the front. */
YB_INLINE void take_segments(struct yb_work *w, struct share *s, const bool tracing)
{
    const struct yb_rule *rule = s->rule;
    int64_t offset = 0, shift = rule->axis == YB_AXIS_COST ? 0 : s->deductible;
    int i;

    if (rule->base_accumulator >= 0) {
        s->start = w->bill->after[rule->base_accumulator];
        if (rule->axis == YB_AXIS_ABOVE_DEDUCTIBLE)
            s->start = most(s->start - w->bill->after[rule->deductible_accumulator], 0);
        if (s->start + s->entering > YB_AMOUNT_FEN_MAX) {
            w->past_range = true;
            return;
        }
    }
    for (i = 0; i < s->plan->group_count; i++) {
        int64_t from = most(offset, s->deductible);
        int64_t to = least(offset + w->cost[i], s->entering);

        offset += w->cost[i];
        if (from >= to)
            continue;
        if (s->room < 0)
            s->above += to - from;
        else
            take_group(w, s, &s->plan->groups[i], s->start + from - shift, s->start + to - shift,
                       tracing);
    }
}

/* The base of an opening layer becomes what the fund pays and the person's parts. */
YB_INLINE void open_parts(struct yb_work *w, const struct share *s)
{
    struct yb_bill *bill = w->bill;
    int64_t deductible = s->deductible + s->below;
    int64_t above = s->above + s->rest - s->entering;
    int64_t copay = s->rest - deductible - above - s->pay;
    int i;

    assert(copay >= 0 && deductible >= 0 && above >= 0);
    bill->left_fen[YB_PART_IN_SCOPE] -= s->base;
    bill->left_fen[YB_PART_ADVANCE] += s->first;
    bill->left_fen[YB_PART_DEDUCTIBLE] += deductible;
    bill->left_fen[YB_PART_COPAY] += copay;
    bill->left_fen[YB_PART_ABOVE_CAP] += above;
    bill->opened_fen[YB_PART_ADVANCE] += s->first;
    bill->opened_fen[YB_PART_DEDUCTIBLE] += deductible;
    bill->opened_fen[YB_PART_COPAY] += copay;
    bill->opened_fen[YB_PART_ABOVE_CAP] += above;
    for (i = 0; i < w->cells && w->cells > 1; i++)
        w->in_scope[i] &= -(int64_t) !(s->plan->cells >> i & 1);
}

/* Takes a payment out of the cells of a part, in the order of their numbers. */
static void relieve_cells(int64_t *cells, uint64_t selected, int64_t pay)
{
    for (; selected && pay; selected &= selected - 1) {
        int64_t *cell = &cells[__builtin_ctzll(selected)];
        const int64_t taken = least(*cell, pay);

        *cell -= taken;
        pay -= taken;
    }
    assert(!pay);
}

YB_INLINE void relieve_parts(struct yb_work *w, const struct share *s)
{
    int64_t pay = s->pay;
    int i;

    for (i = 0; i < s->layer->parts && pay; i++) {
        int64_t taken = least(pay, w->entered[i]);

        w->bill->left_fen[s->layer->part[i]] -= taken;
        if (w->cells > 1 && s->layer->part[i] <= YB_PART_SELF_PAID)
            relieve_cells(cells_of(w, s->layer->part[i]), s->plan->cells, taken);
        pay -= taken;
    }
    assert(!pay);
}

/* What a visit, or a deductible, adds where one stay may lead through several hospitals. */
static int64_t added_of_stay(const struct yb_work *w, const struct share *s,
                             const struct yb_count *count)
{
    const int64_t before = w->before[count->accumulator], now = w->bill->after[count->accumulator];

    if (count->measure == YB_MEASURE_STAY)
        return s->deductible + (s->plan->continues ? before : 0) - now;
    if (s->plan->continues && before)
        return 0;
    return now == before; /* a claim is one visit */
}

/* Draws down the accumulators of the rule. */
YB_INLINE void draw_down(struct yb_work *w, const struct share *s, const bool tracing)
{
    const int64_t measured[] = {[YB_MEASURE_FUND_PAY] = s->pay,
                                [YB_MEASURE_COST] = s->entering,
                                [YB_MEASURE_DEDUCTIBLE] = s->deductible,
                                [YB_MEASURE_COUNT] = 1,
                                [YB_MEASURE_STAY] = 0};
    const struct yb_count *count = &w->policy->counts[s->rule->counts.first];
    const struct yb_count *end = count + s->rule->counts.count;
    int64_t highest = 0;

    for (; count < end; count++) {
        const int number = count->accumulator;
        const int64_t before = w->bill->after[number];
        int64_t added = measured[count->measure];

        if (count->measure >= YB_MEASURE_COUNT)
            added = added_of_stay(w, s, count);
        w->bill->after[number] = before + added;
        highest = most(highest, before + added);
        if (tracing)
            yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_ACCUMULATE,
                                                  .clause = YB_CLAUSE_NONE,
                                                  .index = number,
                                                  .before = before,
                                                  .amount = added});
    }
    w->past_range |= highest > YB_AMOUNT_FEN_MAX;
}

YB_INLINE void run_shares(struct yb_work *w, struct share *s, const bool tracing)
{
    int64_t cut;

    find_costs(w, s);
    if (s->plan->first)
        take_first(w, s, tracing);
    s->rest = s->base - s->first;
    s->entering = least(s->rest, s->cost_room);
    if (s->plan->deductible)
        take_deductible(w, s, tracing);
    cut = s->room;
    take_segments(w, s, tracing);
    cut = s->room < 0 && cut >= 0 ? s->above : 0;
    if (tracing)
        trace_limits(w, s, cut);
}

/* The payments of the other kinds: `pay` is wished, the base and the limits bound it. */
YB_INLINE void pay_at_most(struct yb_work *w, struct share *s, int64_t pay, const bool tracing)
{
    int64_t wished;

    s->rest = s->base;
    s->entering = least(s->rest, s->cost_room);
    wished = least(pay, s->entering);
    s->pay = least(wished, s->room);
    if (tracing)
        trace_limits(w, s, wished - s->pay);
}

YB_INLINE void run_fixed(struct yb_work *w, struct share *s, const bool tracing)
{
    const struct yb_amount_row *row = s->plan->fixed;
    int64_t amount = row ? row->amount_fen : 0;

    if (tracing && row)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_FIXED,
                                              .clause = (int16_t)row->clause,
                                              .index = (int32_t)(row - w->policy->amounts),
                                              .value = amount,
                                              .amount = least(amount, s->base)});
    pay_at_most(w, s, amount, tracing);
}

YB_INLINE void run_guarantee(struct yb_work *w, struct share *s)
{
    const struct yb_rate_row *row = s->plan->share;
    const struct yb_bill *bill = w->bill;
    int64_t whole = 0, paid = 0, missing = 0;
    int i;

    for (i = 0; i < YB_PARTS; i++)
        whole += s->layer->guarantee_of >> i & 1 ? bill->placed_fen[i] : 0;
    for (i = 0; i < YB_FUND_ACCT; i++)
        paid += bill->fund_fen[i];
    if (row)
        missing = most(yb_share_of(whole, row->rate_ppm, s->rule->rounding) - paid, 0);
    if (w->trace && row)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_GUARANTEE,
                                              .rounding = (uint8_t)s->rule->rounding,
                                              .clause = (int16_t)row->clause,
                                              .index = (int32_t)(row - w->policy->rates),
                                              .base = whole,
                                              .value = row->rate_ppm,
                                              .before = paid,
                                              .amount = missing});
    pay_at_most(w, s, missing, w->trace != NULL);
}

YB_INLINE void run_account(struct yb_work *w, struct share *s)
{
    int64_t balance = w->claim->account_fen - w->bill->fund_fen[YB_FUND_ACCT];

    if (w->trace)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_ACCOUNT,
                                              .clause = (int16_t)s->rule->clause,
                                              .value = balance,
                                              .amount = least(balance, s->base)});
    pay_at_most(w, s, balance, w->trace != NULL);
}

YB_INLINE void apply(struct yb_work *w, struct share *s, const bool tracing)
{
    struct yb_bill_layer *out = &w->bill->layers[w->layer];

    out->base_fen = s->base;
    assert(s->pay >= 0 && s->pay <= s->entering);
    w->bill->fund_fen[s->layer->fund] += s->pay;
    if (s->layer->opens)
        open_parts(w, s);
    else
        relieve_parts(w, s);
    out->deductible_fen = s->deductible + s->below;
    out->pay_fen = s->pay;
    if (tracing)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_PAY,
                                              .clause = (int16_t)s->rule->clause,
                                              .base = s->base,
                                              .amount = s->pay});
    draw_down(w, s, tracing);
}

/* A layer without a rule for this claim, or with one that says it pays nothing. */
static void pay_nothing(struct yb_work *w, const struct yb_layer *layer, const struct yb_rule *rule)
{
    if (w->trace)
        yb_trace_add(
            w, (struct yb_trace_row){.op = rule ? YB_TRACE_NOTHING : YB_TRACE_NO_RULE,
                                     .clause = (int16_t)(rule ? rule->clause : layer->clause)});
}

YB_INLINE void pay_by_rule(struct yb_work *w, struct share *s, const bool tracing)
{
    find_limits(w, s);
    if (s->layer->kind == YB_LAYER_SHARES)
        run_shares(w, s, tracing);
    else if (s->layer->kind == YB_LAYER_FIXED)
        run_fixed(w, s, tracing);
    else if (s->layer->kind == YB_LAYER_GUARANTEE)
        run_guarantee(w, s);
    else
        run_account(w, s);
    apply(w, s, tracing);
}

YB_INLINE void run_layer(struct yb_work *w, const struct yb_plan_layer *plan, const bool tracing)
{
    struct yb_bill_layer *out = &w->bill->layers[w->layer];
    struct share s; /* no initialiser: it would be a slow block store */

    s.plan = plan;
    s.layer = plan->layer;
    s.rule = plan->rule;
    w->rule = plan->rule_number;
    *out = (struct yb_bill_layer){.rule = w->rule};
    if (!s.rule || s.rule->nothing) {
        pay_nothing(w, s.layer, s.rule);
        return;
    }
    s.base = s.first = s.entering = s.deductible = s.below = s.above = s.pay = s.start = 0;
    find_base(w, &s);
    if (tracing)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_BASE,
                                              .clause = (int16_t)s.rule->clause,
                                              .amount = s.base});
    if (s.base || tracing)
        pay_by_rule(w, &s, tracing);
    else if (plan->counts_visits) /* most claims leave nothing to the later layers */
        draw_down(w, &s, false);
}

YB_INLINE void run_layers(struct yb_work *w, const bool tracing)
{
    const struct yb_plan_layer *plan = w->plan->layers;
    const int count = w->policy->layer_count;

    for (w->layer = 0; w->layer < count && !w->past_range; w->layer++)
        run_layer(w, plan++, tracing);
}

void yb_work_layers(struct yb_work *w)
{
    if (w->trace)
        run_layers(w, true);
    else
        run_layers(w, false);
}
