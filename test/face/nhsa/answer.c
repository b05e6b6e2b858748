/* An answer packed and written: every node of every transaction, hostile bytes, later tables. */
#include "test/test.h"

#include <string.h>

#include <json-c/json.h>

#include "base/day.h"
#include "face/json.h"
#include "face/nhsa/answer.h"

struct sample {
    struct yb_text text, personal, sealed;
    int64_t fen, id, instant;
    int32_t day;
};

static const uint8_t master[YB_MASTER_BYTES] = {1, 2, 3};

static const struct yb_nhsa_interface *interface_of(const char *infno)
{
    const struct yb_nhsa_interface *interface = yb_nhsa_interface_find(yb_text_of(infno));

    assert_non_null(interface);
    return interface;
}

/* A record is read by hash: two members, or two nodes, must never be taken for each other. */
static void hashes_differ(void **state)
{
    (void)state;
    for (int n = 0; n < yb_nhsa_nodes_count; n++)
        for (int a = 0; a < yb_nhsa_nodes[n].field_count; a++)
            for (int b = 0; b < a; b++)
                assert_true(yb_nhsa_name_hash(yb_nhsa_field_at(&yb_nhsa_nodes[n], a)->name) !=
                                yb_nhsa_name_hash(yb_nhsa_field_at(&yb_nhsa_nodes[n], b)->name) ||
                            strcmp(yb_nhsa_field_at(&yb_nhsa_nodes[n], a)->name,
                                   yb_nhsa_field_at(&yb_nhsa_nodes[n], b)->name) == 0);
}

/* Each name of the list of personal members is one of the interface's. */
static void personal_members_exist(void **state)
{
    int found = 0;

    (void)state;
    for (int i = 0; i < yb_nhsa_fields_count; i++)
        found += yb_nhsa_is_personal(yb_nhsa_fields[i].name);
    assert_true(found > 200);
    assert_false(yb_nhsa_is_personal("medfee_sumamt"));
}

static struct yb_text render(const struct yb_nhsa_interface *interface, struct yb_text packed,
                             const struct yb_keys *keys, struct yb_arena *arena)
{
    struct yb_error error = {0};
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    assert_int_equal(yb_nhsa_render(interface, packed, keys, &out, &error), YB_OK);
    return yb_buffer_text(&out);
}

/* What the settlement's answer is made of, through the packed form. */
static void values_come_back(void **state)
{
    static const struct yb_bind binds[] = {
        YB_BIND_AS(sample, id, "setl_id", YB_BIND_ID),
        YB_BIND_AS(sample, sealed, "psn_name", YB_BIND_SEALED),
        YB_BIND_AS(sample, personal, "certno", YB_BIND_TEXT),
        YB_BIND_AS(sample, day, "brdy", YB_BIND_DAY),
        YB_BIND_AS(sample, fen, "medfee_sumamt", YB_BIND_FEN),
        YB_BIND_AS(sample, instant, "setl_time", YB_BIND_INSTANT),
        YB_BIND_AS(sample, text, "exp_content", YB_BIND_TEXT),
    };
    const struct yb_nhsa_interface *interface = interface_of("2207");
    struct sample sample = {.text = YB_TEXT("a\"b\\c\n"), .fen = -123456, .id = INT64_C(77)};
    struct yb_arena arena;
    struct yb_keys keys;
    struct yb_nhsa_output output;
    struct yb_error error;
    struct json_object *root, *info, *value;

    (void)state;
    yb_arena_init(&arena, 0);
    yb_keys_derive(&keys, master);
    sample.day = 1; /* 1970-01-02 */
    sample.instant = (int64_t)sample.day * YB_DAY_MS - YB_CST_MS;
    assert_int_equal(yb_seal(&keys, YB_TEXT("王小明"), &arena, &sample.sealed, &error), YB_OK);
    yb_nhsa_output_init(&output, interface, &arena);
    yb_nhsa_output_object(&output, "setlinfo", YB_BINDS(binds), &sample);
    assert_false(output.personal); /* sealed is not in clear */
    yb_nhsa_output_rows(&output, "setldetail", YB_BINDS(binds), (struct yb_rows){NULL, 0, 0});
    root =
        json_tokener_parse(render(interface, yb_nhsa_output_packed(&output), &keys, &arena).bytes);
    assert_true(json_object_object_get_ex(root, "setlinfo", &info));
    assert_true(json_object_object_length(info) >= /* aliases are more */
                yb_nhsa_node_find(interface, YB_NHSA_OUT, "setlinfo")->field_count);
    assert_true(json_object_object_get_ex(info, "psn_name", &value));
    assert_string_equal(json_object_get_string(value), "王小明");
    assert_true(json_object_object_get_ex(info, "medfee_sumamt", &value));
    assert_string_equal(json_object_to_json_string(value), "-1234.56");
    assert_true(json_object_object_get_ex(info, "brdy", &value));
    assert_string_equal(json_object_get_string(value), "1970-01-02");
    assert_true(json_object_object_get_ex(info, "exp_content", &value));
    assert_string_equal(json_object_get_string(value), "a\"b\\c\n");
    assert_true(json_object_object_get_ex(info, "setl_id", &value));
    assert_string_equal(json_object_get_string(value), "77");
    assert_true(json_object_object_get_ex(root, "setldetail", &value));
    assert_int_equal(json_object_array_length(value), 0);
    json_object_put(root);
    sample.personal = YB_TEXT("371525199001011234");
    yb_nhsa_output_object(&output, "setlinfo", YB_BINDS(binds), &sample);
    assert_true(output.personal);
    yb_arena_release(&arena);
}

/* Nothing was answered: the empty form of the transaction's output. */
static void nothing_is_empty(void **state)
{
    struct yb_keys keys = {.lookup = {0}};
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 0);
    for (int i = 0; i < yb_nhsa_interfaces_count; i++)
        assert_string_equal(render(&yb_nhsa_interfaces[i], YB_TEXT(""), &keys, &arena).bytes,
                            yb_nhsa_interfaces[i].output == YB_NHSA_SHAPE_ARRAY ? "[]" : "{}");
    yb_arena_release(&arena);
}

/* A record of other tables: a node and a member that are no longer there are passed over. */
static void strangers_are_skipped(void **state)
{
    static const struct yb_bind binds[] = {
        YB_BIND_AS(sample, id, "no_such_member", YB_BIND_ID),
        YB_BIND_AS(sample, fen, "mdtrt_id", YB_BIND_INTEGER),
    };
    const struct yb_nhsa_interface *interface = interface_of("2201");
    struct sample sample = {.id = 1, .fen = 5};
    struct yb_keys keys = {.lookup = {0}};
    struct yb_nhsa_output output;
    struct yb_arena arena;
    struct yb_text packed, json;
    char *bytes;

    (void)state;
    yb_arena_init(&arena, 0);
    yb_nhsa_output_init(&output, interface, &arena);
    yb_nhsa_output_object(&output, "data", YB_BINDS(binds), &sample);
    packed = yb_nhsa_output_packed(&output);
    json = render(interface, packed, &keys, &arena);
    assert_non_null(strstr(json.bytes, "\"mdtrt_id\":\"5\""));
    assert_null(strstr(json.bytes, "no_such_member"));
    bytes = yb_arena_copy(&arena, packed.bytes, packed.length);
    bytes[1] ^= 1; /* the node's hash */
    assert_string_equal(
        render(interface, (struct yb_text){bytes, packed.length}, &keys, &arena).bytes, "{}");
    yb_arena_release(&arena);
}

/* Every cut and every changed byte is read or refused, never trusted. */
static void hostile_bytes(void **state)
{
    static const struct yb_bind binds[] = {
        YB_BIND_AS(sample, id, "mdtrt_id", YB_BIND_ID),
        YB_BIND_AS(sample, text, "ipt_otp_no", YB_BIND_TEXT),
    };
    const struct yb_nhsa_interface *interface = interface_of("2201");
    struct sample sample = {.id = 300, .text = YB_TEXT("OTP-1")};
    struct yb_keys keys = {.lookup = {0}};
    struct yb_nhsa_output output;
    struct yb_arena arena;
    struct yb_text packed;
    int refused = 0;

    (void)state;
    yb_arena_init(&arena, 0);
    yb_nhsa_output_init(&output, interface, &arena);
    yb_nhsa_output_object(&output, "data", YB_BINDS(binds), &sample);
    packed = yb_nhsa_output_packed(&output);
    for (size_t at = 0; at < packed.length; at++)
        for (int bits = 0; bits < 256; bits++) {
            char *bytes = yb_arena_copy(&arena, packed.bytes, packed.length);
            struct yb_text hostile = {bytes, bits ? packed.length : at};
            struct yb_error error;
            struct yb_buffer out;

            bytes[at] = (char)(bytes[at] ^ bits);
            yb_buffer_init(&out, &arena);
            refused += yb_nhsa_render(interface, hostile, &keys, &out, &error) < 0;
        }
    assert_true(refused > (int)packed.length);
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_differ),         cmocka_unit_test(personal_members_exist),
        cmocka_unit_test(values_come_back),      cmocka_unit_test(nothing_is_empty),
        cmocka_unit_test(strangers_are_skipped), cmocka_unit_test(hostile_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
