#include "app/catalogue/list.h"

static const struct yb_list_name lists[] = {
#define YB_LIST(name, kind, zh, en) {name, YB_LIST_##kind, zh, en},
#include "app/catalogue/list.def"
#undef YB_LIST
};

const struct yb_list_name *yb_list_names(size_t *count)
{
    *count = sizeof(lists) / sizeof(lists[0]);
    return lists;
}

const struct yb_list_name *yb_list_name_find(struct yb_text name)
{
    size_t i;

    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        if (yb_text_is(name, lists[i].name))
            return &lists[i];
    return NULL;
}
