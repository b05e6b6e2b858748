#include "face/bill_pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>

#include "base/day.h"
#include "base/money.h"
#include "face/nhsa/tables.h"

#define PAGE_WIDTH   595.28 /* A4, in points */
#define PAGE_HEIGHT  841.89
#define MARGIN       48.0
#define BODY_WIDTH   (PAGE_WIDTH - 2 * MARGIN)
#define AMOUNT_WIDTH 74.0
#define FONT         "Noto Sans CJK SC"
#define SIZE_TITLE   17
#define SIZE_HEADING 11
#define SIZE_BODY    9
#define SIZE_SMALL   8

struct page {
    const struct yb_bill_view *view;
    const struct yb_bill_head *head;
    struct yb_buffer *bytes;
    cairo_t *cairo;
    double y;
    int number;
};

/* One text in a box. */
struct box {
    double x, width;
    int size;
    bool bold, right, grey;
};

static const char *words(const struct page *page, const char *zh, const char *en)
{
    return page->view->english ? en : zh;
}

static PangoLayout *layout_of(struct page *page, const struct box *box, struct yb_text text)
{
    PangoLayout *layout = pango_cairo_create_layout(page->cairo);
    PangoFontDescription *font = pango_font_description_from_string(FONT);

    pango_font_description_set_absolute_size(font, box->size * PANGO_SCALE);
    pango_font_description_set_weight(font, box->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(box->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, box->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout, text.bytes ? text.bytes : "", (int)text.length);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int width, height;

    pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

/* Draws a text at page->y; its height. */
static double draw(struct page *page, const struct box *box, struct yb_text text)
{
    PangoLayout *layout = layout_of(page, box, text);
    double height = height_of(layout), shade = box->grey ? 0.35 : 0.0;

    cairo_set_source_rgb(page->cairo, shade, shade, shade);
    cairo_move_to(page->cairo, box->x, page->y);
    pango_cairo_show_layout(page->cairo, layout);
    g_object_unref(layout);
    return height;
}

static void line(struct page *page, double width)
{
    cairo_set_source_rgb(page->cairo, 0.6, 0.6, 0.6);
    cairo_set_line_width(page->cairo, width);
    cairo_move_to(page->cairo, MARGIN, page->y);
    cairo_line_to(page->cairo, PAGE_WIDTH - MARGIN, page->y);
    cairo_stroke(page->cairo);
}

static void draw_foot(struct page *page)
{
    const struct box box = {
        .x = MARGIN, .width = BODY_WIDTH, .size = SIZE_SMALL, .grey = true, .right = true};
    struct yb_text text;
    double before = page->y;

    text = yb_text_of(yb_arena_format(page->bytes->arena, "%s %lld  -%d-",
                                      words(page, "结算", "settlement"),
                                      (long long)page->head->setl_id, ++page->number));
    page->y = PAGE_HEIGHT - MARGIN + 12;
    draw(page, &box, text);
    page->y = before;
}

/* Goes on to a new page when `height` does not fit: true. */
static bool need(struct page *page, double height)
{
    if (page->y + height <= PAGE_HEIGHT - MARGIN)
        return false;
    draw_foot(page);
    cairo_show_page(page->cairo);
    page->y = MARGIN;
    return true;
}

static double height_in(struct page *page, const struct box *box, struct yb_text text)
{
    PangoLayout *layout = layout_of(page, box, text);
    double height = height_of(layout);

    g_object_unref(layout);
    return height;
}

static void paragraph(struct page *page, double indent, int size, struct yb_text text)
{
    const struct box box = {.x = MARGIN + indent,
                            .width = BODY_WIDTH - indent,
                            .size = size,
                            .grey = size == SIZE_SMALL};

    need(page, height_in(page, &box, text));
    page->y += draw(page, &box, text) + 2;
}

static void heading(struct page *page, const char *text)
{
    const struct box box = {.x = MARGIN, .width = BODY_WIDTH, .size = SIZE_HEADING, .bold = true};

    need(page, 60);
    page->y += 10;
    page->y += draw(page, &box, yb_text_of(text)) + 3;
    line(page, 0.6);
    page->y += 5;
}

static struct yb_text money(struct page *page, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX];
    size_t length = yb_money_format(fen, text);

    return yb_text_copy(page->bytes->arena, (struct yb_text){text, length});
}

/* A name with amounts at the right edge. */
static void row(struct page *page, struct yb_text name, const int64_t *fen, int count, bool bold)
{
    struct box box = {.x = MARGIN,
                      .width = BODY_WIDTH - count * AMOUNT_WIDTH - 6,
                      .size = SIZE_BODY,
                      .bold = bold};
    double height = height_in(page, &box, name);

    need(page, height);
    draw(page, &box, name);
    box.right = true;
    box.width = AMOUNT_WIDTH;
    for (int i = 0; i < count; i++) {
        box.x = PAGE_WIDTH - MARGIN - (count - i) * AMOUNT_WIDTH;
        draw(page, &box, money(page, fen[i]));
    }
    page->y += height + 3;
}

static const char *title_of(const struct page *page, const char *dictionary, struct yb_text code)
{
    const struct yb_nhsa_dict *dict = yb_nhsa_dict_find(yb_text_of(dictionary));
    const struct yb_nhsa_code *found = dict ? yb_nhsa_code_find(dict, code) : NULL;

    if (!found)
        return yb_arena_copy(page->bytes->arena, code.bytes, code.length);
    return page->view->english && found->label_en ? found->label_en : found->label_zh;
}

static void draw_head(struct page *page)
{
    const struct yb_bill_head *head = page->head;
    const struct box title = {.x = MARGIN, .width = BODY_WIDTH, .size = SIZE_TITLE, .bold = true};
    struct yb_arena *arena = page->bytes->arena;
    char time[20];

    page->y = MARGIN;
    page->y +=
        draw(page, &title,
             yb_text_of(words(page, "基本医疗保险结算单", "Basic medical insurance: bill"))) +
        8;
    yb_instant_format(head->setl_time_ms, time);
    paragraph(page, 0, SIZE_BODY,
              yb_text_of(yb_arena_format(
                  arena, "%s" YB_TEXT_FMT "    %s" YB_TEXT_FMT, words(page, "姓名：", "Name: "),
                  YB_TEXT_ARG(head->psn_name), words(page, "证件号码：", "Identity number: "),
                  YB_TEXT_ARG(head->certno))));
    paragraph(page, 0, SIZE_BODY,
              yb_text_of(yb_arena_format(arena, "%s" YB_TEXT_FMT "    %s%s",
                                         words(page, "定点医药机构：", "Institution: "),
                                         YB_TEXT_ARG(head->fixmedins_name),
                                         words(page, "结算时间：", "Settled: "), time)));
    paragraph(page, 0, SIZE_BODY,
              yb_text_of(yb_arena_format(arena, "%s%s    %s%s", words(page, "险种：", "Scheme: "),
                                         title_of(page, "insutype", head->insutype),
                                         words(page, "医疗类别：", "Kind of care: "),
                                         title_of(page, "med_type", head->med_type))));
}

/* Whose account paid for this person. */
static void draw_family(struct page *page)
{
    const struct yb_bill_view *view = page->view;

    row(page,
        yb_text_of(
            yb_arena_format(page->bytes->arena, "%s" YB_TEXT_FMT,
                            words(page, "　　　其中家庭共济 ", "　of that, a relative's account "),
                            YB_TEXT_ARG(view->family.bytes ? view->family : YB_TEXT("")))),
        &view->bill->family_fen, 1, false);
}

static void draw_sums(struct page *page)
{
    const struct yb_bill *bill = page->view->bill;
    int64_t funds = 0, account = bill->fund_fen[YB_FUND_ACCT];

    for (int i = 0; i < YB_FUNDS; i++)
        funds += i == YB_FUND_ACCT ? 0 : bill->fund_fen[i];
    heading(page, words(page, "一、总账", "1. In all"));
    row(page, yb_text_of(words(page, "医疗费总额", "Total cost")), &bill->total_fen, 1, true);
    row(page, yb_text_of(words(page, "其中：医保基金支付", "of it: paid by the funds")), &funds, 1,
        false);
    row(page, yb_text_of(words(page, "　　　个人账户支付", "of it: from the personal account")),
        &account, 1, false);
    if (bill->family_fen)
        draw_family(page);
    row(page, yb_text_of(words(page, "　　　您自己支付", "of it: you pay")), &bill->cash_fen, 1,
        true);
}

/* A step with its clause. */
static void draw_step(struct page *page, const struct yb_trace_row *step)
{
    struct yb_buffer text;

    yb_buffer_init(&text, page->bytes->arena);
    yb_bill_write_step(page->view, step, &text);
    if (step->clause != YB_CLAUSE_NONE) {
        yb_buffer_add_string(&text, "  〔");
        yb_bill_write_clause(page->view, step, &text);
        yb_buffer_add_string(&text, "〕");
    }
    paragraph(page, 14, SIZE_SMALL, yb_buffer_text(&text));
}

static void draw_layer_steps(struct page *page, int layer)
{
    const struct yb_trace *trace = page->view->trace;

    for (size_t i = 0; trace && i < trace->count; i++) {
        const struct yb_trace_row *step = &trace->rows[i];

        if (step->layer == layer && step->op != YB_TRACE_PAY && step->op < YB_TRACE_CASH)
            draw_step(page, step);
    }
}

static void draw_layers(struct page *page)
{
    const struct yb_bill_view *view = page->view;

    heading(page, words(page, "二、谁支付、为什么", "2. Who pays, and why"));
    for (int i = 0; i < view->policy->layer_count; i++) {
        row(page, view->policy->layers[i].title, &view->bill->layers[i].pay_fen, 1, true);
        draw_layer_steps(page, i);
    }
}

#define FEE_COLUMNS 4

/* What the four amounts of a fee line are; again on every page that has some. */
static void draw_fee_head(struct page *page)
{
    static const struct {
        const char *zh, *en;
    } titles[FEE_COLUMNS] = {{"金额", "amount"},
                             {"全自费", "self-paid"},
                             {"先自付", "first share"},
                             {"符合范围", "in scope"}};
    double height = 0;

    for (int i = 0; i < FEE_COLUMNS; i++) {
        const struct box box = {.x = PAGE_WIDTH - MARGIN - (FEE_COLUMNS - i) * AMOUNT_WIDTH,
                                .width = AMOUNT_WIDTH,
                                .size = SIZE_SMALL,
                                .right = true,
                                .grey = true};

        height = draw(page, &box, yb_text_of(words(page, titles[i].zh, titles[i].en)));
    }
    page->y += height + 3;
}

/* Why not all of a fee line is in scope, under it; its steps begin at *at of the trace, or later.
 */
static void draw_line_steps(struct page *page, size_t line, size_t *at)
{
    const struct yb_trace *trace = page->view->trace;

    for (; trace && *at < trace->count && trace->rows[*at].layer < 0; ++*at) {
        const struct yb_trace_row *step = &trace->rows[*at];

        if (step->index > (int32_t)line)
            return;
        if (step->index == (int32_t)line && step->op != YB_TRACE_IN_SCOPE)
            draw_step(page, step);
    }
}

static void draw_fees(struct page *page)
{
    const struct yb_bill_view *view = page->view;
    size_t at = 0;
    const struct box box = {.width = BODY_WIDTH - FEE_COLUMNS * AMOUNT_WIDTH - 6,
                            .size = SIZE_BODY};

    heading(page, words(page, "三、费用明细", "3. What for"));
    draw_fee_head(page);
    for (size_t i = 0; i < view->claim->line_count; i++) {
        const struct yb_bill_line *placed = &view->lines[i];
        const struct yb_text name =
            yb_text_of(yb_arena_format(page->bytes->arena, "%zu. " YB_TEXT_FMT, i + 1,
                                       YB_TEXT_ARG(view->names ? view->names[i] : YB_TEXT(""))));
        const int64_t fen[FEE_COLUMNS] = {view->claim->lines[i].amount_fen,
                                          placed->self_paid_fen + placed->over_limit_fen,
                                          placed->advance_fen, placed->in_scope_fen};

        if (need(page, height_in(page, &box, name)))
            draw_fee_head(page);
        row(page, name, fen, FEE_COLUMNS, false);
        draw_line_steps(page, i, &at);
    }
}

static void draw_catalogues(struct page *page)
{
    struct yb_buffer text;
    struct yb_text rest;

    yb_buffer_init(&text, page->bytes->arena);
    yb_bill_write_catalogues(page->view, &text);
    rest = yb_buffer_text(&text);
    while (rest.length)
        paragraph(page, 0, SIZE_SMALL, yb_text_split(rest, '\n', &rest));
}

static void draw_parameters(struct page *page)
{
    struct yb_buffer text;

    yb_buffer_init(&text, page->bytes->arena);
    if (page->view->trace)
        yb_bill_write_parameters(page->view, &text);
    if (text.length)
        paragraph(page, 0, SIZE_BODY, yb_text_trim(yb_buffer_text(&text)));
}

static void draw_documents(struct page *page)
{
    struct yb_buffer text;
    struct yb_text rest;

    heading(page, words(page, "四、依据文件", "4. Documents"));
    yb_buffer_init(&text, page->bytes->arena);
    yb_buffer_addf(&text, YB_TEXT_FMT "\n", YB_TEXT_ARG(page->view->policy->title));
    yb_bill_write_documents(page->view, &text);
    rest = yb_buffer_text(&text);
    while (rest.length)
        paragraph(page, 0, SIZE_SMALL, yb_text_split(rest, '\n', &rest));
}

static cairo_status_t take(void *context, const unsigned char *bytes, unsigned int length)
{
    struct yb_buffer *out = context;

    yb_buffer_add(out, (struct yb_text){(const char *)bytes, length});
    return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

int yb_bill_write_pdf(const struct yb_bill_view *view, const struct yb_bill_head *head,
                      struct yb_arena *arena, struct yb_text *pdf, struct yb_error *error)
{
    struct yb_buffer bytes;
    struct page page = {.view = view, .head = head, .bytes = &bytes};
    cairo_surface_t *surface;
    cairo_status_t status;

    yb_buffer_init(&bytes, arena);
    surface = cairo_pdf_surface_create_for_stream(take, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   words(&page, "基本医疗保险结算单", "Medical insurance bill"));
    page.cairo = cairo_create(surface);
    draw_head(&page);
    draw_sums(&page);
    draw_parameters(&page);
    draw_layers(&page);
    draw_fees(&page);
    draw_catalogues(&page);
    draw_documents(&page);
    draw_foot(&page);
    cairo_show_page(page.cairo);
    cairo_destroy(page.cairo);
    cairo_surface_finish(surface);
    status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return yb_fail(error, YB_E_INTERNAL, cairo_status_to_string(status), NULL);
    *pdf = yb_buffer_text(&bytes);
    return pdf->bytes ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);
}
