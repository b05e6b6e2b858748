#include "engine/policy/read_internal.h"

static int compare_words(const void *a, const void *b)
{
    const struct yb_disease *left = a, *right = b;

    return yb_text_compare(left->word, right->word);
}

static struct yb_disease *add_words(struct yb_disease *out, const struct yb_text *words, int count,
                                    uint64_t list, bool codes)
{
    int i;

    for (i = 0; i < count; i++) {
        struct yb_text word = words[i];
        bool prefix = codes && word.length > 1 && word.bytes[word.length - 1] == '*';

        word.length -= prefix;
        if (word.length)
            *out++ = (struct yb_disease){word, prefix, list};
    }
    return out;
}

/* A heap sort: small, no worst case, and no call into the host. */
static void sift(struct yb_disease *rows, int root, int count)
{
    for (;;) {
        int child = root * 2 + 1;
        struct yb_disease swap;

        if (child >= count)
            return;
        if (child + 1 < count && compare_words(&rows[child], &rows[child + 1]) < 0)
            child++;
        if (compare_words(&rows[root], &rows[child]) >= 0)
            return;
        swap = rows[root];
        rows[root] = rows[child];
        rows[child] = swap;
        root = child;
    }
}

static void sort_words(struct yb_disease *rows, int count)
{
    int i;

    for (i = count / 2 - 1; i >= 0; i--)
        sift(rows, i, count);
    for (i = count - 1; i > 0; i--) {
        struct yb_disease last = rows[i];

        rows[i] = rows[0];
        rows[0] = last;
        sift(rows, 0, i);
    }
}

static void index_diseases(struct yb_reader *r)
{
    struct yb_policy *policy = r->policy;
    int i, words = 0, lists = yb_row_count(r, YB_ROW_LIST);
    struct yb_disease *end;

    for (i = 0; i < lists; i++) {
        const struct yb_list *list = yb_row_at(r, YB_ROW_LIST, i);

        words += list->kind_count + list->code_count;
    }
    policy->diseases = YB_NEW_ARRAY(r->arena, struct yb_disease, words);
    if (!policy->diseases)
        return;
    end = policy->diseases;
    for (i = 0; i < lists; i++) {
        const struct yb_list *list = yb_row_at(r, YB_ROW_LIST, i);

        end = add_words(end, list->kinds, list->kind_count, UINT64_C(1) << i, false);
        end = add_words(end, list->codes, list->code_count, UINT64_C(1) << i, true);
    }
    policy->disease_count = (int)(end - policy->diseases);
    sort_words(policy->diseases, policy->disease_count);
}

/* `divisions:` or `institutions:` in place of `kinds` and `codes`; each word with its mark. */
static void read_places(struct yb_reader *r, const struct yb_node *node, struct yb_list *list)
{
    static const char *const keys[YB_LISTS_OF] = {NULL, "divisions", "institutions"};
    int of, i;

    for (of = YB_LIST_DIVISIONS; of < YB_LISTS_OF; of++) {
        const struct yb_node *words = yb_node_get(node, keys[of]);

        if (!words)
            continue;
        if (list->kind_count || list->code_count)
            yb_reader_refuse(r, words, YB_E_UNKNOWN_KEY, keys[of], NULL);
        list->of = (enum yb_list_of)of;
        list->codes = yb_read_texts(r, words, &list->code_count);
    }
    for (i = 0; list->of != YB_LIST_DISEASES && list->codes && i < list->code_count; i++)
        list->codes[i] = yb_text_of(yb_arena_format(
            r->arena, "%c" YB_TEXT_FMT, yb_list_of_mark(list->of), YB_TEXT_ARG(list->codes[i])));
}

void yb_read_lists(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const keys[] = {"title",     "source",       "kinds", "codes",
                                       "divisions", "institutions", NULL};
    const struct yb_node *node;

    for (node = yb_read_members(r, root, "lists"); node; node = node->next) {
        struct yb_list *list = yb_row_add(r, YB_ROW_LIST, node);
        const struct yb_node *title = yb_node_get(node, "title");

        if (!yb_read_mapping(r, node, keys))
            continue;
        list->name = node->key;
        list->title = title ? yb_read_text(r, title) : node->key;
        list->clause = yb_read_clause(r, node, -1);
        yb_need_clause(r, node, list->clause);
        list->kinds = yb_read_texts(r, yb_node_get(node, "kinds"), &list->kind_count);
        list->codes = yb_read_texts(r, yb_node_get(node, "codes"), &list->code_count);
        read_places(r, node, list);
        if (!list->kind_count && !list->code_count)
            yb_reader_refuse(r, node, YB_E_MISSING, "kinds", NULL);
    }
    index_diseases(r);
}
