/*
 * tables.h - the national designated-provider interface as constant tables.
 *
 * Compiled from data/interface/ (see its README for columns, sources and deviations) by
 * script/interface-tables.py. Everything that checks, routes or answers a message looks here; a
 * change of the interface is a change of those files.
 *
 * Cost: a transaction or a code is found by binary search; the members of a node stand in printed
 * order, one after the other. The first member of a searched struct is its key.
 */
#ifndef YB_FACE_NHSA_TABLES_H
#define YB_FACE_NHSA_TABLES_H

#include "base/text.h"

enum yb_nhsa_status {
    YB_NHSA_OFFERED,   /* answered here */
    YB_NHSA_KNOWN,     /* published, not offered here */
    YB_NHSA_WITHDRAWN, /* published once */
    YB_NHSA_LOCAL,     /* seen in regional clients only */
    YB_NHSA_FRAME      /* not a transaction: the envelope's members */
};

enum yb_nhsa_shape {
    YB_NHSA_SHAPE_OBJECT,
    YB_NHSA_SHAPE_ARRAY, /* output is the list itself */
    YB_NHSA_SHAPE_PAGE,  /* a page of rows under `data`, with its numbers */
    YB_NHSA_SHAPE_FILE   /* application/octet-stream */
};

enum yb_nhsa_direction { YB_NHSA_IN, YB_NHSA_OUT, YB_NHSA_IN_FILE, YB_NHSA_OUT_FILE };

enum yb_nhsa_cardinality { YB_NHSA_ONE, YB_NHSA_MANY, YB_NHSA_EITHER };

enum yb_nhsa_type {
    YB_NHSA_ANY, /* no type printed: anything goes */
    YB_NHSA_STRING,
    YB_NHSA_NUMBER,
    YB_NHSA_DATE,
    YB_NHSA_DATETIME,
    YB_NHSA_OBJECT,
    YB_NHSA_LIST,
    YB_NHSA_BYTES,
    YB_NHSA_BOOLEAN
};

#define YB_NHSA_DICT_NONE     (-1)
#define YB_NHSA_DICT_DIVISION (-2) /* six digits of an administrative division */
#define YB_NHSA_NODE_TOP      (-1) /* directly under input or output */
#define YB_NHSA_NODE_UNPLACED (-2) /* placement not established: not checked */

struct yb_nhsa_code {
    const char *code, *label_zh, *label_en;
    uint16_t order; /* 1-based place in the printed list */
};

struct yb_nhsa_variant {
    const char *variant; /* what some regions write ... */
    const char *code;    /* ... and the code it stands for */
};

struct yb_nhsa_dict {
    const char *name, *name_zh;
    bool enforced;                   /* other codes are refused */
    uint16_t first_code, code_count; /* in yb_nhsa_codes, by code */
    uint16_t first_variant, variant_count;
};

struct yb_nhsa_field {
    const char *name, *name_zh;
    const char *const *aliases;         /* up to a NULL; or NULL */
    const char *when_field, *when_code; /* required only when that member has that code; or NULL */
    uint32_t length;                    /* characters; digits of a number; 0: not stated */
    int16_t dict;                       /* index, or YB_NHSA_DICT_* */
    uint8_t type;                       /* enum yb_nhsa_type */
    uint8_t scale;                      /* decimals of a number */
    bool required, negative;
};

struct yb_nhsa_node {
    const char *name; /* "-": the members stand directly under input or output */
    const char *const *aliases;
    uint16_t first_field, field_count; /* in yb_nhsa_fields */
    int16_t parent;                    /* from the transaction's first node, or YB_NHSA_NODE_* */
    uint8_t direction;                 /* enum yb_nhsa_direction */
    uint8_t cardinality;               /* enum yb_nhsa_cardinality */
    bool required;
};

struct yb_nhsa_interface {
    const char *infno, *name_zh, *name_en;
    const char *rest_path;           /* "" when none is known */
    uint16_t first_node, node_count; /* in yb_nhsa_nodes */
    uint8_t status;                  /* enum yb_nhsa_status */
    uint8_t output;                  /* enum yb_nhsa_shape */
};

struct yb_nhsa_path {
    const char *rest_path;
    uint16_t interface;
};

extern const struct yb_nhsa_code yb_nhsa_codes[];
extern const struct yb_nhsa_variant yb_nhsa_variants[];
extern const struct yb_nhsa_dict yb_nhsa_dicts[]; /* by name */
extern const struct yb_nhsa_field yb_nhsa_fields[];
extern const struct yb_nhsa_node yb_nhsa_nodes[];
extern const struct yb_nhsa_interface yb_nhsa_interfaces[]; /* by infno */
extern const struct yb_nhsa_path yb_nhsa_paths[];           /* by path */
extern const int yb_nhsa_codes_count, yb_nhsa_variants_count, yb_nhsa_dicts_count,
    yb_nhsa_fields_count, yb_nhsa_nodes_count, yb_nhsa_interfaces_count, yb_nhsa_paths_count;

/* The transaction of a number or a REST path, or NULL. */
const struct yb_nhsa_interface *yb_nhsa_interface_find(struct yb_text infno);
const struct yb_nhsa_interface *yb_nhsa_interface_at(struct yb_text rest_path);

/* A node of a transaction by name and direction (the first, where it has two parents), or NULL. */
const struct yb_nhsa_node *yb_nhsa_node_find(const struct yb_nhsa_interface *interface,
                                             enum yb_nhsa_direction direction, const char *name);

/* The place of a member in its node, or -1. With `from` the search starts there and goes round: who
 * asks in printed order finds each at once. */
int yb_nhsa_field_index(const struct yb_nhsa_node *node, const char *name);
int yb_nhsa_field_index_from(const struct yb_nhsa_node *node, const char *name, int from);

/* The member at that place. */
static inline const struct yb_nhsa_field *yb_nhsa_field_at(const struct yb_nhsa_node *node,
                                                           int index)
{
    return &yb_nhsa_fields[node->first_field + index];
}

/* A dictionary by name, or NULL. */
const struct yb_nhsa_dict *yb_nhsa_dict_find(struct yb_text name);

/* A code of a dictionary by its own text, or NULL. */
const struct yb_nhsa_code *yb_nhsa_code_find(const struct yb_nhsa_dict *dict, struct yb_text code);

/* The national code of what was written: itself, or what a regional variant stands for. */
struct yb_text yb_nhsa_code_canonical(const struct yb_nhsa_dict *dict, struct yb_text code);

#endif
