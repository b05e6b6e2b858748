/*
 * A request's body, from the wire to checked values. The first line is the Content-Type, the rest
 * the body. What is accepted has its required members, values of bounded length, and says the same
 * when it is read again; what is refused is refused in valid UTF-8.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "face/nhsa/envelope.h"
#include "face/nhsa/validate.h"

static void check_values(const struct yb_nhsa_record *record)
{
    for (int i = 0; record->node && i < record->node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(record->node, i);
        struct yb_text value = record->values[i];

        assert(value.bytes || !field->required);
        if (value.bytes && field->type == YB_NHSA_STRING && field->dict < 0 && field->length)
            assert(yb_text_characters(value) <= field->length);
    }
    for (const struct yb_nhsa_record *child = record->child; child; child = child->next)
        check_values(child);
}

static void validate(struct yb_nhsa_envelope *envelope, struct yb_arena *arena)
{
    const struct yb_nhsa_interface *interface = yb_nhsa_interface_find(envelope->infno);
    struct yb_nhsa_record *root;
    struct yb_error error;
    struct yb_buffer words;

    if (!interface)
        return;
    if (yb_nhsa_validate(interface, envelope->input, arena, &root, &error) == YB_OK) {
        check_values(root);
        assert(yb_nhsa_canonical(interface, root, arena).bytes);
        return;
    }
    yb_buffer_init(&words, arena);
    yb_error_describe(&error, false, &words);
    assert(yb_text_is_utf8(yb_buffer_text(&words), NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text body,
        line = yb_text_split((struct yb_text){(const char *)data, size}, '\n', &body);
    struct yb_nhsa_envelope envelope;
    struct yb_arena arena;
    struct yb_error error;
    const char *type;

    yb_arena_init(&arena, 4096);
    type = yb_arena_copy(&arena, line.bytes, line.length);
    if (!body.bytes)
        body = YB_TEXT("");
    if (yb_nhsa_envelope_read(&envelope, type, body, YB_TEXT("1101"), &arena, &error) == YB_OK) {
        assert(envelope.infno.length > 0 && envelope.msgid.length > 0 && envelope.input);
        validate(&envelope, &arena);
    }
    yb_arena_release(&arena);
    return 0;
}
