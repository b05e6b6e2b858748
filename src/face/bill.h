/*
 * bill.h - a bill that explains itself: as text for people, as JSON for programs.
 *
 * Both are made from the same rows: the bill, and the trace with the clauses it cites. The command
 * line, the console and the paper bill show what this module writes. Sentences and JSON are pure: a
 * page makes the same ones.
 *
 * Amounts are yuan with two decimals; in JSON they are exact decimals (numbers), rates are texts
 * ("80%"), an accumulator of visits is an integer. Titles and clauses are the pack's own words.
 */
#ifndef YB_FACE_BILL_H
#define YB_FACE_BILL_H

#include "engine/benefit/benefit.h"
#include "face/json.h"

struct yb_bill_view {
    const struct yb_policy *policy;
    const struct yb_claim *claim;
    const struct yb_bill *bill;
    const struct yb_bill_line *lines; /* of every fee line */
    const struct yb_text *names;      /* of every fee line; NULL: none */
    const struct yb_text *catalogues; /* of every fee line: app/catalogue/label.h; NULL: home's */
    const struct yb_trace *trace;     /* NULL: the bill is not explained */
    bool english;                     /* the words around the pack's own */
    struct yb_text
        family; /* whose accounts paid besides, masked: "张*（配偶）"; empty: not known */
};

/* Fee lines, what each layer pays and why, what the person bears. */
void yb_bill_write_text(const struct yb_bill_view *view, struct yb_buffer *out);

/* One object; see doc/policy-language.md, section "Bills". */
void yb_bill_write_json(const struct yb_bill_view *view, struct yb_json *json);

/* A reading of the pack concerns a bill of its circumstances, on which one of its layers pays. */
bool yb_bill_concerns(const struct yb_bill_view *view, const struct yb_reading *reading);

/* Did a step of the bill rest on the national default of that name? Without a trace all may have,
 * and so may one that no step tells of. */
bool yb_bill_rests_on(const struct yb_bill_view *view, struct yb_text parameter);

/* The first clause behind `after` (-1: from the start) that the bill cites and that is a parameter:
 * no source says its figure. -1: none. */
int yb_bill_parameter(const struct yb_bill_view *view, int after);

/* One line that warns of all of them; nothing when there are none. */
void yb_bill_write_parameters(const struct yb_bill_view *view, struct yb_buffer *out);

/* A line for every catalogue of a place of care (or that stood in for one) that lines were priced
 * by; nothing for a bill at home. */
void yb_bill_write_catalogues(const struct yb_bill_view *view, struct yb_buffer *out);

/* One trace row as a sentence, without its clause. */
void yb_bill_write_step(const struct yb_bill_view *view, const struct yb_trace_row *row,
                        struct yb_buffer *out);

/*
 * "[2] place", with "national default" or "parameter" in front where it is one, or "catalogue";
 * nothing when the row cites none. [2] is a line of yb_bill_write_documents.
 */
void yb_bill_write_clause(const struct yb_bill_view *view, const struct yb_trace_row *row,
                          struct yb_buffer *out);

/* "[2] title" for every document that the trace cites, one a line. */
void yb_bill_write_documents(const struct yb_bill_view *view, struct yb_buffer *out);

#endif
