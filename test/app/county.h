/*
 * county.h - a small county on a fresh store, for tests of use cases on either engine.
 *
 * Region 371525 in 2018, with the shipped policies (residents, those of Wuhan too, and the demo
 * county's employees), the shipped code tables, three institutions and a dozen catalogue items.
 * Time is county->now_ms and stands still unless the test moves it.
 *
 *     static void it_settles(void **state)
 *     {
 *         struct county *c = county_open(*state);
 *         int64_t psn_no = county_person(c, &(struct county_person_of){.insutype = "390"});
 *         ...
 *         county_close(c);
 *     }
 *     tests[] = {FIXTURE_BOTH(it_settles)};
 */
#ifndef YB_TEST_APP_COUNTY_H
#define YB_TEST_APP_COUNTY_H

#include "test/store/fixture.h"

#include "app/catalogue/defaults.h"
#include "app/catalogue/limits.h"
#include "app/family/chain.h"
#include "app/fee/fee.h"
#include "app/message/message.h"
#include "app/person/person.h"
#include "app/settle/cancel.h"
#include "app/settle/claim.h"
#include "app/settle/reverse.h"
#include "app/settle/rules.h"
#include "app/settle/settle.h"
#include "app/verify/verify.h"
#include "app/visit/visit.h"
#include "engine/policy/set.h"

#include <pthread.h>

#define COUNTY_HOSPITAL "H37152500001" /* second level, county */
#define COUNTY_TOWNSHIP "H37152500101" /* first level, township */
#define COUNTY_PHARMACY "P37152500001"

/* Items of its catalogue. */
#define COUNTY_DRUG_A  "XA01" /* class A, essential drug */
#define COUNTY_DRUG_B  "XB01" /* class B, first share 10 % */
#define COUNTY_DRUG_C  "XC01" /* class C */
#define COUNTY_SPECIAL "XS01" /* class C, a special drug */
#define COUNTY_CAPPED  "SV01" /* class A service with a price cap of 25.00 */
#define COUNTY_LIMITED "XL01" /* class A, for women only */
#define COUNTY_EXPIRED "XE01" /* class A, up to the end of 2017 */

struct county {
    struct fixture *f;
    struct yb_app app;
    struct yb_policy_set policies;
    struct yb_settle_rules rules;
    struct yb_catalogue_defaults defaults; /* of imports: no phrases */
    struct yb_limit_phrases phrases;
    struct yb_arena kept; /* policies, tables */
    struct yb_arena job;  /* rows and answers of calls: until county_forget */
    int64_t now_ms;
    struct yb_actor actor; /* who calls: the hospital until changed */
    uint64_t seed;
    int people;            /* registered so far */
    int lines;             /* numbers given to fee lines so far */
    pthread_mutex_t mutex; /* of what clients share: */
    pthread_cond_t idle;
    int out; /* calls sent and not answered */
};

struct county *county_open(struct fixture *f);
void county_close(struct county *c);

/* Forgets answers of earlier calls. */
void county_forget(struct county *c);

/* From now on the caller is this institution. */
void county_at(struct county *c, const char *fixmedins_code);

/* Runs one use case in a job of its own, as the caller of the day. The code is its outcome. */
typedef int (*county_use)(struct yb_call *call, const void *in, void *out, struct yb_error *error);
int county_run(struct county *c, county_use use, const void *in, void *out, struct yb_error *error);

/*
 * A client that does not wait: county_send hands its call to the store, county_wait waits for all
 * that were sent. The client's arena holds its answer until it is sent again.
 */
struct county_client {
    struct county *c;
    struct yb_actor actor; /* the county's when it was made */
    county_use use;
    const void *in;
    void *out;
    struct yb_arena arena;
    struct yb_family_chain chain;
    int64_t now_ms;
    int rc;
    struct yb_error error;
};
void county_client_init(struct county_client *client, struct county *c);
void county_client_release(struct county_client *client);
void county_send(struct county_client *client, county_use use, const void *in, void *out);
void county_wait(struct county *c);

/* The use cases as county_use. */
#define COUNTY_USES(X)                                                                             \
    X(register_visit, yb_register_visit_in, yb_register_visit_out)                                 \
    X(admit, yb_admission_in, yb_admit_out)                                                        \
    X(upload_outpatient_fees, yb_upload_fees_in, yb_upload_fees_out)                               \
    X(upload_inpatient_fees, yb_upload_fees_in, yb_upload_fees_out)                                \
    X(presettle_outpatient, yb_settle_in, yb_settle_out)                                           \
    X(settle_outpatient, yb_settle_in, yb_settle_out)                                              \
    X(presettle_inpatient, yb_settle_in, yb_settle_out)                                            \
    X(settle_inpatient, yb_settle_in, yb_settle_out)                                               \
    X(presettle_pharmacy, yb_pharmacy_in, yb_settle_out)                                           \
    X(settle_pharmacy, yb_pharmacy_in, yb_settle_out)                                              \
    X(settle_claim, yb_claim_in, yb_settle_out)                                                    \
    X(cancel_outpatient, yb_cancel_settlement_in, yb_settle_out)                                   \
    X(cancel_inpatient, yb_cancel_settlement_in, yb_settle_out)                                    \
    X(cancel_pharmacy, yb_cancel_settlement_in, yb_settle_out)                                     \
    X(register_person, yb_register_person_in, yb_register_person_out)                              \
    X(share_account, yb_share_in, yb_share_out)

#define COUNTY_USES_WITHOUT_ANSWER(X)                                                              \
    X(cancel_registration, yb_visit_in)                                                            \
    X(describe_visit, yb_describe_visit_in)                                                        \
    X(change_admission, yb_admission_in)                                                           \
    X(discharge, yb_discharge_in)                                                                  \
    X(cancel_admission, yb_visit_in)                                                               \
    X(cancel_discharge, yb_visit_in)                                                               \
    X(cancel_outpatient_fees, yb_cancel_fees_in)                                                   \
    X(reverse, yb_reverse_in)                                                                      \
    X(unshare_account, yb_unshare_in)

#define COUNTY_DECLARE(name, in_type, out_type)                                                    \
    int county_##name(struct county *c, const struct in_type *in, struct out_type *out,            \
                      struct yb_error *error);
COUNTY_USES(COUNTY_DECLARE)
#undef COUNTY_DECLARE
#define COUNTY_DECLARE(name, in_type)                                                              \
    int county_##name(struct county *c, const struct in_type *in, struct yb_error *error);
COUNTY_USES_WITHOUT_ANSWER(COUNTY_DECLARE)
#undef COUNTY_DECLARE

/* Shorter ways. All fail the test unless the call succeeds. */

/* Imports a catalogue file of a region ("": the home region's) and takes it into use. */
void county_import(struct county *c, const char *region, const char *kind, const char *csv);

/* Adds a hospital of the third level in another division, and calls from there from now on. */
void county_elsewhere(struct county *c, const char *fixmedins_code, const char *admdvs);

struct county_person_of {
    const char *insutype; /* NULL: 390 */
    const char *psn_type; /* NULL: 15, or 11 for 310 */
    const char *idet;     /* psn_idet_type; NULL: none */
    int64_t balc_fen;
    int birth_year; /* 0: 1970 */
};
int64_t county_person(struct county *c, const struct county_person_of *of);

/* An outpatient visit of med_type 11 today, described. */
int64_t county_visit(struct county *c, int64_t psn_no, const char *insutype);

/* An admission today and a discharge at county->now_ms of its call. */
int64_t county_admission(struct county *c, int64_t psn_no, const char *insutype);
void county_leave(struct county *c, int64_t psn_no, int64_t mdtrt_id);

/* A line of `count` at `price_fen` each, with a new number. */
struct yb_fee_line_in county_line(struct county *c, const char *item, int64_t count,
                                  int64_t price_fen);

/* Uploads one line of a batch ("B1"), outpatient or inpatient. Returns the amount. */
int64_t county_charge(struct county *c, int64_t psn_no, int64_t mdtrt_id, const char *item,
                      int64_t price_fen);
int64_t county_charge_stay(struct county *c, int64_t psn_no, int64_t mdtrt_id, const char *item,
                           int64_t price_fen);

/* What 2207 and 2304 are asked. */
struct yb_settle_in county_ask(int64_t psn_no, int64_t mdtrt_id, int64_t medfee_sumamt_fen);

/* A stay of today at the caller's: admitted, charged one class A item, discharged, settled. */
struct yb_settle_out county_stay(struct county *c, int64_t psn_no, int64_t fen);

/* A whole claim of one line as yb_app_settle_claim takes it; the line lives in county->job. */
struct yb_claim_in county_claim(struct county *c, int64_t psn_no, const char *med_type,
                                int64_t fen);

/* The identities of settle.h, or the test fails. */
void county_check(const struct yb_settle_out *out);

/* Runs verify; fails the test with the first difference. */
void county_verify(struct county *c);

/* The same, giving back the number of differences, all of them printed when `loud`. */
int64_t county_differences(struct county *c, bool loud);

/* Each edit {table, what UPDATE sets}, made and taken back, is noticed by verify. */
void county_sees_edits(struct county *c, const char *const (*edits)[2], size_t count);

/* What a person's accumulator stands at (scheme 390 or 310 by `insutype`, in the year of its
 * clock). */
int64_t county_accu(struct county *c, int64_t psn_no, const char *insutype, const char *name);

/* The available balance of a person's account in scheme 310. */
int64_t county_balance(struct county *c, int64_t psn_no);

#endif
