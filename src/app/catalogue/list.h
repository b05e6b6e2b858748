/*
 * list.h - the lists that a catalogue has, by name.
 */
#ifndef YB_APP_CATALOGUE_LIST_H
#define YB_APP_CATALOGUE_LIST_H

#include "base/text.h"

/*
 * Of PAIRS one code may stand under several parents: it is kept as "parent/code", and written in a
 * file as the two that it is.
 */
enum yb_list_kind { YB_LIST_ITEMS, YB_LIST_CODES, YB_LIST_PAIRS };

struct yb_list_name {
    const char *name; /* "101", "icd10" */
    enum yb_list_kind kind;
    const char *zh, *en;
};

/* All lists; *count is their number. */
const struct yb_list_name *yb_list_names(size_t *count);

/* The list of a name, or NULL. */
const struct yb_list_name *yb_list_name_find(struct yb_text name);

#endif
