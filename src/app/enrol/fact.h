/*
 * fact.h - what is believed of a person's entitlement, on any day of knowing.
 *
 * psn_fact keeps versions: the valid time of a fact (begndate, enddate) and when we learnt it
 * (known_time). People registered without facts are read from psn_insu and psn_idet as they were
 * registered: such a fact has fact_id 0, and all of them are written down before a person's first
 * act.
 *
 *   fact_kind      fact_code                      days
 *   relation       employed flexible retired      begndate, enddate; done_date: enrolled on;
 *                  resident                       cont_clct_date: years brought along
 *   contribution   the same                       begndate..enddate paid for; due_date; done_date:
 *                                                 paid on
 *   base           employed                       begndate, enddate; amount_fen: the contribution
 *                                                 base (缴费基数) that was set for these days
 *   identity       psn_idet_type                  begndate, enddate
 *   death                                         begndate
 *   row            fact_no of its relation        a psn_insu row beside the relation's own, for
 *                                                 cover that was interrupted
 */
#ifndef YB_APP_ENROL_FACT_H
#define YB_APP_ENROL_FACT_H

#include "app/app.h"
#include "engine/enrol/dues.h"
#include "store/row.h"

#define YB_FACT_RELATION     YB_TEXT("relation")
#define YB_FACT_CONTRIBUTION YB_TEXT("contribution")
#define YB_FACT_BASE         YB_TEXT("base")
#define YB_FACT_IDENTITY     YB_TEXT("identity")
#define YB_FACT_DEATH        YB_TEXT("death")
#define YB_FACT_ROW          YB_TEXT("row")

struct yb_facts_known {
    struct yb_psn_row psn;
    int32_t death;                /* believed; YB_DAY_NONE */
    struct yb_psn_insu_list insu; /* as they are now */
    struct yb_psn_idet_list idet; /* as they are now */
    struct yb_psn_fact_row
        *rows; /* believed, one a fact_no, oldest first; withdrawn ones left out */
    size_t count, capacity;
};

/* Errors: PSN_NOT_FOUND. known_ms INT64_MAX: all that is known. */
int yb_facts_load(struct yb_call *call, int64_t psn_no, int64_t known_ms,
                  struct yb_facts_known *known, struct yb_error *error);

/* Whether its fact_kind is `kind`. */
bool yb_fact_is(const struct yb_psn_fact_row *fact, struct yb_text kind);

/* Not taken back. */
bool yb_fact_holds(const struct yb_psn_fact_row *fact);

/* The contribution base that holds on a day: of those that do, the one that began last. *fact_id
 * is 0 where none is on record. */
int yb_fact_base_on(struct yb_call *call, int64_t psn_no, int32_t day, int64_t *fact_id,
                    int64_t *base_fen, struct yb_error *error);

/*
 * The engine's view. relation_facts[i]: the fact of relations[i]. Errors: NO_MEMORY, those of
 * yb_cover_of.
 */
struct yb_known_cover {
    struct yb_history history;
    const struct yb_psn_fact_row **relation_facts;
    struct yb_cover cover;
};
int yb_facts_cover(struct yb_call *call, const struct yb_facts_known *known,
                   struct yb_known_cover *out, struct yb_error *error);

/* The packs of the region served, for the engine. */
struct yb_cover_rules yb_app_cover_rules(const struct yb_app *app);

#endif
