/*
 * label.h - by which catalogue a line was priced, as it is kept with the line. Pure.
 *
 *     370100/101 v0003            the list 101 of 370100, the place of care, in its third version
 *     371525/101 v0002 370102     that of the home region 371525: none is loaded of 370102
 *
 * A line priced by the home region's catalogue because the care was given there has none: empty. A
 * version of which nothing is known is "-".
 */
#ifndef YB_APP_CATALOGUE_LABEL_H
#define YB_APP_CATALOGUE_LABEL_H

#include "base/arena.h"
#include "base/text.h"

struct yb_catalogue_label {
    struct yb_text admdvs;    /* whose catalogue */
    struct yb_text list_name; /* "101" */
    struct yb_text ver;
    struct yb_text wanted; /* the place of care whose catalogue was missing; empty: none was */
};

/* The text; without bytes when the arena is exhausted. */
struct yb_text yb_catalogue_label_write(const struct yb_catalogue_label *label,
                                        struct yb_arena *arena);

/* The parts of a text, which they point into; false for what is no label. */
bool yb_catalogue_label_read(struct yb_text text, struct yb_catalogue_label *label);

#endif
