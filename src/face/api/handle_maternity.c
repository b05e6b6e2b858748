/* Maternity allowances, and the wages that they follow. */
#include <stdio.h>

#include "app/maternity/maternity.h"
#include "app/query/person.h"
#include "app/settle/effective.h"
#include "base/identity.h"
#include "base/money.h"
#include "face/api/exchange.h"
#include "store/maternity.h"

#define PAGE_ROWS      50
#define REFUSALS_SHOWN 200

static void put_row(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row,
                    struct yb_text name)
{
    yb_api_put_id(x, "setl_id", row->setl_id);
    yb_api_put_text(x, "allw_kind", row->allw_kind);
    yb_api_put_text(x, "state", row->allw_stas);
    yb_api_put_words(x, "waits_for", row->waits_for);
    yb_api_put_id(x, "psn_no", row->psn_no);
    yb_api_put_text(x, "psn_name", name);
    yb_api_put_text(x, "emp_no", row->emp_no);
    yb_api_put_text(x, "emp_name", row->emp_name);
    yb_api_put_text(x, "birth_kind", row->birth_kind);
    yb_api_put_day(x, "matn_date", row->matn_date);
    yb_api_put_integer(x, "wage_year", row->wage_year);
    yb_api_put_integer(x, "days", row->days);
    yb_api_put_fen(x, "amount", row->amount_fen);
    yb_api_put_fen(x, "paid", row->paid_fen);
    yb_api_put_boolean(x, "has_payee", row->bank_tail.length > 0);
    yb_api_put_id(x, "batch_id", row->batch_id);
}

static int allowances(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t most = yb_api_number(x, "limit", PAGE_ROWS);
    const struct yb_matn_search search = {.allw_stas = yb_api_text(x, "state"),
                                          .admdvs = yb_admdvs_prefix(x->reach.admdvs),
                                          .emp_no = yb_api_text(x, "emp_no"),
                                          .psn_no = yb_api_number(x, "psn_no", 0),
                                          .from_day =
                                              (int32_t)yb_api_number(x, "from", YB_DAY_NONE),
                                          .to_day = (int32_t)yb_api_number(x, "to", YB_DAY_NONE),
                                          .before = yb_api_number(x, "after", 0),
                                          .most = most + 1};
    struct yb_matn_allowance_list list;
    int64_t total = 0, amount_fen = 0;
    size_t count;
    int rc = yb_api_need_agency(x, error);

    if (rc == YB_OK)
        rc = yb_matn_search(x->call.tx, &search, &list, error);

    if (rc == YB_OK)
        rc = yb_matn_sum(x->call.tx, &search, &total, &amount_fen, error);
    if (rc != YB_OK)
        return rc;
    count = list.count > (size_t)most ? (size_t)most : list.count;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < count; i++) {
        struct yb_text name = {0};

        rc = yb_api_name_of(x, list.rows[i].psn_no, &name, error);
        YB_API_EACH(x);
        put_row(x, &list.rows[i], name);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", list.count > count ? list.rows[count - 1].setl_id : 0);
    yb_api_put_integer(x, "total", total);
    yb_api_put_fen(x, "amount_sum", amount_fen);
    if (count)
        yb_api_note(x, "matn_allowance:%lld..%lld (%zu)", (long long)list.rows[0].setl_id,
                    (long long)list.rows[count - 1].setl_id, count);
    return rc;
}

/* ---- one ---- */

static void put_clause(struct yb_api_exchange *x, const char *name, const struct yb_policy *policy,
                       int clause)
{
    const struct yb_clause *row = clause < 0 ? NULL : &policy->clauses[clause];

    yb_api_put_string(x, name,
                      row ? yb_arena_format(x->arena, YB_TEXT_FMT " " YB_TEXT_FMT,
                                            YB_TEXT_ARG(row->source), YB_TEXT_ARG(row->place))
                          : "");
}

/* "98 + 15 + 15 = 128" in words; "98" of one part. */
static const char *words_of_days(struct yb_api_exchange *x, const struct yb_leave *leave,
                                 bool father)
{
    const struct {
        int days;
        const char *zh, *en;
    } parts[] = {
        {leave->base, father ? "男职工护理假" : "产假", father ? "the father's leave" : "leave"},
        {leave->difficult, "难产", "difficult delivery"},
        {leave->further, "多胞胎", "further children"},
        {leave->extension, "地方延长", "local extension"}};
    struct yb_buffer out;

    yb_buffer_init(&out, x->arena);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].days)
            yb_buffer_addf(&out, "%s%s %d", out.length ? " + " : "",
                           yb_api_words(x, parts[i].zh, parts[i].en), parts[i].days);
    if (leave->days != leave->base)
        yb_buffer_addf(&out, " = %d", leave->days);
    yb_buffer_addf(&out, " %s", yb_api_words(x, "天", "days"));
    return yb_buffer_text(&out).bytes;
}

/* What the wage is: "用人单位2017年度职工月平均工资". */
static const char *words_of_wage(struct yb_api_exchange *x, enum yb_wage_of wage_of,
                                 const struct yb_matn_allowance_row *row)
{
    static const struct {
        const char *zh[2], *en; /* Chinese around the year or day, English before it */
    } rows[YB_WAGES] = {
        [YB_WAGE_EMPLOYER_WAGE] = {{"用人单位", "年度职工月平均工资"},
                                   "the employer's average monthly wage of "},
        [YB_WAGE_EMPLOYER_BASE] = {{"用人单位", "年度职工月平均缴费基数"},
                                   "the employer's average contribution base of "},
        [YB_WAGE_OWN_BASE] = {{"本人", "的缴费基数"}, "the person's own contribution base on "},
    };
    char when[24];

    if (wage_of == YB_WAGE_OWN_BASE)
        yb_day_format(row->matn_date, when);
    else
        snprintf(when, sizeof(when), "%lld", (long long)row->wage_year);
    return yb_arena_format(x->arena, "%s%s%s", x->english ? rows[wage_of].en : rows[wage_of].zh[0],
                           when, x->english ? "," : rows[wage_of].zh[1]);
}

/* "6000.00 ÷ 30 × 98 = 19600.00" in words. */
static const char *words_of_amount(struct yb_api_exchange *x, const struct yb_policy *policy,
                                   const struct yb_matn_allowance_row *row)
{
    char wage[YB_DECIMAL_TEXT_MAX], used[YB_DECIMAL_TEXT_MAX], amount[YB_DECIMAL_TEXT_MAX],
        by[YB_DECIMAL_TEXT_MAX];
    const bool bounded = row->wage_used_fen != row->wage_fen;
    const bool whole = policy->allowance.divide_by_days_e1 % 10 == 0;

    yb_money_format(row->wage_fen, wage);
    yb_money_format(row->wage_used_fen, used);
    yb_money_format(row->amount_fen, amount);
    yb_decimal_format(whole ? policy->allowance.divide_by_days_e1 / 10
                            : policy->allowance.divide_by_days_e1,
                      whole ? 0 : 1, by);
    return yb_arena_format(
        x->arena,
        x->english ? "%s %s yuan%s%s%s, ÷ %s × %lld days = %s yuan"
                   : "%s%s元%s%s%s ÷ %s × %lld天 = %s元",
        words_of_wage(x, policy->allowance.wage_of, row), wage,
        bounded ? yb_api_words(x, "（按地区平均工资上下限计为", " (taken as ") : "",
        bounded ? used : "", bounded ? yb_api_words(x, "元）", " within the region's bounds)") : "",
        by, (long long)row->days, amount);
}

static const char *words_of_spouse(struct yb_api_exchange *x,
                                   const struct yb_matn_allowance_row *row)
{
    char amount[YB_DECIMAL_TEXT_MAX];

    yb_money_format(row->amount_fen, amount);
    return yb_arena_format(x->arena,
                           x->english ? "the care of an unemployed wife, a fixed amount: %s yuan"
                                      : "职工未就业配偶生育医疗费，定额%s元",
                           amount);
}

/* The clauses of the amount and of the days; -1: none. */
static void put_clauses(struct yb_api_exchange *x, const struct yb_allowance_rule *rule,
                        const struct yb_policy *policy, enum yb_allowance_kind kind)
{
    const int amount = kind == YB_ALLOWANCE_SPOUSE ? rule->spouse_clause : rule->clause;
    const int days = kind == YB_ALLOWANCE_PATERNITY ? rule->paternity_clause
                     : kind == YB_ALLOWANCE_BIRTH   ? rule->leave.clause
                                                    : YB_CLAUSE_NONE;

    put_clause(x, "clause", policy, rule->stated ? amount : YB_CLAUSE_NONE);
    put_clause(x, "days_clause", policy, rule->stated ? days : YB_CLAUSE_NONE);
}

static int put_words(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row,
                     struct yb_error *error)
{
    const char *amount = "";
    const struct yb_birth birth = yb_matn_birth_of(row);
    const struct yb_policy *policy;
    struct yb_leave leave = {0};
    int rc =
        yb_policy_of_pack(x->call.app, x->call.tx, x->arena, row->policy_pack_id, &policy, error);

    if (rc == YB_OK && row->days)
        rc = yb_allowance_days(policy, &birth, &leave, error);
    if (rc != YB_OK)
        return rc;
    if (birth.of == YB_ALLOWANCE_SPOUSE && row->amount_fen)
        amount = words_of_spouse(x, row);
    else if (row->wage_used_fen)
        amount = words_of_amount(x, policy, row);
    yb_api_put_string(x, "wage_of", yb_wage_of_key(policy->allowance.wage_of));
    yb_api_put_string(x, "words", amount);
    yb_api_put_string(x, "days_words",
                      row->days ? words_of_days(x, &leave, birth.of == YB_ALLOWANCE_PATERNITY)
                                : "");
    put_clauses(x, &policy->allowance, policy, birth.of);
    return YB_OK;
}

static int put_payments(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row,
                        struct yb_error *error)
{
    struct yb_matn_paid_list paid;
    int rc = yb_matn_paid_list(x->call.tx, row->psn_no, row->setl_id, &paid, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "payments", '[');
    for (size_t i = 0; i < paid.count; i++) {
        YB_API_EACH(x);
        yb_api_put_fen(x, "paid", paid.rows[i].paid_fen);
        yb_api_put_id(x, "batch_id", paid.rows[i].batch_id);
        yb_api_put_text(x, "reason", paid.rows[i].reason);
        yb_api_put_text(x, "opter", paid.rows[i].opter);
        yb_api_put_time(x, "crte_time", paid.rows[i].crte_time);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static void put_account(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row)
{
    yb_api_put_string(x, "bank_acct",
                      row->bank_tail.length ? yb_arena_format(x->arena, "****" YB_TEXT_FMT,
                                                              YB_TEXT_ARG(row->bank_tail))
                                            : "");
}

static void put_more(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row,
                     struct yb_text payee)
{
    yb_api_put_integer(x, "geso_val", row->geso_val);
    yb_api_put_integer(x, "fetus_cnt", row->fetus_cnt);
    yb_api_put_text(x, "birth_user", row->birth_user);
    yb_api_put_text(x, "birth_rea", row->birth_rea);
    yb_api_put_text(x, "fixmedins_code", row->fixmedins_code);
    yb_api_put_fen(x, "wage", row->wage_fen);
    yb_api_put_fen(x, "wage_used", row->wage_used_fen);
    yb_api_put_text(x, "paid_to", row->paid_to);
    yb_api_put_text(x, "payee_name", yb_mask_name(x->arena, payee));
    yb_api_put_text(x, "bank_name", row->bank_name);
    put_account(x, row);
    yb_api_put_text(x, "payee_user", row->payee_user);
    yb_api_put_time(x, "crte_time", row->crte_time);
    yb_api_put_time(x, "updt_time", row->updt_time);
}

static struct yb_matn_deed deed_of(struct yb_api_exchange *x)
{
    const struct yb_matn_deed deed = {.reach = &x->reach,
                                      .user = x->session.user_name,
                                      .setl_id = yb_api_number(x, "setl_id", 0)};

    yb_api_note(x, "matn_allowance:%lld", (long long)deed.setl_id);
    return deed;
}

static int allowance(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_matn_deed deed = deed_of(x);
    struct yb_matn_allowance_row row;
    struct yb_text payee = {0}, name = {0};
    int rc = yb_matn_one(&x->call, &deed, &row, error);

    if (rc == YB_OK)
        rc = yb_api_name_of(x, row.psn_no, &name, error);
    if (rc == YB_OK && row.payee_name.length)
        rc = yb_open_text(&x->call, row.payee_name, &payee, error);
    if (rc != YB_OK)
        return rc;
    put_row(x, &row, name);
    put_more(x, &row, payee);
    rc = put_words(x, &row, error);
    return rc == YB_OK ? put_payments(x, &row, error) : rc;
}

/* A person's own: how far each is, how it was computed, what was paid. */
static int my_allowances(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t psn_no = x->reach.psn_no;
    struct yb_matn_allowance_list list = {0};
    int rc = psn_no ? yb_matn_of_psn(x->call.tx, psn_no, &list, error) : YB_OK;

    yb_api_note(x, "psn:%lld", (long long)psn_no);
    yb_api_begin(x, "items", '[');
    for (size_t i = list.count; rc == YB_OK && i--;) {
        const struct yb_matn_allowance_row *row = &list.rows[i];

        YB_API_EACH(x);
        yb_api_put_id(x, "setl_id", row->setl_id);
        yb_api_put_text(x, "allw_kind", row->allw_kind);
        yb_api_put_text(x, "state", row->allw_stas);
        yb_api_put_words(x, "waits_for", row->waits_for);
        yb_api_put_text(x, "emp_name", row->emp_name);
        yb_api_put_text(x, "birth_kind", row->birth_kind);
        yb_api_put_day(x, "matn_date", row->matn_date);
        yb_api_put_integer(x, "days", row->days);
        yb_api_put_fen(x, "amount", row->amount_fen);
        yb_api_put_fen(x, "paid", row->paid_fen);
        yb_api_put_text(x, "paid_to", row->paid_to);
        yb_api_put_text(x, "bank_name", row->bank_name);
        put_account(x, row);
        rc = put_words(x, row, error);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return rc;
}

/* ---- deeds ---- */

static int put_done(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row)
{
    yb_api_put_text(x, "state", row->allw_stas);
    yb_api_put_fen(x, "amount", row->amount_fen);
    return YB_OK;
}

/* What a birth brings the father. */
static int apply_allowance(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_matn_application in = {.psn_no = yb_api_number(x, "psn_no", 0),
                                           .allw_kind = yb_api_text(x, "allw_kind"),
                                           .birth_kind = yb_api_text(x, "birth_kind"),
                                           .matn_date =
                                               (int32_t)yb_api_number(x, "matn_date", YB_DAY_NONE)};
    const struct yb_matn_deed deed = {
        .reach = &x->reach, .user = x->session.user_name, .reason = yb_api_text(x, "reason")};
    struct yb_matn_allowance_row row;
    struct yb_psn_row psn;
    int rc;

    yb_api_note(x, "psn:%lld", (long long)in.psn_no);
    x->detail = deed.reason;
    rc = yb_api_reach_person(x, in.psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_app_matn_apply(&x->call, &deed, &in, &row, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "setl_id", row.setl_id);
    return put_done(x, &row);
}

static int set_allowance_payee(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_matn_payee payee = {.payee_name = yb_api_text(x, "payee_name"),
                                        .bank_name = yb_api_text(x, "bank_name"),
                                        .bank_acct = yb_api_text(x, "bank_acct")};
    const struct yb_matn_deed deed = deed_of(x);
    struct yb_matn_allowance_row row;
    int rc = yb_app_matn_payee(&x->call, &deed, &payee, &row, error);

    return rc == YB_OK ? put_done(x, &row) : rc;
}

static int state_birth(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_matn_birth birth = {.birth_kind = yb_api_text(x, "birth_kind"),
                                        .geso_val = yb_api_number(x, "geso_val", 0),
                                        .fetus_cnt = yb_api_number(x, "fetus_cnt", 0)};
    struct yb_matn_deed deed = deed_of(x);
    struct yb_matn_allowance_row row;
    int rc;

    deed.reason = x->detail = yb_api_text(x, "reason");
    rc = yb_app_matn_birth(&x->call, &deed, &birth, &row, error);
    return rc == YB_OK ? put_done(x, &row) : rc;
}

static int close_allowance(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_matn_deed deed = deed_of(x);
    struct yb_matn_allowance_row row;
    int rc;

    deed.reason = x->detail = yb_api_text(x, "reason");
    rc = yb_app_matn_close(&x->call, &deed, &row, error);
    return rc == YB_OK ? put_done(x, &row) : rc;
}

/* ---- wages: the whole region's, looked up in all of it ---- */

static int wages(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t most = yb_api_number(x, "limit", PAGE_ROWS);
    struct yb_emp_wage_list list;
    size_t count;
    int rc = yb_api_need_agency(x, error);

    if (rc == YB_OK)
        rc = yb_emp_wage_list(x->call.tx, yb_api_text(x, "emp_no"), yb_api_number(x, "year", 0),
                              yb_api_number(x, "after", 0), most + 1, &list, error);

    if (rc != YB_OK)
        return rc;
    count = list.count > (size_t)most ? (size_t)most : list.count;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < count; i++) {
        const struct yb_emp_wage_row *row = &list.rows[i];

        YB_API_EACH(x);
        yb_api_put_id(x, "wage_id", row->wage_id);
        yb_api_put_text(x, "emp_no", row->emp_no);
        yb_api_put_text(x, "emp_name", row->emp_name);
        yb_api_put_integer(x, "wage_year", row->wage_year);
        yb_api_put_text(x, "wage_kind", row->wage_kind);
        yb_api_put_fen(x, "wage", row->wage_fen);
        yb_api_put_text(x, "memo", row->memo);
        yb_api_put_text(x, "opter", row->opter);
        yb_api_put_time(x, "known_time", row->known_time);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", list.count > count ? list.rows[count - 1].wage_id : 0);
    return YB_OK;
}

static int enter_wage(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_wage_in in = {.emp_no = yb_api_text(x, "emp_no"),
                                  .emp_name = yb_api_text(x, "emp_name"),
                                  .wage_year = yb_api_number(x, "wage_year", 0),
                                  .wage_kind = yb_api_text(x, "wage_kind"),
                                  .wage_fen = yb_api_number(x, "wage", 0),
                                  .memo = yb_api_text(x, "memo")};
    int64_t changed = 0;
    int rc = yb_api_need_pool(x, error);

    yb_api_note(x, "emp_wage:" YB_TEXT_FMT ":%lld", YB_TEXT_ARG(in.emp_no),
                (long long)in.wage_year);
    if (rc == YB_OK)
        rc = yb_app_wage_add(&x->call, &in, &changed, error);
    if (rc == YB_OK)
        yb_api_put_integer(x, "changed", changed);
    return rc;
}

struct refusals {
    struct {
        int64_t row;
        struct yb_error error;
    } rows[REFUSALS_SHOWN];
    size_t count;
};

static void say_refused(void *context, int64_t row, const struct yb_error *error)
{
    struct refusals *refusals = context;

    if (refusals->count == REFUSALS_SHOWN)
        return;
    refusals->rows[refusals->count].row = row;
    refusals->rows[refusals->count++].error = *error;
}

static int import_wages(struct yb_api_exchange *x, struct yb_error *error)
{
    struct refusals *refusals = YB_NEW(x->arena, struct refusals);
    struct yb_csv_report report = {.say = say_refused, .context = refusals};
    struct yb_wage_file file = {.csv = yb_api_text(x, "csv"), .report = &report};
    int rc = yb_api_need_pool(x, error);

    if (rc != YB_OK)
        return rc;
    if (!refusals)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    refusals->count = 0;
    x->wrong_field = "csv";
    rc = yb_app_wage_file(&x->call, &file, error);
    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "emp_wage (%lld)", (long long)file.added);
    yb_api_put_boolean(x, "kept", file.kept);
    yb_api_put_integer(x, "rows", report.rows);
    yb_api_put_integer(x, "refused", report.refused);
    yb_api_put_integer(x, "added", file.added);
    yb_api_put_integer(x, "changed", file.changed);
    yb_api_begin(x, "refusals", '[');
    for (size_t i = 0; i < refusals->count; i++) {
        struct yb_buffer words;

        yb_buffer_init(&words, x->arena);
        yb_error_describe(&refusals->rows[i].error, x->english, &words);
        YB_API_EACH(x);
        yb_api_put_integer(x, "row", refusals->rows[i].row);
        yb_api_put_string(x, "field",
                          refusals->rows[i].error.arg_count ? refusals->rows[i].error.args[0] : "");
        yb_api_put_text(x, "message", yb_buffer_text(&words));
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_maternity[] = {
    {"allowances", allowances},
    {"allowance", allowance},
    {"my_allowances", my_allowances},
    {"apply_allowance", apply_allowance},
    {"set_allowance_payee", set_allowance_payee},
    {"state_birth", state_birth},
    {"close_allowance", close_allowance},
    {"wages", wages},
    {"enter_wage", enter_wage},
    {"import_wages", import_wages},
    {NULL, NULL},
};
