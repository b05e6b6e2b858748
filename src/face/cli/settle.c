/* yibao settle FILE: whole claims from a file, as JSON lines or CSV. See doc of the options. */
#include "face/cli/open.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/settle/bulk.h"
#include "app/transfer/csv.h"
#include "base/file.h"
#include "base/money.h"
#include "face/cli/progress.h"
#include "face/json.h"

static const struct yb_option options[] = {
    YB_STORE_OPTIONS,
    {"--quiet", YB_OPTION_FLAG, 0, "只报告未结算的", "report only what is refused", NULL, 0, 0},
    {"FILE", YB_OPTION_PATH, YB_OPTION_REQUIRED,
     "整单明细：JSON每行一单，或CSV每行一条明细（同一claim相邻）",
     "whole claims: JSON, one a line; or CSV, one fee line a row, rows of a claim together", NULL,
     0, 0},
    {.name = NULL},
};

struct settling_file {
    struct yb_cli *cli;
    struct yb_bulk *bulk;
    struct yb_progress progress;
    bool quiet;
    int64_t settled, refused, replayed;
    int64_t medfee_fen, fund_fen;
    int64_t row;               /* of the CSV file */
    struct yb_bulk_slot *open; /* the CSV claim being read */
    struct yb_text open_claim;
    struct yb_fee_line_in *lines; /* of it, in its arena */
    size_t capacity;
};

/* ---- answers ---- */

static void add_amount(struct yb_json *json, const char *key, int64_t fen)
{
    yb_json_key(json, key);
    yb_json_add_decimal(json, fen, 2);
}

static void print_settled(struct settling_file *s, const struct yb_bulk_slot *slot)
{
    const struct yb_bulk_out *info = &slot->out;
    struct yb_buffer text;
    struct yb_json json;

    yb_buffer_init(&text, slot->arena);
    yb_json_init(&json, &text);
    yb_json_open(&json, '{');
    yb_json_key(&json, "row");
    yb_json_add_integer(&json, slot->number);
    yb_json_key(&json, "setl_id");
    yb_json_add_integer(&json, info->setl_id);
    yb_json_key(&json, "mdtrt_id");
    yb_json_add_integer(&json, info->mdtrt_id);
    add_amount(&json, "medfee_sumamt", info->medfee_sumamt_fen);
    add_amount(&json, "fund_pay_sumamt", info->fund_pay_sumamt_fen);
    add_amount(&json, "acct_pay", info->acct_pay_fen);
    add_amount(&json, "psn_cash_pay", info->psn_cash_pay_fen);
    yb_json_close(&json, '}');
    yb_buffer_add_char(&text, '\n');
    yb_cli_write(s->cli, yb_buffer_text(&text));
}

static void print_refused(struct settling_file *s, const struct yb_bulk_slot *slot)
{
    struct yb_error error = slot->error;
    struct yb_buffer text;
    char row[24];

    yb_buffer_init(&text, slot->arena);
    yb_error_describe(&slot->error, s->cli->english, &text);
    snprintf(row, sizeof(row), "%lld", (long long)slot->number);
    yb_fail(&error, YB_E_IMPORT_ROW, row, yb_buffer_text(&text).bytes, NULL);
    yb_cli_report(s->cli, &error);
}

static void take_answer(void *context, const struct yb_bulk_slot *slot)
{
    struct settling_file *s = context;

    if (slot->code) {
        s->refused++;
        print_refused(s, slot);
    } else if (slot->replay) {
        s->replayed++;
    } else {
        s->settled++;
        s->medfee_fen += slot->out.medfee_sumamt_fen;
        s->fund_fen += slot->out.fund_pay_sumamt_fen;
        if (s->cli->json && !s->quiet)
            print_settled(s, slot);
    }
    yb_progress_to(&s->progress, s->settled + s->refused + s->replayed);
}

/* ---- members of a claim, by name ---- */

enum member_kind { MEMBER_TEXT, MEMBER_ID, MEMBER_INSTANT, MEMBER_FEN, MEMBER_E4, MEMBER_E6 };

struct member {
    const char *name;
    enum member_kind kind;
    size_t offset;
};

#define OF_SLOT(name) offsetof(struct yb_bulk_slot, name)
#define OF_LINE(name) offsetof(struct yb_fee_line_in, name)

static const struct member claim_members[] = {
    {"fixmedins_code", MEMBER_TEXT, OF_SLOT(actor.fixmedins_code)},
    {"msgid", MEMBER_TEXT, OF_SLOT(actor.msgid)},
    {"mdtrtarea_admvs", MEMBER_TEXT, OF_SLOT(actor.mdtrtarea_admvs)},
    {"certno", MEMBER_TEXT, OF_SLOT(certno)},
    {"psn_no", MEMBER_ID, OF_SLOT(claim.psn_no)},
    {"insutype", MEMBER_TEXT, OF_SLOT(claim.insutype)},
    {"med_type", MEMBER_TEXT, OF_SLOT(claim.med_type)},
    {"ipt_otp_no", MEMBER_TEXT, OF_SLOT(claim.ipt_otp_no)},
    {"dise_codg", MEMBER_TEXT, OF_SLOT(claim.dise_codg)},
    {"diag_code", MEMBER_TEXT, OF_SLOT(claim.diag_code)},
    {"acct_used_flag", MEMBER_TEXT, OF_SLOT(claim.acct_used_flag)},
    {"begntime", MEMBER_INSTANT, OF_SLOT(claim.begntime_ms)},
    {"endtime", MEMBER_INSTANT, OF_SLOT(claim.endtime_ms)},
    {"medfee_sumamt", MEMBER_FEN, OF_SLOT(claim.medfee_sumamt_fen)},
};

static const struct member line_members[] = {
    {"feedetl_sn", MEMBER_TEXT, OF_LINE(feedetl_sn)},
    {"med_list_codg", MEMBER_TEXT, OF_LINE(med_list_codg)},
    {"medins_list_codg", MEMBER_TEXT, OF_LINE(medins_list_codg)},
    {"hosp_appr_flag", MEMBER_TEXT, OF_LINE(hosp_appr_flag)},
    {"fee_ocur_time", MEMBER_INSTANT, OF_LINE(fee_ocur_time_ms)},
    {"det_item_fee_sumamt", MEMBER_FEN, OF_LINE(det_item_fee_sumamt_fen)},
    {"cnt", MEMBER_E4, OF_LINE(cnt_e4)},
    {"pric", MEMBER_E6, OF_LINE(pric_e6)},
};

#define CLAIM_MEMBERS (sizeof(claim_members) / sizeof(claim_members[0]))
#define LINE_MEMBERS  (sizeof(line_members) / sizeof(line_members[0]))

static bool parse(enum member_kind kind, struct yb_text text, void *at)
{
    switch (kind) {
    case MEMBER_TEXT:
        *(struct yb_text *)at = text;
        return true;
    case MEMBER_ID:
        return yb_text_to_int64(text, at);
    case MEMBER_INSTANT:
        return yb_instant_parse(text, at);
    case MEMBER_FEN:
        return yb_money_parse(text, at);
    case MEMBER_E4:
        return yb_decimal_parse(text, 4, at);
    case MEMBER_E6:
        return yb_decimal_parse(text, 6, at);
    }
    return false;
}

/* Takes one value; an empty one leaves the member as it is. */
static int take_member(const struct member *member, struct yb_text value, void *thing,
                       struct yb_arena *arena, struct yb_error *error)
{
    struct yb_text copy;

    if (!value.length)
        return YB_OK;
    copy = yb_text_copy(arena, value);
    if (!copy.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (parse(member->kind, copy, (char *)thing + member->offset))
        return YB_OK;
    return yb_fail(error, YB_E_WRONG_FORMAT, member->name, copy.bytes, NULL);
}

/* What a file may leave out: numbers and days of lines, the sum, who works here. */
static int complete(struct yb_bulk_slot *slot, struct yb_error *error)
{
    struct yb_claim_in *claim = &slot->claim;
    struct yb_fee_line_in *lines = (struct yb_fee_line_in *)claim->lines;
    int64_t sum = 0;

    slot->actor.opter = YB_TEXT("yibao");
    for (size_t i = 0; i < claim->line_count; i++) {
        if (!lines[i].feedetl_sn.length)
            lines[i].feedetl_sn = yb_text_of(yb_arena_format(slot->arena, "%zu", i + 1));
        if (!lines[i].medins_list_codg.length)
            lines[i].medins_list_codg = lines[i].med_list_codg;
        if (!lines[i].fee_ocur_time_ms)
            lines[i].fee_ocur_time_ms = claim->begntime_ms;
        sum += lines[i].det_item_fee_sumamt_fen;
    }
    if (!claim->medfee_sumamt_fen)
        claim->medfee_sumamt_fen = sum;
    if (!slot->actor.fixmedins_code.length)
        return yb_fail(error, YB_E_MISSING, "fixmedins_code", NULL);
    if (!claim->psn_no && !slot->certno.length)
        return yb_fail(error, YB_E_MISSING, "psn_no", NULL);
    if (!claim->begntime_ms)
        return yb_fail(error, YB_E_MISSING, "begntime", NULL);
    return YB_OK;
}

/* ---- JSON lines ---- */

static int take_json(const struct member *members, size_t count, const struct yb_json_value *from,
                     void *thing, struct yb_bulk_slot *slot)
{
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < count; i++) {
        const struct yb_json_value *value = yb_json_get(from, members[i].name);

        if (value)
            rc = take_member(&members[i], yb_json_text(value), thing, slot->arena, &slot->error);
    }
    return rc;
}

static int read_claim(const struct yb_json_value *root, struct yb_bulk_slot *slot)
{
    const struct yb_json_value *detail = yb_json_get(root, "feedetail"), *line;
    struct yb_fee_line_in *lines;
    size_t count = 0;
    int rc = take_json(claim_members, CLAIM_MEMBERS, root, slot, slot);

    if (rc != YB_OK)
        return rc;
    if (!yb_json_is(detail, YB_JSON_LIST))
        return yb_fail(&slot->error, YB_E_MISSING, "feedetail", NULL);
    lines = YB_NEW_ARRAY(slot->arena, struct yb_fee_line_in, detail->count);
    if (!lines)
        return yb_fail(&slot->error, YB_E_NO_MEMORY, NULL);
    for (line = detail->first; rc == YB_OK && line; line = line->next)
        rc = take_json(line_members, LINE_MEMBERS, line, &lines[count++], slot);
    slot->claim.lines = lines;
    slot->claim.line_count = count;
    return rc == YB_OK ? complete(slot, &slot->error) : rc;
}

/* The slot outlives the line's buffer. */
static void settle_json(struct settling_file *s, struct yb_text line, int64_t number)
{
    struct yb_bulk_slot *slot = yb_bulk_slot(s->bulk);
    struct yb_text copy = yb_text_copy(slot->arena, line);
    struct yb_json_value *root;
    int rc;

    slot->number = number;
    rc = copy.bytes ? yb_json_read(copy, slot->arena, &root, &slot->error)
                    : yb_fail(&slot->error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK && root->type != YB_JSON_OBJECT)
        rc = yb_fail(&slot->error, YB_E_WRONG_JSON, "object", NULL);
    if (rc == YB_OK)
        rc = read_claim(root, slot);
    if (rc == YB_OK)
        yb_bulk_submit(s->bulk, slot);
    else
        yb_bulk_refuse(s->bulk, slot, &slot->error);
}

static int settle_json_file(struct settling_file *s, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    int64_t number = 0;

    if (!file)
        return yb_fail(&s->cli->error, YB_E_FILE, path, strerror(errno), NULL);
    while ((length = getline(&line, &size, file)) >= 0) {
        struct yb_text text = yb_text_trim((struct yb_text){line, (size_t)length});

        number++;
        if (text.length)
            settle_json(s, text, number);
    }
    free(line);
    fclose(file);
    return YB_OK;
}

/* ---- CSV ---- */

static void close_claim(struct settling_file *s)
{
    struct yb_bulk_slot *slot = s->open;

    s->open = NULL;
    if (!slot)
        return;
    slot->claim.lines = s->lines;
    if (slot->error.code == YB_OK)
        complete(slot, &slot->error);
    if (slot->error.code == YB_OK)
        yb_bulk_submit(s->bulk, slot);
    else
        yb_bulk_refuse(s->bulk, slot, &slot->error);
}

static struct yb_fee_line_in *next_line(struct settling_file *s)
{
    struct yb_claim_in *claim = &s->open->claim;

    if (claim->line_count == s->capacity) {
        size_t wider = s->capacity ? s->capacity * 2 : 16;
        struct yb_fee_line_in *lines = YB_NEW_ARRAY(s->open->arena, struct yb_fee_line_in, wider);

        if (!lines)
            return NULL;
        if (claim->line_count)
            memcpy(lines, s->lines, claim->line_count * sizeof(*lines));
        s->lines = lines;
        s->capacity = wider;
    }
    return &s->lines[claim->line_count++];
}

/* The columns: claim, those of a claim, those of a line. */
static int take_row(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    struct settling_file *s = context;
    const struct yb_text *values = row->values;
    struct yb_fee_line_in *line;
    int rc = YB_OK;

    (void)error;
    if (s->open && !yb_text_equal(s->open_claim, values[0]))
        close_claim(s);
    if (!s->open) {
        s->open = yb_bulk_slot(s->bulk);
        s->open->number = row->number;
        s->open_claim = yb_text_copy(s->open->arena, values[0]);
        s->lines = NULL;
        s->capacity = 0;
        for (size_t i = 0; rc == YB_OK && i < CLAIM_MEMBERS; i++)
            rc = take_member(&claim_members[i], values[1 + i], s->open, s->open->arena,
                             &s->open->error);
    }
    line = next_line(s);
    if (!line)
        return yb_fail(&s->open->error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; rc == YB_OK && i < LINE_MEMBERS; i++)
        rc = take_member(&line_members[i], values[1 + CLAIM_MEMBERS + i], line, s->open->arena,
                         &s->open->error);
    return YB_OK;
}

static int settle_csv_file(struct settling_file *s, const char *path)
{
    struct yb_csv_column columns[1 + CLAIM_MEMBERS + LINE_MEMBERS] = {{"claim", true, 0}};
    struct yb_csv_report report = {0};
    struct yb_csv_sink sink = {take_row, s, &report};
    struct yb_text text;
    int rc = yb_file_read(path, YB_CSV_BYTES_MAX, s->cli->arena, &text, &s->cli->error);

    if (rc != YB_OK)
        return rc;
    for (size_t i = 0; i < CLAIM_MEMBERS; i++)
        columns[1 + i].name = claim_members[i].name;
    for (size_t i = 0; i < LINE_MEMBERS; i++)
        columns[1 + CLAIM_MEMBERS + i].name = line_members[i].name;
    rc = yb_csv_read(text, columns, sizeof(columns) / sizeof(columns[0]), &sink, &s->cli->error);
    close_claim(s);
    return rc;
}

/* ---- the command ---- */

static bool is_csv(const char *path)
{
    size_t length = strlen(path);

    return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

static void print_summary(struct settling_file *s, int64_t ms)
{
    const struct {
        const char *key, *zh, *en;
        int64_t value;
    } counts[] = {
        {"settled", "已结算", "settled", s->settled},
        {"refused", "拒绝", "refused", s->refused},
        {"replayed", "此前已结算", "settled before", s->replayed},
        {"ms", "毫秒", "ms", ms},
        {"per_second", "每秒", "a second",
         (s->settled + s->refused + s->replayed) * 1000 / (ms ? ms : 1)},
    };
    char medfee[YB_DECIMAL_TEXT_MAX], fund[YB_DECIMAL_TEXT_MAX];
    FILE *out = s->cli->out;

    yb_money_format(s->medfee_fen, medfee);
    yb_money_format(s->fund_fen, fund);
    if (s->cli->json) {
        fprintf(out, "{\"medfee_sumamt\":%s,\"fund_pay_sumamt\":%s", medfee, fund);
        for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
            fprintf(out, ",\"%s\":%lld", counts[i].key, (long long)counts[i].value);
        fputs("}\n", out);
        return;
    }
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        fprintf(out, "%s %lld  ", yb_cli_words(s->cli, counts[i].zh, counts[i].en),
                (long long)counts[i].value);
    fprintf(out, "%s %s  %s %s\n", yb_cli_words(s->cli, "费用", "costs"), medfee,
            yb_cli_words(s->cli, "基金支付", "funds pay"), fund);
}

static int settle_file(struct yb_cli *cli, struct yb_app *app)
{
    struct settling_file s = {.cli = cli, .quiet = yb_cli_flag(cli, "--quiet")};
    const struct yb_bulk_how how = {.answer = take_answer, .context = &s, .now_ms = yb_clock_now};
    const char *path = yb_cli_text(cli, "FILE");
    int64_t started = yb_clock_now();
    int rc = yb_bulk_new(&s.bulk, app, &how, &cli->error);

    if (rc != YB_OK)
        return rc;
    yb_progress_init(&s.progress, cli, "结算", "settling", 0);
    rc = is_csv(path) ? settle_csv_file(&s, path) : settle_json_file(&s, path);
    yb_bulk_free(s.bulk);
    yb_progress_end(&s.progress);
    print_summary(&s, yb_clock_now() - started);
    return rc == YB_OK && s.refused ? YB_E_IMPORT_ROW : rc;
}

static int run_settle(struct yb_cli *cli)
{
    struct yb_app app;
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    rc = settle_file(cli, &app);
    yb_app_close(&app);
    return rc;
}

const struct yb_command yb_commands_settle[] = {
    {"settle", NULL, "批量结算文件中的整单", "settle the whole claims of a file", options,
     run_settle},
    {.noun = NULL},
};
