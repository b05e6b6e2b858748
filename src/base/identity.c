#include "base/identity.h"
#include "base/day.h"

#include <assert.h>
#include <string.h>

char yb_identity_check(const char digits[17])
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int i, sum = 0;

    for (i = 0; i < 17; i++)
        sum += (digits[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

static int two(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

int32_t yb_identity_birth(struct yb_text certno)
{
    const char *p = certno.bytes + 6;

    assert(certno.length == 18);
    return yb_day_of(two(p) * 100 + two(p + 2), two(p + 4), two(p + 6));
}

int yb_identity_sex(struct yb_text certno)
{
    assert(certno.length == 18);
    return (certno.bytes[16] - '0') % 2 ? 1 : 2;
}

bool yb_identity_is_valid(struct yb_text certno)
{
    char last;
    int i;

    if (certno.length != 18 || certno.bytes[0] == '0')
        return false;
    for (i = 0; i < 17; i++)
        if (certno.bytes[i] < '0' || certno.bytes[i] > '9')
            return false;
    if (yb_identity_birth(certno) == YB_DAY_NONE)
        return false;
    last = certno.bytes[17] == 'x' ? 'X' : certno.bytes[17];
    return last == yb_identity_check(certno.bytes);
}

struct yb_text yb_mask_certno(struct yb_arena *arena, struct yb_text certno)
{
    size_t head = certno.length >= 15 ? 6 : certno.length > 4 ? 1 : 0;
    size_t tail = certno.length >= 15 ? 4 : certno.length > 4 ? 1 : 0;
    struct yb_text copy = yb_text_copy(arena, certno);
    char *bytes = (char *)copy.bytes;

    if (!bytes)
        return copy;
    memset(bytes + head, '*', copy.length - head - tail);
    for (size_t i = 0; i < copy.length; i++) /* no part of a character is left */
        if ((unsigned char)bytes[i] >= 0x80)
            bytes[i] = '*';
    return copy;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void yb_identity_hide(char *text)
{
    size_t length = strlen(text), i;

    for (i = 0; i + 18 <= length; i++)
        if (!(i && is_digit(text[i - 1])) && !is_digit(text[i + 18]) &&
            yb_identity_is_valid((struct yb_text){text + i, 18}))
            memset(text + i + 6, '*', 8);
}

struct yb_text yb_identity_hidden(struct yb_arena *arena, struct yb_text text)
{
    char *copy = yb_arena_copy(arena, text.bytes, text.length);

    if (!copy)
        return (struct yb_text){NULL, 0};
    for (size_t at = 0; at < text.length; at += strlen(copy + at) + 1) /* a NUL hides nothing */
        yb_identity_hide(copy + at);
    return (struct yb_text){copy, text.length};
}

static size_t character_length(struct yb_text text)
{
    size_t n = text.length ? 1 : 0;

    while (n < text.length && ((unsigned char)text.bytes[n] & 0xC0) == 0x80)
        n++;
    return n;
}

struct yb_text yb_mask_name(struct yb_arena *arena, struct yb_text name)
{
    static const char *const compound[] = {"欧阳", "上官", "司马", "诸葛", "司徒", "东方", "夏侯",
                                           "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙",
                                           "端木", "独孤", "南宫", "轩辕", "闻人", "申屠", "呼延"};
    size_t keep = character_length(name), i, rest;
    struct yb_buffer out;

    for (i = 0; i < sizeof(compound) / sizeof(compound[0]); i++)
        if (yb_text_starts(name, compound[i]) && name.length > strlen(compound[i]))
            keep = strlen(compound[i]);
    yb_buffer_init(&out, arena);
    yb_buffer_add(&out, (struct yb_text){name.bytes, keep});
    rest = yb_text_characters((struct yb_text){name.bytes + keep, name.length - keep});
    for (i = 0; i < rest; i++)
        yb_buffer_add_char(&out, '*');
    return yb_buffer_text(&out);
}
