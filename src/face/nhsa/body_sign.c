#include "face/nhsa/body_sign.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/crypto.h"
#include "face/json.h"

#define SIGNATURE_BYTES 64
#define CAINFO_MAX      1024

static int wrong(struct yb_error *error)
{
    return yb_fail(error, YB_E_SIGNATURE, "cainfo", NULL);
}

static int by_name(const void *a, const void *b)
{
    const struct yb_json_value *const *x = a, *const *y = b;

    return yb_text_compare((*x)->key, (*y)->key);
}

/* The members but cainfo and input, sorted: k=v&k=v. */
static struct yb_text members_text(const struct yb_json_value *root, struct yb_arena *arena)
{
    const struct yb_json_value *members[YB_JSON_MEMBERS_MAX + 1];
    struct yb_buffer out;
    size_t count = 0;

    yb_buffer_init(&out, arena);
    for (const struct yb_json_value *m = root->first; m; m = m->next)
        if (!yb_text_is(m->key, "cainfo") && !yb_text_is(m->key, "input"))
            members[count++] = m;
    qsort(members, count, sizeof members[0], by_name);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            yb_buffer_add_char(&out, '&');
        yb_buffer_add(&out, members[i]->key);
        yb_buffer_add_char(&out, '=');
        if (members[i]->type != YB_JSON_NULL)
            yb_buffer_add(&out, members[i]->text);
    }
    return yb_buffer_text(&out);
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Bytes of a hex text; 0 when it is none. */
static size_t from_hex(struct yb_text text, uint8_t *out)
{
    for (size_t i = 0; i < text.length; i += 2) {
        int high = nibble(text.bytes[i]);
        int low = i + 1 < text.length ? nibble(text.bytes[i + 1]) : -1;

        if (high < 0 || low < 0)
            return 0;
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    return text.length / 2;
}

/* Bytes of a base64 text; 0 when it is none. */
static size_t from_base64(struct yb_text text, uint8_t *out)
{
    size_t padding = 0;
    int length;

    if (text.length == 0 || text.length % 4 != 0)
        return 0;
    while (padding < 2 && text.bytes[text.length - 1 - padding] == '=')
        padding++;
    length = EVP_DecodeBlock(out, (const uint8_t *)text.bytes, (int)text.length);
    return length < 0 ? 0 : (size_t)length - padding;
}

/* r and s of a signature in either of its forms. */
static bool to_raw(const uint8_t *bytes, size_t size, uint8_t raw[SIGNATURE_BYTES])
{
    ECDSA_SIG *parsed;
    bool right;

    if (size == SIGNATURE_BYTES) {
        memcpy(raw, bytes, size);
        return true;
    }
    parsed = d2i_ECDSA_SIG(NULL, &bytes, (long)size);
    right = parsed && BN_bn2binpad(ECDSA_SIG_get0_r(parsed), raw, 32) == 32 &&
            BN_bn2binpad(ECDSA_SIG_get0_s(parsed), raw + 32, 32) == 32;
    ECDSA_SIG_free(parsed);
    return right;
}

static bool verifies(const struct yb_nhsa_client *client, struct yb_text id, struct yb_text text,
                     const uint8_t *bytes, size_t size)
{
    uint8_t raw[SIGNATURE_BYTES];

    return size > 0 && to_raw(bytes, size, raw) &&
           yb_sm2_verify(client->sign_key, id, text, raw, NULL) == YB_OK;
}

static int check_sm2(const struct yb_nhsa_client *client, const struct yb_nhsa_envelope *envelope,
                     struct yb_arena *arena, struct yb_error *error)
{
    uint8_t bytes[CAINFO_MAX];

    if (verifies(client, YB_TEXT("1234567812345678"), members_text(envelope->root, arena), bytes,
                 from_hex(envelope->cainfo, bytes)))
        return YB_OK;
    if (verifies(client, client->gateway_id, envelope->input_text, bytes,
                 from_base64(envelope->cainfo, bytes)))
        return YB_OK;
    return wrong(error);
}

static int check_sm3(const struct yb_nhsa_client *client, const struct yb_nhsa_envelope *envelope,
                     struct yb_arena *arena, struct yb_error *error)
{
    struct yb_text text = members_text(envelope->root, arena);
    uint8_t expected[YB_SM3_BYTES], given[CAINFO_MAX];

    if (client->gateway_secret.length > 0)
        yb_hmac_sm3((const uint8_t *)client->gateway_secret.bytes, client->gateway_secret.length,
                    text, expected);
    else
        yb_sm3(text, expected);
    return from_hex(envelope->cainfo, given) == YB_SM3_BYTES &&
                   yb_bytes_equal(expected, given, YB_SM3_BYTES)
               ? YB_OK
               : wrong(error);
}

static bool is_type(struct yb_text text, const char *name)
{
    return text.length == strlen(name) && strncasecmp(text.bytes, name, text.length) == 0;
}

int yb_body_sign_check(const struct yb_nhsa_client *client, const struct yb_nhsa_envelope *envelope,
                       int64_t now_ms, struct yb_arena *arena, struct yb_error *error)
{
    int result;

    if (client->sign_type.length == 0)
        return YB_OK;
    if (envelope->cainfo.length == 0 || envelope->cainfo.length > CAINFO_MAX)
        return wrong(error);
    if (is_type(client->sign_type, "SM2"))
        result = check_sm2(client, envelope, arena, error);
    else if (is_type(client->sign_type, "SM3"))
        result = check_sm3(client, envelope, arena, error);
    else
        result = yb_fail(error, YB_E_SIGNATURE, "sign_type", NULL);
    if (result < 0)
        return result;
    if (envelope->inf_time_ms < now_ms - YB_BODY_SIGN_WINDOW_MS ||
        envelope->inf_time_ms > now_ms + YB_BODY_SIGN_WINDOW_MS)
        return yb_fail(error, YB_E_SIGNATURE_STALE, NULL);
    return YB_OK;
}
