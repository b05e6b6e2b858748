#include "app/settle/resettle_internal.h"

#include "app/maternity/maternity.h"
#include "app/settle/again.h"
#include "app/settle/packs.h"
#include "app/settle/policy_on.h"

#include <string.h>

static const struct {
    const char *word, *zh, *en;
} causes[YB_CAUSES] = {
#define YB_CAUSE(word, zh, en) {#word, zh, en},
#include "app/settle/cause.def"
#undef YB_CAUSE
};

const char *yb_cause_word(enum yb_cause_kind kind)
{
    return causes[kind].word;
}

const char *yb_cause_title(enum yb_cause_kind kind, bool english)
{
    return english ? causes[kind].en : causes[kind].zh;
}

int yb_cause_find(struct yb_text word)
{
    for (int i = 0; i < YB_CAUSES; i++)
        if (yb_text_is(word, causes[i].word))
            return i;
    return -1;
}

/* ---- what there is ---- */

/* The correction that a dry run is about stands in no table. */
static int add_fix(struct yb_resettling *r, struct yb_error *error)
{
    struct yb_feedetl_fix_row *rows =
        YB_NEW_ARRAY(r->call->arena, struct yb_feedetl_fix_row, r->fixes.count + 1);

    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (r->fixes.count)
        memcpy(rows, r->fixes.rows, r->fixes.count * sizeof(*rows));
    rows[r->fixes.count] = *r->in->fix;
    r->fixes.rows = rows;
    r->fixes.count++;
    return 0;
}

static int load_registers(struct yb_resettling *r, struct yb_error *error)
{
    struct yb_tx *tx = r->call->tx;
    int rc = yb_psn_get(tx, r->in->psn_no, &r->psn, error);

    if (!rc)
        rc = yb_psn_insu_list(tx, r->in->psn_no, &r->insu, error);
    return rc ? rc : yb_psn_idet_list(tx, r->in->psn_no, &r->idet, error);
}

static bool derives_facts(const struct yb_resettling *r)
{
    return r->in->kind == YB_CAUSE_identity || r->in->kind == YB_CAUSE_cover;
}

static int load(struct yb_resettling *r, struct yb_error *error)
{
    struct yb_tx *tx = r->call->tx;
    int rc = yb_setl_list_psn(tx, r->in->psn_no, 0, &r->setls, error);

    if (!rc)
        rc = yb_setl_cause_list(tx, r->in->psn_no, &r->causes, error);
    if (!rc)
        rc = yb_feedetl_fix_list(tx, r->in->psn_no, &r->fixes, error);
    if (!rc && r->in->fix)
        rc = add_fix(r, error);
    if (!rc)
        rc = yb_accu_list(tx, r->in->psn_no, &r->accu, error);
    if (!rc)
        rc = yb_psn_account_list(tx, r->in->psn_no, &r->accounts, error);
    if (!rc && derives_facts(r))
        rc = load_registers(r, error);
    if (rc)
        return rc;
    r->out->rows = YB_NEW_ARRAY(r->call->arena, struct yb_adjusted, r->setls.count + 2);
    return r->out->rows ? 0 : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

/* ---- a cancelled bill ---- */

static bool moves_nothing(const struct yb_moves *moves)
{
    for (int i = 0; i < moves->count; i++)
        if (moves->value[i])
            return false;
    return true;
}

static int add_moves(struct yb_moves *moves, const struct yb_moves *add, int sign,
                     struct yb_error *error)
{
    for (int i = 0; i < add->count; i++)
        if (!yb_moves_add(moves, add->name[i], sign * add->value[i]))
            return yb_too_many_accumulators(error);
    return 0;
}

static bool owed_by_institution(const struct yb_resettling *r, int64_t setl_id)
{
    for (size_t i = 0; i < r->causes.count; i++)
        if (r->causes.rows[i].setl_id == setl_id)
            return yb_text_is(r->causes.rows[i].owed_by, YB_OWED_INSTITUTION);
    return false;
}

/* Takes back what was adjusted of the cancelled bill and settled with one side. */
static int close_with(struct yb_resettling *r, const struct yb_effective *own, bool institution,
                      struct yb_error *error)
{
    struct yb_adjusting back = {.standing = own, .institution = institution};
    int rc = 0;

    back.by.sum.policy_pack_id = own->sum.policy_pack_id;
    for (size_t i = 0; !rc && i < r->setls.count; i++) {
        const struct yb_setl_row *row = &r->setls.rows[i];
        struct yb_setl_list none = {0};
        struct yb_effective one;

        if (row->adjust_setl_id != own->sum.setl_id ||
            owed_by_institution(r, row->setl_id) != institution)
            continue;
        rc = yb_effective_load(r->call->tx, row, &none, &one, error);
        if (!rc)
            rc = add_moves(&back.by.moves, &one.moves, -1, error);
        yb_setl_amounts_add(&back.by.sum, row, -1);
    }
    if (rc || (yb_setl_amounts_zero(&back.by.sum) && moves_nothing(&back.by.moves)))
        return rc;
    return yb_adjust(r, &back, error);
}

/* What was adjusted of the cancelled settlement has lost its ground. */
static int close_adjustments(struct yb_resettling *r, struct yb_error *error)
{
    struct yb_setl_list none = {0};
    struct yb_effective own;
    int rc = yb_effective_load(r->call->tx, r->in->setl, &none, &own, error);

    if (!rc && r->in->dry) /* the red entry would have done so */
        rc = add_moves(&r->now, &own.moves, -1, error);
    if (!rc)
        rc = close_with(r, &own, false, error);
    return rc ? rc : close_with(r, &own, true, error);
}

/* ---- the bills of a year ---- */

static bool is_concerned(const struct yb_resettling *r, int32_t benefit_day)
{
    return benefit_day >= r->in->from_day &&
           (r->in->to_day == YB_DAY_NONE || benefit_day <= r->in->to_day);
}

/* From where the bills are decided again. */
static size_t first_of(const struct yb_resettling *r)
{
    const struct yb_bill_order *order = &r->order;
    size_t i = 0;

    if (r->in->setl) {
        i = yb_bill_order_find(order, r->in->setl->setl_id);
        return r->in->kind == YB_CAUSE_line ? i : i + 1;
    }
    while (i < order->count &&
           !(order->places[i].live && is_concerned(r, order->places[i].benefit_day)))
        i++;
    return i;
}

/* Takes the movements of all those bills off: what stood before the first of them. */
static int rewind_bills(struct yb_resettling *r, size_t first, struct yb_effective *effectives,
                        struct yb_error *error)
{
    int rc = 0;

    r->running = r->now;
    for (size_t i = first; !rc && i < r->order.count; i++) {
        if (!r->order.places[i].live)
            continue;
        rc = yb_effective_load(r->call->tx, r->order.places[i].setl, &r->setls, effectives, error);
        if (!rc)
            rc = add_moves(&r->running, &effectives->moves, -1, error);
        effectives++;
    }
    return rc;
}

/* The policy and facts that a bill is decided on now. */
static int take_grounds(struct yb_resettling *r, const struct yb_effective *standing,
                        struct yb_adjusting *adjusting, struct yb_facts *facts,
                        struct yb_error *error)
{
    const struct yb_again again = {.app = r->call->app,
                                   .arena = r->call->arena,
                                   .kind = r->in->kind,
                                   .psn = &r->psn,
                                   .insu = &r->insu,
                                   .idet = &r->idet};
    struct yb_adjusted *adjusted = &adjusting->adjusted;
    const struct yb_record *record = &adjusted->record_before;
    bool concerned;
    int rc = yb_record_decode(standing->record, r->call->arena, &adjusted->record_before, error);

    if (!rc)
        rc = yb_policy_of_pack(r->call->app, r->call->tx, r->call->arena,
                               standing->sum.policy_pack_id, &adjusted->policy_before, error);
    if (rc)
        return rc;
    concerned = !r->in->setl && is_concerned(r, record->benefit_day);
    *facts = record->facts;
    adjusted->policy_after = adjusted->policy_before;
    adjusting->by.sum.policy_pack_id = standing->sum.policy_pack_id;
    if (concerned && derives_facts(r))
        return yb_facts_again(&again, &standing->sum, record, facts, error);
    if (!concerned || r->in->kind != YB_CAUSE_policy)
        return 0;
    rc = yb_policy_on(r->call->app, standing->sum.insutype, record->benefit_day,
                      &adjusted->policy_after, error);
    return rc ? rc
              : yb_pack_of(r->call, adjusted->policy_after, &adjusting->by.sum.policy_pack_id,
                           error);
}

/* Amounts, movements and record of the new decision, less what stands. */
static int take_decision(struct yb_resettling *r, const struct yb_effective *standing,
                         struct yb_decision *decision, struct yb_adjusting *adjusting,
                         struct yb_error *error)
{
    const struct yb_policy *policy = decision->policy;
    struct yb_effective *by = &adjusting->by;
    int64_t pack_id = by->sum.policy_pack_id;

    yb_decision_amounts(decision, &by->sum);
    by->sum.policy_pack_id = pack_id;
    yb_setl_amounts_add(&by->sum, &standing->sum, -1);
    for (int i = 0; i < policy->accumulator_count; i++) {
        struct yb_text name = policy->accumulators[i].name;
        int64_t moved = decision->bill.after[i] - decision->before[i];

        if (!yb_moves_add(&by->moves, name, moved) || !yb_moves_add(&r->running, name, moved))
            return yb_too_many_accumulators(error);
    }
    adjusting->adjusted.record_after = decision->record;
    if (add_moves(&by->moves, &standing->moves, -1, error))
        return error->code;
    return yb_record_encode(&decision->record, r->call->arena, &by->record, error);
}

/* Decides one bill again and books what it differs by. */
static int decide_again(struct yb_resettling *r, const struct yb_effective *standing,
                        struct yb_error *error)
{
    struct yb_call *call = r->call;
    struct yb_adjusting adjusting = {.standing = standing};
    struct yb_feedetl_list lines;
    struct yb_decision decision;
    struct yb_facts facts;
    struct yb_redecide with = {.tx = call->tx,
                               .arena = call->arena,
                               .lines = &lines,
                               .before = &r->running,
                               .facts = &facts};
    int rc = take_grounds(r, standing, &adjusting, &facts, error);

    with.policy = adjusting.adjusted.policy_after;
    if (!rc)
        rc = yb_feedetl_list(call->tx, standing->sum.psn_no, standing->sum.mdtrt_id, &lines, error);
    if (rc)
        return rc;
    yb_lines_fix(&lines, &r->fixes, INT64_MAX);
    rc = yb_redecide(&with, standing, &decision, error);
    if (!rc)
        rc = take_decision(r, standing, &decision, &adjusting, error);
    r->out->bills++;
    if (!rc && !r->in->dry)
        rc = yb_maternity_again(call,
                                &(struct yb_matn_again){&standing->sum,
                                                        adjusting.by.sum.policy_pack_id, &facts,
                                                        with.policy},
                                error);
    if (rc || (yb_setl_amounts_zero(&adjusting.by.sum) && moves_nothing(&adjusting.by.moves)))
        return rc;
    adjusting.institution =
        adjusting.by.sum.medfee_sumamt_fen != 0 && !yb_setl_is_paper(&standing->sum);
    return yb_adjust(r, &adjusting, error);
}

static int read_accumulators(struct yb_resettling *r, struct yb_error *error)
{
    memset(&r->now, 0, sizeof(r->now));
    for (size_t i = 0; i < r->accu.count; i++)
        if (r->accu.rows[i].accu_year == r->setl_year &&
            yb_text_equal(r->accu.rows[i].insutype, r->insutype) &&
            !yb_moves_add(&r->now, r->accu.rows[i].accu_name, r->accu.rows[i].value))
            return yb_too_many_accumulators(error);
    return 0;
}

static int resettle_year(struct yb_resettling *r, const struct yb_setl_row *like,
                         struct yb_error *error)
{
    const struct yb_order_of of = {r->call->tx,    r->call->arena,  &r->setls,   &r->causes,
                                   like->insutype, like->setl_year, !r->in->setl};
    struct yb_effective *effectives;
    size_t first, next = 0;
    int rc;

    r->insutype = like->insutype;
    r->setl_year = like->setl_year;
    rc = read_accumulators(r, error);
    if (!rc)
        rc = yb_bills_in_order(&of, &r->order, error);
    if (!rc && r->in->kind == YB_CAUSE_cancellation)
        rc = close_adjustments(r, error);
    if (rc)
        return rc;
    first = first_of(r);
    if (first >= r->order.count)
        return 0;
    effectives = YB_NEW_ARRAY(r->call->arena, struct yb_effective, r->order.count - first);
    if (!effectives)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = rewind_bills(r, first, effectives, error);
    for (size_t i = first; !rc && i < r->order.count; i++)
        if (r->order.places[i].live)
            rc = decide_again(r, &effectives[next++], error);
    return rc;
}

/* The first original of its scheme and year in the list, so that each year is done once. */
static bool begins_year(const struct yb_resettling *r, size_t at)
{
    const struct yb_setl_row *setl = &r->setls.rows[at];

    if (setl->init_setl_id || setl->adjust_setl_id ||
        (r->in->insutype.length && !yb_text_equal(r->in->insutype, setl->insutype)))
        return false;
    for (size_t i = 0; i < at; i++) {
        const struct yb_setl_row *other = &r->setls.rows[i];

        if (!other->init_setl_id && !other->adjust_setl_id && other->setl_year == setl->setl_year &&
            yb_text_equal(other->insutype, setl->insutype))
            return false;
    }
    return true;
}

int yb_settle_resettle(struct yb_call *call, const struct yb_resettle *resettle,
                       struct yb_resettled *out, struct yb_error *error)
{
    struct yb_resettling *r = YB_NEW(call->arena, struct yb_resettling);
    int rc;

    memset(out, 0, sizeof(*out));
    if (!r)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    memset(r, 0, sizeof(*r));
    r->call = call;
    r->in = resettle;
    r->out = out;
    rc = load(r, error);
    if (!rc && resettle->setl)
        return resettle_year(r, resettle->setl, error);
    for (size_t i = 0; !rc && i < r->setls.count; i++)
        if (begins_year(r, i))
            rc = resettle_year(r, &r->setls.rows[i], error);
    return rc;
}
