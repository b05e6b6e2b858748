/*
 * The interface over HTTP: addresses, envelopes, shapes of answers, refusals, exactly once, files.
 */
#include "test/test.h"

#include <pthread.h>
#include <string.h>

#include <json-c/json.h>
#include <openssl/evp.h>

#include "base/crypto.h"
#include "face/nhsa/handler.h"
#include "store/fixmedins.h"
#include "test/app/desk/past.h"
#include "test/face/nhsa/counter.h"
#include "test/face/nhsa/message.h"

#define SIGN_IN "{\"signIn\":{\"opter_no\":\"001\",\"mac\":\"m\",\"ip\":\"i\"}}"

static const char *message_of(struct counter *counter)
{
    return json_object_get_string(json_object_object_get(counter->answer, "err_msg"));
}

static void expect(struct counter *counter, int code, int expected, const char *named)
{
    if (code != expected || !strstr(message_of(counter), named))
        fail_msg("%s expected, %s: %s", yb_code_name(expected), yb_code_name(code),
                 counter->client.body);
}

static const char *number(struct counter *counter, int64_t id)
{
    return yb_arena_format(&counter->desk->arena, "%lld", (long long)id);
}

#define INPUT(...) yb_arena_format(&counter.desk->arena, __VA_ARGS__)

static void every_offered_transaction_has_a_handler(void **state)
{
    (void)state;
    for (int i = 0; i < yb_nhsa_interfaces_count; i++) {
        const struct yb_nhsa_interface *interface = &yb_nhsa_interfaces[i];
        bool offered = interface->status == YB_NHSA_OFFERED;

        if (offered != (yb_nhsa_handler_of(interface) != NULL))
            fail_msg("%s", interface->infno);
    }
}

static void addresses(void **state)
{
    struct counter counter;
    static const char *const paths[] = {
        "/fsi/api/rsfComIfsService/callService",
        "/fsi/api/rsfComIfsService/callService/9001",
        "/mbs/fmi/fsi/api/callFsiService/callService",
        "/ebus/app/poc/hsa/hgs/9001",
        "/9001",
        "/fsi/api/signInSignOutService/signIn",
        "/fsi/api/signInSignOutService/signIn?x=1",
    };

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(
            counter_post(&counter, paths[i], "", counter_message(&counter, "9001", NULL, SIGN_IN)),
            0);
        counter_complete(&counter, "9001");
    }
    /* the path's number stands in for a missing one; the body's own decides */
    assert_int_equal(
        counter_post(&counter, "/9001", "", counter_message(&counter, "", NULL, SIGN_IN)), 0);
    assert_int_equal(
        counter_post(&counter, "/1101", "", counter_message(&counter, "9001", NULL, SIGN_IN)), 0);
    counter_post(&counter, "/elsewhere", "", "{}");
    assert_int_equal(counter.client.status, 404);
    counter_close(&counter);
}

static void envelopes(void **state)
{
    struct counter counter;
    const char *message;
    int code;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    /* input as text in a string */
    assert_int_equal(counter_call(&counter, "9001",
                                  "\"{\\\"signIn\\\":{\\\"opter_no\\\":\\\"1\\\",\\\"mac\\\":"
                                  "\\\"m\\\",\\\"ip\\\":\\\"i\\\"}}\""),
                     0);
    assert_true(
        json_object_is_type(json_object_object_get(counter.answer, "infcode"), json_type_int));
    assert_int_equal(
        strlen(json_object_get_string(json_object_object_get(counter.answer, "inf_refmsgid"))), 30);
    assert_int_equal(
        strlen(json_object_get_string(json_object_object_get(counter.answer, "refmsg_time"))), 17);
    assert_int_equal(
        strlen(json_object_get_string(json_object_object_get(counter.answer, "respond_time"))), 17);
    assert_string_equal(message_of(&counter), "");

    code = counter_call(&counter, "9001", "\"{\"");
    expect(&counter, code, YB_E_WRONG_JSON, "JSON");
    code = counter_call(&counter, "9001", "\"\"");
    expect(&counter, code, YB_E_MISSING, "input");
    code = counter_call(&counter, "9001", "[]");
    expect(&counter, code, YB_E_WRONG_TYPE, "input");
    assert_true(
        json_object_is_type(json_object_object_get(counter.answer, "output"), json_type_object));
    code = counter_post(&counter, COUNTER_PATH, "", "{\"infno\":\"9001\"}");
    expect(&counter, code, YB_E_MISSING, "msgid");
    code = counter_post(&counter, COUNTER_PATH, "", "[1]");
    expect(&counter, code, YB_E_WRONG_JSON, "");
    code = counter_post(&counter, COUNTER_PATH, "", "{\"opter_name\":\"\xD5\xC5\"}");
    expect(&counter, code, YB_E_NOT_UTF8, "16");
    message = counter_message(&counter, "9001", "1234567890123456789012345678901", SIGN_IN);
    code = counter_post(&counter, COUNTER_PATH, "", message);
    expect(&counter, code, YB_E_TOO_LONG, "msgid");
    code = counter_call(&counter, "9999", "{}");
    expect(&counter, code, YB_E_UNKNOWN_INFNO, "9999");
    code = counter_call(&counter, "frame", "{}");
    expect(&counter, code, YB_E_UNKNOWN_INFNO, "frame");
    counter.desk->actor.fixmedins_code = YB_TEXT("H00000000000");
    code = counter_call(&counter, "9001", SIGN_IN);
    expect(&counter, code, YB_E_FIXMEDINS_NOT_FOUND, "H00000000000");
    counter_close(&counter);
}

static void not_offered(void **state)
{
    struct counter counter;
    int code;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    code = counter_call(&counter, "3403",
                        "{\"data\":{\"hosp_dept_codg\":\"1\",\"hosp_dept_name\":\"1\","
                        "\"begntime\":\"2021-06-15 10:00:00\"}}");
    expect(&counter, code, YB_E_NOT_OFFERED, "3403");
    code = counter_call(&counter, "3403",
                        "{\"data\":{\"hosp_dept_codg\":\"1\",\"hosp_dept_name\":\"1\","
                        "\"begntime\":\"2021-06-31\"}}");
    expect(&counter, code, YB_E_WRONG_FORMAT, "data.begntime");
    counter_close(&counter);
}

/* Everything that can be asked without a policy has all the members that the tables print. */
static void questions(void **state)
{
    struct counter counter;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    assert_int_equal(counter_call(&counter, "1101",
                                  "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":"
                                  "\"" DESK_EMPLOYEE_CERTNO "\"}}"),
                     0);
    counter_complete(&counter, "1101");
    assert_string_equal(counter_get(&counter, "insuinfo.0.balc"), "1234.56");
    assert_string_equal(counter_get(&counter, "insuinfo.0.psn_no"),
                        counter_get(&counter, "baseinfo.psn_no"));
    assert_string_equal(counter_get(&counter, "insuinfo.0.psn_insu_stas"), "1");
    assert_string_equal(counter_get(&counter, "baseinfo.brdy"), "1975-05-05");
    assert_string_equal(counter_get(&counter, "baseinfo.certno"), DESK_EMPLOYEE_CERTNO);

    assert_int_equal(
        counter_call(&counter, "1201",
                     "{\"medinsinfo\":{\"fixmedins_type\":\"1\",\"fixmedins_name\":\"测试\"}}"),
        0);
    counter_complete(&counter, "1201");
    assert_int_equal(counter_call(&counter, "1901",
                                  "{\"data\":{\"type\":\"gend\",\"admdvs\":\"371525\","
                                  "\"date\":\"2021-06-15\",\"Vali_Flag\":\"1\"}}"),
                     0);
    counter_complete(&counter, "1901");
    assert_string_equal(counter_get(&counter, "list.1.label"), "男");
    assert_string_equal(counter_get(&counter, "list.1.sort"), "2");

    assert_int_equal(counter_call(&counter, "5101", "{\"data\":{}}"), 0);
    counter_complete(&counter, "5101");
    assert_int_equal(counter_call(&counter, "5102", "{\"data\":{\"prac_psn_type\":\"1\"}}"), 0);
    counter_complete(&counter, "5102");
    counter_close(&counter);
}

/* The same of one person's registration and whatever it is asked for by. */
static void questions_about_one(void **state)
{
    struct counter counter;
    const char *resident, *visit;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    resident = number(&counter, counter.desk->resident);
    assert_int_equal(
        counter_call(&counter, "2201",
                     INPUT("{\"data\":{\"psn_no\":\"%s\",\"insutype\":\"390\",\"begntime\":"
                           "\"2021-06-15 09:00:00\",\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":"
                           "\"" DESK_RESIDENT_CERTNO "\",\"ipt_otp_no\":\"OTP1\",\"atddr_no\":"
                           "\"d1\",\"dr_name\":\"医师\",\"dept_code\":\"A01\",\"dept_name\":"
                           "\"内科\",\"caty\":\"A01\"}}",
                           resident)),
        0);
    counter_complete(&counter, "2201");
    visit = yb_arena_format(&counter.desk->arena, "%s", counter_get(&counter, "data.mdtrt_id"));
    assert_int_equal(counter_call(&counter, "5201",
                                  INPUT("{\"data\":{\"psn_no\":\"%s\",\"begntime\":\"2021-06-01\","
                                        "\"endtime\":\"2021-06-15\",\"med_type\":\"11\"}}",
                                        resident)),
                     0);
    counter_complete(&counter, "5201");
    assert_string_equal(counter_get(&counter, "mdtrtinfo.0.mdtrt_id"), visit);
    assert_int_equal(
        counter_call(&counter, "5202",
                     INPUT("{\"data\":{\"psn_no\":\"%s\",\"mdtrt_id\":%s}}", resident, visit)),
        0);
    counter_complete(&counter, "5202");
    assert_int_equal(
        counter_call(&counter, "5206", INPUT("{\"data\":{\"psn_no\":\"%s\"}}", resident)), 0);
    counter_complete(&counter, "5206");
    assert_int_equal(
        counter_call(&counter, "5301", INPUT("{\"data\":{\"psn_no\":\"%s\"}}", resident)), 0);
    assert_string_equal(counter_get(&counter, "feedetail"), "[ ]");
    assert_int_equal(
        counter_call(&counter, "5302",
                     INPUT("{\"data\":{\"psn_no\":\"%s\",\"biz_appy_type\":\"03\"}}", resident)),
        0);
    counter_complete(&counter, "5302");
    assert_int_equal(counter_call(&counter, "5303",
                                  INPUT("{\"data\":{\"psn_no\":\"%s\",\"begntime\":\"2021-01-01\","
                                        "\"endtime\":\"2021-12-31\"}}",
                                        resident)),
                     0);
    counter_complete(&counter, "5303");
    counter_close(&counter);
}

/* Settlements and lines of the past, in the shape of 5203 and 5204. */
static void past_care(void **state)
{
    struct counter counter;
    struct past_visit visit = {0, "11", "390", "2021-06-01 09:00:00"};
    struct past_settlement settled = {0};
    const char *resident;
    int64_t setl_id;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    resident = number(&counter, counter.desk->resident);
    visit.psn_no = settled.psn_no = counter.desk->resident;
    settled.mdtrt_id = past_visit(counter.desk, &visit);
    past_line(counter.desk, visit.psn_no, settled.mdtrt_id, "1", "101");
    settled.insutype = "390";
    settled.med_type = settled.clr_type = "11";
    settled.msgid = "PAST1";
    settled.setl_time = "2021-06-01 10:00:00";
    settled.medfee_fen = 12345;
    settled.fund_fen = 6000;
    setl_id = past_settle(counter.desk, &settled);
    assert_int_equal(
        counter_call(
            &counter, "5203",
            INPUT("{\"data\":{\"psn_no\":\"%s\",\"setl_id\":\"%lld\",\"mdtrt_id\":\"%lld\"}}",
                  resident, (long long)setl_id, (long long)settled.mdtrt_id)),
        0);
    counter_complete(&counter, "5203");
    assert_string_equal(counter_get(&counter, "setlinfo.medfee_sumamt"), "123.45");
    assert_int_equal(counter_call(&counter, "5204",
                                  INPUT("{\"data\":{\"psn_no\":\"%s\",\"mdtrt_id\":\"%lld\"}}",
                                        resident, (long long)settled.mdtrt_id)),
                     0);
    assert_true(
        json_object_is_type(json_object_object_get(counter.answer, "output"), json_type_array));
    counter_complete(&counter, "5204");
    assert_string_equal(counter_get(&counter, "0.feedetl_sn"), "1");
    counter_close(&counter);
}

static void exactly_once(void **state)
{
    struct counter counter;
    const char *message, *first;
    int code;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    message = counter_message(&counter, "9001", "ONCE", SIGN_IN);
    assert_int_equal(counter_post(&counter, COUNTER_PATH, "", message), 0);
    first = yb_arena_format(&counter.desk->arena, "%s", counter.client.body);
    assert_int_equal(counter_post(&counter, COUNTER_PATH, "", message), 0);
    assert_string_equal(counter.client.body, first);
    /* the same said otherwise */
    message = counter_message(
        &counter, "9001", "ONCE",
        "{\"data\":[{\"ip\":\"i\",\"mac\":\"m\",\"opter_no\":\"001\",\"more\":[]}]}");
    assert_int_equal(counter_post(&counter, COUNTER_PATH, "", message), 0);
    assert_string_equal(counter.client.body, first);
    message = counter_message(&counter, "9001", "ONCE",
                              "{\"signIn\":{\"opter_no\":\"002\",\"mac\":\"m\",\"ip\":\"i\"}}");
    code = counter_post(&counter, COUNTER_PATH, "", message);
    expect(&counter, code, YB_E_MESSAGE_DIFFERS, "ONCE");
    counter_close(&counter);
}

#define SENDERS 16

struct sender {
    pthread_t thread;
    struct client client;
    const char *message;
};

static void *send_once(void *context)
{
    struct sender *sender = context;

    client_request(&sender->client, "POST", COUNTER_PATH, "", sender->message,
                   strlen(sender->message));
    return NULL;
}

static void exactly_once_at_once(void **state)
{
    struct counter counter;
    struct sender senders[SENDERS];

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    for (int i = 0; i < SENDERS; i++) {
        client_open(&senders[i].client, yb_http_address(counter.http));
        senders[i].message = counter_message(&counter, "9001", "ATONCE", SIGN_IN);
    }
    for (int i = 0; i < SENDERS; i++)
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_once, &senders[i]), 0);
    for (int i = 0; i < SENDERS; i++)
        pthread_join(senders[i].thread, NULL);
    for (int i = 0; i < SENDERS; i++) {
        assert_int_equal(senders[i].client.status, 200);
        assert_string_equal(senders[i].client.body, senders[0].client.body);
        assert_non_null(strstr(senders[i].client.body, "\"infcode\":0"));
    }
    for (int i = 0; i < SENDERS; i++)
        client_close(&senders[i].client);
    counter_close(&counter);
}

/* A sign-in number where every transaction needs one. */
static void signed_in(void **state)
{
    struct counter counter;
    static const char question[] = "{\"medinsinfo\":{\"fixmedins_type\":\"1\",\"fixmedins_code\":"
                                   "\"" DESK_HOSPITAL "\"}}";
    int code;

    counter_open(&counter, *state, (struct yb_nhsa_options){.sign_in_required = true});
    code = counter_call(&counter, "1201", question);
    expect(&counter, code, YB_E_SIGN_IN, "");
    assert_int_equal(counter_call(&counter, "9001", SIGN_IN), 0);
    counter_close(&counter);
}

static void english(void **state)
{
    struct counter counter;
    int code;

    counter_open(&counter, *state, (struct yb_nhsa_options){.english = true});
    code = counter_call(&counter, "9999", "{}");
    expect(&counter, code, YB_E_UNKNOWN_INFNO, "unknown transaction");
    counter_close(&counter);
}

static void files(void **state)
{
    struct counter counter;
    const char *message, *name, *body;
    int code;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    assert_int_equal(counter_call(&counter, "9101",
                                  "{\"fsUploadIn\":{\"in\":[72,105,-128,0],\"filename\":\"a.txt\","
                                  "\"fixmedins_code\":\"" DESK_HOSPITAL "\"}}"),
                     0);
    counter_complete(&counter, "9101");
    name = yb_arena_format(&counter.desk->arena, "%s", counter_get(&counter, "file_qury_no"));
    message =
        counter_message(&counter, "9102", NULL,
                        INPUT("{\"fsDownloadIn\":{\"file_qury_no\":\"%s\",\"filename\":\"a.txt\","
                              "\"fixmedins_code\":\"" DESK_HOSPITAL "\"}}",
                              name));
    client_request(&counter.client, "POST", "/9102", "", message, strlen(message));
    assert_int_equal(counter.client.status, 200);
    assert_true(client_has_line(&counter.client, "Content-Type: application/octet-stream"));
    assert_int_equal(counter.client.body_length, 4);
    assert_memory_equal(counter.client.body, "Hi\x80", 4);

    code = counter_call(&counter, "9102",
                        "{\"fsDownloadIn\":{\"file_qury_no\":\"1\",\"filename\":\"a.txt\","
                        "\"fixmedins_code\":\"" DESK_HOSPITAL "\"}}");
    expect(&counter, code, YB_E_NOT_FOUND, "");

    message = counter_message(&counter, "9101", NULL,
                              "{\"fsUploadIn\":{\"filename\":\"b.txt\",\"fixmedins_code\":"
                              "\"" DESK_HOSPITAL "\"}}");
    body = INPUT("--=b\r\nContent-Disposition: form-data; name=\"jsonStr\"\r\n\r\n%s\r\n--=b\r\n"
                 "Content-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n"
                 "Content-Type: application/octet-stream\r\n\r\nline 1\r\nline 2\r\n--=b--\r\n",
                 message);
    assert_int_equal(counter_post(&counter, "/9101",
                                  "Content-Type: multipart/form-data; boundary=\"=b\"\r\n", body),
                     0);
    counter_complete(&counter, "9101");
    code = counter_post(&counter, "/9101", "Content-Type: multipart/form-data; boundary=x\r\n",
                        "nothing");
    expect(&counter, code, YB_E_WRONG_FORMAT, "body");
    counter_close(&counter);
}

/* The first required member of every offered transaction, spoilt in every way, over the wire. */
static int spoil_first(struct counter *counter, const struct yb_nhsa_interface *interface)
{
    struct json_object *input = message_input(interface);
    const struct yb_nhsa_node *node = NULL;
    struct json_object *object = input;
    int sent = 0, required = -1;

    for (int i = 0; i < interface->node_count && required < 0; i++) {
        node = &yb_nhsa_nodes[interface->first_node + i];
        for (int f = 0; node->direction == YB_NHSA_IN && f < node->field_count && required < 0; f++)
            required = yb_nhsa_field_at(node, f)->required ? f : -1;
    }
    for (int fault = 0; required >= 0 && fault < FAULTS; fault++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, required);
        int expected, code;

        json_object_put(input);
        input = message_input(interface);
        object = input;
        if (strcmp(node->name, "-") != 0)
            json_object_object_get_ex(input, node->name, &object);
        if (json_object_is_type(object, json_type_array))
            object = json_object_array_get_idx(object, 0);
        expected = message_spoil(object, field, (enum message_fault)fault);
        if (expected >= 0)
            continue;
        code = counter_call(counter, interface->infno, json_object_to_json_string(input));
        expect(counter, code, expected, field->name);
        sent++;
    }
    json_object_put(input);
    return sent;
}

static void refusals_store_nothing(void **state)
{
    struct counter counter;
    uint8_t before[YB_SM3_BYTES], after[YB_SM3_BYTES];
    struct yb_error error;
    int sent = 0;

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    assert_int_equal(yb_store_digest(counter.desk->app.store, before, &error), YB_OK);
    for (int i = 0; i < yb_nhsa_interfaces_count; i++)
        if (yb_nhsa_interfaces[i].status == YB_NHSA_OFFERED)
            sent += spoil_first(&counter, &yb_nhsa_interfaces[i]);
    assert_int_equal(yb_store_digest(counter.desk->app.store, after, &error), YB_OK);
    assert_memory_equal(before, after, sizeof before);
    printf("# %d spoilt messages\n", sent);
    assert_true(sent > 400);
    counter_close(&counter);
}

static int demand_tif(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_fixmedins_row row;
    int result = yb_fixmedins_get(call->tx, YB_TEXT(DESK_OTHER), &row, error);

    (void)context;
    row.gateway_scheme = YB_TEXT("TIF");
    row.gateway_id = YB_TEXT("acct");
    row.infcode_text = 1;
    if (result == YB_OK)
        result = yb_seal(&call->app->keys, YB_TEXT("test-secret"), call->arena, &row.gateway_secret,
                         error);
    return result < 0 ? result : yb_fixmedins_put(call->tx, &row, error);
}

/* What one institution's settings demand does not touch another's. */
static void settings_of_one_institution(void **state)
{
    struct counter counter;
    struct desk *desk = *state;
    struct json_object *infcode;
    struct yb_error error;
    uint8_t hash[32];
    char stamp[24], both[128], hex[65];

    counter_open(&counter, desk, (struct yb_nhsa_options){0});
    desk_ok(desk, desk_run(desk, demand_tif, NULL));
    assert_int_equal(yb_nhsa_refresh(counter.nhsa, &error), YB_OK);
    assert_int_equal(counter_call(&counter, "9001", SIGN_IN), 0);

    desk_act_as(desk, DESK_OTHER);
    counter_post(&counter, "/9001", "", counter_message(&counter, "9001", NULL, SIGN_IN));
    assert_int_equal(counter.client.status, 401);
    assert_int_equal(json_object_get_int(json_object_object_get(counter.answer, "code")), 401);

    snprintf(stamp, sizeof stamp, "%lld", (long long)(yb_clock_now() / 1000));
    snprintf(both, sizeof both, "%stest-secretn1%s", stamp, stamp);
    assert_int_equal(EVP_Digest(both, strlen(both), hash, NULL, EVP_sha256(), NULL), 1);
    yb_hex(hash, sizeof hash, hex);
    for (int time = 1; time <= 2; time++) {
        counter_post(&counter, "/9001",
                     yb_arena_format(&desk->arena,
                                     "X-TIF-paasid: acct\r\nx-tif-timestamp: %s\r\nx-tif-nonce: n1"
                                     "\r\nx-tif-signature: %s\r\n",
                                     stamp, hex),
                     counter_message(&counter, "9001", NULL, SIGN_IN));
        assert_int_equal(counter.client.status, time == 1 ? 200 : 401); /* a nonce serves once */
        if (time == 1) {
            infcode = json_object_object_get(counter.answer, "infcode");
            assert_true(json_object_is_type(infcode, json_type_string));
            assert_string_equal(json_object_get_string(infcode), "0");
        }
    }
    counter_close(&counter);
}

/* A flood of unknown institutions asks little of the store, and the known ones are served. */
static void unknown_institutions(void **state)
{
    struct counter counter;
    int found = 0, busy = 0, code;
    int64_t steps, seconds, began = yb_clock_now();

    counter_open(&counter, *state, (struct yb_nhsa_options){0});
    steps = yb_store_steps(counter.desk->app.store);
    for (int i = 0; i < 400; i++) {
        char name[13];

        snprintf(name, sizeof(name), "H%011d", i < 200 ? 7 : i); /* one, then many */
        counter.desk->actor.fixmedins_code = yb_text_of(name);
        code = counter_call(&counter, "9001", SIGN_IN);
        assert_true(code == YB_E_FIXMEDINS_NOT_FOUND || code == YB_E_BUSY);
        if (i < 200) /* its name is said, from memory or not */
            expect(&counter, code, YB_E_FIXMEDINS_NOT_FOUND, name);
        found += code == YB_E_FIXMEDINS_NOT_FOUND;
        busy += code == YB_E_BUSY;
    }
    seconds = (yb_clock_now() - began) / 1000 + 2;
    assert_true(found > 200 && (busy > 0 || 16 * seconds >= 200));
    steps = yb_store_steps(counter.desk->app.store) - steps;
    assert_true(steps <= 16 * 3 * seconds); /* a look is two or three */
    counter.desk->actor.fixmedins_code = YB_TEXT(DESK_HOSPITAL);
    assert_int_equal(counter_call(&counter, "9001", SIGN_IN), 0);
    counter_close(&counter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_offered_transaction_has_a_handler),
        DESK_BOTH(addresses),
        DESK_BOTH(envelopes),
        DESK_BOTH(not_offered),
        DESK_BOTH(questions),
        DESK_BOTH(questions_about_one),
        DESK_BOTH(past_care),
        DESK_BOTH(exactly_once),
        DESK_BOTH(exactly_once_at_once),
        DESK_BOTH(signed_in),
        DESK_BOTH(english),
        DESK_BOTH(files),
        DESK_BOTH(refusals_store_nothing),
        DESK_BOTH(settings_of_one_institution),
        DESK_BOTH(unknown_institutions),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
