/* The packed form's writer. See answer.h. */
#include "face/nhsa/answer.h"
#include "face/nhsa/answer_internal.h"

#include <assert.h>
#include <string.h>

#include "base/day.h"
#include "base/money.h"

#define NUMBER_BYTES_MAX 10
#define SHARE_DECIMALS   4 /* written of a share: exact to 0.01 % */

uint32_t yb_nhsa_name_hash(const char *name)
{
    uint32_t hash = UINT32_C(2166136261);

    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * UINT32_C(16777619);
    return hash ? hash : 1;
}

bool yb_nhsa_is_personal(const char *member)
{
    static const char *const names[] = {
        "psn_name",      "psnName",    "patnName",    "certno",     "mdtrt_cert_no",
        "card_sn",       "tel",        "addr",        "coner_name", "agnter_name",
        "agnter_certno", "agnter_tel", "agnter_addr", "ecToken",    "agnterName",
        "agnterCertno",  "agnterTel",  "agnterAddr",  "spus_name",  "spus_certno",
        "appy_psn_name",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i][0] == member[0] && strcmp(names[i], member) == 0)
            return true;
    return false;
}

static void add_hash(struct yb_buffer *out, uint32_t hash)
{
    yb_buffer_add(out, (struct yb_text){(const char *)&hash, sizeof hash});
}

static void add_number(struct yb_buffer *out, int64_t number)
{
    uint64_t rest = ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
    char bytes[NUMBER_BYTES_MAX];
    size_t length = 0;

    for (; rest > 0x7F; rest >>= 7)
        bytes[length++] = (char)(rest | 0x80);
    bytes[length++] = (char)rest;
    yb_buffer_add(out, (struct yb_text){bytes, length});
}

static void add_text(struct yb_buffer *out, struct yb_text text)
{
    add_number(out, (int64_t)text.length);
    yb_buffer_add(out, text);
}

/* The member's hash and the value's tag. */
static void add_head(struct yb_buffer *out, const struct yb_bind *bind, int tag)
{
    uint32_t hash = yb_nhsa_name_hash(bind->field);
    char head[sizeof hash + 1];

    memcpy(head, &hash, sizeof hash);
    head[sizeof hash] = (char)tag;
    yb_buffer_add(out, (struct yb_text){head, sizeof head});
}

/* A number as it stands in the structure. */
static int64_t number_at(const struct yb_bind *bind, const char *at)
{
    int64_t number;
    int32_t day;
    int small;

    if (bind->kind == YB_BIND_DAY) {
        memcpy(&day, at, sizeof day);
        return day;
    }
    if (bind->kind == YB_BIND_INT) {
        memcpy(&small, at, sizeof small);
        return small;
    }
    memcpy(&number, at, sizeof number);
    return bind->kind == YB_BIND_PPM ? yb_muldiv(number, 1, 100, YB_ROUND_HALF_UP) : number;
}

/* How a number is marked; 0: it says nothing and is left out. */
static int number_tag(const struct yb_bind *bind, int64_t number)
{
    switch (bind->kind) {
    case YB_BIND_DAY:
        return number == YB_DAY_NONE ? 0 : YB_PACK_DAY;
    case YB_BIND_INSTANT:
    case YB_BIND_UNTIL:
        return number ? YB_PACK_INSTANT : 0;
    case YB_BIND_ID:
        return number ? YB_PACK_ID : 0;
    case YB_BIND_PPM:
        return YB_PACK_NUMBER + SHARE_DECIMALS;
    default:
        return YB_PACK_NUMBER + yb_bind_decimals(bind->kind);
    }
}

static void add_value(struct yb_nhsa_output *output, const struct yb_bind *bind, const char *row)
{
    struct yb_buffer *out = &output->packed;
    const char *at = row;
    struct yb_text text;
    int64_t number;
    int tag;

    if (bind->via != YB_BIND_DIRECT)
        memcpy(&at, row + bind->via, sizeof at);
    if (!at)
        return;
    at += bind->offset;
    if (bind->kind == YB_BIND_TEXT || bind->kind == YB_BIND_SEALED) {
        memcpy(&text, at, sizeof text);
        if (!text.length)
            return;
        add_head(out, bind, bind->kind == YB_BIND_TEXT ? YB_PACK_TEXT : YB_PACK_SEALED);
        add_text(out, text);
        output->personal |= bind->kind == YB_BIND_TEXT && yb_nhsa_is_personal(bind->field);
        return;
    }
    number = number_at(bind, at);
    tag = number_tag(bind, number);
    if (!tag)
        return;
    add_head(out, bind, tag);
    add_number(out, number);
}

static void add_row(struct yb_nhsa_output *output, struct yb_binds binds, const void *row)
{
    for (size_t i = 0; i < binds.count; i++)
        add_value(output, &binds.binds[i], row);
    add_hash(&output->packed, 0);
}

void yb_nhsa_output_init(struct yb_nhsa_output *output, const struct yb_nhsa_interface *interface,
                         struct yb_arena *arena)
{
    *output = (struct yb_nhsa_output){.interface = interface};
    yb_buffer_init(&output->packed, arena);
}

static void open_piece(struct yb_nhsa_output *output, char mark, const char *name)
{
    assert(yb_nhsa_node_find(output->interface, YB_NHSA_OUT, name));
    yb_buffer_add_char(&output->packed, mark);
    add_hash(&output->packed, yb_nhsa_name_hash(name));
}

void yb_nhsa_output_rows(struct yb_nhsa_output *output, const char *name, struct yb_binds binds,
                         struct yb_rows rows)
{
    open_piece(output, YB_PACK_ROWS, name);
    add_number(&output->packed, (int64_t)rows.count);
    for (size_t i = 0; i < rows.count; i++)
        add_row(output, binds, (const char *)rows.rows + i * rows.row_size);
}

void yb_nhsa_output_object(struct yb_nhsa_output *output, const char *name, struct yb_binds binds,
                           const void *row)
{
    open_piece(output, YB_PACK_OBJECT, name);
    add_row(output, binds, row);
}

void yb_nhsa_output_page(struct yb_nhsa_output *output, const struct yb_page_out *page)
{
    const int64_t numbers[YB_PACK_PAGE_NUMBERS] = {
        page->first_page, page->last_page, page->size,          page->start_row, page->end_row,
        page->page_size,  page->page_num,  page->record_counts, page->pages,
    };

    yb_buffer_add_char(&output->packed, YB_PACK_PAGE);
    for (size_t i = 0; i < YB_PACK_PAGE_NUMBERS; i++)
        add_number(&output->packed, numbers[i]);
}

struct yb_text yb_nhsa_output_packed(struct yb_nhsa_output *output)
{
    return yb_buffer_text(&output->packed);
}
