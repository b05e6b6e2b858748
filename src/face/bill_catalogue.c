/* By which catalogues the lines of a bill were priced, where that is not the home region's. */
#include "face/bill.h"

#include "app/catalogue/label.h"
#include "app/catalogue/list.h"

static bool same(const struct yb_bill_view *view, size_t i, size_t k)
{
    return yb_text_equal(view->catalogues[i], view->catalogues[k]);
}

/* The first line of a catalogue that no line before `i` has; line_count when none is left. */
static size_t next_first(const struct yb_bill_view *view, size_t i)
{
    for (; view->catalogues && i < view->claim->line_count; i++) {
        size_t k = 0;

        while (k < i && !same(view, i, k))
            k++;
        if (view->catalogues[i].length && k == i)
            return i;
    }
    return view->claim->line_count;
}

/* "1, 3-5" */
static void write_lines(const struct yb_bill_view *view, size_t first, struct yb_buffer *out)
{
    const char *comma = "";

    for (size_t i = first; i < view->claim->line_count; i++) {
        size_t end = i;

        if (!same(view, i, first))
            continue;
        while (end + 1 < view->claim->line_count && same(view, end + 1, first))
            end++;
        yb_buffer_addf(out, "%s%zu", comma, i + 1);
        if (end > i)
            yb_buffer_addf(out, "-%zu", end + 1);
        comma = view->english ? ", " : "、";
        i = end;
    }
}

static void write_words(const struct yb_bill_view *view, size_t first,
                        const struct yb_catalogue_label *label, struct yb_buffer *out)
{
    const struct yb_list_name *list = yb_list_name_find(label->list_name);
    const char *name = !list ? "" : view->english ? list->en : list->zh;
    struct yb_text ver = yb_text_is(label->ver, "-") ? (struct yb_text){0} : label->ver;

    yb_buffer_add_string(out, view->english ? "Line " : "第 ");
    write_lines(view, first, out);
    if (label->wanted.length)
        yb_buffer_addf(out,
                       view->english ? ": no catalogue of the place of care " YB_TEXT_FMT
                                       " is loaded (%s); priced by the home region's, " YB_TEXT_FMT
                                     : " 行：没有载入就医地 " YB_TEXT_FMT
                                       " 的目录（%s），按参保地 " YB_TEXT_FMT " 目录",
                       YB_TEXT_ARG(label->wanted), name, YB_TEXT_ARG(label->admdvs));
    else
        yb_buffer_addf(out,
                       view->english
                           ? ": priced by the catalogue of the place of care, " YB_TEXT_FMT " (%s)"
                           : " 行：按就医地 " YB_TEXT_FMT " 目录（%s）",
                       YB_TEXT_ARG(label->admdvs), name);
    if (ver.length)
        yb_buffer_addf(out, " " YB_TEXT_FMT, YB_TEXT_ARG(ver));
}

void yb_bill_write_catalogues(const struct yb_bill_view *view, struct yb_buffer *out)
{
    size_t i = next_first(view, 0);

    for (; i < view->claim->line_count; i = next_first(view, i + 1)) {
        struct yb_catalogue_label label;

        if (!yb_catalogue_label_read(view->catalogues[i], &label))
            continue;
        write_words(view, i, &label, out);
        yb_buffer_add_char(out, '\n');
    }
}
