/*
 * papers.h - a few claims on paper for a demonstration, made as a clerk and a reviewer make them.
 *
 * A file (data/demo/paper-claims.csv) has a row a claim: whose (insured: the person of the insured
 * login; other: whoever of the store's people is covered on those days), claim_kind, med_type,
 * begndate and enddate as MM-DD of the year, lines as "code count price" with semicolons between,
 * and how far it is: taken (papers and lines are missing), entered, review, settled, returned.
 */
#ifndef YB_FACE_DEMO_PAPERS_H
#define YB_FACE_DEMO_PAPERS_H

#include "app/app.h"

struct yb_demo_papers {
    const char *file;
    int year;
    int64_t insured; /* psn_no */
    struct yb_text fixmedins_code, clerk, reviewer;
};

/* Errors: those of a CSV and of app/paper/paper.h; NOT_FOUND: nobody is covered. */
int yb_demo_papers(struct yb_call *call, const struct yb_demo_papers *papers,
                   struct yb_error *error);

#endif
