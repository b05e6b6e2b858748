/*
 * Gateway headers against values made by another program (openssl dgst, Python's hashlib), each
 * part spoilt in turn; time windows to the second; nonces; signatures inside the body.
 */
#include "test/test.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/crypto.h"
#include "base/day.h"
#include "face/nhsa/body_sign.h"
#include "face/nhsa/gateway.h"

#define NOW      INT64_C(1795296015000)
#define SECOND   INT64_C(1000)
#define SIGN_ID  YB_TEXT("1234567812345678")
#define NONCE_MS INT64_C(360000)

struct pair {
    const char *name, *value;
};

static const struct {
    const char *scheme;
    struct pair headers[6];
    int64_t window_ms;
    bool once; /* the same request is refused the second time */
} schemes[] = {
    {"TIF",
     {{"x-tif-paasid", "acct"},
      {"x-tif-timestamp", "1795296015"},
      {"x-tif-nonce", "n0nce"},
      {"x-tif-signature", "b80739e7762f26037e311d64f740754954df130d7fbe57f1bd50db3cff822224"}},
     180 * SECOND,
     true},
    {"csb",
     {{"_api_access_key", "acct"},
      {"_api_name", "1101"},
      {"_api_version", "1.0.0"},
      {"_api_timestamp", "1795296015123"},
      {"_api_signature", "rSkpqxl8UeMb9+myspcC+F2XFjc="}},
     1800 * SECOND,
     false},
    {"XCA",
     {{"x-ca-key", "acct"},
      {"x-ca-signature",
       "1795296015:4691CB307E1A5FA14E7D39DE10F3FF748B6BCAD9005A53D6F6E4755BCBBC2D9C"}},
     300 * SECOND,
     true},
    {"APIKEY", {{"apikey", "test-secret"}}, 0, false},
};

#define SCHEMES (sizeof schemes / sizeof schemes[0])

static const char *find_header(void *context, const char *name)
{
    const struct pair *pairs = context;

    for (; pairs->name; pairs++)
        if (strcmp(pairs->name, name) == 0)
            return pairs->value;
    return NULL;
}

/* Checks scheme `s` with its headers, but for `changed` (NULL: none), at `now`. */
static int check(size_t s, const struct pair *changed, int64_t now, struct yb_nonces *nonces)
{
    struct yb_nhsa_client client = {.gateway_scheme = yb_text_of(schemes[s].scheme),
                                    .gateway_id = YB_TEXT("acct"),
                                    .gateway_secret = YB_TEXT("test-secret")};
    struct pair headers[6];
    struct yb_gateway_request request = {find_header, headers, YB_TEXT("{\"a\":1}"), now};
    struct yb_nonces *own = nonces ? NULL : yb_nonces_new(NONCE_MS, 100);
    struct yb_error error = {0};
    int code;

    memcpy(headers, schemes[s].headers, sizeof headers);
    for (int i = 0; changed && headers[i].name; i++)
        if (strcmp(headers[i].name, changed->name) == 0)
            headers[i].value = changed->value;
    code = yb_gateway_check(&client, &request, nonces ? nonces : own, &error);
    assert_int_equal(error.code, code);
    yb_nonces_free(own);
    return code;
}

static void right_headers_pass(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCHEMES; s++)
        assert_int_equal(check(s, NULL, NOW, NULL), YB_OK);
}

static void every_part_counts(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCHEMES; s++) {
        for (int i = 0; schemes[s].headers[i].name; i++) {
            struct pair gone = {schemes[s].headers[i].name, NULL};
            struct pair empty = {gone.name, ""}, other = {gone.name, "17952960150"};

            assert_int_equal(check(s, &gone, NOW, NULL), YB_E_SIGNATURE);
            assert_int_equal(check(s, &empty, NOW, NULL), YB_E_SIGNATURE);
            assert_int_equal(check(s, &other, NOW, NULL), YB_E_SIGNATURE);
        }
    }
}

static void windows_end_to_the_second(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCHEMES; s++) {
        int64_t sent = s == 1 ? NOW + 123 : NOW, window = schemes[s].window_ms;

        if (window == 0)
            continue;
        assert_int_equal(check(s, NULL, sent + window, NULL), YB_OK);
        assert_int_equal(check(s, NULL, sent - window, NULL), YB_OK);
        assert_int_equal(check(s, NULL, sent + window + 1, NULL), YB_E_SIGNATURE_STALE);
        assert_int_equal(check(s, NULL, sent - window - 1, NULL), YB_E_SIGNATURE_STALE);
    }
}

static void a_replay_is_refused(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCHEMES; s++) {
        struct yb_nonces *nonces = yb_nonces_new(NONCE_MS, 100);

        assert_int_equal(check(s, NULL, NOW, nonces), YB_OK);
        assert_int_equal(check(s, NULL, NOW + SECOND, nonces),
                         schemes[s].once ? YB_E_SIGNATURE : YB_OK);
        yb_nonces_free(nonces);
    }
}

static void upper_case_hex_passes(void **state)
{
    struct pair upper = {"x-tif-signature",
                         "B80739E7762F26037E311D64F740754954DF130D7FBE57F1BD50DB3CFF822224"};

    (void)state;
    assert_int_equal(check(0, &upper, NOW, NULL), YB_OK);
}

static void settings_decide(void **state)
{
    struct yb_nhsa_client client = {.gateway_scheme = YB_TEXT("")};
    struct pair none[] = {{NULL, NULL}};
    struct yb_gateway_request request = {find_header, none, YB_TEXT(""), NOW};
    struct yb_error error;

    (void)state;
    assert_int_equal(yb_gateway_check(&client, &request, NULL, &error), YB_OK);
    client.gateway_scheme = YB_TEXT("TIF"); /* demanded, but no secret is set */
    assert_int_equal(yb_gateway_check(&client, &request, NULL, &error), YB_E_SIGNATURE);
    client.gateway_secret = YB_TEXT("s");
    client.gateway_scheme = YB_TEXT("OTHER");
    assert_int_equal(yb_gateway_check(&client, &request, NULL, &error), YB_E_SIGNATURE);
    assert_true(yb_gateway_scheme_exists(YB_TEXT("xca")));
    assert_false(yb_gateway_scheme_exists(YB_TEXT("OTHER")));
}

static void refusals_have_the_gateways_form(void **state)
{
    struct yb_arena arena;
    struct yb_error error;

    (void)state;
    yb_arena_init(&arena, 1024);
    yb_fail(&error, YB_E_SIGNATURE_STALE, NULL);
    assert_string_equal(yb_gateway_refusal(&error, false, &arena).bytes,
                        "{\"code\":401,\"message\":\"签名时间戳超出允许范围\"}");
    yb_arena_release(&arena);
}

static void nonces_are_remembered_two_windows(void **state)
{
    struct yb_nonces *nonces = yb_nonces_new(1000, 5000);
    char name[16];

    (void)state;
    assert_true(yb_nonces_use(nonces, YB_TEXT("a"), 0));
    assert_false(yb_nonces_use(nonces, YB_TEXT("a"), 999));
    assert_false(yb_nonces_use(nonces, YB_TEXT("a"), 1000)); /* the window before */
    assert_true(yb_nonces_use(nonces, YB_TEXT("b"), 1500));
    assert_true(yb_nonces_use(nonces, YB_TEXT("a"), 2000)); /* two windows on */
    assert_false(yb_nonces_use(nonces, YB_TEXT("b"), 2001));
    for (int i = 0; i < 4999; i++) {
        snprintf(name, sizeof name, "n%d", i);
        assert_true(yb_nonces_use(nonces, yb_text_of(name), 2002));
    }
    assert_false(yb_nonces_use(nonces, YB_TEXT("one too many"), 2003));
    assert_true(yb_nonces_use(nonces, YB_TEXT("one too many"), 9000));
    yb_nonces_free(nonces);
}

/* Bodies. */

static struct yb_arena arena;
static struct yb_text private_pem, public_pem;

static struct yb_text pem_of(EVP_PKEY *key, bool private)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;
    long length;
    struct yb_text text;

    if (private)
        PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
    else
        PEM_write_bio_PUBKEY(bio, key);
    length = BIO_get_mem_data(bio, &bytes);
    text = (struct yb_text){yb_arena_copy(&arena, bytes, (size_t)length), (size_t)length};
    BIO_free(bio);
    return text;
}

static int make_keys(void **state)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");

    (void)state;
    yb_arena_init(&arena, 65536);
    private_pem = pem_of(key, true);
    public_pem = pem_of(key, false);
    EVP_PKEY_free(key);
    return private_pem.length > 0 && public_pem.length > 0 ? 0 : -1;
}

static int drop_keys(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    return 0;
}

/* The members of the message below but cainfo and input, sorted. */
static const char members[] =
    "dev_no=&enc_type=&fixmedins_code=H37152500001&fixmedins_name=测试&inf_time=2026-11-22 05:20:15"
    "&infno=1101&infver=1.0&insuplc_admdvs=&mdtrtarea_admvs=371525&msgid=M1&opter=1&opter_name=员"
    "&opter_type=1&recer_sys_code=01&signtype=SM2";

#define INPUT_TEXT "{\"data\": {\"psn_no\":\"1\"}}"

static const char *message(const char *cainfo)
{
    return yb_arena_format(
        &arena,
        "{\"signtype\":\"SM2\",\"infno\":1101,\"cainfo\":\"%s\",\"msgid\":\"M1\",\"dev_no\":null,"
        "\"mdtrtarea_admvs\":\"371525\",\"insuplc_admdvs\":\"\",\"recer_sys_code\":\"01\","
        "\"infver\":\"1.0\",\"opter_type\":\"1\",\"opter\":\"1\",\"opter_name\":\"员\","
        "\"enc_type\":\"\",\"inf_time\":\"2026-11-22 05:20:15\",\"fixmedins_code\":"
        "\"H37152500001\",\"fixmedins_name\":\"测试\",\"input\": " INPUT_TEXT "}",
        cainfo);
}

static int check_body(const struct yb_nhsa_client *client, const char *cainfo, int64_t offset_ms)
{
    struct yb_nhsa_envelope envelope;
    struct yb_error error = {0};
    int64_t sent;
    int code;

    assert_true(yb_instant_parse(YB_TEXT("2026-11-22 05:20:15"), &sent));
    assert_int_equal(yb_nhsa_envelope_read(&envelope, "", yb_text_of(message(cainfo)), YB_TEXT(""),
                                           &arena, &error),
                     YB_OK);
    code = yb_body_sign_check(client, &envelope, sent + offset_ms, &arena, &error);
    return code;
}

static const char *hex_of(const uint8_t *bytes, size_t size)
{
    char *text = yb_arena_alloc(&arena, 2 * size + 1);

    yb_hex(bytes, size, text);
    return text;
}

static size_t der_of(const uint8_t raw[64], uint8_t der[80])
{
    ECDSA_SIG *signature = ECDSA_SIG_new();
    int size;

    ECDSA_SIG_set0(signature, BN_bin2bn(raw, 32, NULL), BN_bin2bn(raw + 32, 32, NULL));
    size = i2d_ECDSA_SIG(signature, &der);
    ECDSA_SIG_free(signature);
    return (size_t)size;
}

static void sm2_over_the_members(void **state)
{
    struct yb_nhsa_client client = {.sign_type = YB_TEXT("SM2"), .sign_key = public_pem};
    uint8_t raw[64], der[80];
    struct yb_error error;

    (void)state;
    assert_int_equal(yb_sm2_sign(private_pem, SIGN_ID, yb_text_of(members), raw, &error), YB_OK);
    assert_int_equal(check_body(&client, hex_of(raw, 64), 0), YB_OK);
    assert_int_equal(check_body(&client, hex_of(der, der_of(raw, der)), 0), YB_OK);
    assert_int_equal(check_body(&client, hex_of(raw, 64), YB_BODY_SIGN_WINDOW_MS), YB_OK);
    assert_int_equal(check_body(&client, hex_of(raw, 64), YB_BODY_SIGN_WINDOW_MS + 1),
                     YB_E_SIGNATURE_STALE);
    assert_int_equal(check_body(&client, hex_of(raw, 64), -YB_BODY_SIGN_WINDOW_MS - 1),
                     YB_E_SIGNATURE_STALE);
    raw[5] ^= 1;
    assert_int_equal(check_body(&client, hex_of(raw, 64), 0), YB_E_SIGNATURE);
    assert_int_equal(check_body(&client, "", 0), YB_E_SIGNATURE);
    assert_int_equal(check_body(&client, "zz", 0), YB_E_SIGNATURE);
}

static void sm2_over_the_input(void **state)
{
    struct yb_nhsa_client client = {.sign_type = YB_TEXT("sm2"),
                                    .sign_key = public_pem,
                                    .gateway_id = YB_TEXT("client-0123456789")};
    uint8_t raw[64], der[80];
    char base64[128];
    struct yb_error error;

    (void)state;
    assert_int_equal(yb_sm2_sign(private_pem, client.gateway_id, YB_TEXT(INPUT_TEXT), raw, &error),
                     YB_OK);
    EVP_EncodeBlock((uint8_t *)base64, raw, 64);
    assert_int_equal(check_body(&client, base64, 0), YB_OK);
    EVP_EncodeBlock((uint8_t *)base64, der, (int)der_of(raw, der));
    assert_int_equal(check_body(&client, base64, 0), YB_OK);
    client.gateway_id = YB_TEXT("another");
    assert_int_equal(check_body(&client, base64, 0), YB_E_SIGNATURE);
}

static void sm3_of_the_members(void **state)
{
    struct yb_nhsa_client client = {.sign_type = YB_TEXT("SM3")};
    uint8_t digest[32];

    (void)state;
    yb_sm3(yb_text_of(members), digest);
    assert_int_equal(check_body(&client, hex_of(digest, 32), 0), YB_OK);
    client.gateway_secret = YB_TEXT("secret");
    assert_int_equal(check_body(&client, hex_of(digest, 32), 0), YB_E_SIGNATURE);
    yb_hmac_sm3((const uint8_t *)"secret", 6, yb_text_of(members), digest);
    assert_int_equal(check_body(&client, hex_of(digest, 32), 0), YB_OK);
    client.sign_type = YB_TEXT("MD5");
    assert_int_equal(check_body(&client, hex_of(digest, 32), 0), YB_E_SIGNATURE);
    client.sign_type = YB_TEXT("");
    assert_int_equal(check_body(&client, "", 0), YB_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_headers_pass),
        cmocka_unit_test(every_part_counts),
        cmocka_unit_test(windows_end_to_the_second),
        cmocka_unit_test(a_replay_is_refused),
        cmocka_unit_test(upper_case_hex_passes),
        cmocka_unit_test(settings_decide),
        cmocka_unit_test(refusals_have_the_gateways_form),
        cmocka_unit_test(nonces_are_remembered_two_windows),
        cmocka_unit_test(sm2_over_the_members),
        cmocka_unit_test(sm2_over_the_input),
        cmocka_unit_test(sm3_of_the_members),
    };

    return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
