/*
 * filing_internal.h - what the kinds of filings have in common: the checks, the sealing, the row.
 */
#ifndef YB_APP_FILING_FILING_INTERNAL_H
#define YB_APP_FILING_FILING_INTERNAL_H

#include "app/filing/filing.h"
#include "app/person/person.h"
#include "store/row.h"

/* What is particular to one kind of filing. */
struct yb_filing_kind {
    const char *infno;
    const char *biz_appy_type;                /* given to the row; NULL: as sent */
    const char *disease_list, *disease_field; /* NULL: names no disease */
    const char *other_list;                   /* NULL, or another list that the code may be of */
    bool (*same)(const struct yb_filing_row *, const struct yb_filing_row *);
    bool place_may_be_open; /* filed before it is known who will treat it */
};

/* Of the same scheme and disease. */
bool yb_filing_same_disease(const struct yb_filing_row *a, const struct yb_filing_row *b);

/* What names people, in clear; empty texts stay empty. */
struct yb_filing_plain {
    struct yb_text tel, addr, agnter_certno, agnter_tel, agnter_addr, agnter_name, spus_name,
        spus_certno;
};

int yb_filing_seal(struct yb_call *call, const struct yb_filing_plain *plain,
                   struct yb_filing_row *filing, struct yb_error *error);

/* Refuses with PSN_NOT_FOUND (masked) when who is said to be psn_no is not. */
int yb_filing_check_who(struct yb_call *call, const struct yb_certificate *said, int64_t psn_no,
                        struct yb_error *error);

/* UNKNOWN_CODE naming the field, unless the code is of a list of the kind, or such a list is not
 * published here. */
int yb_filing_check_code(struct yb_call *call, const struct yb_filing_kind *kind,
                         struct yb_text code, struct yb_error *error);

/* Makes it an application, which waits for its round. */
void yb_filing_to_review(const struct yb_call *call, struct yb_filing_row *filing);

/* Checks by the rules of filing.h and writes. */
int yb_filing_write(struct yb_call *call, struct yb_filing_row *filing,
                    const struct yb_filing_kind *kind, struct yb_file_out *out,
                    struct yb_error *error);

/* Errors: FILING_NOT_FOUND (also: another person's, another kind), FILING_STATE. */
int yb_filing_withdraw(struct yb_call *call, const struct yb_cancel_filing_in *in,
                       const struct yb_filing_kind *kind, struct yb_error *error);

struct yb_registration;

/* Of any registration: who it is, the days, the amounts; then sealed. */
int yb_registration_prepare(struct yb_call *call, struct yb_registration *in,
                            const char *appy_field, struct yb_error *error);

/* Fills in what is shown of a stored one. */
int yb_registration_show(struct yb_call *call, struct yb_registration *shown,
                         struct yb_error *error);

#endif
