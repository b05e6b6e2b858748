#include "store/filing.h"

#include <stdio.h>

#include "store/tx.h"

static int missing(struct yb_tx *tx, int64_t trt_dcla_detl_sn, struct yb_error *error)
{
    return yb_fail(error, YB_E_FILING_NOT_FOUND, yb_tx_text(tx, trt_dcla_detl_sn), NULL);
}

int yb_filing_add(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_FILING_ADD, YB_T_filing, filing, NULL, error);
}

int yb_filing_get(struct yb_tx *tx, int64_t psn_no, int64_t trt_dcla_detl_sn,
                  struct yb_filing_row *filing, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(trt_dcla_detl_sn)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_FILING_GET, values, 2, filing, &found, error);

    return rc == YB_OK && !found ? missing(tx, trt_dcla_detl_sn, error) : rc;
}

int yb_filing_put(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_FILING_PUT, YB_T_filing, filing, &changed, error);

    return rc == YB_OK && !changed ? missing(tx, filing->trt_dcla_detl_sn, error) : rc;
}

int yb_filing_list(struct yb_tx *tx, int64_t psn_no, struct yb_text filing_kind,
                   struct yb_filing_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_string(filing_kind)};

    return yb_tx_list(tx, YB_SQL_FILING_LIST, values, 2, YB_LIST(list), error);
}

#define ASKED 12

static void ask(const struct yb_chronic_search *s, char end[16], struct yb_value values[ASKED])
{
    snprintf(end, 16, YB_TEXT_FMT "~", YB_TEXT_ARG(s->admdvs));
    values[0] = yb_int(s->psn_no);
    values[1] = yb_string(s->dise_codg);
    values[2] = yb_string(s->fixmedins_code);
    values[3] = yb_string(s->admdvs);
    values[4] = yb_string(yb_text_of(end));
    values[5] = yb_int(s->round);
    values[6] = yb_int(s->due);
    values[7] = yb_int(s->end_from);
    values[8] = yb_int(s->end_to);
    values[9] = yb_int(s->begun_by);
    values[10] = yb_int(s->begins_after);
    values[11] = yb_string(s->filing_stas);
}

/* A person has few, a disease fewer than a state; else the state leads, when one is asked for. */
enum shape { OF_PERSON, OF_DISEASE, OF_STATE, OF_EVERY };

static enum shape shape_of(const struct yb_chronic_search *search)
{
    if (search->psn_no)
        return OF_PERSON;
    if (search->dise_codg.length)
        return OF_DISEASE;
    return search->filing_stas.length ? OF_STATE : OF_EVERY;
}

/* By their ends: the range of days and where to go on stand in one condition. */
static int search_ending(struct yb_tx *tx, const struct yb_chronic_search *search,
                         struct yb_filing_list *list, struct yb_error *error)
{
    bool on = search->at_sn && search->at_day >= search->end_from;
    struct yb_value values[ASKED + 4];
    char end[16];

    ask(search, end, values);
    values[ASKED] = yb_int(on ? search->at_day : search->end_from);
    values[ASKED + 1] = yb_int(search->end_to ? search->end_to : INT32_MAX);
    values[ASKED + 2] = yb_int(on ? search->at_sn : 0);
    values[ASKED + 3] = yb_int(search->most);
    return yb_tx_list(tx, YB_SQL_CHRONIC_ENDING, values, ASKED + 4, YB_LIST(list), error);
}

int yb_chronic_search(struct yb_tx *tx, const struct yb_chronic_search *search,
                      struct yb_filing_list *list, struct yb_error *error)
{
    static const enum yb_sql newest[] = {[OF_PERSON] = YB_SQL_CHRONIC_NEWEST_PERSON,
                                         [OF_DISEASE] = YB_SQL_CHRONIC_NEWEST_DISEASE,
                                         [OF_STATE] = YB_SQL_CHRONIC_NEWEST_STATE,
                                         [OF_EVERY] = YB_SQL_CHRONIC_NEWEST_EVERY};
    static const enum yb_sql oldest[] = {[OF_PERSON] = YB_SQL_CHRONIC_OLDEST_EVERY,
                                         [OF_DISEASE] = YB_SQL_CHRONIC_OLDEST_DISEASE,
                                         [OF_STATE] = YB_SQL_CHRONIC_OLDEST_STATE,
                                         [OF_EVERY] = YB_SQL_CHRONIC_OLDEST_EVERY};
    bool back = search->order == YB_CHRONIC_NEWEST;
    struct yb_value values[ASKED + 2];
    char end[16];

    if (search->order == YB_CHRONIC_ENDING)
        return search_ending(tx, search, list, error);
    ask(search, end, values);
    values[ASKED] = yb_int(back && !search->at_sn ? INT64_MAX : search->at_sn);
    values[ASKED + 1] = yb_int(search->most);
    return yb_tx_list(tx, (back ? newest : oldest)[shape_of(search)], values, ASKED + 2,
                      YB_LIST(list), error);
}

int yb_chronic_count(struct yb_tx *tx, const struct yb_chronic_search *search, int64_t *count,
                     struct yb_error *error)
{
    static const enum yb_sql sqls[] = {[OF_PERSON] = YB_SQL_CHRONIC_COUNT_PERSON,
                                       [OF_DISEASE] = YB_SQL_CHRONIC_COUNT_DISEASE,
                                       [OF_STATE] = YB_SQL_CHRONIC_COUNT_STATE,
                                       [OF_EVERY] = YB_SQL_CHRONIC_COUNT_EVERY};
    struct yb_value values[ASKED + 3];
    char end[16];

    ask(search, end, values);
    values[ASKED] = yb_int(YB_CHRONIC_COUNTED);
    values[ASKED + 1] = yb_int(search->end_from);
    values[ASKED + 2] = yb_int(search->end_to ? search->end_to : INT32_MAX);
    if (search->end_to || search->order == YB_CHRONIC_ENDING)
        return yb_tx_numbers(tx, YB_SQL_CHRONIC_COUNT_ENDING, values, ASKED + 3, count, 1, error);
    return yb_tx_numbers(tx, sqls[shape_of(search)], values, ASKED + 1, count, 1, error);
}

int yb_filed_page(struct yb_tx *tx, const struct yb_filed_search *search,
                  struct yb_filing_list *list, int64_t *count, struct yb_error *error)
{
    bool person = search->psn_no != 0;
    struct yb_value values[12] = {yb_string(search->biz_appy_type),
                                  yb_string(search->filing_kind),
                                  yb_string(search->filing_stas),
                                  yb_int(search->from),
                                  yb_int(search->to),
                                  yb_int(search->since),
                                  yb_int(search->before),
                                  yb_string(search->insuplc_admdvs),
                                  yb_string(search->fixmedins_code),
                                  yb_int(search->psn_no)};
    size_t asked = person ? 10 : 9;
    int rc;

    values[asked] = yb_int(YB_FILED_COUNTED);
    rc = yb_tx_numbers(tx, person ? YB_SQL_FILED_PERSON_COUNT : YB_SQL_FILED_HOUSE_COUNT, values,
                       asked + 1, count, 1, error);
    if (rc != YB_OK)
        return rc;
    values[asked] = yb_int(search->most);
    values[asked + 1] = yb_int(search->skip);
    return yb_tx_list(tx, person ? YB_SQL_FILED_PERSON : YB_SQL_FILED_HOUSE, values, asked + 2,
                      YB_LIST(list), error);
}

int yb_filed_find(struct yb_tx *tx, int64_t trt_dcla_detl_sn, struct yb_filing_row *filing,
                  struct yb_error *error)
{
    const struct yb_value value = yb_int(trt_dcla_detl_sn);
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_FILED_FIND, &value, 1, filing, &found, error);

    return rc == YB_OK && !found ? missing(tx, trt_dcla_detl_sn, error) : rc;
}
