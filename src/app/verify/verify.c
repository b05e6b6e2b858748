#include "app/verify/verify_internal.h"

#include "base/money.h"
#include "store/access_log.h"
#include "store/ledger.h"
#include "store/psn.h"
#include "store/statistics.h"

#include <stdio.h>
#include <string.h>

#define PEOPLE_A_PAGE 64

static const struct {
    const char *zh, *en;
} check_names[YB_VERIFY_CHECKS] = {
    [YB_VERIFY_IDENTITIES] = {"金额恒等式", "identities"},
    [YB_VERIFY_CANCELLATIONS] = {"撤销与调整", "cancellations"},
    [YB_VERIFY_ACCUMULATORS] = {"年度累计", "accumulators"},
    [YB_VERIFY_BILLS] = {"重新结算", "bills"},
    [YB_VERIFY_LEDGER] = {"账簿", "ledger"},
    [YB_VERIFY_MESSAGES] = {"报文记录", "messages"},
    [YB_VERIFY_CHAIN] = {"哈希链", "hash chain"},
    [YB_VERIFY_STATISTICS] = {"统计汇总", "statistics"},
    [YB_VERIFY_ALLOWANCES] = {"生育津贴", "allowances"},
};

const char *yb_verify_check_name(enum yb_verify_check check, bool english)
{
    return english ? check_names[check].en : check_names[check].zh;
}

static void report(struct yb_verifying *verifying, enum yb_verify_check check, const char *what,
                   const char *should, const char *is)
{
    struct yb_error error;

    verifying->out->differences[check]++;
    yb_fail(&error, YB_E_VERIFY, what, should, is, NULL);
    if (verifying->in->difference)
        verifying->in->difference(verifying->in->context, check, &error);
}

void yb_verify_number(struct yb_verifying *verifying, enum yb_verify_check check, const char *what,
                      int64_t id, const int64_t should_is[2])
{
    char where[96], should[24], is[24];

    snprintf(where, sizeof(where), "%lld.%s", (long long)id, what);
    snprintf(should, sizeof(should), "%lld", (long long)should_is[0]);
    snprintf(is, sizeof(is), "%lld", (long long)should_is[1]);
    report(verifying, check, where, should, is);
}

void yb_verify_fault(struct yb_verifying *verifying, enum yb_verify_check check, const char *what,
                     int64_t id, const char *should)
{
    char where[96];

    snprintf(where, sizeof(where), "%lld.%s", (long long)id, what);
    report(verifying, check, where, should, "-");
}

/* ---- people ---- */

static int load_person(struct yb_verify_person *person, struct yb_error *error)
{
    int rc = yb_setl_list_psn(person->tx, person->psn_no, 0, &person->setls, error);

    if (!rc)
        rc = yb_accu_list(person->tx, person->psn_no, &person->accu, error);
    if (!rc)
        rc = yb_psn_account_list(person->tx, person->psn_no, &person->accounts, error);
    if (!rc && person->setls.count)
        rc = yb_setl_cause_list(person->tx, person->psn_no, &person->causes, error);
    if (!rc && person->setls.count)
        rc = yb_feedetl_fix_list(person->tx, person->psn_no, &person->fixes, error);
    if (rc)
        return rc;
    person->parts = YB_NEW_ARRAY(person->arena, struct yb_setl_parts, person->setls.count);
    if (!person->parts)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; !rc && i < person->setls.count; i++)
        rc = yb_setl_get(person->tx, person->psn_no, person->setls.rows[i].setl_id,
                         &person->parts[i], error);
    return rc;
}

static int verify_person(struct yb_verifying *verifying, struct yb_tx *tx, int64_t psn_no,
                         struct yb_error *error)
{
    static int (*const checks[])(struct yb_verify_person *, struct yb_error *) = {
        yb_verify_identities, yb_verify_cancellations, yb_verify_accumulators, yb_verify_bills,
        yb_verify_ledger,     yb_verify_messages,      yb_verify_family,       yb_verify_allowances,
    };
    struct yb_verify_person person = {
        .verifying = verifying, .tx = tx, .arena = yb_tx_arena(tx), .psn_no = psn_no};
    int rc = load_person(&person, error);

    for (size_t i = 0; !rc && i < sizeof(checks) / sizeof(checks[0]); i++)
        rc = checks[i](&person, error);
    verifying->out->people++;
    verifying->out->settlements += (int64_t)person.setls.count;
    return rc;
}

struct page {
    struct yb_verifying *verifying;
    int64_t after; /* in and out */
    size_t count;
};

static int verify_page(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct page *page = context;
    struct yb_psn_list list;
    int rc = yb_psn_list(tx, page->after, PEOPLE_A_PAGE, &list, error);

    if (rc)
        return rc;
    page->count = list.count;
    for (size_t i = 0; !rc && i < list.count; i++) {
        rc = verify_person(page->verifying, tx, list.rows[i].psn_no, error);
        page->after = list.rows[i].psn_no;
    }
    return rc;
}

static int verify_one(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_verifying *verifying = context;
    struct yb_psn_row psn;
    int rc = yb_psn_get(tx, verifying->in->psn_no, &psn, error);

    return rc ? rc : verify_person(verifying, tx, verifying->in->psn_no, error);
}

static int verify_people(struct yb_verifying *verifying, struct yb_error *error)
{
    struct page page = {.verifying = verifying};
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1024 * 1024);
    if (verifying->in->psn_no) {
        rc = yb_store_read(verifying->app->store, verify_one, verifying, &arena, error);
        yb_arena_release(&arena);
        return rc;
    }
    do {
        yb_arena_clear(&arena);
        rc = yb_store_read(verifying->app->store, verify_page, &page, &arena, error);
        if (!rc && verifying->in->progress)
            verifying->in->progress(verifying->in->context, verifying->out->people, 0);
    } while (!rc && page.count == PEOPLE_A_PAGE);
    yb_arena_release(&arena);
    return rc;
}

/* ---- the store against itself ---- */

/* Which of our checks a table's difference belongs to. */
static enum yb_verify_check check_of(struct yb_text what)
{
    static const struct {
        const char *prefix;
        enum yb_verify_check check;
    } rows[] = {
        {"accu", YB_VERIFY_ACCUMULATORS},      {"setl_accu", YB_VERIFY_ACCUMULATORS},
        {"setl_stat", YB_VERIFY_STATISTICS},   {"setl_cause", YB_VERIFY_CANCELLATIONS},
        {"setl", YB_VERIFY_IDENTITIES},        {"paper", YB_VERIFY_IDENTITIES},
        {"resettle", YB_VERIFY_CANCELLATIONS}, {"ledger", YB_VERIFY_LEDGER},
        {"psn_account", YB_VERIFY_LEDGER},     {"acct", YB_VERIFY_LEDGER},
        {"message", YB_VERIFY_MESSAGES},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (yb_text_starts(what, rows[i].prefix))
            return rows[i].check;
    return YB_VERIFY_CHAIN;
}

static void store_differs(void *context, struct yb_text what, struct yb_text field,
                          struct yb_text expected, struct yb_text found)
{
    struct yb_verifying *verifying = context;
    char where[160], should[YB_ERROR_ARG_BYTES_MAX], is[YB_ERROR_ARG_BYTES_MAX];

    snprintf(where, sizeof(where), YB_TEXT_FMT "." YB_TEXT_FMT, YB_TEXT_ARG(what),
             YB_TEXT_ARG(field));
    snprintf(should, sizeof(should), YB_TEXT_FMT, YB_TEXT_ARG(expected));
    snprintf(is, sizeof(is), YB_TEXT_FMT, YB_TEXT_ARG(found));
    report(verifying, check_of(what), where, should, is);
}

static int verify_store(struct yb_verifying *verifying, struct yb_error *error)
{
    struct yb_store_verify store = {.report = store_differs, .context = verifying};
    int64_t entries, broken;
    int rc = yb_store_verify(verifying->app->store, &store, error);

    if (!rc)
        rc = yb_access_log_verify(verifying->app->store, &entries, &broken, error);
    if (!rc && broken)
        yb_verify_number(verifying, YB_VERIFY_CHAIN, "access_log", 0, (const int64_t[]){0, broken});
    return rc;
}

static int add_statistics(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_stats_verify(tx, store_differs, context, error);
}

static int verify_statistics(struct yb_verifying *verifying, struct yb_error *error)
{
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 20);
    rc = yb_store_read(verifying->app->store, add_statistics, verifying, &arena, error);
    yb_arena_release(&arena);
    return rc;
}

int yb_app_verify(struct yb_app *app, const struct yb_verify_in *in, struct yb_verify_out *out,
                  struct yb_error *error)
{
    struct yb_verifying verifying = {app, in, out};
    int rc;

    memset(out, 0, sizeof(*out));
    rc = verify_people(&verifying, error);
    if (!rc && !in->psn_no)
        rc = verify_store(&verifying, error);
    if (!rc && !in->psn_no)
        rc = verify_statistics(&verifying, error);
    return rc;
}
