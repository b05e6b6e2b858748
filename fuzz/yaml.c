/*
 * A text is either refused with a place inside it, or it is a tree whose counts, kinds and texts
 * are what node.h promises.
 */
#include "fuzz/fuzz.h"

#include "base/yaml.h"

static void check_tree(const struct yb_node *node, int depth)
{
    const struct yb_node *member;
    size_t count = 0;

    assert(depth <= YB_YAML_DEPTH_MAX);
    assert(node->line >= 1 && node->column >= 1);
    assert(yb_text_is_utf8(node->text, NULL) && yb_text_is_utf8(node->key, NULL));
    for (member = node->first; member; member = member->next) {
        if (node->kind == YB_NODE_MAPPING)
            assert(yb_node_get(node, member->key.bytes) == member);
        check_tree(member, depth + 1);
        count++;
    }
    assert(count == node->count);
    assert(node->kind != YB_NODE_SCALAR || !count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text text = {(const char *)data, size};
    struct yb_error error = {0};
    struct yb_arena arena;
    struct yb_node *root;
    struct yb_buffer words;
    int rc;

    if (size > 4096) /* looking up each key again is quadratic */
        return 0;
    yb_arena_init(&arena, 65536);
    rc = yb_yaml_read(text, "x.yaml", &arena, &root, &error);
    if (rc == YB_OK) {
        check_tree(root, 0);
    } else {
        assert(error.code == rc && error.line >= 1 && error.column >= 1);
        yb_buffer_init(&words, &arena);
        yb_error_describe(&error, false, &words);
        assert(yb_text_is_utf8(yb_buffer_text(&words), NULL));
    }
    yb_arena_release(&arena);
    return 0;
}
