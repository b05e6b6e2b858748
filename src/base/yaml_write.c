#include "base/yaml_write.h"

#include <string.h>

#define INDENT 2

static void indent(struct yb_buffer *out, int depth)
{
    yb_buffer_addf(out, "%*s", depth * INDENT, "");
}

static void write_quoted(struct yb_text text, struct yb_buffer *out)
{
    yb_buffer_add_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];

        if (c == '"' || c == '\\')
            yb_buffer_addf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            yb_buffer_addf(out, "\\x%02x", c);
        else
            yb_buffer_add_char(out, (char)c);
    }
    yb_buffer_add_char(out, '"');
}

/* A plain scalar may stand as it is only where YAML sees nothing else in it. */
static bool is_plain(struct yb_text text)
{
    static const char special[] = "!&*-?:,[]{}#|>@`\"'%";

    if (!text.length || text.bytes[0] == ' ' || text.bytes[text.length - 1] == ' ')
        return false;
    if (strchr(special, text.bytes[0]) &&
        !(text.bytes[0] == '-' && text.length > 1 && text.bytes[1] != ' '))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        bool last = i + 1 == text.length;

        if (c < 0x20 || c == 0x7f || (c == ':' && (last || text.bytes[i + 1] == ' ')) ||
            (c == '#' && i && text.bytes[i - 1] == ' '))
            return false;
    }
    return !yb_text_starts(text, "---");
}

static void write_text(struct yb_text text, bool quoted, struct yb_buffer *out)
{
    if (quoted || !is_plain(text))
        write_quoted(text, out);
    else
        yb_buffer_add(out, text);
}

static void write_members(const struct yb_node *node, int depth, bool inline_first,
                          struct yb_buffer *out);

/* What stands behind "key:" or "-": the rest of the line, or lines of their own. */
static void write_value(const struct yb_node *node, int depth, struct yb_buffer *out)
{
    if (node->kind == YB_NODE_SCALAR) {
        if (node->quoted || node->text.length) { /* a plain empty one is nothing */
            yb_buffer_add_char(out, ' ');
            write_text(node->text, node->quoted, out);
        }
        yb_buffer_add_char(out, '\n');
    } else if (!node->first) {
        yb_buffer_add_string(out, node->kind == YB_NODE_LIST ? " []\n" : " {}\n");
    } else {
        yb_buffer_add_char(out, '\n');
        write_members(node, depth + 1, false, out);
    }
}

/* `inline_first`: the first member goes on in the line of a "-". */
static void write_members(const struct yb_node *node, int depth, bool inline_first,
                          struct yb_buffer *out)
{
    for (const struct yb_node *each = node->first; each; each = each->next) {
        if (!inline_first || each != node->first)
            indent(out, depth);
        if (node->kind == YB_NODE_MAPPING) {
            write_text(each->key, false, out);
            yb_buffer_add_char(out, ':');
            write_value(each, depth, out);
        } else if (each->kind == YB_NODE_MAPPING && each->first) {
            yb_buffer_add_string(out, "- ");
            write_members(each, depth + 1, true, out);
        } else {
            yb_buffer_add_char(out, '-');
            write_value(each, depth, out);
        }
    }
}

void yb_yaml_write(const struct yb_node *root, struct yb_buffer *out)
{
    write_members(root, 0, false, out);
}
