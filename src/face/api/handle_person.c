/* People, masked; revealed with a reason. Institutions. */
#include <string.h>

#include "app/enrol/enrol.h"
#include "app/person/person.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "base/identity.h"
#include "engine/policy/set.h"
#include "face/api/exchange.h"
#include "store/fixmedins.h"
#include "store/ledger.h"
#include "store/psn.h"
#include "store/setl.h"

/* He is whom the reach is bound to, or the division of one of his relations is within reach; of
 * somebody without any, the region. */
int yb_api_reach_person(struct yb_api_exchange *x, int64_t psn_no, struct yb_psn_row *psn,
                        struct yb_error *error)
{
    struct yb_psn_insu_list insu;
    bool reached;
    int rc = yb_psn_get(x->call.tx, psn_no, psn, error);

    if (rc == YB_OK)
        rc = yb_psn_insu_list(x->call.tx, psn_no, &insu, error);
    if (rc != YB_OK)
        return rc;
    reached = yb_reaches_person(&x->reach, psn_no) ||
              (!insu.count && yb_reaches(&x->reach, yb_text_of(x->call.app->region), YB_TEXT("")));
    for (size_t i = 0; i < insu.count; i++)
        reached |= yb_reaches(&x->reach, insu.rows[i].insuplc_admdvs, YB_TEXT(""));
    return reached ? YB_OK : yb_refuse_id(error, YB_E_PSN_NOT_FOUND, psn_no, NULL);
}

int yb_api_name_of(struct yb_api_exchange *x, int64_t psn_no, struct yb_text *name,
                   struct yb_error *error)
{
    struct yb_person_base base;
    struct yb_psn_row psn;
    int rc = yb_psn_get(x->call.tx, psn_no, &psn, error);

    if (rc == YB_OK)
        rc = yb_person_open(&x->call, &psn, yb_instant_day(x->call.now_ms), &base, error);
    if (rc == YB_OK)
        *name = yb_mask_name(x->arena, base.psn_name);
    return rc;
}

static int load_person(struct yb_api_exchange *x, int64_t psn_no, struct yb_psn_row *psn,
                       struct yb_person_base *base, struct yb_error *error)
{
    int rc = yb_api_reach_person(x, psn_no, psn, error);

    return rc == YB_OK ? yb_person_open(&x->call, psn, yb_instant_day(x->call.now_ms), base, error)
                       : rc;
}

static void put_masked(struct yb_api_exchange *x, const struct yb_person_base *base)
{
    yb_api_put_id(x, "psn_no", base->psn_no);
    yb_api_put_text(x, "psn_name", yb_mask_name(x->arena, base->psn_name));
    yb_api_put_text(x, "certno", yb_mask_certno(x->arena, base->certno));
    yb_api_put_text(x, "gend", base->gend);
    yb_api_put_day(x, "brdy", base->brdy);
}

int yb_api_put_masked(struct yb_api_exchange *x, int64_t psn_no, struct yb_error *error)
{
    struct yb_person_base base;
    struct yb_psn_row psn;
    int rc = load_person(x, psn_no, &psn, &base, error);

    if (rc == YB_OK)
        put_masked(x, &base);
    return rc;
}

/* Whoever one of the three names; 0: nobody. */
static int find(struct yb_api_exchange *x, int64_t *psn_no, struct yb_error *error)
{
    struct yb_text certno = yb_api_text(x, "certno"), card_no = yb_api_text(x, "card_no");
    uint8_t hash[YB_SM3_BYTES];

    *psn_no = yb_api_number(x, "psn_no", 0);
    if (*psn_no)
        return YB_OK;
    if (!certno.length && !card_no.length)
        return yb_fail(error, YB_E_MISSING, "certno", NULL);
    yb_proof_hash(&x->call.app->keys, certno.length ? certno : card_no, hash);
    return yb_psn_lookup(x->call.tx, certno.length ? YB_TEXT("02") : YB_TEXT("03"),
                         (struct yb_text){(const char *)hash, sizeof(hash)}, psn_no, error);
}

static int search_persons(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_psn_row psn;
    struct yb_person_base base;
    int64_t psn_no;
    int rc = find(x, &psn_no, error);

    if (rc != YB_OK)
        return rc;
    x->target = YB_TEXT("psn:?");
    if (psn_no) {
        yb_api_note(x, "psn:%lld", (long long)psn_no);
        rc = load_person(x, psn_no, &psn, &base, error);
        if (rc == YB_E_PSN_NOT_FOUND)
            psn_no = 0;
        else if (rc != YB_OK)
            return rc;
    }
    yb_api_begin(x, "items", '[');
    if (psn_no) {
        YB_API_EACH(x);
        put_masked(x, &base);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int put_insured(struct yb_api_exchange *x, int64_t psn_no, struct yb_error *error)
{
    struct yb_psn_insu_list list;
    struct yb_psn_account_list accounts;
    int rc = yb_psn_insu_list(x->call.tx, psn_no, &list, error);

    if (rc == YB_OK)
        rc = yb_psn_account_list(x->call.tx, psn_no, &accounts, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "insuinfo", '[');
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_psn_insu_row *row = &list.rows[i];
        int64_t balc_fen = 0;

        for (size_t j = 0; j < accounts.count; j++)
            if (yb_text_equal(accounts.rows[j].insutype, row->insutype))
                balc_fen = yb_psn_account_available(&accounts.rows[j]);
        YB_API_EACH(x);
        yb_api_put_text(x, "insutype", row->insutype);
        yb_api_put_text(x, "psn_type", row->psn_type);
        yb_api_put_text(x, "psn_insu_stas", yb_insured_state(row, yb_instant_day(x->call.now_ms)));
        yb_api_put_day(x, "psn_insu_date", row->psn_insu_date);
        yb_api_put_day(x, "paus_insu_date", row->paus_insu_date);
        yb_api_put_text(x, "insuplc_admdvs", row->insuplc_admdvs);
        yb_api_put_text(x, "emp_name", row->emp_name);
        yb_api_put_fen(x, "balc", balc_fen);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int put_identities(struct yb_api_exchange *x, int64_t psn_no, struct yb_error *error)
{
    struct yb_psn_idet_list list;
    int rc = yb_psn_idet_list(x->call.tx, psn_no, &list, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "idetinfo", '[');
    for (size_t i = 0; i < list.count; i++) {
        if (list.rows[i].enddate != YB_DAY_NONE && list.rows[i].enddate < list.rows[i].begndate)
            continue; /* taken back */
        YB_API_EACH(x);
        yb_api_put_text(x, "psn_idet_type", list.rows[i].psn_idet_type);
        yb_api_put_day(x, "begndate", list.rows[i].begndate);
        yb_api_put_day(x, "enddate", list.rows[i].enddate);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

/* A pack's accumulator of this name: the region's own, else another's. NULL: no pack has it. */
static const struct yb_accumulator *accumulator_of(const struct yb_app *app,
                                                   const struct yb_accu_row *row)
{
    const struct yb_policy_set *set = app->policies;
    const struct yb_accumulator *found = NULL;
    int64_t scheme;

    if (!yb_text_to_int64(row->insutype, &scheme))
        return NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct yb_policy *policy = set->entries[i].policy;
        const bool own = yb_text_is(policy->region, app->region);

        for (int j = 0;
             policy->insutype == scheme && (own || !found) && j < policy->accumulator_count; j++)
            if (yb_text_equal(policy->accumulators[j].name, row->accu_name))
                found = &policy->accumulators[j];
    }
    return found;
}

static int put_accumulators(struct yb_api_exchange *x, int64_t psn_no, struct yb_error *error)
{
    struct yb_accu_list list;
    int rc = yb_accu_list(x->call.tx, psn_no, &list, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "accumulators", '[');
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_accumulator *about = accumulator_of(x->call.app, &list.rows[i]);

        YB_API_EACH(x);
        yb_api_put_text(x, "insutype", list.rows[i].insutype);
        yb_api_put_integer(x, "accu_year", list.rows[i].accu_year);
        yb_api_put_text(x, "accu_name", list.rows[i].accu_name);
        yb_api_put_text(x, "accu_title", about ? about->title : YB_TEXT(""));
        yb_api_put_text(x, "unit",
                        !about                               ? YB_TEXT("")
                        : about->measure == YB_MEASURE_COUNT ? YB_TEXT("count")
                                                             : YB_TEXT("fen"));
        yb_api_put_integer(x, "value", list.rows[i].value);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int person(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = yb_api_number(x, "psn_no", 0);
    struct yb_psn_row psn;
    struct yb_person_base base;
    int rc;

    yb_api_note(x, "psn:%lld", (long long)psn_no);
    rc = load_person(x, psn_no, &psn, &base, error);
    if (rc != YB_OK)
        return rc;
    put_masked(x, &base);
    yb_api_put_integer(x, "age", base.age);
    rc = put_insured(x, psn_no, error);
    if (rc == YB_OK)
        rc = put_identities(x, psn_no, error);
    return rc == YB_OK ? put_accumulators(x, psn_no, error) : rc;
}

/* ---- entitlement ---- */

struct cause_names {
    const char *reason, *source, *place, *national;
};

static void put_cause(struct yb_api_exchange *x, const struct cause_names *names,
                      const struct yb_cover_cause *cause)
{
    const struct yb_clause *clause =
        cause->policy && cause->clause >= 0 ? &cause->policy->clauses[cause->clause] : NULL;

    yb_api_put_string(x, names->reason, yb_cover_reason_key(cause->reason));
    yb_api_put_text(x, names->source, clause ? clause->source : YB_TEXT(""));
    yb_api_put_text(x, names->place, clause ? clause->place : YB_TEXT(""));
    yb_api_put_boolean(x, names->national, clause && clause->national);
}

static void put_periods(struct yb_api_exchange *x, const struct yb_entitlement_view *view)
{
    static const struct cause_names begin = {"begin_reason", "begin_source", "begin_place",
                                             "begin_national"};
    static const struct cause_names end = {"end_reason", "end_source", "end_place", "end_national"};

    yb_api_begin(x, "periods", '[');
    for (size_t i = 0; i < view->cover.cover.count; i++) {
        const struct yb_cover_period *p = &view->cover.cover.periods[i];
        const struct yb_psn_fact_row *fact = view->cover.relation_facts[p->relation];

        YB_API_EACH(x);
        yb_api_put_text(x, "insutype", fact->insutype);
        yb_api_put_text(x, "psn_type", fact->psn_type);
        yb_api_put_text(x, "emp_name", fact->emp_name);
        yb_api_put_string(x, "state", yb_cover_state_key(p->state));
        yb_api_put_day(x, "begndate", p->from);
        yb_api_put_day(x, "enddate", p->to == YB_DAY_MAX ? YB_DAY_NONE : p->to);
        yb_api_put_day(x, "cont_clct_date", p->continuous_since);
        put_cause(x, &begin, &p->begins);
        put_cause(x, &end, &p->ends);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

/* An amount that the sources may not give: then empty. */
static void put_stated(struct yb_api_exchange *x, const char *name, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX] = "";

    if (fen >= 0)
        yb_decimal_format(fen, 2, text);
    yb_api_put_string(x, name, text);
}

static void put_due_clause(struct yb_api_exchange *x, const char *const names[2],
                           const struct yb_policy *policy, int number)
{
    const struct yb_clause *clause = number < 0 ? NULL : &policy->clauses[number];

    yb_api_put_text(x, names[0], clause ? clause->source : YB_TEXT(""));
    yb_api_put_text(x, names[1], clause ? clause->place : YB_TEXT(""));
}

/* A year of which nothing is on record was paid in time: registers keep what was late. */
static void put_payment(struct yb_api_exchange *x, const struct yb_history *history,
                        const struct yb_due *due)
{
    const struct yb_contribution *c =
        due->contribution < 0 ? NULL : &history->contributions[due->contribution];
    const char *state = due->price == YB_DUE_NEWBORN_FREE ? "free" : "in_time";

    if (c)
        state = c->paid == YB_DAY_NONE ? "unpaid" : "paid";
    yb_api_put_string(x, "payment", state);
    yb_api_put_day(x, "due_date", c ? c->due : YB_DAY_NONE);
    yb_api_put_day(x, "done_date", c ? c->paid : YB_DAY_NONE);
}

static void put_dues(struct yb_api_exchange *x, const struct yb_dues *dues,
                     const struct yb_history *history)
{
    static const char *const names[][2] = {
        {"source", "place"}, {"price_source", "price_place"}, {"aid_source", "aid_place"}};

    yb_api_begin(x, "dues", '[');
    for (size_t i = 0; i < dues->count; i++) {
        const struct yb_due *due = &dues->rows[i];

        YB_API_EACH(x);
        yb_api_put_integer(x, "year", due->year);
        yb_api_put_string(x, "price", yb_due_price_key(due->price));
        put_stated(x, "amount", due->amount_fen);
        yb_api_put_fen(x, "individual", due->individual_fen);
        put_stated(x, "subsidy", due->subsidy_fen);
        yb_api_put_fen(x, "aid", due->aid_fen);
        yb_api_put_boolean(x, "if_parent_insured", due->if_parent_insured);
        put_payment(x, history, due);
        put_due_clause(x, names[0], due->policy, due->clause);
        put_due_clause(x, names[1], due->policy, due->price_clause);
        put_due_clause(x, names[2], due->policy, due->aid_clause);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

/* A list of none or one: who works, and where years are asked for. */
static void put_retirement(struct yb_api_exchange *x, const struct yb_entitlement_view *view)
{
    static const char *const names[][2] = {{"source", "place"},
                                           {"one_off_source", "one_off_place"}};
    const struct yb_retirement *years = &view->retirement;

    yb_api_begin(x, "retirement", '[');
    if (view->working && years->months_needed) {
        int missing = years->months_needed - years->months;

        YB_API_EACH(x);
        yb_api_put_integer(x, "months", years->months);
        yb_api_put_integer(x, "months_needed", years->months_needed);
        yb_api_put_integer(x, "missing", missing > 0 ? missing : 0);
        put_stated(x, "one_off", years->one_off_fen);
        put_due_clause(x, names[0], years->policy, years->clause);
        put_due_clause(x, names[1], years->policy, years->one_off_clause);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

/* Of a version: whether a newer one of the same fact took its place; or it takes the fact back. */
static const char *state_of(const struct yb_psn_fact_row *rows, size_t count, size_t i)
{
    if (!yb_fact_holds(&rows[i]))
        return "withdrawn";
    for (size_t k = i + 1; k < count; k++)
        if (rows[k].fact_no == rows[i].fact_no)
            return "past";
    return "current";
}

static void put_facts(struct yb_api_exchange *x, const char *name, struct yb_text kind,
                      const struct yb_psn_fact_row *rows, size_t count)
{
    yb_api_begin(x, name, '[');
    for (size_t i = 0; i < count; i++) {
        if (kind.length ? !yb_fact_is(&rows[i], kind) : yb_fact_is(&rows[i], YB_FACT_ROW))
            continue;
        YB_API_EACH(x);
        yb_api_put_text(x, "fact_kind", rows[i].fact_kind);
        yb_api_put_text(x, "insutype", rows[i].insutype);
        yb_api_put_text(x, "fact_code", rows[i].fact_code);
        yb_api_put_day(x, "begndate", rows[i].begndate);
        yb_api_put_day(x, "enddate", rows[i].enddate);
        yb_api_put_day(x, "due_date", rows[i].due_date);
        yb_api_put_day(x, "done_date", rows[i].done_date);
        yb_api_put_text(x, "memo", rows[i].memo);
        if (!kind.length)
            yb_api_put_string(x, "state", state_of(rows, count, i));
        yb_api_put_time(x, "known_time", rows[i].known_time);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

void yb_api_put_timeline(struct yb_api_exchange *x, const struct yb_entitlement_view *view)
{
    put_periods(x, view);
    put_dues(x, &view->dues, &view->cover.history);
}

/* The end of that day in China: what was learnt on it counts. */
static int64_t end_of(int32_t day)
{
    return day == YB_DAY_NONE ? INT64_MAX : (int64_t)(day + 1) * YB_DAY_MS - YB_CST_MS - 1;
}

int yb_api_put_cover(struct yb_api_exchange *x, int64_t psn_no, int32_t known,
                     struct yb_entitlement_view *view, struct yb_error *error)
{
    struct yb_person_base base;
    struct yb_psn_row psn;
    int rc = load_person(x, psn_no, &psn, &base, error);

    if (rc == YB_OK)
        rc = yb_app_entitlement(&x->call, psn_no, end_of(known), view, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "psn_no", psn_no);
    yb_api_put_day(x, "today", yb_instant_day(x->call.now_ms));
    yb_api_put_day(x, "die_date", view->known.death);
    yb_api_put_timeline(x, view);
    put_retirement(x, view);
    put_facts(x, "identities", YB_FACT_IDENTITY, view->known.rows, view->known.count);
    put_facts(x, "contributions", YB_FACT_CONTRIBUTION, view->known.rows, view->known.count);
    return YB_OK;
}

static int person_cover(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = yb_api_number(x, "psn_no", 0);
    struct yb_entitlement_view view;
    int rc;

    yb_api_note(x, "psn:%lld", (long long)psn_no);
    rc = yb_api_put_cover(x, psn_no, (int32_t)yb_api_number(x, "known", YB_DAY_NONE), &view, error);
    if (rc == YB_OK)
        put_facts(x, "facts", YB_TEXT(""), view.known.rows, view.known.count);
    if (rc == YB_OK)
        put_facts(x, "versions", YB_TEXT(""), view.versions.rows, view.versions.count);
    return rc;
}

static int reveal_person(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = yb_api_number(x, "psn_no", 0);
    struct yb_text tel;
    struct yb_psn_row psn;
    struct yb_person_base base;
    int rc;

    yb_api_note(x, "psn:%lld", (long long)psn_no);
    rc = yb_api_take_reason(x, error);
    if (rc == YB_OK)
        rc = load_person(x, psn_no, &psn, &base, error);
    if (rc == YB_OK)
        rc = yb_open_text(&x->call, psn.tel, &tel, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "psn_no", psn_no);
    yb_api_put_text(x, "psn_name", base.psn_name);
    yb_api_put_text(x, "certno", base.certno);
    yb_api_put_text(x, "tel", tel);
    return YB_OK;
}

/* ---- institutions ---- */

static struct yb_text key_of(const void *rows, size_t i)
{
    return ((const struct yb_fixmedins_row *)rows)[i].fixmedins_code;
}

static struct yb_text order_of(const void *rows, size_t i, struct yb_text by)
{
    const struct yb_fixmedins_row *row = &((const struct yb_fixmedins_row *)rows)[i];

    return yb_text_is(by, "fixmedins_name") ? row->fixmedins_name : row->fixmedins_code;
}

static void put_institution(struct yb_api_exchange *x, const void *rows, size_t i)
{
    const struct yb_fixmedins_row *row = &((const struct yb_fixmedins_row *)rows)[i];

    yb_api_put_text(x, "fixmedins_code", row->fixmedins_code);
    yb_api_put_text(x, "fixmedins_name", row->fixmedins_name);
    yb_api_put_text(x, "fixmedins_type", row->fixmedins_type);
    yb_api_put_text(x, "hosp_lv", row->hosp_lv);
    yb_api_put_text(x, "admdvs", row->admdvs);
    yb_api_put_text(x, "fixmedins_stas", row->fixmedins_stas);
}

static int institutions(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_fixmedins_list list;
    struct yb_api_rows rows = {.key = key_of, .order = order_of, .write = put_institution};
    int rc = yb_fixmedins_list(x->call.tx, yb_api_text(x, "name"), yb_api_text(x, "fixmedins_type"),
                               &list, error);

    if (rc != YB_OK)
        return rc;
    rows.rows = list.rows;
    for (size_t i = 0; i < list.count; i++)
        if (yb_reaches(&x->reach, list.rows[i].admdvs, list.rows[i].fixmedins_code))
            list.rows[rows.count++] = list.rows[i];
    return yb_api_write_page(x, &rows, error);
}

static int institution(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text code = yb_api_text(x, "fixmedins_code");
    struct yb_fixmedins_row row;
    struct yb_dept_list depts;
    int rc = yb_fixmedins_get(x->call.tx, code, &row, error);

    if (rc == YB_OK && !yb_reaches(&x->reach, row.admdvs, row.fixmedins_code))
        return yb_refuse_text(error, YB_E_FIXMEDINS_NOT_FOUND, code);
    if (rc == YB_OK)
        rc = yb_dept_list(x->call.tx, code, &depts, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_text(x, "fixmedins_code", row.fixmedins_code);
    yb_api_put_text(x, "fixmedins_name", row.fixmedins_name);
    yb_api_put_text(x, "fixmedins_type", row.fixmedins_type);
    yb_api_put_text(x, "uscc", row.uscc);
    yb_api_put_text(x, "hosp_lv", row.hosp_lv);
    yb_api_put_text(x, "admdvs", row.admdvs);
    yb_api_put_text(x, "fixmedins_stas", row.fixmedins_stas);
    yb_api_put_day(x, "begndate", row.begndate);
    yb_api_put_text(x, "addr", row.addr);
    yb_api_put_text(x, "tel", row.tel);
    yb_api_begin(x, "departments", '[');
    for (size_t i = 0; i < depts.count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "hosp_dept_codg", depts.rows[i].hosp_dept_codg);
        yb_api_put_text(x, "hosp_dept_name", depts.rows[i].hosp_dept_name);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_person[] = {
    {"search_persons", search_persons},
    {"person", person},
    {"person_cover", person_cover},
    {"reveal_person", reveal_person},
    {"institutions", institutions},
    {"institution", institution},
    {.id = NULL},
};
