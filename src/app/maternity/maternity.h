/*
 * maternity.h - maternity allowances (生育津贴) without an application: what a birth brings is
 * computed in the transaction of the settlement that pays its care.
 *
 *     settled --> waiting --> due --payment list--> listed
 *                    |         |                      |
 *                    +-- void -+                      +-- comes out otherwise --> recover
 *                                                     +<----------- close --------------+
 *
 *   waiting  something is missing (waits_for): `birth` what it was, `weeks` of a miscarriage,
 *            `wage` or `base` of the employer or `own_base` of the person, as the pack's wage_of
 *            asks, `average` of the region (where the pack bounds the wage), or `double`: another
 *            allowance of the person within 60 days, so somebody looks at it
 *   due      computed; listed as soon as the payee's account is known
 *   listed   on a payment list: paid_fen = amount_fen
 *   void     its settlement was cancelled, or decided again without a right to it
 *   recover  cancelled or changed after it was listed: amount_fen <> paid_fen, settled by hand
 *
 * Who: somebody insured as an active employee with an employer (emp_no) on the benefit day, under a
 * pack with `maternity_allowance`, whose maternity care was settled finally. What: the visit's
 * matn_type, else the med_type, else birctrl_type, as data/interface/facts.csv reads them. A stay
 * that says nothing waits for `birth`; outpatient care that says nothing was no birth.
 *
 * How much: wage x days / 30 by engine/benefit/maternity.h; the wage is the employer's average, of
 * its wages or of its contribution bases, of the year before the birth (birctrl_matn_date where it
 * lies in the visit, else the benefit day), from the register of wages below; or the person's own
 * base on that day (app/enrol/fact.h). Days by the pack, else the national rule.
 *
 * What a birth brings the father (`allw_kind` paternity, spouse) no settlement of his can tell: it
 * is applied for at the counter (yb_app_matn_apply) and then goes the same way. Its setl_id is its
 * own number. It rests on the relation and the pack of the day on which it was taken: when these
 * are corrected, the clerk takes it back.
 *
 * A row follows what it rests on in the same transaction: a newer wage or base, a cancellation, the
 * bill decided again, what a clerk stated. yibao verify computes every row anew.
 *
 * Paid to the person or the employer (rule allowance_paid_to) by the payment list of the day
 * (app/paper/paper.h), out of the fund `allowance_fund_pay_type`; see settle/postings.h.
 */
#ifndef YB_APP_MATERNITY_MATERNITY_H
#define YB_APP_MATERNITY_MATERNITY_H

#include "app/permission/permission.h"
#include "app/settle/facts.h"
#include "app/transfer/csv.h"
#include "engine/benefit/maternity.h"
#include "store/row.h"

struct yb_app;
struct yb_call;

/* ---- settlements ---- */

/* True for what may bring an allowance: asked first, so that nothing else costs anything. */
bool yb_maternity_concerns(const struct yb_facts *facts, const struct yb_policy *policy);

/* A settlement that was written. */
struct yb_matn_of {
    const struct yb_setl_row *setl;
    const struct yb_mdtrt_row *mdtrt;
    const struct yb_psn_insu_row *insu;
    const struct yb_facts *facts;
    const struct yb_policy *policy;
};
int yb_maternity_settled(struct yb_call *call, const struct yb_matn_of *of, struct yb_error *error);

/* It was cancelled. */
int yb_maternity_cancelled(struct yb_call *call, const struct yb_setl_row *setl,
                           struct yb_error *error);

/* It was decided again: setl->policy_pack_id is the new pack's. */
struct yb_matn_again {
    const struct yb_setl_row *setl;
    int64_t policy_pack_id;
    const struct yb_facts *facts;
    const struct yb_policy *policy;
};
int yb_maternity_again(struct yb_call *call, const struct yb_matn_again *again,
                       struct yb_error *error);

/* What a row should say now; `row` in and out. `list`: the person's. */
int yb_maternity_compute(struct yb_call *call, const struct yb_matn_allowance_list *list,
                         struct yb_matn_allowance_row *row, struct yb_error *error);

/* What a visit says about a birth: enum yb_birth_kind, or YB_CODE_UNKNOWN. */
int yb_maternity_birth(const struct yb_code_map *codes, const struct yb_mdtrt_row *mdtrt,
                       struct yb_text med_type);

/* The day of the birth: what the visit says where that lies in the bill's days, else the benefit
 * day. */
int32_t yb_maternity_date(const struct yb_mdtrt_row *mdtrt, const struct yb_setl_row *setl,
                          int32_t benefit_day);

/* What a row says of its birth, for the engine; its kind is known. */
struct yb_birth yb_matn_birth_of(const struct yb_matn_allowance_row *row);

/* A row that was read, computed again; *changed counts those that come out otherwise. */
int yb_maternity_renew(struct yb_call *call, const struct yb_matn_allowance_row *row,
                       int64_t *changed, struct yb_error *error);

/* All of a person, computed again. */
int yb_maternity_renew_all(struct yb_call *call, int64_t psn_no, struct yb_error *error);

/* Writes a row that somebody changed, computed again, and the person's behind it. */
int yb_maternity_keep(struct yb_call *call, struct yb_matn_allowance_row *row,
                      struct yb_error *error);

/* ---- deeds ---- */

struct yb_matn_deed {
    const struct yb_reach *reach;
    struct yb_text user;
    int64_t setl_id;
    struct yb_text reason;
};

/* One within reach. NOT_FOUND. */
int yb_matn_one(struct yb_call *call, const struct yb_matn_deed *deed,
                struct yb_matn_allowance_row *row, struct yb_error *error);

/* What a birth brings the father, applied for with papers that the clerk names (reason). Errors:
 * PSN_NOT_FOUND; UNKNOWN_CODE (allw_kind, birth_kind); MISSING (reason); DAY_FUTURE; OUT_OF_RANGE
 * (birth_kind: a father's leave after a miscarriage); ALLOWANCE_RIGHT (no man insured as an active
 * employee with an employer on that day); POLICY_NOT_COVERED (the pack of that day gives none);
 * ALLOWANCE_TWICE (one of the kind within 60 days). `deed->setl_id` is not used. */
struct yb_matn_application {
    int64_t psn_no;
    struct yb_text allw_kind, birth_kind; /* paternity, spouse; delivery, difficult, miscarriage */
    int32_t matn_date;
};
int yb_app_matn_apply(struct yb_call *call, const struct yb_matn_deed *deed,
                      const struct yb_matn_application *in, struct yb_matn_allowance_row *row,
                      struct yb_error *error);

/* It came of an application, not of a settlement. */
bool yb_matn_is_applied(const struct yb_matn_allowance_row *row);

/* Whom it is paid to. Errors: ALLOWANCE_STATE (listed, void, recover), MISSING, WRONG_FORMAT
 * (bank_acct). */
struct yb_matn_payee {
    struct yb_text payee_name, bank_name, bank_acct;
};
int yb_app_matn_payee(struct yb_call *call, const struct yb_matn_deed *deed,
                      const struct yb_matn_payee *payee, struct yb_matn_allowance_row *row,
                      struct yb_error *error);

/* What it was, in place of what the visit says: `none` takes it out of force; one that was applied
 * for even from a payment list. Needs a reason. Errors: ALLOWANCE_STATE (not waiting or due),
 * MISSING, UNKNOWN_CODE, OUT_OF_RANGE. */
struct yb_matn_birth {
    struct yb_text birth_kind;
    int64_t geso_val, fetus_cnt;
};
int yb_app_matn_birth(struct yb_call *call, const struct yb_matn_deed *deed,
                      const struct yb_matn_birth *birth, struct yb_matn_allowance_row *row,
                      struct yb_error *error);

/* The difference of one to recover is settled: it is booked. Needs a reason. Errors:
 * ALLOWANCE_STATE, MISSING. */
int yb_app_matn_close(struct yb_call *call, const struct yb_matn_deed *deed,
                      struct yb_matn_allowance_row *row, struct yb_error *error);

/*
 * Tries what waits again, then puts all that is due and has a payee on the list: states, books and
 * matn_paid. `add` is given each (may be NULL).
 */
struct yb_matn_listing {
    int64_t batch_id;
    struct yb_text user;
    int (*add)(void *context, const struct yb_matn_allowance_row *row, struct yb_error *error);
    void *context;
    int64_t taken; /* out */
};
int yb_matn_list_due(struct yb_call *call, struct yb_matn_listing *listing, struct yb_error *error);

/* ---- wages ---- */

struct yb_wage_in {
    struct yb_text emp_no; /* an employer, or the region's division: its average */
    struct yb_text emp_name;
    struct yb_text wage_kind; /* wage (or empty): average wage; base: average contribution base */
    int64_t wage_year, wage_fen;
    struct yb_text memo;
};

/* Enters a wage, or corrects one: what rests on it is computed again. *rows is how many allowances
 * changed. Errors: MISSING (emp_no), UNKNOWN_CODE (wage_kind), OUT_OF_RANGE (wage_year: 1990 to
 * this year; wage). */
int yb_app_wage_add(struct yb_call *call, const struct yb_wage_in *in, int64_t *rows,
                    struct yb_error *error);

/*
 * Many, from a CSV file: emp_no, emp_name, wage_year, wage (yuan a month), wage_kind (may be left
 * out: wage), memo. All or nothing: it
 * is YB_OK, and not `kept`, when lines were refused (all were reported). A line that says what is
 * known already changes nothing. Errors: those of a CSV's head, the store's.
 */
struct yb_wage_file {
    struct yb_text csv;
    struct yb_csv_report *report;
    bool dry;
    bool kept;              /* out */
    int64_t added, changed; /* out: wages, allowances */
};
int yb_app_wage_file(struct yb_call *call, struct yb_wage_file *file, struct yb_error *error);

/* The same in a job of its own, as the program for `opter`. */
int yb_app_wage_import(struct yb_app *app, struct yb_wage_file *file, struct yb_text opter,
                       int64_t now_ms, struct yb_error *error);

#endif
