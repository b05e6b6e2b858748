#include "app/policy/make.h"

#include <stdio.h>

#include "base/yaml.h"
#include "base/yaml_write.h"
#include "engine/policy/read.h"

int yb_policy_digest(const struct yb_node *root, const struct yb_node *national,
                     struct yb_arena *arena, uint8_t hash[YB_SM3_BYTES])
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    if (national)
        yb_yaml_write(national, &out);
    yb_buffer_add_string(&out, "%%\n");
    yb_yaml_write(root, &out);
    if (out.failed)
        return YB_E_NO_MEMORY;
    yb_sm3(yb_buffer_text(&out), hash);
    return YB_OK;
}

/* The overlay that says from when the pack is in force. The base's end stays when it comes later.
 */
static const char *force_overlay(const struct yb_policy_make_in *in, struct yb_arena *arena)
{
    int32_t to_day = in->base->policy->to_day;
    char from[11], to[11];

    yb_day_format(in->from_day, from);
    if (to_day == YB_DAY_MAX || to_day < in->from_day)
        return yb_arena_format(arena, "changes:\n  - at: in_force\n    to: {from: %s}\n", from);
    yb_day_format(to_day, to);
    return yb_arena_format(arena, "changes:\n  - at: in_force\n    to: {from: %s, to: %s}\n", from,
                           to);
}

/* The base's tree with an overlay over it. */
static int lay(const struct yb_node *base, struct yb_text overlay, struct yb_policy_made *made)
{
    struct yb_node *tree = NULL, *root;
    struct yb_error wrong;
    int rc = YB_OK;

    if (yb_text_trim(overlay).length)
        rc = yb_yaml_read(overlay, YB_OVERLAY_FILE, made->mistakes.arena, &tree, &wrong);
    if (rc != YB_OK) {
        yb_mistakes_take(&made->mistakes, &wrong);
        return rc;
    }
    rc = yb_overlay_apply(base, tree, YB_OVERLAY_FILE, &made->mistakes, &root);
    made->root = root;
    return rc;
}

static int read(const struct yb_policy_make_in *in, struct yb_policy_made *made)
{
    struct yb_arena *arena = made->mistakes.arena;
    const char *base =
        yb_text_copy(arena, in->base->policy->id).bytes; /* no path of this machine */
    struct yb_policy_file file = {.name = base,
                                  .id = in->name,
                                  .root = made->root,
                                  .national = made->national,
                                  .national_name = "national"};
    size_t before = made->mistakes.total;
    struct yb_policy *policy;
    int rc = base ? yb_policy_read(&file, arena, &made->mistakes, &policy) : YB_E_NO_MEMORY;

    yb_overlay_settle(&made->mistakes, before, YB_OVERLAY_FILE);
    if (rc == YB_OK)
        made->policy = policy;
    return rc;
}

int yb_policy_make(const struct yb_policy_make_in *in, struct yb_arena *arena,
                   struct yb_policy_made *made, struct yb_error *error)
{
    struct yb_buffer out;
    int rc;

    *made = (struct yb_policy_made){.root = in->base->root,
                                    .national = in->base->national ? in->base->national
                                                                   : in->set->national};
    yb_mistakes_init(&made->mistakes, arena);
    rc = lay(in->base->root, in->overlay, made);
    if (rc == YB_OK && in->from_day != YB_DAY_NONE) {
        const char *force = force_overlay(in, arena);

        rc = force ? lay(made->root, yb_text_of(force), made) : YB_E_NO_MEMORY;
    }
    if (rc == YB_OK)
        rc = read(in, made);
    if (rc == YB_E_NO_MEMORY)
        return yb_fail(error, rc, NULL);
    yb_buffer_init(&out, arena);
    yb_yaml_write(made->root, &out);
    made->text = yb_buffer_text(&out);
    if (out.failed || yb_policy_digest(made->root, made->national, arena, made->hash) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    return YB_OK;
}
