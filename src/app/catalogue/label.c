#include "app/catalogue/label.h"

struct yb_text yb_catalogue_label_write(const struct yb_catalogue_label *label,
                                        struct yb_arena *arena)
{
    const struct yb_text ver = label->ver.length ? label->ver : YB_TEXT("-");
    char *text =
        yb_arena_format(arena, YB_TEXT_FMT "/" YB_TEXT_FMT " " YB_TEXT_FMT "%s" YB_TEXT_FMT,
                        YB_TEXT_ARG(label->admdvs), YB_TEXT_ARG(label->list_name), YB_TEXT_ARG(ver),
                        label->wanted.length ? " " : "", YB_TEXT_ARG(label->wanted));

    return text ? yb_text_of(text) : (struct yb_text){0};
}

bool yb_catalogue_label_read(struct yb_text text, struct yb_catalogue_label *label)
{
    struct yb_text rest;

    label->admdvs = yb_text_split(text, '/', &rest);
    label->list_name = yb_text_split(rest, ' ', &rest);
    label->ver = yb_text_split(rest, ' ', &rest);
    label->wanted = rest;
    return label->admdvs.length && label->list_name.length && label->ver.length;
}
