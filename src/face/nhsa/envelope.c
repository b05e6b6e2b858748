#include "face/nhsa/envelope.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "face/json.h"
#include "face/nhsa/multipart.h"
#include "face/nhsa/validate.h"

#define ERR_MSG_CHARACTERS 200
#define SERIAL_MODULUS     INT64_C(10000000000)

#define MEMBER(name)                                                                               \
    {                                                                                              \
#name, offsetof(struct yb_nhsa_envelope, name)                                             \
    }

static const struct {
    const char *name;
    size_t offset;
} members[] = {
    MEMBER(infno),      MEMBER(msgid),          MEMBER(mdtrtarea_admvs), MEMBER(insuplc_admdvs),
    MEMBER(dev_no),     MEMBER(recer_sys_code), MEMBER(dev_safe_info),   MEMBER(cainfo),
    MEMBER(signtype),   MEMBER(infver),         MEMBER(opter_type),      MEMBER(opter),
    MEMBER(opter_name), MEMBER(inf_time),       MEMBER(fixmedins_code),  MEMBER(fixmedins_name),
    MEMBER(sign_no),
};

bool yb_nhsa_time_parse(struct yb_text text, int64_t *instant_ms)
{
    char plain[20];

    if (text.length == 14) {
        snprintf(plain, sizeof plain, "%.4s-%.2s-%.2s %.2s:%.2s:%.2s", text.bytes, text.bytes + 4,
                 text.bytes + 6, text.bytes + 8, text.bytes + 10, text.bytes + 12);
        return yb_instant_parse(yb_text_of(plain), instant_ms);
    }
    if (text.length < 19)
        return yb_instant_parse(text, instant_ms);
    snprintf(plain, sizeof plain, "%.19s", text.bytes);
    if (plain[10] == 'T')
        plain[10] = ' ';
    return (text.length == 19 || text.bytes[10] == 'T') &&
           yb_instant_parse(yb_text_of(plain), instant_ms);
}

/* The envelope's part of a multipart body, and its file. */
static int split_parts(struct yb_nhsa_envelope *envelope, const char *content_type,
                       struct yb_text *body, struct yb_error *error)
{
    struct yb_multipart parts[YB_MULTIPART_PARTS_MAX];
    int count = yb_multipart_split(content_type, *body, parts);

    *body = (struct yb_text){NULL, 0};
    for (int i = 0; i < count; i++) {
        if (yb_text_is(parts[i].name, "jsonStr"))
            *body = parts[i].body;
        else if (yb_text_is(parts[i].name, "file") || yb_text_is(parts[i].name, "in"))
            envelope->file = parts[i].body;
    }
    if (count < 0)
        return yb_fail(error, YB_E_WRONG_FORMAT, "body", "multipart/form-data", NULL);
    if (!body->bytes)
        return yb_fail(error, YB_E_MISSING, "jsonStr", NULL);
    return envelope->file.bytes ? YB_OK : yb_fail(error, YB_E_MISSING, "file", NULL);
}

/* The number in the address stands in for a missing one. */
static int complete_infno(struct yb_json_value *root, struct yb_text path_infno,
                          struct yb_arena *arena)
{
    if (path_infno.length == 0 || yb_json_text(yb_json_get(root, "infno")).length > 0)
        return YB_OK;
    return yb_json_put_text(root, arena, "infno", path_infno) ? YB_OK : YB_E_NO_MEMORY;
}

/* The tables ask for the file's bytes in the input: a multipart body has them beside it. */
static bool stand_in_for_file(struct yb_nhsa_envelope *envelope, struct yb_arena *arena)
{
    struct yb_json_value *node = yb_json_find(envelope->input, "fsUploadIn");

    return !yb_json_is(node, YB_JSON_OBJECT) || yb_json_put_list(node, arena, "in");
}

/* The input as an object. */
static int read_input(struct yb_nhsa_envelope *envelope, struct yb_arena *arena,
                      struct yb_error *error)
{
    struct yb_json_value *input = yb_json_find(envelope->root, "input");
    int result;

    if (yb_json_text(input).length > 0 && input->type == YB_JSON_STRING) {
        envelope->input_text = input->text;
        result = yb_json_read(input->text, arena, &input, error);
        if (result < 0)
            return result;
    }
    if (!input || input->type == YB_JSON_STRING || input->type == YB_JSON_NULL)
        return yb_fail(error, YB_E_MISSING, "input(交易输入)", NULL);
    if (input->type != YB_JSON_OBJECT)
        return yb_fail(error, YB_E_WRONG_TYPE, "input(交易输入)", "object", NULL);
    envelope->input = input;
    if (!envelope->input_text.bytes)
        envelope->input_text = input->text;
    return envelope->file.bytes && !stand_in_for_file(envelope, arena)
               ? yb_fail(error, YB_E_NO_MEMORY, NULL)
               : YB_OK;
}

static int read_members(struct yb_nhsa_envelope *envelope, struct yb_arena *arena,
                        struct yb_error *error)
{
    const struct yb_nhsa_interface *frame = yb_nhsa_interface_find(YB_TEXT("frame"));
    struct yb_nhsa_record *record;
    int result = yb_nhsa_validate(frame, envelope->root, arena, &record, error);

    for (size_t i = 0; record && record->values && i < sizeof members / sizeof members[0]; i++)
        *(struct yb_text *)(void *)((char *)envelope + members[i].offset) =
            yb_nhsa_value(record, members[i].name);
    if (result < 0)
        return result;
    if (!yb_nhsa_time_parse(envelope->inf_time, &envelope->inf_time_ms))
        return yb_fail(error, YB_E_WRONG_FORMAT, "inf_time(交易时间)", "yyyy-MM-dd HH:mm:ss", NULL);
    return YB_OK;
}

int yb_nhsa_envelope_read(struct yb_nhsa_envelope *envelope, const char *content_type,
                          struct yb_text body, struct yb_text path_infno, struct yb_arena *arena,
                          struct yb_error *error)
{
    int result = YB_OK;

    memset(envelope, 0, sizeof *envelope);
    if (yb_multipart_is(content_type))
        result = split_parts(envelope, content_type, &body, error);
    if (result == YB_OK)
        result = yb_json_read(body, arena, &envelope->root, error);
    if (result < 0)
        return result;
    if (envelope->root->type != YB_JSON_OBJECT)
        return yb_fail(error, YB_E_WRONG_JSON, "{...}", NULL);
    if (complete_infno(envelope->root, path_infno, arena) < 0)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    result = read_members(envelope, arena, error);
    return result < 0 ? result : read_input(envelope, arena, error);
}

static void open_answer(struct yb_json *json, const struct yb_nhsa_answer *answer, int code)
{
    char received[18], responded[18], reference[32], infcode[16];

    yb_instant_format_17(answer->received_ms, received);
    yb_instant_format_17(answer->responded_ms, responded);
    snprintf(reference, sizeof reference, "%.6s%.14s%010lld", answer->division, received,
             (long long)(answer->serial % SERIAL_MODULUS));
    yb_json_open(json, '{');
    yb_json_key(json, "infcode");
    snprintf(infcode, sizeof infcode, "%d", code);
    if (answer->infcode_text)
        yb_json_add_text(json, yb_text_of(infcode));
    else
        yb_json_add_raw(json, yb_text_of(infcode));
    yb_json_key(json, "inf_refmsgid");
    yb_json_add_text(json, yb_text_of(reference));
    yb_json_key(json, "refmsg_time");
    yb_json_add_text(json, yb_text_of(received));
    yb_json_key(json, "respond_time");
    yb_json_add_text(json, yb_text_of(responded));
    yb_json_key(json, "err_msg");
}

struct yb_text yb_nhsa_answer_ok(const struct yb_nhsa_answer *answer, struct yb_text output,
                                 struct yb_arena *arena)
{
    struct yb_buffer out;
    struct yb_json json;

    yb_buffer_init(&out, arena);
    yb_json_init(&json, &out);
    open_answer(&json, answer, 0);
    yb_json_add_text(&json, YB_TEXT(""));
    yb_json_key(&json, "output");
    yb_json_add_raw(&json, output);
    yb_json_close(&json, '}');
    return output.bytes ? yb_buffer_text(&out) : output;
}

static struct yb_text first_characters(struct yb_text text, size_t most)
{
    size_t seen = 0;

    for (size_t i = 0; i < text.length; i++) {
        bool starts = ((uint8_t)text.bytes[i] & 0xC0) != 0x80;

        if (starts && seen++ == most)
            return (struct yb_text){text.bytes, i};
    }
    return text;
}

struct yb_text yb_nhsa_answer_error(const struct yb_nhsa_answer *answer,
                                    const struct yb_error *error, struct yb_arena *arena)
{
    struct yb_buffer out, words;
    struct yb_json json;

    yb_buffer_init(&words, arena);
    yb_error_describe(error, answer->english, &words);
    yb_buffer_init(&out, arena);
    yb_json_init(&json, &out);
    open_answer(&json, answer, error->code);
    yb_json_add_text(&json, first_characters(yb_buffer_text(&words), ERR_MSG_CHARACTERS));
    yb_json_key(&json, "output");
    yb_json_add_raw(&json, YB_TEXT("{}"));
    yb_json_close(&json, '}');
    return yb_buffer_text(&out);
}
