#include "app/institution/institution.h"

#include "app/query/person.h"
#include "store/fixmedins.h"

static struct yb_institution_row shown(const struct yb_fixmedins_row *row)
{
    return (struct yb_institution_row){.fixmedins_code = row->fixmedins_code,
                                       .fixmedins_name = row->fixmedins_name,
                                       .uscc = row->uscc,
                                       .fixmedins_type = row->fixmedins_type,
                                       .hosp_lv = row->hosp_lv,
                                       .exp_content = row->exp_content};
}

static bool is_asked(const struct yb_query_institutions_in *in, const struct yb_fixmedins_row *row)
{
    return !in->fixmedins_code.length || yb_text_equal(in->fixmedins_code, row->fixmedins_code);
}

int yb_app_query_institutions(struct yb_call *call, const struct yb_query_institutions_in *in,
                              struct yb_query_institutions_out *out, struct yb_error *error)
{
    struct yb_fixmedins_list list;
    struct yb_institution_row *rows;
    int rc;

    *out = (struct yb_query_institutions_out){0};
    rc = yb_fixmedins_list(call->tx, in->fixmedins_name, in->fixmedins_type, &list, error);
    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_institution_row, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++)
        if (is_asked(in, &list.rows[i]))
            rows[out->count++] = shown(&list.rows[i]);
    if (out->count > YB_INSTITUTION_ROWS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "medinsinfo", "1000", NULL);
    out->medinsinfo = rows;
    return YB_OK;
}

int yb_app_query_departments(struct yb_call *call, struct yb_dept_list *feedetail,
                             struct yb_error *error)
{
    int rc = yb_dept_list(call->tx, call->actor->fixmedins_code, feedetail, error);

    for (size_t i = 0; rc == YB_OK && i < feedetail->count; i++) {
        struct yb_dept_row *row = &feedetail->rows[i];

        rc = yb_open_text(call, row->dept_resper_tel, &row->dept_resper_tel, error);
    }
    return rc;
}

static bool agrees(struct yb_text asked, struct yb_text has)
{
    return !asked.length || yb_text_equal(asked, has);
}

int yb_app_query_practitioners(struct yb_call *call, const struct yb_query_practitioners_in *in,
                               struct yb_query_practitioners_out *out, struct yb_error *error)
{
    struct yb_prac_psn_list list;
    struct yb_practitioner_view *rows;
    int rc = yb_prac_psn_list(call->tx, call->actor->fixmedins_code, &list, error);

    *out = (struct yb_query_practitioners_out){0};
    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_practitioner_view, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_prac_psn_row *row = &list.rows[i];
        struct yb_text certno;

        if (!agrees(in->prac_psn_type, row->prac_psn_type) ||
            !agrees(in->psn_cert_type, row->psn_cert_type) ||
            !agrees(in->prac_psn_name, row->prac_psn_name) ||
            !agrees(in->prac_psn_code, row->prac_psn_code))
            continue;
        rc = yb_open_text(call, row->certno, &certno, error);
        if (rc != YB_OK)
            return rc;
        if (agrees(in->certno, certno))
            rows[out->count++] = (struct yb_practitioner_view){row, certno};
    }
    out->feedetail = rows;
    return YB_OK;
}
