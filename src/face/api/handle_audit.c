/* The audit log, for the auditor alone, and whether it is whole. */
#include <stdio.h>

#include "app/refuse.h"
#include "base/day.h"
#include "face/api/exchange.h"
#include "store/access_log.h"
#include "store/store.h"

#define PAGE_ROWS    100
#define DAYS_MAX     366
#define DAYS_DEFAULT 7

static void put_row(struct yb_api_exchange *x, const struct yb_access_log_row *row)
{
    const struct yb_api_operation *operation = yb_api_operation_of(row->action);

    yb_api_put_integer(x, "chain_no", row->chain_no);
    yb_api_put_integer(x, "seq_no", row->seq_no);
    yb_api_put_time(x, "log_time", row->log_time);
    yb_api_put_text(x, "actor", row->actor);
    yb_api_put_text(x, "actor_kind", row->actor_kind);
    yb_api_put_text(x, "action", row->action);
    yb_api_put_string(x, "action_name",
                      operation ? yb_api_words(x, operation->zh, operation->en) : "");
    yb_api_put_text(x, "target", row->target);
    yb_api_put_text(x, "result", row->result);
    yb_api_put_text(x, "detail", row->detail);
    yb_api_put_text(x, "ip", row->ip);
}

/* "1546300800000.0.17": time, chain and number of the last row. */
static int read_after(struct yb_text after, struct yb_access_log_page *page, struct yb_error *error)
{
    struct yb_text rest, ms = yb_text_split(after, '.', &rest), seq;
    struct yb_text chain = yb_text_split(rest, '.', &seq);
    int64_t at_ms;

    if (!after.length)
        return YB_OK;
    if (!yb_text_to_int64(ms, &at_ms) || !yb_text_to_int64(chain, &page->at_chain) ||
        !yb_text_to_int64(seq, &page->at_seq) || at_ms > page->at_ms)
        return yb_refuse(error, YB_E_WRONG_FORMAT, "after", after);
    page->at_ms = at_ms;
    return YB_OK;
}

static int audit_log(struct yb_api_exchange *x, struct yb_error *error)
{
    int32_t to = (int32_t)yb_api_number(x, "to", yb_instant_day(x->call.now_ms));
    int32_t from = (int32_t)yb_api_number(x, "from", to - DAYS_DEFAULT + 1);
    struct yb_access_log_page page = {.actor = yb_api_text(x, "actor"),
                                      .action = yb_api_text(x, "action"),
                                      .from_ms = from * YB_DAY_MS - YB_CST_MS,
                                      .at_ms = (to + 1) * YB_DAY_MS - YB_CST_MS - 1,
                                      .at_chain = INT64_MAX,
                                      .at_seq = INT64_MAX,
                                      .most = yb_api_number(x, "limit", PAGE_ROWS) + 1};
    struct yb_access_log_list list;
    char next[80] = "";
    int rc;

    if (from > to || to - from > DAYS_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "from", "0..366 days", NULL);
    rc = read_after(yb_api_text(x, "after"), &page, error);
    if (rc == YB_OK)
        rc = yb_access_log_page(x->call.tx, &page, &list, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < list.count && (int64_t)i < page.most - 1; i++) {
        YB_API_EACH(x);
        put_row(x, &list.rows[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    if ((int64_t)list.count == page.most) {
        const struct yb_access_log_row *last = &list.rows[list.count - 2];

        snprintf(next, sizeof(next), "%lld.%lld.%lld", (long long)last->log_time,
                 (long long)last->chain_no, (long long)last->seq_no);
    }
    yb_api_put_string(x, "next", next);
    x->target = YB_TEXT("access_log");
    return YB_OK;
}

static int check_audit_log(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t entries, broken;
    int rc = yb_access_log_verify(x->call.app->store, &entries, &broken, error);

    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "access_log: %lld, %lld", (long long)entries, (long long)broken);
    yb_api_put_integer(x, "entries", entries);
    yb_api_put_integer(x, "broken", broken);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_audit[] = {
    {"audit_log", audit_log},
    {"check_audit_log", check_audit_log},
    {.id = NULL},
};
