/*
 * person.h - registering people with their insured relations and identity classes, and finding them
 * by what they present at a counter.
 *
 * A person is known by psn_no, ours and time-ordered. Identity numbers are checked (GB 11643 for
 * certificate type 01), stored sealed (SM4) with a keyed hash (HMAC-SM3) for look-up; the number
 * itself never reaches an error text or a log (there it is masked).
 *
 * A person is found by each proof that was registered: 02 the identity number, 03 the social
 * security card's number, 01 the token of the electronic credential. A proof belongs to one person.
 */
#ifndef YB_APP_PERSON_PERSON_H
#define YB_APP_PERSON_PERSON_H

#include "app/app.h"
#include "base/day.h"

/* What is presented: fields of the same names in every visit and settlement request. */
struct yb_certificate {
    struct yb_text mdtrt_cert_type;                 /* 01 token, 02 identity number, 03 card */
    struct yb_text mdtrt_cert_no, card_sn;          /* card_sn: needed with 03 where rules ask */
    struct yb_text psn_cert_type, certno, psn_name; /* compared with the person when given */
};

/* One insured relation (参保关系). Days: YB_DAY_NONE when not stated. */
struct yb_insured_in {
    struct yb_text insutype, psn_type;
    struct yb_text psn_insu_stas;  /* empty: "1", insured */
    int32_t psn_insu_date;         /* first day of benefits */
    int32_t paus_insu_date;        /* no benefits from this day on */
    int32_t cont_clct_date;        /* contributions without a break since; none: psn_insu_date */
    struct yb_text clct_tier;      /* contribution tier 1..3 (缴费档次); empty: 1 */
    struct yb_text cvlserv_flag;   /* empty: "0" */
    struct yb_text insuplc_admdvs; /* empty: the region served */
    struct yb_text emp_no, emp_name;
    int64_t balc_fen; /* opening balance of the personal account, booked as a credit */
};

struct yb_identity_class_in {
    struct yb_text psn_idet_type, psn_type_lv, memo;
    int32_t begndate, enddate; /* enddate YB_DAY_NONE: open */
};

struct yb_register_person_in {
    struct yb_text psn_cert_type; /* empty: "01" */
    struct yb_text certno, psn_name;
    struct yb_text gend; /* empty: from the identity number, else "0" */
    struct yb_text naty;
    int32_t brdy;           /* YB_DAY_NONE: from the identity number */
    struct yb_text card_no; /* social security card; empty: none */
    struct yb_text token;   /* electronic credential; empty: none */
    struct yb_text tel, addr;
    const struct yb_insured_in *insuinfo;
    size_t insuinfo_count;
    const struct yb_identity_class_in *idetinfo;
    size_t idetinfo_count;
};

struct yb_register_person_out {
    int64_t psn_no;
};

/*
 * Registers a person. Errors: MISSING (certno, psn_name, brdy), WRONG_FORMAT (certno fails its
 * check; masked), EXISTS (certno, card_no, token: somebody's already; masked), UNKNOWN_CODE
 * (insutype, psn_type, psn_idet_type, clct_tier), DAY_REVERSED, DAY_FUTURE (a birth),
 * DAY_BEFORE_BIRTH (a relation or an identity), EXISTS and IDENTITY_EXCLUDES (two identities on the
 * same days). A relation is not needed: acts of app/enrol may follow.
 */
int yb_app_register_person(struct yb_call *call, const struct yb_register_person_in *in,
                           struct yb_register_person_out *out, struct yb_error *error);

/* The checks of one relation, of those above: MISSING, UNKNOWN_CODE, DAY_REVERSED, OUT_OF_RANGE. */
int yb_check_insured(struct yb_call *call, const struct yb_insured_in *insured,
                     struct yb_error *error);

/* Whoever has the number of `in`, 0: nobody; *same: he is registered as `in` says, relations and
 * identities aside. Writes nothing. */
int yb_app_find_registered(struct yb_call *call, const struct yb_register_person_in *in,
                           int64_t *psn_no, bool *same, struct yb_error *error);

/*
 * What stands in psn_lookup.certno_hash for a proof: HMAC-SM3 of it, with x as X. One spelling
 * everywhere, so whoever looks up by a number uses this.
 */
void yb_proof_hash(const struct yb_keys *keys, struct yb_text proof, uint8_t out[YB_SM3_BYTES]);

/* The person of a proof of that type ("01" token, "02" number, "03" card); 0: nobody's. */
int yb_app_psn_of_proof(struct yb_call *call, struct yb_text type, struct yb_text proof,
                        int64_t *psn_no, struct yb_error *error);

/* mdtrt_cert_type in its two-digit form: "1" is "01"; empty when it is no type. */
struct yb_text yb_proof_type(struct yb_text mdtrt_cert_type);

/*
 * Checks that `certificate` is psn_no's: the proof, when one is given, is not another's, and not
 * unknown unless it is a token (01), which lives elsewhere and may be newer than ours. Errors:
 * UNKNOWN_CODE (mdtrt_cert_type), MISSING (card_sn), PSN_NOT_FOUND (masked).
 */
int yb_app_check_proof(struct yb_call *call, const struct yb_certificate *certificate,
                       int64_t psn_no, struct yb_error *error);

/*
 * The person who presents `certificate`; without mdtrt_cert_type and mdtrt_cert_no, the one whose
 * identity number is certno. Errors: MISSING (a part of it, card_sn where the rules ask
 * for it), UNKNOWN_CODE (mdtrt_cert_type), PSN_NOT_FOUND (masked number).
 */
int yb_app_find_person(struct yb_call *call, const struct yb_certificate *certificate,
                       int64_t *psn_no, struct yb_error *error);

#endif
