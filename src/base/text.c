#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct yb_text yb_text_of(const char *string)
{
    return (struct yb_text){string ? string : "", string ? strlen(string) : 0};
}

bool yb_text_equal(struct yb_text a, struct yb_text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

bool yb_text_is(struct yb_text text, const char *string)
{
    if (text.length && text.bytes[0] != string[0])
        return false; /* as most are: tables are searched by asking each of their words */
    return yb_text_equal(text, yb_text_of(string));
}

bool yb_text_starts(struct yb_text text, const char *prefix)
{
    size_t length = strlen(prefix);

    return text.length >= length && memcmp(text.bytes, prefix, length) == 0;
}

int yb_text_compare(struct yb_text a, struct yb_text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.bytes, b.bytes, shorter) : 0;

    if (order)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct yb_text yb_text_trim(struct yb_text text)
{
    while (text.length && is_blank(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

struct yb_text yb_text_copy(struct yb_arena *arena, struct yb_text text)
{
    char *copy = yb_arena_copy(arena, text.bytes, text.length);

    return (struct yb_text){copy, copy ? text.length : 0};
}

char *yb_text_cut(struct yb_text text, char *out, size_t size)
{
    size_t length = text.length;

    assert(size > 0);
    if (length >= size) {
        length = size - 1;
        while (length && ((unsigned char)text.bytes[length] & 0xC0) == 0x80)
            length--;
    }
    if (length)
        memcpy(out, text.bytes, length);
    out[length] = 0;
    return out;
}

/* Length of the well-formed sequence at s (n bytes are there), or 0. Table 3-7 of Unicode. */
static size_t sequence_length(const unsigned char *s, size_t n)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t length, i;

    if (s[0] >= 0x01 && s[0] <= 0x7F)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        length = 2;
    else if (s[0] >= 0xE0 && s[0] <= 0xEF)
        length = 3;
    else if (s[0] >= 0xF0 && s[0] <= 0xF4)
        length = 4;
    else
        return 0;
    if (n < length)
        return 0;
    if (s[0] == 0xE0)
        low = 0xA0;
    else if (s[0] == 0xED)
        high = 0x9F;
    else if (s[0] == 0xF0)
        low = 0x90;
    else if (s[0] == 0xF4)
        high = 0x8F;
    if (s[1] < low || s[1] > high)
        return 0;
    for (i = 2; i < length; i++)
        if (s[i] < 0x80 || s[i] > 0xBF)
            return 0;
    return length;
}

bool yb_text_is_utf8(struct yb_text text, size_t *bad_at)
{
    size_t at = 0;

    while (at < text.length) {
        size_t length = sequence_length((const unsigned char *)text.bytes + at, text.length - at);

        if (!length) {
            if (bad_at)
                *bad_at = at;
            return false;
        }
        at += length;
    }
    return true;
}

size_t yb_text_characters(struct yb_text text)
{
    size_t i, count = 0;

    for (i = 0; i < text.length; i++)
        count += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
    return count;
}

struct yb_text yb_text_split(struct yb_text text, char separator, struct yb_text *rest)
{
    const char *found = text.length ? memchr(text.bytes, separator, text.length) : NULL;
    size_t before;

    if (!found) {
        *rest = (struct yb_text){NULL, 0};
        return text;
    }
    before = (size_t)(found - text.bytes);
    *rest = (struct yb_text){found + 1, text.length - before - 1};
    return (struct yb_text){text.bytes, before};
}

bool yb_text_to_int64(struct yb_text text, int64_t *value)
{
    bool negative = text.length && text.bytes[0] == '-';
    size_t i = negative || (text.length && text.bytes[0] == '+') ? 1 : 0;
    int64_t result = 0;

    if (i == text.length)
        return false;
    for (; i < text.length; i++) {
        int digit = text.bytes[i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        /* Built downwards, because INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(result, 10, &result) ||
            __builtin_sub_overflow(result, digit, &result))
            return false;
    }
    if (!negative && __builtin_mul_overflow(result, -1, &result))
        return false;
    *value = result;
    return true;
}

void yb_buffer_init(struct yb_buffer *buffer, struct yb_arena *arena)
{
    memset(buffer, 0, sizeof(*buffer));
    buffer->arena = arena;
}

static bool reserve(struct yb_buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    char *bytes;

    if (buffer->failed)
        return false;
    if (buffer->length + more < buffer->capacity)
        return true;
    if (capacity <= buffer->length + more)
        capacity = buffer->length + more + 1;
    bytes = yb_arena_alloc(buffer->arena, capacity);
    if (!bytes) {
        buffer->failed = true;
        return false;
    }
    if (buffer->length)
        memcpy(bytes, buffer->bytes, buffer->length);
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

void yb_buffer_add(struct yb_buffer *buffer, struct yb_text text)
{
    if (!reserve(buffer, text.length) || !text.length)
        return;
    memcpy(buffer->bytes + buffer->length, text.bytes, text.length);
    buffer->length += text.length;
}

void yb_buffer_add_string(struct yb_buffer *buffer, const char *string)
{
    yb_buffer_add(buffer, yb_text_of(string));
}

void yb_buffer_add_char(struct yb_buffer *buffer, char c)
{
    if (buffer->length + 1 >= buffer->capacity && !reserve(buffer, 1))
        return;
    buffer->bytes[buffer->length++] = c;
}

struct yb_text yb_number_text(int64_t number, char digits[YB_NUMBER_DIGITS])
{
    char *end = digits + YB_NUMBER_DIGITS, *p = end;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--p = '-';
    return (struct yb_text){p, (size_t)(end - p)};
}

void yb_buffer_add_number(struct yb_buffer *buffer, int64_t number)
{
    char digits[YB_NUMBER_DIGITS];

    yb_buffer_add(buffer, yb_number_text(number, digits));
}

void yb_buffer_addf(struct yb_buffer *buffer, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(length >= 0);
    if (!reserve(buffer, (size_t)length))
        return;
    va_start(args, format);
    vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, args);
    va_end(args);
    buffer->length += (size_t)length;
}

struct yb_text yb_buffer_text(struct yb_buffer *buffer)
{
    if (!reserve(buffer, 0))
        return (struct yb_text){NULL, 0};
    buffer->bytes[buffer->length] = 0;
    return (struct yb_text){buffer->bytes, buffer->length};
}
