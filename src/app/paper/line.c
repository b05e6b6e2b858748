/* Lines of a claim on paper: typed, or of a CSV. All are checked; one bad keeps out all. */
#include "app/paper/paper.h"
#include "app/paper/paper_internal.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "app/transfer/csv.h"
#include "base/day.h"
#include "base/money.h"
#include "base/table.h"
#include "store/catalogue.h"
#include "store/paper.h"

#include <string.h>

#define FIELDS 7

static const struct yb_csv_column columns[FIELDS] = {
    {"fee_ocur_time", false, 20},
    {"med_list_codg", true, 50},
    {"medins_list_codg", false, 50},
    {"cnt", true, 20},
    {"pric", true, 20},
    {"det_item_fee_sumamt", true, 20},
    {"hosp_appr_flag", false, 3},
};

struct entering {
    struct yb_call *call;
    const struct yb_paper_claim_row *claim;
    struct yb_paper_lines_out *out;
    struct yb_paper_line_row *rows;
    size_t count;
    struct yb_table items; /* codes that the catalogue is known to have */
};

static int read_time(const struct yb_paper_claim_row *claim, struct yb_text text, int64_t *ms,
                     struct yb_error *error)
{
    int32_t day, first = yb_instant_day(claim->begntime);
    int32_t last = claim->endtime ? yb_instant_day(claim->endtime) : YB_DAY_NONE;

    *ms = claim->begntime;
    if (!text.length)
        return YB_OK;
    if (yb_day_parse(text, &day))
        *ms = yb_paper_instant(day);
    else if (!yb_instant_parse(text, ms))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "fee_ocur_time", text);
    day = yb_instant_day(*ms);
    if (day < first || (last != YB_DAY_NONE && day > last))
        return yb_refuse(error, YB_E_OUT_OF_RANGE, "fee_ocur_time", text);
    return YB_OK;
}

static int read_amounts(const struct yb_settle_rules *rules, const struct yb_paper_line_in *in,
                        struct yb_paper_line_row *row, struct yb_error *error)
{
    int64_t should, most = rules->line_tolerance_fen;

    if (!yb_decimal_parse(in->cnt, 4, &row->cnt_e4) || row->cnt_e4 <= 0)
        return yb_refuse(error, YB_E_WRONG_FORMAT, "cnt", in->cnt);
    if (!yb_decimal_parse(in->pric, 6, &row->pric_e6) || row->pric_e6 < 0)
        return yb_refuse(error, YB_E_WRONG_FORMAT, "pric", in->pric);
    if (!yb_money_parse(in->det_item_fee_sumamt, &row->det_item_fee_sumamt_fen) ||
        row->det_item_fee_sumamt_fen < 0)
        return yb_refuse(error, YB_E_WRONG_FORMAT, "det_item_fee_sumamt", in->det_item_fee_sumamt);
    if (row->pric_e6 > YB_AMOUNT_FEN_MAX || row->cnt_e4 > YB_AMOUNT_FEN_MAX ||
        row->det_item_fee_sumamt_fen > YB_AMOUNT_FEN_MAX)
        return yb_refuse(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", in->det_item_fee_sumamt);
    should = yb_money_of(row->pric_e6, row->cnt_e4, YB_ROUND_HALF_UP);
    if (should > row->det_item_fee_sumamt_fen + most ||
        should < row->det_item_fee_sumamt_fen - most)
        return yb_refuse_fen(error, YB_E_PAPER_LINE_SUM, "det_item_fee_sumamt", should);
    return YB_OK;
}

/* In the catalogue at all; whether on its day is the settlement's to say. */
static int check_item(struct entering *entering, struct yb_text code, struct yb_error *error)
{
    struct yb_call *call = entering->call;
    struct yb_med_item_list items;
    int rc;

    if (call->app->rules->unknown_item_is_self_paid || yb_table_get(&entering->items, code, 0))
        return YB_OK;
    rc = yb_med_item_find(call->tx, YB_EVERY_REGION, code, &items, error);
    if (rc == YB_OK && !items.count)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "med_list_codg", code);
    if (rc == YB_OK && !yb_table_put(&entering->items, code, 1))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    return rc;
}

static int enter(struct entering *entering, const struct yb_paper_line_in *in,
                 struct yb_error *error)
{
    struct yb_arena *arena = entering->call->arena;
    struct yb_paper_line_row *row = &entering->rows[entering->count];
    int rc;

    if (entering->count == YB_LINES_PER_CLAIM_MAX)
        return yb_refuse_number(error, YB_E_TOO_MANY, "lines", YB_LINES_PER_CLAIM_MAX);
    *row = yb_paper_line_row();
    if (!in->med_list_codg.length)
        return yb_fail(error, YB_E_MISSING, "med_list_codg", NULL);
    row->claim_id = entering->claim->claim_id;
    row->line_no = (int64_t)entering->count + 1;
    row->med_list_codg = yb_text_copy(arena, in->med_list_codg);
    row->medins_list_codg = yb_text_copy(arena, in->medins_list_codg);
    row->hosp_appr_flag =
        in->hosp_appr_flag.length ? yb_text_copy(arena, in->hosp_appr_flag) : YB_TEXT("1");
    if (!yb_text_is(row->hosp_appr_flag, "0") && !yb_text_is(row->hosp_appr_flag, "1") &&
        !yb_text_is(row->hosp_appr_flag, "2"))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "hosp_appr_flag", in->hosp_appr_flag);
    rc = read_time(entering->claim, in->fee_ocur_time, &row->fee_ocur_time, error);
    if (rc == YB_OK)
        rc = read_amounts(entering->call->app->rules, in, row, error);
    if (rc == YB_OK)
        rc = check_item(entering, row->med_list_codg, error);
    if (rc != YB_OK)
        return rc;
    entering->out->det_item_fee_sumamt_fen += row->det_item_fee_sumamt_fen;
    entering->count++;
    return YB_OK;
}

static const char *field_of(const struct yb_error *error)
{
    for (size_t i = 0; error->arg_count && i < FIELDS; i++)
        if (!strcmp(error->args[0], columns[i].name))
            return columns[i].name;
    return "";
}

static void say(void *context, int64_t line, const struct yb_error *error)
{
    struct yb_paper_lines_out *out = ((struct entering *)context)->out;

    if (out->count == YB_PAPER_REFUSALS_MAX)
        return;
    out->rows[out->count] =
        (struct yb_paper_refusal){.line = line, .field = field_of(error), .error = *error};
    out->count++;
}

static int begin(struct yb_call *call, const struct yb_paper_deed *deed, struct entering *entering,
                 struct yb_paper_claim_row *claim, struct yb_error *error)
{
    int rc = yb_paper_open(call, deed, claim, error);

    memset(entering->out, 0, sizeof(*entering->out));
    entering->call = call;
    entering->claim = claim;
    yb_table_init(&entering->items, call->arena, 64);
    entering->rows =
        YB_NEW_ARRAY(call->arena, struct yb_paper_line_row, YB_LINES_PER_CLAIM_MAX + 1);
    entering->out->rows = YB_NEW_ARRAY(call->arena, struct yb_paper_refusal, YB_PAPER_REFUSALS_MAX);
    if (rc == YB_OK && (!entering->rows || !entering->out->rows))
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    return rc;
}

static int keep(struct entering *entering, const struct yb_paper_deed *deed,
                struct yb_paper_claim_row *claim, struct yb_error *error)
{
    const struct yb_paper_line_list list = {entering->rows, entering->count};
    struct yb_tx *tx = entering->call->tx;
    int rc;

    entering->out->lines = (int64_t)entering->count + entering->out->refused;
    if (entering->out->refused)
        return YB_OK;
    rc = yb_paper_lines_put(tx, claim->claim_id, &list, error);
    claim->rev++;
    claim->lines_user = deed->user;
    if (rc == YB_OK)
        rc = yb_paper_put(tx, claim, error);
    entering->out->kept = rc == YB_OK;
    return rc;
}

int yb_app_paper_lines(struct yb_call *call, const struct yb_paper_deed *deed,
                       const struct yb_paper_line_in *lines, size_t count,
                       struct yb_paper_lines_out *out, struct yb_error *error)
{
    struct entering entering = {.out = out};
    struct yb_paper_claim_row claim;
    int rc = begin(call, deed, &entering, &claim, error);

    for (size_t i = 0; rc == YB_OK && i < count; i++) {
        struct yb_error refusal;

        rc = enter(&entering, &lines[i], &refusal);
        if (rc == YB_OK)
            continue;
        if (yb_csv_is_fault(rc)) {
            *error = refusal;
            return rc;
        }
        out->refused++;
        say(&entering, (int64_t)i + 1, &refusal);
        rc = YB_OK;
    }
    return rc == YB_OK ? keep(&entering, deed, &claim, error) : rc;
}

static int take(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    const struct yb_text *v = row->values;
    const struct yb_paper_line_in in = {v[0], v[1], v[2], v[3], v[4], v[5], v[6]};

    return enter(context, &in, error);
}

int yb_app_paper_lines_csv(struct yb_call *call, const struct yb_paper_deed *deed,
                           struct yb_text csv, struct yb_paper_lines_out *out,
                           struct yb_error *error)
{
    struct entering entering = {.out = out};
    struct yb_csv_report report = {.say = say, .context = &entering};
    const struct yb_csv_sink sink = {take, &entering, &report};
    struct yb_paper_claim_row claim;
    int rc = begin(call, deed, &entering, &claim, error);

    if (rc == YB_OK && csv.length > YB_PAPER_CSV_MAX)
        rc = yb_refuse_number(error, YB_E_TOO_LONG, "csv", YB_PAPER_CSV_MAX);
    if (rc == YB_OK)
        rc = yb_csv_read(csv, columns, FIELDS, &sink, error);
    out->refused = report.refused;
    return rc == YB_OK ? keep(&entering, deed, &claim, error) : rc;
}
