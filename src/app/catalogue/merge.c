#include "app/catalogue/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"

/* The rows of one code. */
struct group {
    struct yb_known_spell *known;
    int32_t known_count;
    struct yb_file_spell **file;
    int32_t file_count;
};

static int compare(const void *a, const void *b)
{
    const struct yb_file_spell *x = *(const struct yb_file_spell *const *)a;
    const struct yb_file_spell *y = *(const struct yb_file_spell *const *)b;
    int by_code = yb_text_compare(x->code, y->code);

    return by_code ? by_code : (x->from_day > y->from_day) - (x->from_day < y->from_day);
}

static bool is_same(const struct yb_file_spell *f, const struct yb_known_spell *k)
{
    return f->from_day == k->from_day && yb_text_equal(f->list_name, k->list_name);
}

static void find_same(const struct group *group, struct yb_file_spell *f)
{
    int32_t i;

    f->known = -1;
    for (i = 0; i < group->known_count; i++)
        if (is_same(f, &group->known[i])) {
            f->known = i;
            group->known[i].replaced = true;
        }
}

static bool overlap(const struct yb_file_spell *f, const struct yb_known_spell *k)
{
    return (f->to_day == YB_DAY_NONE || f->to_day >= k->from_day) &&
           (k->to_day == YB_DAY_NONE || k->to_day >= f->from_day);
}

/* Closes whichever of the two is open and begins first; false when that does not part them. */
static bool part(struct yb_file_spell *f, struct yb_known_spell *k)
{
    if (!overlap(f, k))
        return true;
    if (k->from_day < f->from_day && k->to_day == YB_DAY_NONE) {
        if (k->end_on == YB_DAY_NONE || k->end_on >= f->from_day)
            k->end_on = f->from_day - 1;
        return true;
    }
    if (f->from_day < k->from_day && f->to_day == YB_DAY_NONE) {
        f->to_day = k->from_day - 1;
        return true;
    }
    return false;
}

static bool parts_from_all(const struct group *group, struct yb_file_spell *f)
{
    int32_t i;

    for (i = 0; i < group->known_count; i++)
        if (!group->known[i].replaced && !part(f, &group->known[i]))
            return false;
    return true;
}

static void refuse(const struct group *group, struct yb_file_spell *f, struct yb_arena *arena,
                   struct yb_import_report *report)
{
    struct yb_error why = {0};

    f->fate = YB_SPELL_REFUSED;
    if (f->known >= 0)
        group->known[f->known].replaced = false;
    yb_fail(&why, YB_E_OVERLAP, "begndate", yb_arena_copy(arena, f->code.bytes, f->code.length),
            NULL);
    yb_import_report_refuse(report, f->row, &why);
}

/*
 * Every row of a code. The known row that a refused one would have replaced is in nobody's way: the
 * refused row reached over it to a later one, and other rows of the file do not overlap it.
 */
static void decide(const struct group *group, struct yb_arena *arena,
                   struct yb_import_report *report)
{
    int32_t i;

    for (i = 0; i < group->file_count; i++)
        find_same(group, group->file[i]);
    for (i = 0; i < group->file_count; i++) {
        struct yb_file_spell *f = group->file[i];
        const struct yb_known_spell *k = f->known >= 0 ? &group->known[f->known] : NULL;

        if (!parts_from_all(group, f))
            refuse(group, f, arena, report);
        else if (!k)
            f->fate = YB_SPELL_NEW;
        else if (k->to_day == f->to_day && memcmp(k->digest, f->digest, YB_SPELL_DIGEST) == 0)
            f->fate = YB_SPELL_UNCHANGED;
        else
            f->fate = YB_SPELL_CHANGED;
        report->added += f->fate == YB_SPELL_NEW;
        report->unchanged += f->fate == YB_SPELL_UNCHANGED;
        report->changed += f->fate == YB_SPELL_CHANGED;
    }
}

/* Ends what a complete file does not have. */
static void end_missing(struct yb_merge *merge, struct yb_arena *arena)
{
    struct yb_table lists;
    int32_t i;

    yb_table_init(&lists, arena, 16);
    for (i = 0; i < merge->file_count; i++)
        yb_table_put(&lists, merge->file[i].list_name, 1);
    for (i = 0; i < merge->known_count; i++) {
        struct yb_known_spell *k = &merge->known[i];

        if (k->replaced || k->end_on != YB_DAY_NONE || k->from_day >= merge->complete_from ||
            (k->to_day != YB_DAY_NONE && k->to_day < merge->complete_from) ||
            !yb_table_get(&lists, k->list_name, 0))
            continue;
        k->end_on = merge->complete_from - 1;
    }
}

/* known[i].code -> i, the first of its code. */
static void index_known(const struct yb_merge *merge, struct yb_arena *arena,
                        struct yb_table *first)
{
    int32_t i;

    yb_table_init(first, arena, (size_t)merge->known_count);
    for (i = 0; i < merge->known_count; i++) {
        merge->known[i].end_on = YB_DAY_NONE;
        merge->known[i].replaced = false;
        if (i == 0 || !yb_text_equal(merge->known[i].code, merge->known[i - 1].code))
            yb_table_put(first, merge->known[i].code, i);
    }
}

static int32_t run_of(const struct yb_merge *merge, int32_t first)
{
    int32_t end = first;

    while (end < merge->known_count &&
           yb_text_equal(merge->known[end].code, merge->known[first].code))
        end++;
    return end - first;
}

int yb_merge_spells(struct yb_merge *merge, struct yb_arena *arena, struct yb_import_report *report,
                    struct yb_error *error)
{
    struct yb_file_spell **order = YB_NEW_ARRAY(arena, struct yb_file_spell *, merge->file_count);
    struct yb_table first;
    int32_t i, end;

    index_known(merge, arena, &first);
    if (yb_arena_failed(arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < merge->file_count; i++)
        order[i] = &merge->file[i];
    if (merge->file_count)
        qsort(order, (size_t)merge->file_count, sizeof(struct yb_file_spell *), compare);
    for (i = 0; i < merge->file_count; i = end) {
        struct group group = {.file = &order[i]};
        int32_t at = yb_table_get(&first, order[i]->code, -1);

        for (end = i + 1; end < merge->file_count; end++)
            if (!yb_text_equal(order[end]->code, order[i]->code))
                break;
        group.file_count = end - i;
        if (at >= 0) {
            group.known = &merge->known[at];
            group.known_count = run_of(merge, at);
        }
        decide(&group, arena, report);
        for (at = at < 0 ? 0 : at; i < end; i++) /* from the group's number to the whole's */
            order[i]->known += order[i]->known < 0 ? 0 : at;
    }
    if (merge->complete_from != YB_DAY_NONE)
        end_missing(merge, arena);
    for (i = 0; i < merge->known_count; i++)
        report->ended += merge->known[i].end_on != YB_DAY_NONE;
    return YB_OK;
}
