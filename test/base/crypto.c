/*
 * Known answers: GB/T 32905-2016 annex A (SM3), GB/T 32907-2016 annex A (SM4), GB/T 32918.5-2017
 * annex A.2 (SM2 signature). What the standards leave open is checked against the openssl command,
 * which is another program over the same library's lower layers, and against definitions.
 */
#include "test/test.h"

#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"

#define SIGNER YB_TEXT("1234567812345678")

static struct yb_arena arena;
static char folder[] = "/tmp/yibao-crypto-XXXXXX";

static void unhex(const char *hex, uint8_t *out)
{
    unsigned int byte;

    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
        *out++ = (uint8_t)byte;
}

static const char *hex_of(const uint8_t *bytes, size_t size)
{
    char *out = yb_arena_alloc(&arena, 2 * size + 1);

    yb_hex(bytes, size, out);
    return out;
}

static struct yb_text bytes_of(const void *bytes, size_t size)
{
    return (struct yb_text){bytes, size};
}

static void sm3_gives_the_published_digests(void **state)
{
    static const struct {
        const char *text, *digest;
    } rows[] = {
        {"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
        {"abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
         "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
        {"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"},
    };
    uint8_t digest[YB_SM3_BYTES];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        yb_sm3(yb_text_of(rows[i].text), digest);
        assert_string_equal(hex_of(digest, sizeof(digest)), rows[i].digest);
    }
}

/* RFC 2104: H(key ^ opad, H(key ^ ipad, text)), keys of every length around the block's 64. */
static void hmac_is_what_its_definition_says(void **state)
{
    uint64_t seed = test_seed();
    size_t key_size, i;

    (void)state;
    for (key_size = 1; key_size <= 130; key_size++) {
        uint8_t key[130], block[64] = {0}, message[64 + 40], outer[64 + 32], mac[32], expected[32];

        for (i = 0; i < key_size; i++)
            key[i] = (uint8_t)test_random(&seed);
        for (i = 0; i < 40; i++)
            message[64 + i] = (uint8_t)test_random(&seed);
        if (key_size > 64)
            yb_sm3(bytes_of(key, key_size), block);
        else
            memcpy(block, key, key_size);
        for (i = 0; i < 64; i++) {
            message[i] = block[i] ^ 0x36;
            outer[i] = block[i] ^ 0x5c;
        }
        yb_sm3(bytes_of(message, sizeof(message)), outer + 64);
        yb_sm3(bytes_of(outer, sizeof(outer)), expected);
        yb_hmac_sm3(key, key_size, bytes_of(message + 64, 40), mac);
        assert_memory_equal(mac, expected, 32);
    }
}

/* More keys in turn than a thread keeps states for, some of one length. */
static void keys_in_turn_do_not_mix(void **state)
{
    enum { KEYS = 7 };
    uint8_t first[KEYS][32], again[32], key[KEYS][64] = {{0}};
    size_t sizes[KEYS] = {32, 32, 16, 64, 32, 16, 1};

    (void)state;
    for (size_t i = 0; i < KEYS; i++) {
        key[i][0] = (uint8_t)(i + 1);
        yb_hmac_sm3(key[i], sizes[i], YB_TEXT("text"), first[i]);
    }
    for (size_t i = 0; i < KEYS; i++)
        for (size_t k = 0; k < KEYS; k++)
            assert_int_equal(memcmp(first[i], first[k], 32) == 0, i == k);
    for (size_t i = 0; i < 200; i++) {
        size_t k = i * i % KEYS;

        yb_hmac_sm3(key[k], sizes[k], YB_TEXT("text"), again);
        assert_memory_equal(again, first[k], 32);
    }
}

/* E(K, P) of the standard is the first key stream block when the counter block is P. */
static void the_seal_is_sm4_in_counter_mode(void **state)
{
    uint8_t sealed[YB_SEAL_EXTRA + 20] = {0};
    struct yb_keys keys;
    struct yb_error error;
    struct yb_text plain;

    (void)state;
    memset(&keys, 7, sizeof(keys));
    unhex("0123456789abcdeffedcba9876543210", keys.encrypt);
    unhex("0123456789abcdeffedcba9876543210", sealed);
    unhex("681edf34d206965e86b3e94f536e4246", sealed + 16);
    yb_hmac_sm3(keys.authenticate, 32, bytes_of(sealed, 36), sealed + 36);
    assert_int_equal(yb_unseal(&keys, bytes_of(sealed, sizeof(sealed)), &arena, &plain, &error), 0);
    assert_int_equal(plain.length, 20);
    assert_memory_equal(plain.bytes, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
}

static void seals_open_and_every_changed_byte_is_seen(void **state)
{
    struct yb_text plain = YB_TEXT("11010519491231002X 张三"), sealed, again, opened;
    uint8_t master[YB_MASTER_BYTES];
    struct yb_keys keys, other;
    struct yb_error error;
    size_t i;

    (void)state;
    yb_random(master, sizeof(master));
    yb_keys_derive(&keys, master);
    assert_int_equal(yb_seal(&keys, plain, &arena, &sealed, &error), YB_OK);
    assert_int_equal(sealed.length, plain.length + YB_SEAL_EXTRA);
    assert_null(memmem(sealed.bytes, sealed.length, "110105", 6));
    assert_int_equal(yb_unseal(&keys, sealed, &arena, &opened, &error), YB_OK);
    assert_true(yb_text_equal(opened, plain));
    assert_int_equal(yb_seal(&keys, plain, &arena, &again, &error), YB_OK);
    assert_false(yb_text_equal(sealed, again)); /* another counter block */
    for (i = 0; i < sealed.length; i++) {
        struct yb_text changed = yb_text_copy(&arena, sealed);

        ((char *)(uintptr_t)changed.bytes)[i] ^= 0x10;
        assert_int_equal(yb_unseal(&keys, changed, &arena, &opened, &error), YB_E_TAMPERED);
        changed = sealed;
        changed.length = i;
        assert_int_equal(yb_unseal(&keys, changed, &arena, &opened, &error), YB_E_TAMPERED);
    }
    master[31] ^= 1;
    yb_keys_derive(&other, master);
    assert_int_equal(yb_unseal(&other, sealed, &arena, &opened, &error), YB_E_TAMPERED);
    assert_int_equal(yb_seal(&keys, YB_TEXT(""), &arena, &sealed, &error), YB_OK);
    assert_int_equal(yb_unseal(&keys, sealed, &arena, &opened, &error), YB_OK);
    assert_int_equal(opened.length, 0);
}

static void derived_keys_differ_and_stay_the_same(void **state)
{
    static const uint8_t zeros[sizeof(struct yb_keys)];
    uint8_t master[YB_MASTER_BYTES] = {1, 2, 3}, expected[32];
    struct yb_keys keys;

    (void)state;
    yb_keys_derive(&keys, master);
    yb_hmac_sm3(master, sizeof(master), YB_TEXT("yibao/1/lookup"), expected);
    assert_memory_equal(keys.lookup, expected, 32);
    assert_memory_not_equal(keys.lookup, keys.chain, 32);
    assert_memory_not_equal(keys.lookup, keys.authenticate, 32);
    assert_memory_not_equal(keys.encrypt, keys.authenticate, 16);
    yb_keys_wipe(&keys);
    assert_memory_equal(&keys, zeros, sizeof(keys));
}

/* Annex A.2 of GB/T 32918.5: the key pair and signature of "message digest". */
static void sm2_accepts_the_published_signature(void **state)
{
    static const char public_pem[] =
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y\n"
        "M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==\n"
        "-----END PUBLIC KEY-----\n";
    struct yb_error error;
    uint8_t signature[64];

    (void)state;
    unhex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
          "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
          signature);
    assert_int_equal(
        yb_sm2_verify(yb_text_of(public_pem), SIGNER, YB_TEXT("message digest"), signature, &error),
        YB_OK);
    assert_int_equal(yb_sm2_verify(yb_text_of(public_pem), YB_TEXT("1234567812345679"),
                                   YB_TEXT("message digest"), signature, &error),
                     YB_E_SIGNATURE);
    assert_int_equal(
        yb_sm2_verify(yb_text_of(public_pem), SIGNER, YB_TEXT("message digesu"), signature, &error),
        YB_E_SIGNATURE);
}

/* Runs the openssl command in the test's folder; the command must succeed. */
static void run(const char *command)
{
    char line[512];
    int status;

    snprintf(line, sizeof(line), "cd %s && %s >log 2>&1", folder, command);
    status = system(line);
    if (status != 0)
        print_error("failed: %s\n", line);
    assert_int_equal(status, 0);
}

static struct yb_text content(const char *name)
{
    struct yb_error error;
    struct yb_text text;

    assert_int_equal(
        yb_file_read(yb_arena_format(&arena, "%s/%s", folder, name), 100000, &arena, &text, &error),
        YB_OK);
    return text;
}

static void write_file(const char *name, struct yb_text text)
{
    FILE *file = fopen(yb_arena_format(&arena, "%s/%s", folder, name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    fclose(file);
}

/* SEQUENCE { INTEGER r, INTEGER s }, written here by hand: not by the code under test. */
static struct yb_text der_of(const uint8_t raw[64])
{
    uint8_t *der = yb_arena_alloc(&arena, 80);
    size_t n = 2, half;

    for (half = 0; half < 2; half++) {
        const uint8_t *number = raw + 32 * half;
        size_t length = 32;

        while (length > 1 && !*number) {
            number++;
            length--;
        }
        der[n++] = 2;
        der[n++] = (uint8_t)(length + (*number >> 7));
        if (*number >> 7)
            der[n++] = 0;
        memcpy(der + n, number, length);
        n += length;
    }
    der[0] = 0x30;
    der[1] = (uint8_t)(n - 2);
    return bytes_of(der, n);
}

static void raw_of(struct yb_text der, uint8_t raw[64])
{
    const uint8_t *p = (const uint8_t *)der.bytes + 2;
    size_t half;

    memset(raw, 0, 64);
    for (half = 0; half < 2; half++) {
        size_t length = p[1], skip = length == 33;

        memcpy(raw + 32 * half + 32 - (length - skip), p + 2 + skip, length - skip);
        p += 2 + length;
    }
}

#define SIGN_OPTIONS "-rawin -digest sm3 -in message -pkeyopt distid:1234567812345678"

static void sm2_agrees_with_the_openssl_command(void **state)
{
    struct yb_text private_pem, public_pem, message = YB_TEXT("医保结算 2207 {\"setl_id\":1}");
    struct yb_error error;
    uint8_t signature[64];
    int i;

    (void)state;
    write_file("message", message);
    run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out private.pem");
    run("openssl pkey -in private.pem -pubout -out public.pem");
    private_pem = content("private.pem");
    public_pem = content("public.pem");
    for (i = 0; i < 4; i++) {
        assert_int_equal(yb_sm2_sign(private_pem, SIGNER, message, signature, &error), YB_OK);
        assert_int_equal(yb_sm2_verify(public_pem, SIGNER, message, signature, &error), YB_OK);
        write_file("signature", der_of(signature));
        run("openssl pkeyutl -verify -pubin -inkey public.pem -sigfile signature " SIGN_OPTIONS);
        run("openssl pkeyutl -sign -inkey private.pem -out theirs " SIGN_OPTIONS);
        raw_of(content("theirs"), signature);
        assert_int_equal(yb_sm2_verify(public_pem, SIGNER, message, signature, &error), YB_OK);
        signature[16 * i + 5] ^= 1;
        assert_int_equal(yb_sm2_verify(public_pem, SIGNER, message, signature, &error),
                         YB_E_SIGNATURE);
    }
}

static void wrong_keys_are_refused(void **state)
{
    static const struct {
        const char *command, *file;
    } rows[] = {
        {"printf nonsense >key", "nonsense"},
        {"printf '' >key", "empty"},
        {"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key", "other curve"},
        {"openssl genpkey -algorithm SM2 -aes256 -pass pass:x -out key", "encrypted"},
    };
    uint8_t signature[64] = {0};
    struct yb_error error;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run(rows[i].command);
        assert_int_equal(yb_sm2_sign(content("key"), SIGNER, YB_TEXT("text"), signature, &error),
                         YB_E_CRYPTO);
        assert_int_equal(yb_sm2_verify(content("key"), SIGNER, YB_TEXT("text"), signature, &error),
                         YB_E_CRYPTO);
    }
    run("openssl genpkey -algorithm SM2 -out private.pem");
    run("openssl pkey -in private.pem -pubout -out public.pem");
    memset(signature, 0, sizeof(signature)); /* r = s = 0 is no signature */
    assert_int_equal(
        yb_sm2_verify(content("public.pem"), SIGNER, YB_TEXT("text"), signature, &error),
        YB_E_SIGNATURE);
    memset(signature, 0xff, sizeof(signature));
    assert_int_equal(
        yb_sm2_verify(content("public.pem"), SIGNER, YB_TEXT("text"), signature, &error),
        YB_E_SIGNATURE);
}

static int make_folder(void **state)
{
    (void)state;
    yb_arena_init(&arena, 65536);
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char line[128];

    (void)state;
    yb_arena_release(&arena);
    snprintf(line, sizeof(line), "rm -r %s", folder);
    return system(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sm3_gives_the_published_digests),
        cmocka_unit_test(hmac_is_what_its_definition_says),
        cmocka_unit_test(keys_in_turn_do_not_mix),
        cmocka_unit_test(the_seal_is_sm4_in_counter_mode),
        cmocka_unit_test(seals_open_and_every_changed_byte_is_seen),
        cmocka_unit_test(derived_keys_differ_and_stay_the_same),
        cmocka_unit_test(sm2_accepts_the_published_signature),
        cmocka_unit_test(sm2_agrees_with_the_openssl_command),
        cmocka_unit_test(wrong_keys_are_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
