/*
 * yaml_write.h - a tree of nodes as YAML text, one way only: block style, two spaces a level.
 *
 * What base/yaml.h reads back from it is the same tree (places apart): the same keys in order, the
 * same scalars, quoted where they were quoted. So equal trees give equal bytes, and their digest
 * names a text however it was laid out or commented. Pure.
 */
#ifndef YB_BASE_YAML_WRITE_H
#define YB_BASE_YAML_WRITE_H

#include "base/node.h"

/* Appends the tree; the root is a mapping or a list. */
void yb_yaml_write(const struct yb_node *root, struct yb_buffer *out);

#endif
