#include "face/json.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"

void yb_json_init(struct yb_json *json, struct yb_buffer *out)
{
    *json = (struct yb_json){.out = out};
}

static void separate(struct yb_json *json)
{
    if (json->comma)
        yb_buffer_add_char(json->out, ',');
    json->comma = true;
}

void yb_json_open(struct yb_json *json, char bracket)
{
    separate(json);
    yb_buffer_add_char(json->out, bracket);
    json->comma = false;
}

void yb_json_close(struct yb_json *json, char bracket)
{
    yb_buffer_add_char(json->out, bracket);
    json->comma = true;
}

static bool needs_escape(struct yb_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = (uint8_t)text.bytes[i];

        if (c < 0x20 || c == '"' || c == '\\')
            return true;
    }
    return false;
}

static void add_quoted(struct yb_buffer *out, struct yb_text text)
{
    size_t from = 0;

    yb_buffer_add_char(out, '"');
    if (!needs_escape(text)) {
        yb_buffer_add(out, text);
        yb_buffer_add_char(out, '"');
        return;
    }
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = (uint8_t)text.bytes[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        yb_buffer_add(out, (struct yb_text){text.bytes + from, i - from});
        if (c == '"' || c == '\\')
            yb_buffer_addf(out, "\\%c", c);
        else
            yb_buffer_addf(out, "\\u%04x", (unsigned int)c);
        from = i + 1;
    }
    yb_buffer_add(out, (struct yb_text){text.bytes + from, text.length - from});
    yb_buffer_add_char(out, '"');
}

void yb_json_key(struct yb_json *json, const char *key)
{
    separate(json);
    yb_buffer_add_char(json->out, '"');
    yb_buffer_add_string(json->out, key);
    yb_buffer_add(json->out, YB_TEXT("\":"));
    json->comma = false;
}

void yb_json_key_text(struct yb_json *json, struct yb_text key)
{
    separate(json);
    add_quoted(json->out, key);
    yb_buffer_add_char(json->out, ':');
    json->comma = false;
}

void yb_json_add_text(struct yb_json *json, struct yb_text text)
{
    separate(json);
    add_quoted(json->out, text);
}

void yb_json_add_integer(struct yb_json *json, int64_t value)
{
    yb_json_add_decimal(json, value, 0);
}

void yb_json_add_decimal(struct yb_json *json, int64_t value, int decimals)
{
    char text[YB_DECIMAL_TEXT_MAX];
    size_t length = yb_decimal_format(value, decimals, text);

    yb_json_add_raw(json, (struct yb_text){text, length});
}

void yb_json_add_boolean(struct yb_json *json, bool value)
{
    yb_json_add_raw(json, yb_text_of(value ? "true" : "false"));
}

void yb_json_add_raw(struct yb_json *json, struct yb_text text)
{
    separate(json);
    yb_buffer_add(json->out, text);
}
