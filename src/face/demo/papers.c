/* Claims on paper of a demonstration. */
#include "face/demo/papers.h"

#include "app/paper/paper.h"
#include "app/refuse.h"
#include "app/transfer/csv.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/file.h"
#include "base/money.h"
#include "store/psn.h"

#include <stdio.h>

#define BYTES_MAX  (64 * 1024)
#define LINES_MOST 50
#define FIRST      60 /* those before play the day */
#define PEOPLE     400

static const struct yb_csv_column columns[] = {
    {"whose", true, 10},   {"claim_kind", true, 30}, {"med_type", true, 6}, {"begndate", true, 5},
    {"enddate", false, 5}, {"lines", true, 1000},    {"stands", true, 10},
};

enum { WHOSE, CLAIM_KIND, MED_TYPE, BEGNDATE, ENDDATE, LINES, STANDS, COLUMNS };

struct making {
    struct yb_call *call;
    const struct yb_demo_papers *papers;
    struct yb_psn_list people;
    size_t next; /* of them */
    int count;   /* of claims */
    struct yb_paper_line_in lines[LINES_MOST];
    size_t line_count;
    int64_t sum_fen;
    struct yb_paper_accept_in accept;
    struct yb_error *error; /* of the first row refused */
    int rc;
};

static const struct yb_reach everywhere = {.allowed = true};

/* "05-21" of the year. */
static int read_day(const struct making *making, struct yb_text text, int32_t *day,
                    struct yb_error *error)
{
    char date[16];

    *day = YB_DAY_NONE;
    if (!text.length)
        return YB_OK;
    snprintf(date, sizeof(date), "%d-" YB_TEXT_FMT, making->papers->year, YB_TEXT_ARG(text));
    return yb_day_parse(yb_text_of(date), day) ? YB_OK
                                               : yb_refuse(error, YB_E_WRONG_FORMAT, "day", text);
}

/* "code count price;...": the amounts follow. */
static int read_lines(struct making *making, struct yb_text text, struct yb_error *error)
{
    making->line_count = 0;
    making->sum_fen = 0;
    while (text.length) {
        struct yb_text word = yb_text_split(text, ';', &text), rest;
        struct yb_paper_line_in *line = &making->lines[making->line_count];
        char amount[YB_DECIMAL_TEXT_MAX];
        int64_t cnt_e4, pric_e6, fen;

        if (making->line_count == LINES_MOST)
            return yb_refuse_number(error, YB_E_TOO_MANY, "lines", LINES_MOST);
        *line = (struct yb_paper_line_in){.med_list_codg = yb_text_split(word, ' ', &rest)};
        line->cnt = yb_text_split(rest, ' ', &line->pric);
        if (!yb_decimal_parse(line->cnt, 4, &cnt_e4) || !yb_decimal_parse(line->pric, 6, &pric_e6))
            return yb_refuse(error, YB_E_WRONG_FORMAT, "lines", word);
        fen = yb_money_of(pric_e6, cnt_e4, YB_ROUND_HALF_UP);
        yb_money_format(fen, amount);
        line->det_item_fee_sumamt = yb_text_copy(making->call->arena, yb_text_of(amount));
        making->sum_fen += fen;
        making->line_count++;
    }
    return YB_OK;
}

static int read_claim(struct making *making, const struct yb_csv_row *row, struct yb_error *error)
{
    struct yb_call *call = making->call;
    int rc = read_lines(making, row->values[LINES], error);

    making->accept = (struct yb_paper_accept_in){
        .reach = &everywhere,
        .user = making->papers->clerk,
        .claim_kind = row->values[CLAIM_KIND],
        .med_type = row->values[MED_TYPE],
        .fixmedins_code = making->papers->fixmedins_code,
        .invo_code = YB_TEXT("037001800104"),
        .invono = yb_text_of(yb_arena_format(call->arena, "%08d", 81000000 + making->count)),
        .medfee_sumamt_fen = making->sum_fen,
        .payee_name = YB_TEXT("演示收款人"),
        .bank_name = YB_TEXT("演示银行演示县支行"),
        .bank_acct = yb_text_of(
            yb_arena_format(call->arena, "99999900000000%05d", 10000 + 137 * making->count)),
    };
    making->count++;
    if (rc == YB_OK)
        rc = read_day(making, row->values[BEGNDATE], &making->accept.begndate, error);
    return rc == YB_OK ? read_day(making, row->values[ENDDATE], &making->accept.enddate, error)
                       : rc;
}

/* The next of the people who is covered on those days. */
static int accept(struct making *making, bool insured, int64_t *claim_id, struct yb_error *error)
{
    int rc = YB_E_PSN_NOT_COVERED;

    making->accept.psn_no = making->papers->insured;
    if (insured)
        return yb_app_paper_accept(making->call, &making->accept, claim_id, error);
    while (rc == YB_E_PSN_NOT_COVERED && making->next < making->people.count) {
        making->accept.psn_no = making->people.rows[making->next++].psn_no;
        rc = yb_app_paper_accept(making->call, &making->accept, claim_id, error);
    }
    return rc;
}

/* There is no file: something that looks like its digest. */
static struct yb_text digest_of(struct yb_arena *arena, int64_t claim_id, struct yb_text kind)
{
    char hex[2 * YB_SM3_BYTES + 1];
    uint8_t bytes[YB_SM3_BYTES];

    yb_sm3(yb_text_of(
               yb_arena_format(arena, "%lld " YB_TEXT_FMT, (long long)claim_id, YB_TEXT_ARG(kind))),
           bytes);
    yb_hex(bytes, sizeof(bytes), hex);
    return yb_text_copy(arena, yb_text_of(hex));
}

static int hand_in(struct making *making, const struct yb_paper_deed *deed, struct yb_error *error)
{
    const struct yb_paper_kind *kind =
        yb_paper_kind_of(making->call->app->paper, making->accept.claim_kind);
    struct yb_text rest = kind->documents;
    int rc = YB_OK;

    while (rc == YB_OK && rest.length) {
        struct yb_text word = yb_text_split(rest, ',', &rest);
        const struct yb_document_in document = {
            .doc_kind = word,
            .doc_name = yb_text_of(
                yb_arena_format(making->call->arena, YB_TEXT_FMT ".pdf", YB_TEXT_ARG(word))),
            .doc_hash = digest_of(making->call->arena, deed->claim_id, word),
            .doc_bytes = 180000 + 1000 * (int64_t)word.length};

        rc = yb_app_paper_document(making->call, deed, &document, error);
    }
    return rc;
}

static int enter(struct making *making, const struct yb_paper_deed *deed, struct yb_error *error)
{
    struct yb_paper_lines_out out;
    int rc = yb_app_paper_lines(making->call, deed, making->lines, making->line_count, &out, error);

    if (rc == YB_OK && !out.kept) {
        *error = out.rows[0].error;
        rc = error->code;
    }
    return rc;
}

static int go_on(struct making *making, struct yb_paper_deed *deed, struct yb_text stands,
                 struct yb_error *error)
{
    struct yb_paper_claim_row claim;
    int rc = YB_OK;

    if (yb_text_is(stands, "taken"))
        return YB_OK;
    if (yb_text_is(stands, "returned")) {
        deed->reason = YB_TEXT("发票抬头不是参保人本人");
        return yb_app_paper_return(making->call, deed, &claim, error);
    }
    rc = hand_in(making, deed, error);
    if (rc == YB_OK)
        rc = enter(making, deed, error);
    if (rc != YB_OK || yb_text_is(stands, "entered"))
        return rc;
    rc = yb_app_paper_submit(making->call, deed, &claim, error);
    deed->user = making->papers->reviewer;
    if (rc == YB_OK && yb_text_is(stands, "settled") && yb_text_is(claim.claim_stas, "review"))
        rc = yb_app_paper_approve(making->call, deed, &claim, error);
    return rc;
}

static int take(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    struct making *making = context;
    struct yb_paper_deed deed = {.reach = &everywhere, .user = making->papers->clerk};
    int rc = read_claim(making, row, error);

    if (rc == YB_OK)
        rc = accept(making, yb_text_is(row->values[WHOSE], "insured"), &deed.claim_id, error);
    return rc == YB_OK ? go_on(making, &deed, row->values[STANDS], error) : rc;
}

/* The first refusal is the file's. */
static void say(void *context, int64_t row, const struct yb_error *error)
{
    struct making *making = context;

    if (making->rc)
        return;
    *making->error = *error;
    making->error->file = making->papers->file;
    making->error->line = (int)row;
    making->rc = error->code;
}

int yb_demo_papers(struct yb_call *call, const struct yb_demo_papers *papers,
                   struct yb_error *error)
{
    struct yb_actor clerk = *call->actor;
    struct yb_call desk = *call;
    struct making making = {.call = &desk, .papers = papers, .next = FIRST, .error = error};
    struct yb_csv_report report = {.say = say, .context = &making};
    const struct yb_csv_sink sink = {take, &making, &report};
    struct yb_text text;
    int rc = yb_psn_list(call->tx, 0, PEOPLE, &making.people, error);

    clerk.opter = clerk.opter_name = papers->clerk;
    desk.actor = &clerk;
    if (rc == YB_OK)
        rc = yb_file_read(papers->file, BYTES_MAX, call->arena, &text, error);
    if (rc == YB_OK)
        rc = yb_csv_read(text, columns, COLUMNS, &sink, error);
    call->made = desk.made;
    return rc == YB_OK ? making.rc : rc;
}
