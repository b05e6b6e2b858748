/* yibao policy resettle: settled bills brought to a policy that came after them. */
#include <json-c/json.h>
#include <unistd.h>

#include "app/journal/journal.h"
#include "app/session/session.h"
#include "app/settle/run.h"
#include "face/cli/open.h"
#include "face/cli/password.h"
#include "face/cli/progress.h"
#include "store/store.h"

#define RUNS_LOOKED_AT 200

static const struct yb_option options[] = {
    YB_STORE_OPTIONS,
    {"--count", YB_OPTION_FLAG, 0, "只清点：会改变哪些账单，不改动",
     "only count what would change, and change nothing", NULL, 0, 0},
    YB_SIGN_OPTIONS,
    {"NAME", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "政策编号，如 371525-guanxian/2027-resident",
     "the policy's id", NULL, 0, 0},
    {.name = NULL},
};

struct work {
    struct yb_cli *cli;
    struct yb_app app;
    struct yb_session session;
    struct yb_resettle_run_row run;
    int64_t left; /* people refused and not settled since */
};

static int in_job(struct work *w, int (*use_case)(struct yb_call *, void *, struct yb_error *))
{
    const struct yb_actor actor = yb_journal_actor(w->session.user_name, YB_TEXT(""));
    struct yb_use use = {.app = &w->app,
                         .actor = &actor,
                         .arena = w->cli->arena,
                         .now_ms = yb_clock_now(),
                         .run = use_case,
                         .context = w};

    return yb_app_run(&use, &w->cli->error);
}

static bool is_in(const struct work *w, struct yb_text stas)
{
    return yb_text_equal(w->run.run_stas, stas);
}

/* The policy's run that is not done, or a new one. */
static int find_or_begin(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_text policy = yb_text_of(yb_cli_text(w->cli, "NAME"));
    struct yb_resettle_run_list list;
    int rc = yb_resettle_run_list(call->tx, INT64_MAX, RUNS_LOOKED_AT, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        w->run = list.rows[i];
        if (yb_text_equal(w->run.policy, policy) && !is_in(w, YB_RUN_DONE))
            return YB_OK;
    }
    return rc == YB_OK ? yb_app_run_begin(call, policy, &w->run, error) : rc;
}

static int look(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;

    int rc = yb_resettle_run_get(call->tx, w->run.run_id, &w->run, error);

    return rc == YB_OK ? yb_resettle_order_left(call->tx, w->run.run_id, &w->left, error) : rc;
}

static int order(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    const struct yb_run_deed deed = {w->run.run_id, w->session.user_name,
                                     yb_text_of(yb_cli_text(w->cli, "--reason"))};
    const struct yb_journal_entry entry = {
        .action = YB_TEXT("order_run"),
        .target = yb_text_of(yb_arena_format(call->arena, "run:%lld", (long long)deed.run_id)),
        .detail = deed.reason};
    int rc = yb_app_run_order(call, &deed, &w->run, error);

    return rc == YB_OK ? yb_journal_add(call, &entry, error) : rc;
}

/* Until it is not in that state any more. */
static int work_while(struct work *w, struct yb_text stas)
{
    bool working = yb_text_equal(stas, YB_RUN_WORKING);
    struct yb_progress progress;
    int rc = YB_OK;

    yb_progress_init(&progress, w->cli, working ? "重新结算" : "清点",
                     working ? "settling again" : "counting", working ? w->run.psn_cnt : 0);
    while (rc == YB_OK && is_in(w, stas)) {
        bool more = false;

        rc = yb_app_run_step(&w->app, yb_clock_now(), &more, &w->cli->error);
        if (rc == YB_OK && !more)
            sleep(1); /* others do not know the policy yet */
        if (rc == YB_OK)
            rc = in_job(w, look);
        yb_progress_to(&progress, working ? w->run.done_psn_cnt : w->run.psn_cnt);
    }
    yb_progress_end(&progress);
    return rc;
}

static void say_amount(struct json_object *object, const char *key, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_decimal_format(fen, 2, text);
    json_object_object_add(object, key, json_object_new_string(text));
}

static void say(struct work *w)
{
    const struct yb_resettle_run_row *run = &w->run;
    char would[YB_DECIMAL_TEXT_MAX], did[YB_DECIMAL_TEXT_MAX];
    struct json_object *object;

    if (w->cli->json) {
        object = json_object_new_object();
        json_object_object_add(object, "run_id", json_object_new_int64(run->run_id));
        json_object_object_add(object, "change_psn_cnt",
                               json_object_new_int64(run->change_psn_cnt));
        json_object_object_add(object, "change_bill_cnt",
                               json_object_new_int64(run->change_bill_cnt));
        say_amount(object, "change_fund", run->change_fund_fen);
        json_object_object_add(object, "done_bill_cnt", json_object_new_int64(run->done_bill_cnt));
        say_amount(object, "done_fund", run->done_fund_fen);
        json_object_object_add(object, "refused_cnt", json_object_new_int64(w->left));
        yb_cli_write_json(w->cli, object);
        return;
    }
    yb_decimal_format(run->change_fund_fen, 2, would);
    yb_decimal_format(run->done_fund_fen, 2, did);
    fprintf(w->cli->out,
            w->cli->english ? "would change: %lld people, %lld bills, funds %s\n"
                            : "会改变：%lld 人，%lld 张账单，基金支付 %s\n",
            (long long)run->change_psn_cnt, (long long)run->change_bill_cnt, would);
    fprintf(w->cli->out,
            w->cli->english ? "changed: %lld bills, funds %s; %lld people refused\n"
                            : "已改变：%lld 张账单，基金支付 %s；未办成 %lld 人\n",
            (long long)run->done_bill_cnt, did, (long long)w->left);
}

static int resettle(struct work *w)
{
    const struct yb_reach reach = yb_may(&w->session.who, YB_MAY_policy_resettle);
    int rc = YB_OK;

    if (!reach.allowed || !yb_reaches(&reach, yb_text_of(w->app.region), YB_TEXT("")))
        rc = yb_fail(&w->cli->error, YB_E_NOT_ALLOWED,
                     yb_permission_title(YB_MAY_policy_resettle, w->cli->english), NULL);
    if (rc == YB_OK)
        rc = in_job(w, find_or_begin);
    if (rc == YB_OK)
        rc = work_while(w, YB_RUN_COUNTING);
    if (rc == YB_OK && !yb_cli_flag(w->cli, "--count")) {
        if (is_in(w, YB_RUN_COUNTED) || is_in(w, YB_RUN_STOPPED))
            rc = in_job(w, order);
        if (rc == YB_OK && is_in(w, YB_RUN_COUNTING)) /* stopped before it was counted */
            rc = work_while(w, YB_RUN_COUNTING);
        if (rc == YB_OK)
            rc = work_while(w, YB_RUN_WORKING);
    }
    if (rc == YB_OK)
        rc = in_job(w, look);
    if (rc == YB_OK)
        say(w);
    return rc;
}

static int run_resettle(struct yb_cli *cli)
{
    struct work *w = YB_NEW(cli->arena, struct work);
    int rc;

    if (!w)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    w->cli = cli;
    rc = yb_cli_sign_in(cli, &w->app, &w->session);
    if (rc != YB_OK)
        return rc;
    rc = resettle(w);
    yb_app_close(&w->app);
    return rc;
}

const struct yb_command yb_commands_resettle[] = {
    {"policy", "resettle", "按追溯的政策重新结算已结账单",
     "bring settled bills to a policy for days past", options, run_resettle},
    {.noun = NULL},
};
