#include "app/catalogue/disease.h"

#include <string.h>

#define KEY_BYTES (2 * YB_LIST_CODE_BYTES_MAX)

static const struct yb_code_list *list_of(const struct yb_catalogue_snapshot *catalogue)
{
    return catalogue->codes[YB_CODES_DISEASE_ITEM];
}

/* Rows are of "disease/item", in the order of that text. */
static bool is_of(const struct yb_code_row *row, struct yb_text disease)
{
    return row->code.length > disease.length && row->code.bytes[disease.length] == '/' &&
           memcmp(row->code.bytes, disease.bytes, disease.length) == 0;
}

struct yb_text yb_disease_row_item(const struct yb_code_row *row)
{
    struct yb_text item;

    yb_text_split(row->code, '/', &item);
    return item;
}

static bool holds(const struct yb_code_row *row, int32_t day)
{
    return row->from_day <= day && day <= row->to_day;
}

/* The first row that is not before "disease/". */
static int32_t first_of(const struct yb_code_list *list, struct yb_text key)
{
    int32_t low = 0, high = list->count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (yb_text_compare(list->rows[middle].code, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct yb_disease_rows yb_disease_rows(const struct yb_catalogue_snapshot *catalogue,
                                       struct yb_text opsp_dise_code)
{
    const struct yb_code_list *list = list_of(catalogue);
    struct yb_disease_rows found = {0};
    char key[KEY_BYTES];
    int32_t at;

    if (!list->count || !opsp_dise_code.length || opsp_dise_code.length + 1 > sizeof(key))
        return found;
    memcpy(key, opsp_dise_code.bytes, opsp_dise_code.length);
    key[opsp_dise_code.length] = '/';
    at = first_of(list, (struct yb_text){key, opsp_dise_code.length + 1});
    found.rows = list->rows + at;
    while (at + found.count < list->count && is_of(&found.rows[found.count], opsp_dise_code))
        found.count++;
    return found;
}

bool yb_disease_has_list(const struct yb_catalogue_snapshot *catalogue,
                         struct yb_text opsp_dise_code, int32_t day)
{
    const struct yb_disease_rows found = yb_disease_rows(catalogue, opsp_dise_code);

    for (int32_t i = 0; i < found.count; i++)
        if (holds(&found.rows[i], day))
            return true;
    return false;
}

/* "disease/code", and "disease/c*" for every beginning c of the code. */
static bool is_listed(const struct yb_catalogue_snapshot *catalogue,
                      const struct yb_disease_use *use, struct yb_text code)
{
    const struct yb_code_list *list = list_of(catalogue);
    const size_t head = use->opsp_dise_code.length + 1;
    char key[KEY_BYTES];

    if (!code.length || head + code.length + 1 > sizeof(key))
        return false;
    memcpy(key, use->opsp_dise_code.bytes, head - 1);
    key[head - 1] = '/';
    memcpy(key + head, code.bytes, code.length);
    if (yb_code_list_find(list, (struct yb_text){key, head + code.length}, use->day))
        return true;
    for (size_t length = code.length + 1; length-- > 0;) {
        key[head + length] = '*';
        if (yb_code_list_find(list, (struct yb_text){key, head + length + 1}, use->day))
            return true;
    }
    return false;
}

bool yb_disease_excludes(const struct yb_catalogue_snapshot *catalogue,
                         const struct yb_disease_use *use)
{
    if (!use->opsp_dise_code.length)
        return false;
    if (!yb_disease_has_list(catalogue, use->opsp_dise_code, use->day))
        return use->list_needed;
    return !is_listed(catalogue, use, use->med_list_codg) &&
           (yb_text_equal(use->hilist_code, use->med_list_codg) ||
            !is_listed(catalogue, use, use->hilist_code));
}

bool yb_disease_binds(const struct yb_facts *facts)
{
    return facts->bits &
           (YB_VALUE_BIT(YB_CARE_CHRONIC_OUTPATIENT) | YB_VALUE_BIT(YB_CARE_TWO_DISEASES));
}

void yb_disease_mark(const struct yb_catalogue_snapshot *catalogue,
                     const struct yb_disease_use *use, struct yb_item_terms *terms)
{
    const uint32_t bit = UINT32_C(1) << YB_TAG_OUTSIDE_DISEASE_LIST;

    terms->tags &= YB_TERMS_TAGS_MASK & ~bit;
    if (use && terms->item_class != YB_CLASS_C && yb_disease_excludes(catalogue, use))
        terms->tags = (terms->tags | bit) & YB_TERMS_TAGS_MASK;
}
