#include "engine/policy/overlay.h"

#include <string.h>

#include "base/money.h"

/* Lines of the overlay in a made tree: beyond those of any pack. */
#define FAR          100000000
#define DEPTH_MAX    YB_YAML_DEPTH_MAX
#define AT_BYTES_MAX 1024

struct applying {
    const char *file;
    struct yb_mistakes *mistakes;
    struct yb_node *root;
};

/* One entry of `changes`. */
struct change {
    const struct yb_node *entry, *at, *was, *to, *add, *before, *remove;
};

/* ---- trees ---- */

static struct yb_node *copy(const struct yb_node *from, struct yb_arena *arena, int far)
{
    struct yb_node *node = YB_NEW(arena, struct yb_node), **link;

    if (!node)
        return NULL;
    *node = *from;
    node->next = NULL;
    node->line += far;
    link = &node->first;
    for (const struct yb_node *each = from->first; each; each = each->next) {
        *link = copy(each, arena, far);
        if (!*link)
            return NULL;
        link = &(*link)->next;
    }
    return node;
}

/* The next name of a way, and the rest of it. */
static struct yb_text step(struct yb_text *way)
{
    const size_t gap = strlen(YB_OVERLAY_BETWEEN);
    const char *end = way->length ? memmem(way->bytes, way->length, YB_OVERLAY_BETWEEN, gap) : NULL;
    struct yb_text name = *way;

    if (!end) {
        *way = (struct yb_text){way->bytes + way->length, 0};
        return yb_text_trim(name);
    }
    name.length = (size_t)(end - way->bytes);
    *way = (struct yb_text){end + gap, way->length - name.length - gap};
    return yb_text_trim(name);
}

/* What points at the member or element of that name; at a NULL: there is none. */
static struct yb_node **member(struct yb_node *node, struct yb_text name)
{
    struct yb_node **link = &node->first;
    int64_t number = 0, at = 1;

    if (node->kind == YB_NODE_LIST && !yb_text_to_int64(name, &number))
        number = 0;
    for (; *link; link = &(*link)->next, at++) {
        const struct yb_node *each = *link;

        if (node->kind == YB_NODE_MAPPING ? yb_text_equal(each->key, name) : at == number)
            break;
        if (node->kind == YB_NODE_LIST && each->kind == YB_NODE_MAPPING && each->first &&
            each->first->kind == YB_NODE_SCALAR && yb_text_equal(each->first->text, name))
            break;
    }
    return link;
}

/* The last node of the way but one, and what points at the last; NULL: the way ends before. */
static struct yb_node **walk(struct yb_node *root, struct yb_text way, struct yb_node **holder,
                             struct yb_text *last)
{
    struct yb_node **link = NULL;
    struct yb_node *node = root;

    while (way.length) {
        if (!node || node->kind == YB_NODE_SCALAR)
            return NULL;
        *last = step(&way);
        *holder = node;
        link = member(node, *last);
        node = *link;
    }
    return link;
}

const struct yb_node *yb_overlay_find(const struct yb_node *root, struct yb_text at)
{
    struct yb_node copy_of_root = *root, *holder = NULL;
    struct yb_text last;
    struct yb_node **link = walk(&copy_of_root, at, &holder, &last);

    return link ? *link : NULL;
}

/* ---- one change ---- */

static int refuse(struct applying *a, const struct yb_node *at, int code, const char *first,
                  struct yb_text second)
{
    char text[YB_ERROR_ARG_BYTES_MAX];

    yb_mistakes_add(a->mistakes, a->file, at, code, first, yb_text_cut(second, text, sizeof(text)),
                    NULL);
    return code;
}

static int refuse_key(struct applying *a, const struct yb_node *at)
{
    char key[YB_ERROR_ARG_BYTES_MAX];

    return refuse(a, at, YB_E_UNKNOWN_KEY, yb_text_cut(at->key, key, sizeof(key)), YB_TEXT(""));
}

static int put_value(struct applying *a, const struct change *c, struct yb_node **link,
                     struct yb_node *holder, struct yb_text last)
{
    struct yb_node *node, *before = *link;

    if (!before && holder->kind != YB_NODE_MAPPING)
        return refuse(a, c->at, YB_E_NOT_FOUND, "at", c->at->text);
    node = copy(c->to, a->mistakes->arena, FAR);
    if (!node)
        return refuse(a, c->at, YB_E_NO_MEMORY, "", YB_TEXT(""));
    node->key = holder->kind == YB_NODE_MAPPING ? last : YB_TEXT("");
    node->key_line = c->at->line + FAR;
    node->next = before ? before->next : NULL;
    holder->count += !before;
    *link = node;
    return YB_OK;
}

static int add_element(struct applying *a, const struct change *c, struct yb_node *list)
{
    struct yb_node *node = copy(c->add, a->mistakes->arena, FAR), **link;

    if (!list || list->kind != YB_NODE_LIST)
        return refuse(a, c->at, YB_E_WRONG_TYPE, "at", YB_TEXT("list"));
    if (!node)
        return refuse(a, c->at, YB_E_NO_MEMORY, "", YB_TEXT(""));
    node->key = YB_TEXT("");
    link = &list->first;
    if (c->before)
        link = member(list, c->before->text);
    while (!c->before && *link)
        link = &(*link)->next;
    if (c->before && !*link)
        return refuse(a, c->before, YB_E_NOT_FOUND, "before", c->before->text);
    node->next = *link;
    *link = node;
    list->count++;
    return YB_OK;
}

static int apply_one(struct applying *a, const struct change *c)
{
    struct yb_node *holder = NULL, **link;
    struct yb_text last = {0};

    link = walk(a->root, c->at->text, &holder, &last);
    if (!link || (!*link && !c->to))
        return refuse(a, c->at, YB_E_NOT_FOUND, "at", c->at->text);
    if (c->was &&
        (!*link || (*link)->kind != YB_NODE_SCALAR || !yb_text_equal((*link)->text, c->was->text)))
        return refuse(a, c->was, YB_E_POLICY_WAS, "was",
                      *link && (*link)->kind == YB_NODE_SCALAR ? (*link)->text : YB_TEXT("-"));
    if (c->to)
        return put_value(a, c, link, holder, last);
    if (c->add)
        return add_element(a, c, *link);
    *link = (*link)->next;
    holder->count--;
    return YB_OK;
}

/* ---- the overlay ---- */

static int take_member(struct applying *a, struct change *c, const struct yb_node *each)
{
    const struct {
        const char *key;
        const struct yb_node **to;
        bool scalar;
    } keys[] = {{"at", &c->at, true},         {"was", &c->was, true},
                {"to", &c->to, false},        {"add", &c->add, false},
                {"before", &c->before, true}, {"remove", &c->remove, true}};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (!yb_text_is(each->key, keys[i].key))
            continue;
        if (keys[i].scalar && each->kind != YB_NODE_SCALAR)
            return refuse(a, each, YB_E_WRONG_TYPE, keys[i].key, YB_TEXT("text"));
        *keys[i].to = each;
        return YB_OK;
    }
    return yb_text_is(each->key, "why") && each->kind == YB_NODE_SCALAR ? YB_OK
                                                                        : refuse_key(a, each);
}

static int read_change(struct applying *a, const struct yb_node *entry, struct change *c)
{
    *c = (struct change){.entry = entry};
    if (entry->kind != YB_NODE_MAPPING)
        return refuse(a, entry, YB_E_WRONG_TYPE, "changes", YB_TEXT("mapping"));
    for (const struct yb_node *each = entry->first; each; each = each->next) {
        int rc = take_member(a, c, each);

        if (rc)
            return rc;
    }
    if (!c->at || !c->at->text.length)
        return refuse(a, entry, YB_E_MISSING, "at", YB_TEXT(""));
    if (!c->to + !c->add + !c->remove != 2)
        return refuse(a, entry, YB_E_WRONG_FORMAT, "to, add, remove", YB_TEXT("1"));
    if (c->remove && !yb_text_is(c->remove->text, "true"))
        return refuse(a, c->remove, YB_E_WRONG_FORMAT, "remove", YB_TEXT("true"));
    return c->before && !c->add ? refuse(a, c->before, YB_E_MISSING, "add", YB_TEXT("")) : YB_OK;
}

static void apply_changes(struct applying *a, const struct yb_node *changes)
{
    if (changes->kind != YB_NODE_LIST && (changes->kind != YB_NODE_SCALAR || changes->text.length))
        refuse(a, changes, YB_E_WRONG_TYPE, "changes", YB_TEXT("list"));
    else if (changes->count > YB_OVERLAY_CHANGES_MAX)
        refuse(a, changes, YB_E_TOO_MANY, "changes", YB_TEXT(YB_LIMIT(YB_OVERLAY_CHANGES_MAX)));
    else
        for (const struct yb_node *each = changes->first; each; each = each->next) {
            struct change change;

            if (read_change(a, each, &change) == YB_OK)
                apply_one(a, &change);
        }
}

int yb_overlay_apply(const struct yb_node *base, const struct yb_node *overlay, const char *file,
                     struct yb_mistakes *mistakes, struct yb_node **made)
{
    struct applying a = {file, mistakes, copy(base, mistakes->arena, 0)};
    size_t before = mistakes->total;

    *made = a.root;
    if (!a.root)
        return refuse(&a, base, YB_E_NO_MEMORY, "", YB_TEXT(""));
    if (overlay && overlay->kind != YB_NODE_MAPPING &&
        (overlay->kind != YB_NODE_SCALAR ||
         overlay->text.length)) /* nothing but comments is fine */
        return refuse(&a, overlay, YB_E_WRONG_TYPE, "overlay", YB_TEXT("mapping (changes: …)"));
    for (const struct yb_node *each = overlay ? overlay->first : NULL; each; each = each->next)
        if (yb_text_is(each->key, "changes"))
            apply_changes(&a, each);
        else if (!yb_text_is(each->key, "note"))
            refuse_key(&a, each);
    return yb_mistakes_since(mistakes, before);
}

void yb_overlay_settle(struct yb_mistakes *mistakes, size_t before, const char *file)
{
    for (size_t i = before; i < mistakes->count; i++) {
        struct yb_error *error = &mistakes->errors[i];

        if (error->line > FAR) {
            error->line -= FAR;
            error->file = file;
        }
    }
}

/* ---- figures ---- */

struct figuring {
    struct yb_arena *arena;
    struct yb_figures *figures;
    size_t capacity;
    char at[AT_BYTES_MAX];
};

/* "200.00", "80 %", "-5 %", "3": what a table editor may change. */
static bool is_figure(struct yb_text text)
{
    size_t i = text.length && text.bytes[0] == '-', digits = 0, dots = 0;

    for (; i < text.length; i++) {
        char c = text.bytes[i];

        if (c == '.')
            dots++;
        else if (c >= '0' && c <= '9')
            digits++;
        else
            break;
    }
    if (digits && (i + 2 == text.length || i + 1 == text.length) &&
        text.bytes[text.length - 1] == '%')
        return dots <= 1 && (i + 1 == text.length || text.bytes[i] == ' ');
    return digits && dots <= 1 && i == text.length;
}

static int add_figure(struct figuring *f, size_t length, struct yb_text value)
{
    struct yb_figures *figures = f->figures;

    if (figures->count == f->capacity) {
        size_t more = f->capacity ? 2 * f->capacity : 256;
        struct yb_figure *rows = YB_NEW_ARRAY(f->arena, struct yb_figure, more);

        if (!rows)
            return YB_E_NO_MEMORY;
        if (figures->count)
            memcpy(rows, figures->rows, figures->count * sizeof(*rows));
        figures->rows = rows;
        f->capacity = more;
    }
    figures->rows[figures->count].at = yb_text_copy(f->arena, (struct yb_text){f->at, length});
    figures->rows[figures->count].value = value;
    return figures->rows[figures->count++].at.bytes ? YB_OK : YB_E_NO_MEMORY;
}

/* The name by which an element is found again. */
static struct yb_text name_of(const struct yb_node *holder, const struct yb_node *each, int64_t at,
                              char number[YB_DECIMAL_TEXT_MAX])
{
    if (holder->kind == YB_NODE_MAPPING)
        return each->key;
    if (each->kind == YB_NODE_MAPPING && each->first && each->first->kind == YB_NODE_SCALAR &&
        !is_figure(each->first->text))
        return each->first->text;
    return (struct yb_text){number, yb_decimal_format(at, 0, number)};
}

static int figure(struct figuring *f, const struct yb_node *node, size_t length, int depth)
{
    char number[YB_DECIMAL_TEXT_MAX];
    int64_t at = 1;
    int rc = YB_OK;

    if (node->kind == YB_NODE_SCALAR)
        return !node->quoted && is_figure(node->text) ? add_figure(f, length, node->text) : YB_OK;
    for (const struct yb_node *each = node->first; each && rc == YB_OK && depth < DEPTH_MAX;
         each = each->next, at++) {
        struct yb_text name = name_of(node, each, at, number);
        size_t gap = length ? strlen(YB_OVERLAY_BETWEEN) : 0;

        if (length + gap + name.length > sizeof(f->at))
            continue;
        memcpy(f->at + length, YB_OVERLAY_BETWEEN, gap);
        memcpy(f->at + length + gap, name.bytes, name.length);
        rc = figure(f, each, length + gap + name.length, depth + 1);
    }
    return rc;
}

int yb_overlay_figures(const struct yb_node *root, struct yb_arena *arena,
                       struct yb_figures *figures)
{
    struct figuring f = {.arena = arena, .figures = figures};

    *figures = (struct yb_figures){0};
    return figure(&f, root, 0, 0);
}
