/*
 * claim.h - a whole claim at once: visit, lines and settlement in one call.
 *
 * What a pharmacy sale (2101, 2102) is, and what a bulk file holds for any kind of care. The visit
 * is made with its settlement and ends SETTLED. See settle.h for the rules and errors; besides:
 * MISSING (endtime of a stay), LINE_REFUND (a negative line: a whole claim has nothing to refund).
 */
#ifndef YB_APP_SETTLE_CLAIM_H
#define YB_APP_SETTLE_CLAIM_H

#include "app/settle/decision.h"
#include "app/settle/settle.h"

struct yb_foreseen;
struct yb_settling;

struct yb_claim_in {
    int64_t psn_no;
    struct yb_certificate certificate;
    struct yb_text insutype, med_type, ipt_otp_no, dise_codg, dise_name;
    struct yb_text diag_code; /* main diagnosis */
    struct yb_text acct_used_flag, invono, exp_content;
    struct yb_text matn_type;  /* of maternity care: what the allowance follows; or empty */
    int32_t birctrl_matn_date; /* its day, where there is a matn_type; or YB_DAY_NONE */
    int64_t begntime_ms;
    int64_t endtime_ms; /* of a stay; 0: none */
    int64_t medfee_sumamt_fen;
    const struct yb_fee_line_in *lines;
    size_t line_count;
    const struct yb_drug_trace_in *traces;
    size_t trace_count;
    bool paper;                         /* paid to the person by the agency: app/paper/paper.h */
    const struct yb_foreseen *foreseen; /* NULL, or the person as read ahead: store/foresee.h */
};

/* Settles a claim of the institution call->actor->fixmedins_code. `out` may be NULL. */
int yb_app_settle_claim(struct yb_call *call, const struct yb_claim_in *in,
                        struct yb_settle_out *out, struct yb_error *error);

/* The same without writing; ids are 0. `out` may not be NULL. */
int yb_app_presettle_claim(struct yb_call *call, const struct yb_claim_in *in,
                           struct yb_settle_out *out, struct yb_error *error);

/* What it would be, as a bill that explains itself; nothing is written. All in call->arena. */
struct yb_claim_tried {
    struct yb_decision decision;
    struct yb_text *names;      /* of every line */
    struct yb_text *catalogues; /* of every line: app/catalogue/label.h */
    struct yb_setl_row setl;
};
int yb_app_try_claim(struct yb_call *call, const struct yb_claim_in *in, struct yb_claim_tried *out,
                     struct yb_error *error);

/*
 * Bulk settlement of a file: deciding ahead of the job, in a thread that reads (store/foresee.h),
 * so that the one writer only writes. `in->foreseen` has just been read there; the settling and all
 * of call->arena stay until the job has run. The job then writes what was decided, if all it rests
 * on still stands; if not (*stands is false), it has written nothing and decides anew. A claim that
 * is refused here is not decided ahead: its job says why.
 */
int yb_claim_foresee(struct yb_settling *settling, struct yb_call *call,
                     const struct yb_claim_in *in, struct yb_error *error);
int yb_claim_write_foreseen(struct yb_settling *settling, struct yb_call *call,
                            const struct yb_claim_in *in, bool *stands, struct yb_error *error);

/* The two halves, for pre-settlement and settlement of a sale. *cuts has in->line_count rows. */
int yb_claim_decide(struct yb_settling *settling, struct yb_call *call,
                    const struct yb_claim_in *in, struct yb_fee_line_out **cuts,
                    struct yb_error *error);
int yb_claim_write(struct yb_settling *settling, const struct yb_claim_in *in,
                   struct yb_error *error);

#endif
