#include "app/catalogue/defaults.h"

#include "base/money.h"
#include "base/yaml.h"

void yb_catalogue_defaults_init(struct yb_catalogue_defaults *defaults)
{
    *defaults = (struct yb_catalogue_defaults){
        .class_b_self_pay_ppm = 10 * YB_PERCENT,
        .hilist_use_type = YB_TEXT("1"),
        .overlmt_dspo_way = YB_TEXT("1"),
    };
}

/* Sets the key `node`; YB_E_UNKNOWN_KEY and YB_E_WRONG_FORMAT without a place. */
static int set(struct yb_catalogue_defaults *defaults, const struct yb_node *node)
{
    int64_t ppm;

    if (node->kind != YB_NODE_SCALAR)
        return YB_E_WRONG_FORMAT;
    if (yb_text_is(node->key, "class_b_self_pay")) {
        if (!yb_rate_parse(node->text, &ppm) || ppm > YB_PPM)
            return YB_E_WRONG_FORMAT;
        defaults->class_b_self_pay_ppm = (int32_t)ppm;
    } else if (yb_text_is(node->key, "class_b_self_pay_written")) {
        defaults->class_b_self_pay_written = yb_text_is(node->text, "yes");
        if (!defaults->class_b_self_pay_written && !yb_text_is(node->text, "no"))
            return YB_E_WRONG_FORMAT;
    } else if (yb_text_is(node->key, "hilist_use_type")) {
        defaults->hilist_use_type = node->text;
    } else if (yb_text_is(node->key, "overlmt_dspo_way")) {
        defaults->overlmt_dspo_way = node->text;
    } else {
        return YB_E_UNKNOWN_KEY;
    }
    return YB_OK;
}

int yb_catalogue_defaults_read(struct yb_text yaml, const char *file, struct yb_arena *arena,
                               struct yb_catalogue_defaults *defaults, struct yb_error *error)
{
    struct yb_node *root;
    const struct yb_node *node;
    int failed = yb_yaml_read(yaml, file, arena, &root, error);

    if (failed)
        return failed;
    if (root->kind != YB_NODE_MAPPING)
        return yb_node_fail(error, file, root, YB_E_WRONG_FORMAT, "defaults", "{}", NULL);
    for (node = root->first; node; node = node->next) {
        const char *key = yb_arena_copy(arena, node->key.bytes, node->key.length);

        failed = set(defaults, node);
        if (failed)
            return yb_node_fail(error, file, node, failed, key ? key : "", "", NULL);
    }
    return YB_OK;
}
