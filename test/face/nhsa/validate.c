/*
 * Every member of every offered transaction, spoilt in every way, is refused with its code and its
 * name; the same message with nothing spoilt is taken.
 */
#include "test/test.h"

#include <string.h>

#include <json-c/json.h>

#include "face/json.h"
#include "face/nhsa/validate.h"
#include "test/face/nhsa/message.h"

static struct yb_arena arena;

static int setup(void **state)
{
    (void)state;
    yb_arena_init(&arena, 65536);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    return 0;
}

static int validate(const struct yb_nhsa_interface *interface, struct json_object *input,
                    struct yb_error *error)
{
    struct yb_json_value *read;
    struct yb_nhsa_record *root;

    memset(error, 0, sizeof *error);
    yb_arena_clear(&arena);
    assert_int_equal(
        yb_json_read(yb_text_of(json_object_to_json_string_ext(input, JSON_C_TO_STRING_PLAIN)),
                     &arena, &read, error),
        YB_OK);
    return yb_nhsa_validate(interface, read, &arena, &root, error);
}

static struct json_object *first_object(struct json_object *value)
{
    return json_object_is_type(value, json_type_array) ? json_object_array_get_idx(value, 0)
                                                       : value;
}

/* Spoils every member of one object of the input in turn; returns how many messages were judged. */
static int spoil_members(const struct yb_nhsa_interface *interface, struct json_object *input,
                         const struct yb_nhsa_node *node, struct json_object *object)
{
    int judged = 0;

    for (int i = 0; i < node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, i);
        struct json_object *before = NULL;

        if (!json_object_object_get_ex(object, field->name, &before))
            continue;
        json_object_get(before);
        for (int fault = 0; fault < FAULTS; fault++) {
            struct yb_error error;
            int expected = message_spoil(object, field, (enum message_fault)fault);
            int code = expected == 1 ? 1 : validate(interface, input, &error);

            if (expected != 1)
                judged++;
            if (code != expected || (code < 0 && !strstr(error.args[0], field->name)))
                fail_msg("%s %s.%s %s: %s expected, %s %s given", interface->infno, node->name,
                         field->name, message_fault_names[fault], yb_code_name(expected),
                         yb_code_name(code), code < 0 ? error.args[0] : "");
            json_object_object_add(object, field->name, json_object_get(before));
        }
        json_object_put(before);
    }
    return judged;
}

static int spoil_nodes(const struct yb_nhsa_interface *interface, struct json_object *input,
                       struct json_object *parent, int index)
{
    const struct yb_nhsa_node *nodes = &yb_nhsa_nodes[interface->first_node];
    int judged = 0;

    for (int i = 0; i < interface->node_count; i++) {
        struct json_object *object = NULL;

        if (nodes[i].direction != YB_NHSA_IN || nodes[i].parent != index)
            continue;
        if (strcmp(nodes[i].name, "-") == 0) {
            judged += spoil_members(interface, input, &nodes[i], parent);
            continue;
        }
        json_object_object_get_ex(parent, nodes[i].name, &object);
        object = first_object(object);
        judged += spoil_members(interface, input, &nodes[i], object);
        judged += spoil_nodes(interface, input, object, i);
    }
    return judged;
}

static void test_every_member_of_every_transaction(void **state)
{
    int judged = 0, transactions = 0;

    (void)state;
    for (int i = 0; i < yb_nhsa_interfaces_count; i++) {
        const struct yb_nhsa_interface *interface = &yb_nhsa_interfaces[i];
        struct json_object *input = message_input(interface);
        struct yb_error error;
        int code = validate(interface, input, &error);

        if (code < 0)
            fail_msg("%s: valid message refused: %s %s", interface->infno, yb_code_name(code),
                     error.args[0]);
        judged += spoil_nodes(interface, input, input, YB_NHSA_NODE_TOP);
        transactions += interface->status == YB_NHSA_OFFERED;
        json_object_put(input);
    }
    printf("# %d messages, %d transactions offered\n", judged, transactions);
    assert_true(transactions >= 75);
    assert_true(judged > 20000);
}

static void test_required_nodes(void **state)
{
    (void)state;
    for (int i = 0; i < yb_nhsa_interfaces_count; i++) {
        const struct yb_nhsa_interface *interface = &yb_nhsa_interfaces[i];

        for (int n = 0; n < interface->node_count; n++) {
            const struct yb_nhsa_node *node = &yb_nhsa_nodes[interface->first_node + n];
            struct json_object *input;
            struct yb_error error;

            if (node->direction != YB_NHSA_IN || node->parent != YB_NHSA_NODE_TOP ||
                !node->required)
                continue;
            input = message_input(interface);
            json_object_object_del(input, node->name);
            assert_int_equal(validate(interface, input, &error), YB_E_MISSING);
            assert_non_null(strstr(error.args[0], node->name));
            json_object_object_add(input, node->name, json_object_new_string("x"));
            assert_int_equal(validate(interface, input, &error), YB_E_WRONG_TYPE);
            json_object_put(input);
        }
    }
}

static struct json_object *parse(const char *text)
{
    struct json_object *root = json_tokener_parse(text);

    assert_non_null(root);
    return root;
}

static const struct {
    const char *infno, *input;
    int code;
    const char *named;
} cases[] = {
    /* aliases, lists for objects and objects for lists */
    {"9001", "{\"signIn\":{\"opter_no\":\"1\",\"mac\":\"m\",\"ip\":\"i\"}}", YB_OK, ""},
    {"9001", "{\"data\":{\"opter_no\":\"1\",\"mac\":\"m\",\"ip\":\"i\"}}", YB_OK, ""},
    {"9001", "{\"data\":[{\"opter_no\":1,\"mac\":\"m\",\"ip\":\"i\"}]}", YB_OK, ""},
    {"9001", "{\"data\":[{\"opter_no\":1,\"mac\":\"m\",\"ip\":\"i\"},{}]}", YB_E_TOO_MANY,
     "signIn"},
    {"9001", "{\"data\":[3]}", YB_E_WRONG_TYPE, "signIn[0]"},
    {"2302",
     "{\"data\":[{\"feedetl_sn\":\"0000\",\"mdtrt_id\":1,\"psn_no\":2},"
     "{\"feedetl_sn\":\"\",\"mdtrt_id\":1,\"psn_no\":2}]}",
     YB_E_MISSING, "data[1].feedetl_sn(费用明细流水号)"},
    {"3301", "{\"catalogcompin\":{\"fixmedins_hilist_id\":\"1\"}}", YB_E_MISSING,
     "data.fixmedins_hilist_name"},
    /* conditions, variants, unknown members */
    {"1101",
     "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"1\",\"psn_cert_type\":\"1\","
     "\"more\":{}}}",
     YB_OK, ""},
    {"1101", "{\"data\":{\"mdtrt_cert_type\":\"03\",\"mdtrt_cert_no\":\"1\"}}", YB_E_MISSING,
     "data.card_sn"},
    {"1101", "{\"data\":{\"mdtrt_cert_type\":\"04\",\"mdtrt_cert_no\":\"1\"}}", YB_E_UNKNOWN_CODE,
     "data.mdtrt_cert_type"},
    {"1101", "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"1\",\"begntime\":null}}",
     YB_OK, ""},
    {"1101",
     "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"1\","
     "\"begntime\":\"2024-01-01\"}}",
     YB_OK, ""},
    /* amounts */
    {"3201",
     "{\"data\":{\"insutype\":\"390\",\"clr_type\":\"11\",\"setl_optins\":\"371525\","
     "\"stmt_begndate\":\"2024-01-01\",\"stmt_enddate\":\"2024-01-31\","
     "\"medfee_sumamt\":90000000000.01,\"fund_pay_sumamt\":0,\"acct_pay\":0,"
     "\"fixmedins_setl_cnt\":0}}",
     YB_E_OUT_OF_RANGE, "data.medfee_sumamt"},
    {"3201",
     "{\"data\":{\"insutype\":\"390\",\"clr_type\":\"11\",\"setl_optins\":\"371525\","
     "\"stmt_begndate\":\"2024-01-01\",\"stmt_enddate\":\"2024-01-31\","
     "\"medfee_sumamt\":-1.10,\"fund_pay_sumamt\":\"-1.100\",\"acct_pay\":+0,"
     "\"fixmedins_setl_cnt\":0}}",
     1, ""}, /* +0 is no JSON */
    /* files */
    {"9101",
     "{\"fsUploadIn\":{\"in\":[80,75,-128,255],\"filename\":\"a\",\"fixmedins_code\":\"b\"}}",
     YB_OK, ""},
    {"9101", "{\"fsUploadIn\":{\"in\":[256],\"filename\":\"a\",\"fixmedins_code\":\"b\"}}",
     YB_E_WRONG_TYPE, "fsUploadIn.in"},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct yb_nhsa_interface *interface =
            yb_nhsa_interface_find(yb_text_of(cases[i].infno));
        struct json_object *input;
        struct yb_error error;
        int code;

        if (cases[i].code == 1) {
            struct yb_json_value *none;

            assert_true(yb_json_read(yb_text_of(cases[i].input), &arena, &none, &error) < 0);
            continue;
        }
        input = parse(cases[i].input);
        code = validate(interface, input, &error);
        if (code != cases[i].code || (code < 0 && !strstr(error.args[0], cases[i].named)))
            fail_msg("case %zu: %s %s", i, yb_code_name(code), code < 0 ? error.args[0] : "");
        json_object_put(input);
    }
}

static struct yb_text canonical(const char *infno, const char *text)
{
    const struct yb_nhsa_interface *interface = yb_nhsa_interface_find(yb_text_of(infno));
    struct yb_json_value *input;
    struct yb_nhsa_record *root;
    struct yb_error error;

    assert_int_equal(yb_json_read(yb_text_of(text), &arena, &input, &error), YB_OK);
    assert_int_equal(yb_nhsa_validate(interface, input, &arena, &root, &error), YB_OK);
    return yb_nhsa_canonical(interface, root, &arena);
}

static void test_canonical(void **state)
{
    struct yb_text a, b;

    (void)state;
    a = canonical("9001", "{\"signIn\":{\"opter_no\":\"1\",\"mac\":\"m\",\"ip\":\"i\"}}");
    b = canonical("9001", "{\"data\":[{\"ip\":\"i\",\"x\":3,\"mac\":\"m\",\"opter_no\":1}]}");
    assert_true(yb_text_equal(a, b));
    b = canonical("9001", "{\"signIn\":{\"opter_no\":\"1\",\"mac\":\"mi\",\"ip\":\"i\"}}");
    assert_false(yb_text_equal(a, b));
}

static void test_values(void **state)
{
    static const char text[] =
        "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"1\",\"psn_cert_type\":\"1\","
        "\"begntime\":\"null\"}}";
    struct yb_json_value *input;
    const struct yb_nhsa_record *data;
    struct yb_nhsa_record *root;
    struct yb_error error;

    (void)state;
    assert_int_equal(yb_json_read(yb_text_of(text), &arena, &input, &error), YB_OK);
    assert_int_equal(
        yb_nhsa_validate(yb_nhsa_interface_find(yb_text_of("1101")), input, &arena, &root, &error),
        YB_OK);
    data = yb_nhsa_first(root, "data");
    assert_non_null(data);
    assert_null(yb_nhsa_next(data));
    assert_true(yb_text_is(yb_nhsa_value(data, "psn_cert_type"), "01"));
    assert_null(yb_nhsa_value(data, "begntime").bytes);
    assert_null(yb_nhsa_value(data, "no_such_member").bytes);
}

static void test_tables(void **state)
{
    (void)state;
    assert_null(yb_nhsa_interface_find(yb_text_of("9999")));
    assert_null(yb_nhsa_interface_find(yb_text_of("")));
    assert_string_equal(
        yb_nhsa_interface_at(yb_text_of("/fsi/api/fsiPsnInfoService/queryPsnInfo"))->infno, "1101");
    assert_null(yb_nhsa_interface_at(yb_text_of("/fsi/api")));
    assert_int_equal(yb_nhsa_interface_find(yb_text_of("3101"))->status, YB_NHSA_KNOWN);
    assert_string_equal(
        yb_nhsa_code_find(yb_nhsa_dict_find(yb_text_of("insutype")), yb_text_of("390"))->label_zh,
        "城乡居民基本医疗保险");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_every_member_of_every_transaction),
        cmocka_unit_test(test_required_nodes),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_values),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
