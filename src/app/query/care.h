/*
 * care.h - what was recorded: visits, diagnoses, settlements, fee lines, accumulators (5201-5206,
 * 5303).
 *
 * Rights, checked in one place (yb_app_may_see): an institution sees its own visits and what hangs
 * on them; a caller without an institution (console, command line) sees all. A visit of somebody
 * else is MDTRT_NOT_FOUND, as if it did not exist. 5205 and 5206 are about the person and cross
 * institutions by their purpose (double medication, limits used up). Every answer that names a
 * person goes to the access log.
 *
 * Rows are the store's (store/row.h), as recorded; amounts in fen, instants in ms. Sealed columns
 * are given open beside them. A day range is inclusive.
 */
#ifndef YB_APP_QUERY_CARE_H
#define YB_APP_QUERY_CARE_H

#include "app/query/person.h"
#include "store/row.h"

/* Rows of one answer; more are refused with TOO_MANY (ask for a shorter period). */
#define YB_QUERY_ROWS_MAX 5000

/* 0 when the caller may see what belongs to `fixmedins_code`; else MDTRT_NOT_FOUND of `mdtrt_id`.
 */
int yb_app_may_see(const struct yb_call *call, struct yb_text fixmedins_code, int64_t mdtrt_id,
                   struct yb_error *error);

/* One visit with the person it is of. */
struct yb_visit_view {
    const struct yb_mdtrt_row *mdtrt;
    const struct yb_person_base *person;
    struct yb_text coner_name, tel;
    int64_t ipt_days;        /* discharge - admission in days, at least 1; 0: no stay */
    struct yb_text out_flag; /* 1: of another region */
};

struct yb_visit_views {
    struct yb_visit_view *rows;
    size_t count;
};

/* 5201: visits of a person that begin in [begntime, endtime]; med_type and mdtrt_id may be empty.
 */
struct yb_query_visits_in {
    int64_t psn_no, mdtrt_id, begntime_ms, endtime_ms;
    struct yb_text med_type;
};

int yb_app_query_visits(struct yb_call *call, const struct yb_query_visits_in *in,
                        struct yb_visit_views *mdtrtinfo, struct yb_error *error);

/* 5303: stays now open, admitted in [begntime, endtime]; psn_no 0: everybody's in this house. */
struct yb_query_inpatients_in {
    int64_t psn_no, begntime_ms, endtime_ms;
};

int yb_app_query_inpatients(struct yb_call *call, const struct yb_query_inpatients_in *in,
                            struct yb_visit_views *data, struct yb_error *error);

/* 5202. */
int yb_app_query_diagnoses(struct yb_call *call, int64_t psn_no, int64_t mdtrt_id,
                           struct yb_mdtrt_dise_list *diseinfo, struct yb_error *error);

/* 5203. refd_setl_flag of `setl` is "1" for a cancellation and for a settlement it cancelled. */
struct yb_settlement_view {
    const struct yb_setl_row *setl;
    const struct yb_person_base *person;
    struct yb_text fixmedins_name, fixmedins_poolarea;
    struct yb_text refd_setl_flag;
    struct yb_setl_detail_list setldetail;
};

struct yb_query_settlement_in {
    int64_t psn_no, mdtrt_id, setl_id;
};

/* Errors: SETL_NOT_FOUND (also: of another person or visit); MDTRT_NOT_FOUND. */
int yb_app_query_settlement(struct yb_call *call, const struct yb_query_settlement_in *in,
                            struct yb_settlement_view *out, struct yb_error *error);

/*
 * 5204: a visit's fee lines, with what the catalogue says of their items (spec, dosform_name ...;
 * medins_list_name is the catalogue's name: no line carries another). setl_id 0: all, each with the
 * live settlement that holds it; else the lines of that settlement, cancelled or not.
 */
struct yb_fee_view {
    const struct yb_feedetl_row *feedetl;
    int64_t setl_id; /* 0: not settled; not filled in by 5205 */
    struct yb_text fixmedins_code;
    struct yb_text fixmedins_name; /* 5205 only */
};

struct yb_fee_views {
    struct yb_fee_view *rows;
    size_t count;
};

int yb_app_query_fees(struct yb_call *call, const struct yb_query_settlement_in *in,
                      struct yb_fee_views *out, struct yb_error *error);

/* 5205: drugs of visits for chronic disease (med_type 14), used in [begntime, endtime] (endtime 0:
 * now), in every institution. */
struct yb_query_drugs_in {
    int64_t psn_no, begntime_ms, endtime_ms;
};

int yb_app_query_chronic_drugs(struct yb_call *call, const struct yb_query_drugs_in *in,
                               struct yb_fee_views *feedetail, struct yb_error *error);

/*
 * 5206: running sums of the person's settlements by scheme and policy year, in the codes of the
 * national cum_type_code dictionary, refunds taken off. cum_ym "202611": that year up to the end of
 * that month; empty: every year, up to now.
 */
struct yb_cumulative_row {
    struct yb_text insutype, year, cum_ym, cum_type_code;
    int64_t cum_e2; /* fen, or visits times 100 */
};

struct yb_cumulative_rows {
    const struct yb_cumulative_row *cuminfo;
    size_t count;
};

int yb_app_query_cumulatives(struct yb_call *call, int64_t psn_no, struct yb_text cum_ym,
                             struct yb_cumulative_rows *out, struct yb_error *error);

#endif
