#include "face/nhsa/tables.h"

#include <string.h>

/* A sorted table; the first member of a row is its key. */
struct rows {
    const void *first;
    size_t size;
    int count;
};

#define ROWS(table, from, n) ((struct rows){&(table)[from], sizeof((table)[0]), (n)})

static struct yb_text key_at(struct rows rows, int row)
{
    const char *key;

    memcpy(&key, (const char *)rows.first + (size_t)row * rows.size, sizeof key);
    return yb_text_of(key);
}

/* The first row whose key is not below `key`. */
static int lower_bound(struct rows rows, struct yb_text key)
{
    int low = 0, high = rows.count;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (yb_text_compare(key_at(rows, middle), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int find(struct rows rows, struct yb_text key)
{
    int at = lower_bound(rows, key);

    return at < rows.count && yb_text_equal(key_at(rows, at), key) ? at : -1;
}

const struct yb_nhsa_interface *yb_nhsa_interface_find(struct yb_text infno)
{
    int at = find(ROWS(yb_nhsa_interfaces, 0, yb_nhsa_interfaces_count), infno);

    return at < 0 ? NULL : &yb_nhsa_interfaces[at];
}

const struct yb_nhsa_interface *yb_nhsa_interface_at(struct yb_text rest_path)
{
    int at = find(ROWS(yb_nhsa_paths, 0, yb_nhsa_paths_count), rest_path);

    return at < 0 ? NULL : &yb_nhsa_interfaces[yb_nhsa_paths[at].interface];
}

const struct yb_nhsa_node *yb_nhsa_node_find(const struct yb_nhsa_interface *interface,
                                             enum yb_nhsa_direction direction, const char *name)
{
    for (int i = 0; i < interface->node_count; i++) {
        const struct yb_nhsa_node *node = &yb_nhsa_nodes[interface->first_node + i];

        if (node->direction == direction && strcmp(node->name, name) == 0)
            return node;
    }
    return NULL;
}

int yb_nhsa_field_index(const struct yb_nhsa_node *node, const char *name)
{
    return yb_nhsa_field_index_from(node, name, 0);
}

int yb_nhsa_field_index_from(const struct yb_nhsa_node *node, const char *name, int from)
{
    for (int i = 0; i < node->field_count; i++) {
        int at = from + i < node->field_count ? from + i : from + i - node->field_count;
        const char *field = yb_nhsa_field_at(node, at)->name;

        if (field[0] == name[0] && strcmp(field, name) == 0)
            return at;
    }
    return -1;
}

const struct yb_nhsa_dict *yb_nhsa_dict_find(struct yb_text name)
{
    int at = find(ROWS(yb_nhsa_dicts, 0, yb_nhsa_dicts_count), name);

    return at < 0 ? NULL : &yb_nhsa_dicts[at];
}

const struct yb_nhsa_code *yb_nhsa_code_find(const struct yb_nhsa_dict *dict, struct yb_text code)
{
    int at = find(ROWS(yb_nhsa_codes, dict->first_code, dict->code_count), code);

    return at < 0 ? NULL : &yb_nhsa_codes[dict->first_code + at];
}

struct yb_text yb_nhsa_code_canonical(const struct yb_nhsa_dict *dict, struct yb_text code)
{
    int at = find(ROWS(yb_nhsa_variants, dict->first_variant, dict->variant_count), code);

    return at < 0 ? code : yb_text_of(yb_nhsa_variants[dict->first_variant + at].code);
}
