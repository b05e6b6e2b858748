/* From a settled birth to its allowance, and whenever something that it rests on changes. */
#include "app/maternity/maternity.h"

#include "app/app.h"
#include "app/enrol/fact.h"
#include "app/person/insured.h"
#include "app/settle/effective.h"
#include "app/settle/rules.h"
#include "store/maternity.h"
#include "store/mdtrt.h"
#include "store/psn.h"

#define DOUBLE_DAYS 60 /* two of one person closer than this are looked at */
#define WEEKS_MAX   45

static const uint64_t cares =
    YB_VALUE_BIT(YB_CARE_MATERNITY_INPATIENT) | YB_VALUE_BIT(YB_CARE_MATERNITY_OUTPATIENT);

bool yb_maternity_concerns(const struct yb_facts *facts, const struct yb_policy *policy)
{
    return (facts->bits & cares) && policy->allowance.stated && policy->insutype == 310;
}

int yb_maternity_birth(const struct yb_code_map *codes, const struct yb_mdtrt_row *mdtrt,
                       struct yb_text med_type)
{
    int kind = yb_code_map_birth(codes, "matn_type", mdtrt->matn_type);

    if (kind < 0)
        kind = yb_code_map_birth(codes, "med_type", med_type);
    return kind < 0 ? yb_code_map_birth(codes, "birctrl_type", mdtrt->birctrl_type) : kind;
}

/* ---- what a row says ---- */

bool yb_matn_is_applied(const struct yb_matn_allowance_row *row)
{
    return !yb_text_is(row->allw_kind, "birth");
}

struct yb_birth yb_matn_birth_of(const struct yb_matn_allowance_row *row)
{
    const int kind = yb_allowance_kind_find(row->allw_kind);

    return (struct yb_birth){(enum yb_birth_kind)yb_birth_find(row->birth_kind), (int)row->geso_val,
                             (int)row->fetus_cnt,
                             kind < 0 ? YB_ALLOWANCE_BIRTH : (enum yb_allowance_kind)kind};
}

static bool is_bounded(const struct yb_policy *policy)
{
    return policy->allowance.wage_at_least_ppm || policy->allowance.wage_at_most_ppm;
}

/* An earlier one of the person that is in force, close by. */
static bool is_double(const struct yb_matn_allowance_list *list,
                      const struct yb_matn_allowance_row *row)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_matn_allowance_row *other = &list->rows[i];
        int32_t apart = other->matn_date - row->matn_date;

        if (other->setl_id < row->setl_id && !other->gone &&
            yb_text_equal(other->allw_kind, row->allw_kind) &&
            !yb_text_is(other->birth_kind, "none") && apart < DOUBLE_DAYS && apart > -DOUBLE_DAYS)
            return true;
    }
    return false;
}

static void wait_for(struct yb_call *call, struct yb_matn_allowance_row *row, const char *what)
{
    row->waits_for =
        yb_text_of(yb_arena_format(call->arena, YB_TEXT_FMT "%s%s", YB_TEXT_ARG(row->waits_for),
                                   row->waits_for.length ? "," : "", what));
}

static int count_days(struct yb_call *call, const struct yb_policy *policy,
                      struct yb_matn_allowance_row *row, struct yb_error *error)
{
    const int kind = yb_birth_find(row->birth_kind);
    const struct yb_birth birth = yb_matn_birth_of(row);
    struct yb_leave leave;
    int rc;

    if (kind < 0) {
        wait_for(call, row, "birth");
        return YB_OK;
    }
    if (kind == YB_BIRTH_MISCARRIAGE && !yb_matn_is_applied(row) &&
        (row->geso_val < 1 || row->geso_val > WEEKS_MAX)) {
        wait_for(call, row, "weeks");
        return YB_OK;
    }
    rc = yb_allowance_days(policy, &birth, &leave, error);
    if (rc == YB_E_OUT_OF_RANGE) { /* more children than there are */
        wait_for(call, row, "birth");
        return YB_OK;
    }
    row->days = leave.days;
    return rc;
}

/* What the pack's wage_of names: wage_id and wage_fen. */
static int find_wage(struct yb_call *call, enum yb_wage_of wage_of,
                     struct yb_matn_allowance_row *row, struct yb_error *error)
{
    static const struct {
        const char *kind, *waits;
    } rows[YB_WAGES] = {{"wage", "wage"}, {"base", "base"}, {NULL, "own_base"}};
    struct yb_emp_wage_row wage;
    int rc;

    if (wage_of == YB_WAGE_OWN_BASE) {
        rc = yb_fact_base_on(call, row->psn_no, row->matn_date, &row->wage_id, &row->wage_fen,
                             error);
    } else {
        rc = yb_emp_wage_get(call->tx, row->emp_no, row->wage_year, yb_text_of(rows[wage_of].kind),
                             &wage, error);
        row->wage_id = rc == YB_OK ? wage.wage_id : 0;
        row->wage_fen = rc == YB_OK ? wage.wage_fen : 0;
    }
    if (rc == YB_OK && !row->wage_id)
        wait_for(call, row, rows[wage_of].waits);
    return rc;
}

static int find_wages(struct yb_call *call, const struct yb_policy *policy,
                      struct yb_matn_allowance_row *row, struct yb_allowance_case *in,
                      struct yb_error *error)
{
    struct yb_emp_wage_row average = {0};
    int rc = find_wage(call, policy->allowance.wage_of, row, error);

    if (rc == YB_OK && is_bounded(policy))
        rc = yb_emp_wage_get(call->tx, yb_text_of(call->app->region), row->wage_year,
                             YB_TEXT("wage"), &average, error);
    if (rc != YB_OK)
        return rc;
    if (is_bounded(policy) && !average.wage_id)
        wait_for(call, row, "average");
    row->average_id = average.wage_id;
    *in = (struct yb_allowance_case){row->wage_fen, average.wage_id ? average.wage_fen : -1,
                                     (int)row->days};
    return YB_OK;
}

/* By days and wage; nothing while something is missing. */
static int compute_days(struct yb_call *call, const struct yb_policy *policy,
                        struct yb_matn_allowance_row *row, struct yb_error *error)
{
    struct yb_allowance_case in;
    struct yb_allowance out = {0};
    int rc = count_days(call, policy, row, error);

    if (rc == YB_OK)
        rc = find_wages(call, policy, row, &in, error);
    if (rc != YB_OK || row->waits_for.length)
        return rc;
    rc = yb_allowance_of(policy, &in, &out, error);
    row->wage_used_fen = out.wage_fen;
    row->amount_fen = out.amount_fen;
    return rc;
}

static int compute_spouse(struct yb_call *call, const struct yb_policy *policy,
                          struct yb_matn_allowance_row *row, struct yb_error *error)
{
    const int kind = yb_birth_find(row->birth_kind);
    struct yb_allowance out = {0};
    int rc = YB_OK;

    if (kind < 0)
        wait_for(call, row, "birth");
    else if (kind != YB_BIRTH_NONE)
        rc = yb_spouse_allowance_of(policy, (enum yb_birth_kind)kind, &out, error);
    row->amount_fen = out.amount_fen;
    return rc;
}

static void restate(struct yb_matn_allowance_row *row)
{
    const bool none = row->gone || yb_text_is(row->birth_kind, "none");

    if (none) {
        row->amount_fen = 0;
        row->waits_for = (struct yb_text){0};
    }
    if (row->batch_id && row->amount_fen != row->paid_fen)
        row->allw_stas = YB_TEXT("recover");
    else if (none)
        row->allw_stas = YB_TEXT("void");
    else if (row->batch_id)
        row->allw_stas = YB_TEXT("listed");
    else
        row->allw_stas = row->waits_for.length ? YB_TEXT("waiting") : YB_TEXT("due");
}

int yb_maternity_compute(struct yb_call *call, const struct yb_matn_allowance_list *list,
                         struct yb_matn_allowance_row *row, struct yb_error *error)
{
    const struct yb_policy *policy;
    int rc =
        yb_policy_of_pack(call->app, call->tx, call->arena, row->policy_pack_id, &policy, error);

    row->days = row->wage_id = row->average_id = row->wage_fen = row->wage_used_fen =
        row->amount_fen = 0;
    row->waits_for = (struct yb_text){0};
    if (rc == YB_OK && !row->birth_user.length && is_double(list, row))
        wait_for(call, row, "double");
    if (rc == YB_OK)
        rc = yb_text_is(row->allw_kind, "spouse") ? compute_spouse(call, policy, row, error)
                                                  : compute_days(call, policy, row, error);
    if (rc == YB_OK)
        restate(row);
    return rc;
}

/* ---- rows ---- */

static bool same(const struct yb_matn_allowance_row *a, const struct yb_matn_allowance_row *b)
{
    return yb_text_equal(a->allw_stas, b->allw_stas) && yb_text_equal(a->waits_for, b->waits_for) &&
           a->amount_fen == b->amount_fen && a->days == b->days && a->wage_id == b->wage_id &&
           a->average_id == b->average_id && a->policy_pack_id == b->policy_pack_id &&
           a->gone == b->gone;
}

/* Computes a row that was read and writes it if it comes out otherwise; the list's one as well. */
static int renew(struct yb_call *call, struct yb_matn_allowance_list *list, size_t at,
                 const struct yb_matn_allowance_row *before, struct yb_error *error)
{
    struct yb_matn_allowance_row *row = &list->rows[at];
    int rc = yb_maternity_compute(call, list, row, error);

    if (rc != YB_OK || same(row, before))
        return rc;
    row->rev++;
    row->updt_time = call->now_ms;
    return yb_matn_put(call->tx, row, error);
}

/* A person's from `first` on, in order: whether one is double depends on those before it. */
static int renew_from(struct yb_call *call, struct yb_matn_allowance_list *list, size_t first,
                      struct yb_error *error)
{
    int rc = YB_OK;

    for (size_t i = first; rc == YB_OK && i < list->count; i++) {
        const struct yb_matn_allowance_row before = list->rows[i];

        if (!before.gone)
            rc = renew(call, list, i, &before, error);
    }
    return rc;
}

static size_t place_of(const struct yb_matn_allowance_list *list, int64_t setl_id)
{
    size_t at = 0;

    while (at < list->count && list->rows[at].setl_id != setl_id)
        at++;
    return at;
}

int yb_maternity_renew(struct yb_call *call, const struct yb_matn_allowance_row *row,
                       int64_t *changed, struct yb_error *error)
{
    struct yb_matn_allowance_list list;
    size_t at;
    int rc = yb_matn_of_psn(call->tx, row->psn_no, &list, error);

    if (rc != YB_OK)
        return rc;
    at = place_of(&list, row->setl_id);
    if (at < list.count && !list.rows[at].gone) {
        const struct yb_matn_allowance_row before = list.rows[at];

        rc = renew(call, &list, at, &before, error);
        *changed += list.rows[at].rev != before.rev;
    }
    return rc;
}

int yb_maternity_renew_all(struct yb_call *call, int64_t psn_no, struct yb_error *error)
{
    struct yb_matn_allowance_list list;
    int rc = yb_matn_of_psn(call->tx, psn_no, &list, error);

    return rc == YB_OK ? renew_from(call, &list, 0, error) : rc;
}

int yb_maternity_keep(struct yb_call *call, struct yb_matn_allowance_row *row,
                      struct yb_error *error)
{
    struct yb_matn_allowance_list list;
    size_t at;
    int rc = yb_matn_of_psn(call->tx, row->psn_no, &list, error);

    if (rc == YB_OK)
        rc = yb_maternity_compute(call, &list, row, error);
    if (rc != YB_OK)
        return rc;
    row->rev++;
    row->updt_time = call->now_ms;
    rc = yb_matn_put(call->tx, row, error);
    at = place_of(&list, row->setl_id);
    if (rc != YB_OK || at == list.count)
        return rc;
    list.rows[at] = *row;
    return renew_from(call, &list, at + 1, error);
}

/* ---- a settlement ---- */

static bool gives_right(const struct yb_matn_of *of)
{
    return (of->facts->bits & YB_VALUE_BIT(YB_PERSON_ACTIVE)) &&
           yb_text_is(of->setl->insutype, "310") && of->insu->emp_no.length &&
           !yb_text_is(of->setl->mid_setl_flag, "1");
}

int32_t yb_maternity_date(const struct yb_mdtrt_row *mdtrt, const struct yb_setl_row *setl,
                          int32_t benefit_day)
{
    int32_t day = mdtrt->birctrl_matn_date;

    return day != YB_DAY_NONE && day >= setl->begndate && day <= setl->enddate ? day : benefit_day;
}

/* The same visit brings one, however many bills it has. */
static bool has_one(const struct yb_matn_allowance_list *list, int64_t mdtrt_id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].mdtrt_id == mdtrt_id && !list->rows[i].gone)
            return true;
    return false;
}

static struct yb_matn_allowance_row new_row(const struct yb_call *call, const struct yb_matn_of *of,
                                            int kind)
{
    struct yb_matn_allowance_row row = yb_matn_allowance_row();

    row.setl_id = of->setl->setl_id;
    row.allw_kind = YB_TEXT("birth");
    row.psn_no = of->setl->psn_no;
    row.rev = 1;
    row.mdtrt_id = of->setl->mdtrt_id;
    row.insuplc_admdvs = of->setl->insuplc_admdvs;
    row.fixmedins_code = of->setl->fixmedins_code;
    row.emp_no = of->insu->emp_no;
    row.emp_name = of->insu->emp_name;
    if (kind >= 0)
        row.birth_kind = yb_text_of(yb_birth_key((enum yb_birth_kind)kind));
    row.geso_val = of->mdtrt->geso_val;
    row.fetus_cnt = of->mdtrt->fetus_cnt;
    row.matn_date = yb_maternity_date(of->mdtrt, of->setl, of->facts->day);
    row.wage_year = yb_day_year(row.matn_date) - 1;
    row.policy_pack_id = of->setl->policy_pack_id;
    row.paid_to = call->app->rules->allowance_to_employer ? YB_TEXT("employer") : YB_TEXT("person");
    row.crte_time = row.updt_time = call->now_ms;
    return row;
}

int yb_maternity_settled(struct yb_call *call, const struct yb_matn_of *of, struct yb_error *error)
{
    const int kind = yb_maternity_birth(call->app->codes, of->mdtrt, of->setl->med_type);
    struct yb_matn_allowance_list list;
    struct yb_matn_allowance_row row;
    int rc;

    if (!gives_right(of) || kind == YB_BIRTH_NONE ||
        (kind < 0 && (of->facts->bits & YB_VALUE_BIT(YB_CARE_MATERNITY_OUTPATIENT))))
        return YB_OK;
    rc = yb_matn_of_psn(call->tx, of->setl->psn_no, &list, error);
    if (rc != YB_OK || has_one(&list, of->setl->mdtrt_id))
        return rc;
    row = new_row(call, of, kind);
    rc = yb_maternity_compute(call, &list, &row, error);
    return rc == YB_OK ? yb_matn_add(call->tx, &row, error) : rc;
}

static int find(struct yb_call *call, const struct yb_setl_row *setl,
                struct yb_matn_allowance_list *list, size_t *at, struct yb_error *error)
{
    int rc = yb_matn_of_psn(call->tx, setl->psn_no, list, error);

    *at = rc == YB_OK ? place_of(list, setl->setl_id) : 0;
    return rc;
}

/* Computes one again, and those behind it. */
static int change(struct yb_call *call, struct yb_matn_allowance_list *list, size_t at,
                  const struct yb_matn_allowance_row *before, struct yb_error *error)
{
    int rc = renew(call, list, at, before, error);

    return rc == YB_OK ? renew_from(call, list, at + 1, error) : rc;
}

int yb_maternity_cancelled(struct yb_call *call, const struct yb_setl_row *setl,
                           struct yb_error *error)
{
    const int care = yb_code_map_value(call->app->codes, "med_type", setl->med_type, YB_DIM_CARE);
    struct yb_matn_allowance_row before;
    struct yb_matn_allowance_list list;
    size_t at;
    int rc;

    if (care < 0 || !(YB_VALUE_BIT(care) & cares))
        return YB_OK;
    rc = find(call, setl, &list, &at, error);
    if (rc != YB_OK || at == list.count)
        return rc;
    before = list.rows[at];
    list.rows[at].gone = 1;
    return change(call, &list, at, &before, error);
}

/* A pack that came later gives what the one of the settlement did not. */
static int begin_again(struct yb_call *call, const struct yb_matn_again *again,
                       struct yb_error *error)
{
    struct yb_setl_row setl = *again->setl;
    struct yb_matn_of of = {.setl = &setl, .facts = again->facts, .policy = again->policy};
    struct yb_psn_insu_list insu;
    struct yb_mdtrt_row mdtrt;
    int rc = yb_mdtrt_get(call->tx, setl.psn_no, setl.mdtrt_id, &mdtrt, error);

    setl.policy_pack_id = again->policy_pack_id;
    of.mdtrt = &mdtrt;
    if (rc == YB_OK)
        rc = yb_psn_insu_list(call->tx, setl.psn_no, &insu, error);
    if (rc != YB_OK)
        return rc;
    of.insu = yb_insured_on(&insu, setl.insutype, setl.begndate);
    return of.insu ? yb_maternity_settled(call, &of, error) : YB_OK;
}

int yb_maternity_again(struct yb_call *call, const struct yb_matn_again *again,
                       struct yb_error *error)
{
    const bool right = yb_maternity_concerns(again->facts, again->policy) &&
                       (again->facts->bits & YB_VALUE_BIT(YB_PERSON_ACTIVE));
    struct yb_matn_allowance_row before;
    struct yb_matn_allowance_list list;
    size_t at;
    int rc;

    if (!(again->facts->bits & cares))
        return YB_OK;
    rc = find(call, again->setl, &list, &at, error);
    if (rc != YB_OK)
        return rc;
    if (at == list.count)
        return right ? begin_again(call, again, error) : YB_OK;
    before = list.rows[at];
    list.rows[at].gone = !right;
    if (right)
        list.rows[at].policy_pack_id = again->policy_pack_id;
    return change(call, &list, at, &before, error);
}
