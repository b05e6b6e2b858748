/*
 * filing.h - filings (备案): referral (2501), chronic disease (2503), chosen institution (2505).
 */
#ifndef YB_STORE_FILING_H
#define YB_STORE_FILING_H

#include "store/store.h"

/* Adds a filing; YB_E_EXISTS when its number is taken. */
int yb_filing_add(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error);

/* The filing; YB_E_FILING_NOT_FOUND. */
int yb_filing_get(struct yb_tx *tx, int64_t psn_no, int64_t trt_dcla_detl_sn,
                  struct yb_filing_row *filing, struct yb_error *error);

/* Replaces everything but the ids; YB_E_FILING_NOT_FOUND. */
int yb_filing_put(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error);

/*
 * The register of chronic diseases: filings of kind 2503. Empty texts and zeros ask nothing.
 */
enum yb_chronic_order { YB_CHRONIC_NEWEST, YB_CHRONIC_OLDEST, YB_CHRONIC_ENDING };

struct yb_chronic_search {
    struct yb_text filing_stas, dise_codg, fixmedins_code;
    struct yb_text admdvs; /* what insuplc_admdvs begins with */
    int64_t psn_no;
    int32_t round;                  /* rev_round is this day */
    int32_t due;                    /* ... or not after this one, or none */
    int32_t end_from, end_to;       /* enddate: open ends are after all days, and not up to any */
    int32_t begun_by, begins_after; /* begndate */
    enum yb_chronic_order order;
    int64_t at_day,
        at_sn; /* go on after this row; at_sn 0: from the first. at_day of ENDING only */
    int64_t most;
};

/* A page of it; ENDING leaves out what has no end. */
int yb_chronic_search(struct yb_tx *tx, const struct yb_chronic_search *search,
                      struct yb_filing_list *list, struct yb_error *error);
/* Where counting ends. */
#define YB_CHRONIC_COUNTED 10000

/* How many there are, counted up to YB_CHRONIC_COUNTED. */
int yb_chronic_count(struct yb_tx *tx, const struct yb_chronic_search *search, int64_t *count,
                     struct yb_error *error);

/*
 * Registrations of one kind that are not withdrawn, the newest first: of a person (of one
 * institution, or any), or of an institution. Empty texts and zeros ask nothing.
 */
struct yb_filed_search {
    struct yb_text biz_appy_type, filing_kind;
    struct yb_text filing_stas, insuplc_admdvs, fixmedins_code;
    int64_t psn_no;        /* 0: of an institution */
    int32_t from, to;      /* days that its days of force meet */
    int64_t since, before; /* crte_time */
    int64_t most, skip;
};

/* A page of them, and how many there are, counted up to YB_FILED_COUNTED. */
#define YB_FILED_COUNTED 10000
int yb_filed_page(struct yb_tx *tx, const struct yb_filed_search *search,
                  struct yb_filing_list *list, int64_t *count, struct yb_error *error);

/* The registration of one of the two diseases with that number, whose ever it is;
 * YB_E_FILING_NOT_FOUND. */
int yb_filed_find(struct yb_tx *tx, int64_t trt_dcla_detl_sn, struct yb_filing_row *filing,
                  struct yb_error *error);

/* A person's filings of one kind (the infno that made it; empty: all), in order. */
int yb_filing_list(struct yb_tx *tx, int64_t psn_no, struct yb_text filing_kind,
                   struct yb_filing_list *list, struct yb_error *error);

#endif
