/* An insured person's own: cover, limits, bills, an estimate. Whose is never asked: the login says
 * it. */
#include <string.h>

#include "app/enrol/enrol.h"
#include "app/filing/filing.h"
#include "app/person/insured.h"
#include "app/query/own.h"
#include "app/query/settlements.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "face/api/exchange.h"
#include "face/bill.h"
#include "store/ledger.h"

#define PAGE_ROWS 20

/* The one person whom this login may see; 0 is nobody. */
static int64_t own_of(struct yb_api_exchange *x)
{
    yb_api_note(x, "psn:%lld", (long long)x->reach.psn_no);
    return x->reach.psn_no;
}

static int32_t today_of(const struct yb_api_exchange *x)
{
    return yb_instant_day(x->call.now_ms);
}

/* The i-th scheme the person was ever in; empty: there are no more. */
static struct yb_text scheme_at(const struct yb_own *own, size_t i)
{
    size_t found = 0;

    for (size_t k = 0; k < own->insu.count; k++) {
        bool again = false;

        for (size_t j = 0; j < k; j++)
            again |= yb_text_equal(own->insu.rows[j].insutype, own->insu.rows[k].insutype);
        if (!again && found++ == i)
            return own->insu.rows[k].insutype;
    }
    return YB_TEXT("");
}

/* A refusal that answers the question whether somebody is covered. */
static bool is_answer(int rc)
{
    return rc == YB_E_PSN_NOT_COVERED || rc == YB_E_POLICY_NO_RULE;
}

/* ---- am I covered ---- */

static void put_cares(struct yb_api_exchange *x, uint64_t cares)
{
    yb_api_begin(x, "cares", '[');
    for (int value = YB_CARE_GENERAL_OUTPATIENT; value <= YB_CARE_MATERNITY_INPATIENT; value++)
        if (cares & YB_VALUE_BIT(value))
            yb_json_add_text(&x->json, yb_text_of(yb_value_key((enum yb_value)value)));
    YB_API_CLOSE(x);
}

static int put_scheme(struct yb_api_exchange *x, const struct yb_own *own, struct yb_text insutype,
                      struct yb_error *error)
{
    const struct yb_psn_account_row *account = yb_books_account(&own->accounts, insutype);
    struct yb_own_scheme scheme;
    int rc = yb_own_scheme_on(&x->call, own, insutype, today_of(x), &scheme, error);

    if (rc != YB_OK && !is_answer(rc))
        return rc;
    YB_API_EACH(x);
    yb_api_put_text(x, "insutype", insutype);
    yb_api_put_boolean(x, "covered", rc != YB_E_PSN_NOT_COVERED);
    yb_api_put_text(x, "policy_title", rc == YB_OK ? scheme.policy->title : YB_TEXT(""));
    put_cares(x, rc == YB_OK ? yb_own_cares(&scheme) : 0);
    yb_api_put_boolean(x, "account", account != NULL);
    yb_api_put_fen(x, "balc", account ? yb_psn_account_available(account) : 0);
    YB_API_DONE(x);
    return YB_OK;
}

static int my_cover(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = own_of(x);
    struct yb_entitlement_view view;
    struct yb_own own;
    int rc = yb_api_put_cover(x, psn_no, YB_DAY_NONE, &view, error);

    if (rc == YB_OK)
        rc = yb_own_load(&x->call, psn_no, &own, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "schemes", '[');
    for (size_t i = 0; rc == YB_OK && scheme_at(&own, i).length; i++)
        rc = put_scheme(x, &own, scheme_at(&own, i), error);
    YB_API_CLOSE(x);
    yb_api_begin(x, "chronic", '[');
    for (size_t i = 0; i < own.chronic.count; i++) {
        const struct yb_filing_row *filing = &own.chronic.rows[i];

        if (!yb_filing_holds(filing, today_of(x)))
            continue;
        YB_API_EACH(x);
        yb_api_put_text(x, "dise_codg", filing->dise_codg);
        yb_api_put_text(x, "dise_name", filing->dise_name);
        yb_api_put_day(x, "begndate", filing->begndate);
        yb_api_put_day(x, "enddate", filing->enddate);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return rc;
}

/* ---- what is left ---- */

/* Today, or the last day of an earlier year. */
static int32_t day_in(const struct yb_api_exchange *x, int64_t year)
{
    int64_t this_year = yb_day_civil(today_of(x)).year;

    return year == this_year ? today_of(x) : yb_day_of((int)year, 12, 31);
}

static void put_limit(struct yb_api_exchange *x, const struct yb_own_scheme *scheme,
                      const struct yb_own_limit *limit)
{
    const struct yb_accumulator *about = &scheme->policy->accumulators[limit->accumulator];
    int64_t used = limit->per_visit ? 0 : scheme->used[limit->accumulator];
    const struct yb_clause *clause =
        about->clause >= 0 ? &scheme->policy->clauses[about->clause] : NULL;

    YB_API_EACH(x);
    yb_api_put_text(x, "insutype", scheme->insutype);
    yb_api_put_text(x, "name", about->name);
    yb_api_put_text(x, "title", about->title);
    yb_api_put_string(x, "measure", about->measure == YB_MEASURE_COST ? "cost" : "fund_pay");
    yb_api_put_boolean(x, "per_visit", limit->per_visit);
    yb_api_put_fen(x, "limit", limit->most_fen);
    yb_api_put_fen(x, "limit_least", limit->least_fen);
    yb_api_put_fen(x, "used", used);
    yb_api_put_fen(x, "left", used < limit->most_fen ? limit->most_fen - used : 0);
    yb_api_put_text(x, "source", clause ? clause->source : YB_TEXT(""));
    yb_api_put_text(x, "place", clause ? clause->place : YB_TEXT(""));
    YB_API_DONE(x);
}

static void put_years(struct yb_api_exchange *x, const struct yb_own *own)
{
    int64_t newest = yb_day_civil(today_of(x)).year;

    yb_api_begin(x, "years", '[');
    for (int64_t year = newest; year > newest - 10; year--) {
        bool any = year == newest;

        for (size_t i = 0; i < own->accu.count; i++)
            any |= own->accu.rows[i].accu_year == year;
        if (any)
            yb_json_add_text(&x->json,
                             yb_text_of(yb_arena_format(x->arena, "%lld", (long long)year)));
    }
    YB_API_CLOSE(x);
}

/* The newest year in which something was used; this year when none was. */
static int64_t year_used(const struct yb_api_exchange *x, const struct yb_own *own)
{
    int64_t this_year = yb_day_civil(today_of(x)).year, newest = 0;

    for (size_t i = 0; i < own->accu.count; i++)
        if (own->accu.rows[i].value && own->accu.rows[i].accu_year > newest &&
            own->accu.rows[i].accu_year <= this_year)
            newest = own->accu.rows[i].accu_year;
    return newest ? newest : this_year;
}

static int my_limits(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = own_of(x), year;
    struct yb_own_limit limits[YB_POLICY_ACCUMULATORS_MAX];
    struct yb_own_scheme scheme;
    struct yb_own own;
    int rc = yb_own_load(&x->call, psn_no, &own, error);

    if (rc != YB_OK)
        return rc;
    year = yb_api_number(x, "year", year_used(x, &own));
    yb_api_put_id(x, "psn_no", psn_no);
    yb_api_put_integer(x, "year", year);
    yb_api_put_integer(x, "this_year", yb_day_civil(today_of(x)).year);
    put_years(x, &own);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && scheme_at(&own, i).length; i++) {
        int count;

        rc = yb_own_scheme_on(&x->call, &own, scheme_at(&own, i), day_in(x, year), &scheme, error);
        count = rc == YB_OK ? yb_own_limits(&scheme, limits) : 0;
        for (int k = 0; k < count; k++)
            put_limit(x, &scheme, &limits[k]);
        if (is_answer(rc))
            rc = YB_OK;
    }
    YB_API_CLOSE(x);
    return rc;
}

/* ---- my bills ---- */

static int my_bills(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_settlements_in in = {.reach = &x->reach,
                                   .psn_no = own_of(x),
                                   .from_day = YB_DAY_NONE,
                                   .to_day = YB_DAY_NONE,
                                   .least_fen = -YB_AMOUNT_FEN_MAX,
                                   .greatest_fen = YB_AMOUNT_FEN_MAX,
                                   .order = YB_SETL_NEWEST,
                                   .most = yb_api_number(x, "limit", PAGE_ROWS)};
    struct yb_settlements found;
    int rc = yb_api_read_after(yb_api_text(x, "after"), &in, error);

    if (rc == YB_OK)
        rc = yb_app_search_settlements(&x->call, &in, &found, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_settlements(x, &found);
    return YB_OK;
}

/* ---- an estimate ---- */

static enum yb_value value_of(const struct yb_api_exchange *x, const char *name,
                              enum yb_value absent)
{
    int value = yb_value_find(yb_api_text(x, name));

    return value < 0 ? absent : (enum yb_value)value;
}

static void put_estimate(struct yb_api_exchange *x, const struct yb_own_scheme *scheme,
                         const struct yb_decision *decision)
{
    const bool inside = decision->lines[0].terms.item_class != YB_CLASS_C;
    const struct yb_text in = yb_text_of(yb_api_words(x, "目录内费用", "within the catalogue")),
                         out = yb_text_of(yb_api_words(x, "目录外费用", "outside the catalogue"));
    const struct yb_text names[2] = {inside ? in : out, out};
    struct yb_claim claim;
    struct yb_bill_view view = yb_api_bill_view(x, decision, &claim);

    view.names = names;
    yb_api_put_text(x, "insutype", scheme->insutype);
    yb_api_put_day(x, "day", scheme->day);
    yb_json_key(&x->json, "bill");
    yb_bill_write_json(&view, &x->json);
}

static int my_estimate(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = own_of(x);
    const struct yb_own_estimate_in in = {.care = value_of(x, "care", YB_CARE_GENERAL_OUTPATIENT),
                                          .level = value_of(x, "level", YB_LEVEL_UNRATED),
                                          .tier = value_of(x, "tier", YB_TIER_VILLAGE),
                                          .dise_codg = yb_api_text(x, "dise_codg"),
                                          .amount_fen = yb_api_number(x, "amount", 0),
                                          .self_paid_fen = yb_api_number(x, "self_paid", 0),
                                          .use_account = yb_api_number(x, "use_account", 0) != 0};
    struct yb_own_scheme scheme;
    struct yb_decision *decision = yb_arena_alloc(x->arena, sizeof(*decision));
    struct yb_own own;
    int rc = decision ? yb_own_load(&x->call, psn_no, &own, error)
                      : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc == YB_OK)
        rc = yb_own_scheme_on(&x->call, &own, yb_api_text(x, "insutype"),
                              (int32_t)yb_api_number(x, "day", today_of(x)), &scheme, error);
    if (rc == YB_OK)
        rc = yb_own_estimate(&x->call, &own, &scheme, &in, decision, error);
    if (rc == YB_OK)
        put_estimate(x, &scheme, decision);
    return rc;
}

const struct yb_api_handler yb_api_handlers_own[] = {
    {"my_cover", my_cover},
    {"my_limits", my_limits},
    {"my_bills", my_bills},
    {"my_bill", yb_api_put_bill},
    {"my_bill_pdf", yb_api_print_bill},
    {"my_estimate", my_estimate},
    {.id = NULL},
};
