/*
 * node.h - a tree of text values with places: what a configuration file is after reading.
 *
 * A scalar keeps its own text ("80 %", "200.00"): numbers are read by whoever knows their unit.
 * Nodes live in an arena. A mapping keeps the order of the file; keys are unique.
 *
 * Whoever reads a tree refuses strictly, with yb_node_fail: a wrong kind, a missing or an unknown
 * key is an error that names the file, the line and the key.
 */
#ifndef YB_BASE_NODE_H
#define YB_BASE_NODE_H

#include "base/error.h"

enum yb_node_kind { YB_NODE_SCALAR, YB_NODE_LIST, YB_NODE_MAPPING };

struct yb_node {
    enum yb_node_kind kind;
    int line, column;   /* 1-based */
    bool quoted;        /* a scalar written in quotes */
    struct yb_text key; /* of a mapping's member, else empty */
    int key_line;
    struct yb_text text;   /* of a scalar */
    struct yb_node *first; /* member or element */
    struct yb_node *next;
    size_t count; /* members or elements */
};

/* The member of a mapping, or NULL. */
const struct yb_node *yb_node_get(const struct yb_node *mapping, const char *key);

/* Fills *error with `code`, the node's place (file may be NULL) and up to three more arguments. */
int yb_node_fail(struct yb_error *error, const char *file, const struct yb_node *node, int code,
                 ...) __attribute__((sentinel));

#endif
