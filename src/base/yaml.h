/*
 * yaml.h - YAML text into a tree of nodes, strictly.
 *
 * One document; mappings, lists, plain and quoted scalars. Anchors, aliases, tags, merge keys,
 * several documents and duplicate keys are refused. Limits: YB_YAML_BYTES_MAX, YB_YAML_DEPTH_MAX.
 */
#ifndef YB_BASE_YAML_H
#define YB_BASE_YAML_H

#include "base/node.h"

/* `file` is only named in errors; it must outlive *error. The tree lives in the arena. */
int yb_yaml_read(struct yb_text text, const char *file, struct yb_arena *arena,
                 struct yb_node **root, struct yb_error *error);

#endif
