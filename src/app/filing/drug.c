#include "app/filing/drug.h"

#include "app/filing/filing_internal.h"
#include "app/institution/service.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "store/catalogue.h"
#include "store/filing.h"
#include "store/psn.h"

/* Rows of texts in one: a filing's drugs (the code first) and its places. */
#define NEXT_TEXT '\x1f'
#define NEXT_ROW  '\x1e'

static bool may_be_kept(struct yb_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.bytes[i] < ' ')
            return false;
    return true;
}

static int add_row(struct yb_buffer *out, const char *node, const struct yb_text *texts,
                   size_t count, struct yb_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!may_be_kept(texts[i]))
            return yb_fail(error, YB_E_WRONG_FORMAT, node, "U+0000..U+001F", NULL);
        if (i)
            yb_buffer_add_char(out, NEXT_TEXT);
        yb_buffer_add(out, texts[i]);
    }
    yb_buffer_add_char(out, NEXT_ROW);
    return YB_OK;
}

/* The next row of at most `count` texts; false: there is none. */
static bool take_row(struct yb_text *rest, struct yb_text *texts, size_t count)
{
    struct yb_text row;

    if (!rest->length)
        return false;
    row = yb_text_split(*rest, NEXT_ROW, rest);
    for (size_t i = 0; i < count; i++)
        texts[i] = yb_text_split(row, NEXT_TEXT, &row);
    return true;
}

/* Whether the first text of a row is this one. */
static bool names(struct yb_text rows, struct yb_text code)
{
    struct yb_text first;

    while (take_row(&rows, &first, 1))
        if (yb_text_equal(first, code))
            return true;
    return false;
}

/* Whether two lists of rows begin a row alike. */
static bool meet(struct yb_text a, struct yb_text b)
{
    struct yb_text first;

    while (take_row(&a, &first, 1))
        if (names(b, first))
            return true;
    return false;
}

static bool same_drug(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return meet(a->drugs, b->drugs) && meet(a->places, b->places);
}

/* The disease is the drug's, so it is checked with the drug. */
static const struct yb_filing_kind kind = {
    .infno = "2591", .biz_appy_type = "10", .same = same_drug};
static const struct yb_filing_kind diseases = {
    .disease_list = "icd10", .disease_field = "appy_dise_code", .other_list = "opsp_dise"};

static int check_count(const char *node, size_t count, struct yb_error *error)
{
    if (!count)
        return yb_fail(error, YB_E_MISSING, node, NULL);
    return count > YB_FILED_MOST ? yb_refuse_number(error, YB_E_TOO_MANY, node, YB_FILED_MOST)
                                 : YB_OK;
}

static int take_drug(struct yb_call *call, const struct yb_filed_drug *drug, int32_t day,
                     struct yb_buffer *out, struct yb_error *error)
{
    const struct yb_text texts[] = {drug->med_list_codg, drug->med_list_name, drug->appy_dise_code,
                                    drug->appy_dise_name};
    struct yb_med_item_list items;
    bool found = false;
    int rc = yb_med_item_find(call->tx, YB_EVERY_REGION, drug->med_list_codg, &items, error);

    for (size_t i = 0; rc == YB_OK && i < items.count; i++)
        found |= items.rows[i].begndate <= day &&
                 (items.rows[i].enddate == YB_DAY_NONE || items.rows[i].enddate >= day);
    if (rc == YB_OK && !found)
        rc = yb_refuse_day(error, YB_E_ITEM_NOT_FOUND, drug->med_list_codg, day);
    if (rc == YB_OK)
        rc = yb_filing_check_code(call, &diseases, drug->appy_dise_code, error);
    return rc == YB_OK ? add_row(out, "druginfo", texts, 4, error) : rc;
}

static int take_place(struct yb_call *call, const struct yb_filed_place *place, int32_t day,
                      struct yb_buffer *out, struct yb_error *error)
{
    const struct yb_text texts[] = {place->fixmedins_code, place->fixmedins_name,
                                    place->poolarea_no};
    struct yb_service service;
    int rc = yb_service_of(call, place->fixmedins_code, day, &service, error);

    return rc == YB_OK ? add_row(out, "medinsinfo", texts, 3, error) : rc;
}

/* The rows of the filing, and the first of each where other filings have one. */
static int take_rows(struct yb_call *call, const struct yb_file_drugs_in *in,
                     struct yb_filing_row *filing, struct yb_error *error)
{
    struct yb_buffer drugs, places;
    int rc = check_count("druginfo", in->drug_count, error);

    if (rc == YB_OK)
        rc = check_count("medinsinfo", in->place_count, error);
    yb_buffer_init(&drugs, call->arena);
    yb_buffer_init(&places, call->arena);
    for (size_t i = 0; rc == YB_OK && i < in->drug_count; i++)
        rc = take_drug(call, &in->druginfo[i], filing->begndate, &drugs, error);
    for (size_t i = 0; rc == YB_OK && i < in->place_count; i++)
        rc = take_place(call, &in->medinsinfo[i], filing->begndate, &places, error);
    if (rc != YB_OK)
        return rc;
    filing->drugs = yb_buffer_text(&drugs);
    filing->places = yb_buffer_text(&places);
    filing->dise_codg = in->druginfo[0].appy_dise_code;
    filing->dise_name = in->druginfo[0].med_list_name;
    filing->fixmedins_code = in->medinsinfo[0].fixmedins_code;
    filing->fixmedins_name = in->medinsinfo[0].fixmedins_name;
    return filing->drugs.bytes && filing->places.bytes ? YB_OK
                                                       : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

int yb_app_file_drugs(struct yb_call *call, const struct yb_file_drugs_in *in,
                      struct yb_file_out *out, struct yb_error *error)
{
    struct yb_registration psninfo = in->psninfo;
    int rc = yb_registration_prepare(call, &psninfo, "appy_date", error);

    if (rc == YB_OK)
        rc = take_rows(call, in, &psninfo.filing, error);
    return rc == YB_OK ? yb_filing_write(call, &psninfo.filing, &kind, out, error) : rc;
}

int yb_app_cancel_drugs(struct yb_call *call, const struct yb_cancel_filing_in *in,
                        struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &kind, error);
}

/* ---- asked for ---- */

struct found {
    struct yb_registration *psninfo;
    struct yb_filed_drug *druginfo;
    struct yb_filed_place *medinsinfo;
    size_t count, room;
};

static size_t rows_of(struct yb_text rows)
{
    size_t count = 0;

    for (size_t i = 0; i < rows.length; i++)
        count += rows.bytes[i] == NEXT_ROW;
    return count;
}

static bool is_asked(const struct yb_filing_row *row, const struct yb_query_filed_drugs_in *in)
{
    return yb_text_is(row->filing_stas, "1") &&
           (in->enddate == YB_DAY_NONE || row->begndate <= in->enddate) &&
           (in->begndate == YB_DAY_NONE || row->enddate == YB_DAY_NONE ||
            row->enddate >= in->begndate);
}

static int make_room(struct yb_call *call, const struct yb_filing_list *list, struct found *found,
                     struct yb_error *error)
{
    for (size_t i = 0; i < list->count; i++)
        found->room += rows_of(list->rows[i].drugs) * rows_of(list->rows[i].places);
    found->psninfo = YB_NEW_ARRAY(call->arena, struct yb_registration, found->room + 1);
    found->druginfo = YB_NEW_ARRAY(call->arena, struct yb_filed_drug, found->room + 1);
    found->medinsinfo = YB_NEW_ARRAY(call->arena, struct yb_filed_place, found->room + 1);
    return found->psninfo && found->druginfo && found->medinsinfo
               ? YB_OK
               : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static void add_found(const struct yb_registration *shown, struct found *found)
{
    struct yb_text drugs = shown->filing.drugs, drug[4], place[3];

    while (take_row(&drugs, drug, 4)) {
        struct yb_text places = shown->filing.places;

        while (found->count < found->room && take_row(&places, place, 3)) {
            found->psninfo[found->count] = *shown;
            found->druginfo[found->count] =
                (struct yb_filed_drug){drug[2], drug[3], drug[0], drug[1]};
            found->medinsinfo[found->count++] =
                (struct yb_filed_place){place[0], place[1], place[2]};
        }
    }
}

int yb_app_query_filed_drugs(struct yb_call *call, const struct yb_query_filed_drugs_in *in,
                             struct yb_query_filed_drugs_out *out, struct yb_error *error)
{
    struct found found = {0};
    struct yb_filing_list list;
    struct yb_psn_row psn;
    int rc = yb_psn_get(call->tx, in->psn_no, &psn, error);

    if (rc == YB_OK && in->begndate != YB_DAY_NONE && in->enddate != YB_DAY_NONE &&
        in->enddate < in->begndate)
        rc = yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), in->enddate);
    if (rc == YB_OK)
        rc = yb_filing_list(call->tx, in->psn_no, yb_text_of(kind.infno), &list, error);
    if (rc == YB_OK)
        rc = make_room(call, &list, &found, error);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        struct yb_registration shown = {.filing = list.rows[i]};

        if (!is_asked(&list.rows[i], in))
            continue;
        rc = yb_registration_show(call, &shown, error);
        add_found(&shown, &found);
    }
    if (rc != YB_OK)
        return rc;
    *out = (struct yb_query_filed_drugs_out){found.psninfo, found.druginfo, found.medinsinfo,
                                             found.count};
    return yb_log_look(call, in->psn_no, error);
}

bool yb_filing_gives_drug(const struct yb_filing_list *list, struct yb_text med_list_codg,
                          struct yb_text fixmedins_code, int32_t day)
{
    for (size_t i = 0; list && i < list->count; i++)
        if (yb_text_is(list->rows[i].filing_kind, kind.infno) &&
            yb_filing_holds(&list->rows[i], day) && names(list->rows[i].drugs, med_list_codg) &&
            names(list->rows[i].places, fixmedins_code))
            return true;
    return false;
}

int yb_filed_drugs_load(struct yb_call *call, int64_t psn_no, struct yb_filing_list *list,
                        struct yb_error *error)
{
    *list = (struct yb_filing_list){0};
    return call->app->rules->special_drugs_need_filing
               ? yb_filing_list(call->tx, psn_no, yb_text_of(kind.infno), list, error)
               : YB_OK;
}
