/*
 * node_json.h - trees of nodes as JSON and back: how a pack travels to a page. Pure.
 *
 * A mapping is an object, a list a list, and a scalar a string of its own text ("80 %", "200.00"),
 * so that nothing is read before the one who knows its unit reads it. Places are lost.
 */
#ifndef YB_FACE_TRIAL_NODE_JSON_H
#define YB_FACE_TRIAL_NODE_JSON_H

#include "base/node.h"
#include "face/json.h"

/* Appends the tree as one value. */
void yb_node_write_json(const struct yb_node *node, struct yb_json *json);

/*
 * The tree of a JSON value; a number or word is a plain scalar, null an empty one. Its texts are
 * copies in the arena and end with a NUL. NULL: no memory.
 */
struct yb_node *yb_node_of_json(const struct yb_json_value *value, struct yb_arena *arena);

#endif
