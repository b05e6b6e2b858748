#include "face/cli/open.h"

#include "app/settle/explain.h"
#include "face/bill.h"

static const struct yb_option options[] = {
    YB_STORE_OPTIONS,
    {"--psn", YB_OPTION_INTEGER, 0, "人员编号（不写则按结算ID查找）",
     "psn_no (without it: looked for by setl_id)", NULL, 1, INT64_MAX},
    {"--explain", YB_OPTION_FLAG, 0, "逐步说明并注明依据", "every step with its clause", NULL, 0,
     0},
    {"SETL_ID", YB_OPTION_INTEGER, YB_OPTION_REQUIRED, "结算ID", "setl_id", NULL, 1, INT64_MAX},
    {.name = NULL},
};

struct showing {
    struct yb_cli *cli;
    struct yb_app *app;
};

static struct yb_bill_view view_of(const struct yb_cli *cli, const struct yb_explained *e,
                                   struct yb_claim *claim)
{
    const struct yb_decision *decision = &e->decision;

    *claim = (struct yb_claim){.facts = decision->record.facts,
                               .lines = decision->lines,
                               .line_count = decision->line_count,
                               .account_fen = decision->record.account_fen,
                               .family_fen = decision->record.family_fen};
    return (struct yb_bill_view){
        .policy = decision->policy,
        .claim = claim,
        .bill = &decision->bill,
        .lines = decision->placed,
        .names = e->names,
        .catalogues = e->catalogues,
        .family = e->family,
        .trace = yb_cli_flag(cli, "--explain") || cli->json ? &decision->record.trace : NULL,
        .english = cli->english,
    };
}

static void add_id(struct yb_json *json, const char *key, int64_t id)
{
    char text[24];

    if (!id)
        return;
    snprintf(text, sizeof(text), "%lld", (long long)id);
    yb_json_key(json, key);
    yb_json_add_text(json, yb_text_of(text));
}

static void write_json(struct yb_cli *cli, const struct yb_explained *e, struct yb_buffer *out)
{
    struct yb_claim claim;
    struct yb_bill_view view = view_of(cli, e, &claim);
    struct yb_json json;
    char time[20];

    yb_json_init(&json, out);
    yb_json_open(&json, '{');
    add_id(&json, "setl_id", e->setl.setl_id);
    add_id(&json, "mdtrt_id", e->setl.mdtrt_id);
    add_id(&json, "psn_no", e->setl.psn_no);
    add_id(&json, "init_setl_id", e->setl.init_setl_id);
    add_id(&json, "adjust_setl_id", e->setl.adjust_setl_id);
    add_id(&json, "cancelled_by", e->cancelled_by);
    yb_json_key(&json, "fixmedins_code");
    yb_json_add_text(&json, e->original.fixmedins_code);
    yb_json_key(&json, "insutype");
    yb_json_add_text(&json, e->setl.insutype);
    yb_json_key(&json, "med_type");
    yb_json_add_text(&json, e->setl.med_type);
    yb_instant_format(e->setl.setl_time, time);
    yb_json_key(&json, "setl_time");
    yb_json_add_text(&json, yb_text_of(time));
    yb_json_key(&json, "bill");
    yb_bill_write_json(&view, &json);
    yb_json_close(&json, '}');
    yb_buffer_add_char(out, '\n');
}

static void write_text(struct yb_cli *cli, const struct yb_explained *e, struct yb_buffer *out)
{
    struct yb_claim claim;
    struct yb_bill_view view = view_of(cli, e, &claim);
    char time[20];

    yb_instant_format(e->setl.setl_time, time);
    yb_buffer_addf(out, "%s %lld  %s  " YB_TEXT_FMT "\n", yb_cli_words(cli, "结算", "Settlement"),
                   (long long)e->setl.setl_id, time, YB_TEXT_ARG(e->original.fixmedins_code));
    if (e->setl.init_setl_id)
        yb_buffer_addf(out, "%s %lld\n", yb_cli_words(cli, "撤销", "Cancels"),
                       (long long)e->setl.init_setl_id);
    else if (e->setl.adjust_setl_id)
        yb_buffer_addf(out, "%s %lld\n", yb_cli_words(cli, "重算调整", "Corrects"),
                       (long long)e->setl.adjust_setl_id);
    else if (e->cancelled_by)
        yb_buffer_addf(out, "%s %lld\n", yb_cli_words(cli, "已被撤销：", "Cancelled by"),
                       (long long)e->cancelled_by);
    yb_bill_write_text(&view, out);
}

static int show(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct showing *s = context;
    const int64_t which[2] = {yb_cli_integer(s->cli, "--psn", 0),
                              yb_cli_integer(s->cli, "SETL_ID", 0)};
    struct yb_explained explained;
    struct yb_buffer out;
    int rc = yb_settlement_explain(s->app, tx, which, &explained, error);

    if (rc != YB_OK)
        return rc;
    yb_buffer_init(&out, s->cli->arena);
    if (s->cli->json)
        write_json(s->cli, &explained, &out);
    else
        write_text(s->cli, &explained, &out);
    yb_cli_write(s->cli, yb_buffer_text(&out));
    return YB_OK;
}

static int run_bill(struct yb_cli *cli)
{
    struct yb_app app;
    struct showing showing = {cli, &app};
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    rc = yb_store_read(app.store, show, &showing, cli->arena, &cli->error);
    yb_app_close(&app);
    return rc;
}

const struct yb_command yb_commands_bill[] = {
    {"bill", NULL, "显示一笔结算的账单", "show the bill of a settlement", options, run_bill},
    {.noun = NULL},
};
