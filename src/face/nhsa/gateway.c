#include "face/nhsa/gateway.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/crypto.h"
#include "face/json.h"

#define SECOND_MS    INT64_C(1000)
#define HEADERS_MAX  5
#define HTTP_REFUSED 401

struct scheme {
    const char *name;
    const char *headers[HEADERS_MAX]; /* all needed; the first is the account, but for APIKEY */
    int64_t window_ms;
    int (*check)(const struct yb_nhsa_client *client, const struct yb_gateway_request *request,
                 const struct scheme *scheme, struct yb_nonces *nonces, struct yb_error *error);
};

static struct yb_text header(const struct yb_gateway_request *request, const char *name)
{
    return yb_text_of(request->header(request->context, name));
}

static int wrong(struct yb_error *error, const char *what)
{
    return yb_fail(error, YB_E_SIGNATURE, what, NULL);
}

/* Equal in a time that does not depend on where they differ. */
static bool same(struct yb_text a, struct yb_text b)
{
    return a.length == b.length && yb_bytes_equal(a.bytes, b.bytes, a.length);
}

/* Seconds (10 digits) or milliseconds (13) since 1970, within the window around now. */
static int check_time(struct yb_text text, int64_t unit_ms, int64_t window_ms, int64_t now_ms,
                      const char *name, struct yb_error *error)
{
    int64_t stamp;

    if (text.length > 15 || !yb_text_to_int64(text, &stamp))
        return wrong(error, name);
    stamp *= unit_ms;
    if (stamp < now_ms - window_ms || stamp > now_ms + window_ms)
        return yb_fail(error, YB_E_SIGNATURE_STALE, NULL);
    return YB_OK;
}

/* Lower-case copy of a hex text; false when it is longer than `size`. */
static bool lower(struct yb_text text, char *out, size_t size)
{
    if (text.length >= size)
        return false;
    for (size_t i = 0; i < text.length; i++)
        out[i] = (char)(text.bytes[i] >= 'A' && text.bytes[i] <= 'Z' ? text.bytes[i] + 32
                                                                     : text.bytes[i]);
    out[text.length] = '\0';
    return true;
}

static bool use_once(struct yb_nonces *nonces, const struct yb_nhsa_client *client,
                     struct yb_text nonce, int64_t now_ms)
{
    char both[512];
    int length = snprintf(both, sizeof both, YB_TEXT_FMT "\n" YB_TEXT_FMT,
                          YB_TEXT_ARG(client->gateway_id), YB_TEXT_ARG(nonce));

    return length < (int)sizeof both &&
           yb_nonces_use(nonces, (struct yb_text){both, (size_t)length}, now_ms);
}

static int check_tif(const struct yb_nhsa_client *client, const struct yb_gateway_request *request,
                     const struct scheme *scheme, struct yb_nonces *nonces, struct yb_error *error)
{
    struct yb_text stamp = header(request, scheme->headers[1]);
    struct yb_text nonce = header(request, scheme->headers[2]);
    const struct yb_text parts[] = {stamp, client->gateway_secret, nonce, stamp};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t hash[EVP_MAX_MD_SIZE];
    char expected[65], given[128];
    bool right = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;

    for (size_t i = 0; right && i < sizeof parts / sizeof parts[0]; i++)
        right = EVP_DigestUpdate(context, parts[i].bytes, parts[i].length) == 1;
    right = right && EVP_DigestFinal_ex(context, hash, NULL) == 1;
    EVP_MD_CTX_free(context);
    if (!right)
        return yb_fail(error, YB_E_CRYPTO, "SHA-256", NULL);
    yb_hex(hash, 32, expected);
    if (!lower(header(request, scheme->headers[3]), given, sizeof given) ||
        !same(yb_text_of(expected), yb_text_of(given)))
        return wrong(error, scheme->headers[3]);
    if (check_time(stamp, SECOND_MS, scheme->window_ms, request->now_ms, scheme->headers[1], error))
        return error ? error->code : YB_E_SIGNATURE_STALE;
    return use_once(nonces, client, nonce, request->now_ms) ? YB_OK
                                                            : wrong(error, scheme->headers[2]);
}

static int check_csb(const struct yb_nhsa_client *client, const struct yb_gateway_request *request,
                     const struct scheme *scheme, struct yb_nonces *nonces, struct yb_error *error)
{
    struct yb_text stamp = header(request, scheme->headers[3]);
    char text[1024], expected[64];
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned int mac_size = 0;
    int length = snprintf(text, sizeof text,
                          "_api_access_key=" YB_TEXT_FMT "&_api_name=" YB_TEXT_FMT
                          "&_api_timestamp=" YB_TEXT_FMT "&_api_version=" YB_TEXT_FMT,
                          YB_TEXT_ARG(header(request, scheme->headers[0])),
                          YB_TEXT_ARG(header(request, scheme->headers[1])), YB_TEXT_ARG(stamp),
                          YB_TEXT_ARG(header(request, scheme->headers[2])));

    (void)nonces;
    if (length >= (int)sizeof text)
        return wrong(error, scheme->headers[1]);
    if (!HMAC(EVP_sha1(), client->gateway_secret.bytes, (int)client->gateway_secret.length,
              (const uint8_t *)text, (size_t)length, mac, &mac_size))
        return yb_fail(error, YB_E_CRYPTO, "HMAC-SHA1", NULL);
    EVP_EncodeBlock((uint8_t *)expected, mac, (int)mac_size);
    if (!same(yb_text_of(expected), header(request, scheme->headers[4])))
        return wrong(error, scheme->headers[4]);
    return check_time(stamp, 1, scheme->window_ms, request->now_ms, scheme->headers[3], error);
}

static int check_xca(const struct yb_nhsa_client *client, const struct yb_gateway_request *request,
                     const struct scheme *scheme, struct yb_nonces *nonces, struct yb_error *error)
{
    struct yb_text whole = header(request, scheme->headers[1]), given;
    struct yb_text stamp = yb_text_split(whole, ':', &given);
    struct yb_arena arena;
    struct yb_buffer signed_text;
    uint8_t mac[YB_SM3_BYTES];
    char expected[65], lowered[128];
    int result;

    yb_arena_init(&arena, request->body.length + 256);
    yb_buffer_init(&signed_text, &arena);
    yb_buffer_add(&signed_text, stamp);
    yb_buffer_add_char(&signed_text, '\n');
    yb_buffer_add(&signed_text, request->body);
    yb_hmac_sm3((const uint8_t *)client->gateway_secret.bytes, client->gateway_secret.length,
                yb_buffer_text(&signed_text), mac);
    yb_arena_release(&arena);
    yb_hex(mac, sizeof mac, expected);
    if (!lower(given, lowered, sizeof lowered) || !same(yb_text_of(expected), yb_text_of(lowered)))
        return wrong(error, scheme->headers[1]);
    result = check_time(stamp, stamp.length > 10 ? 1 : SECOND_MS, scheme->window_ms,
                        request->now_ms, scheme->headers[1], error);
    if (result < 0)
        return result;
    return use_once(nonces, client, whole, request->now_ms) ? YB_OK
                                                            : wrong(error, scheme->headers[1]);
}

static int check_apikey(const struct yb_nhsa_client *client,
                        const struct yb_gateway_request *request, const struct scheme *scheme,
                        struct yb_nonces *nonces, struct yb_error *error)
{
    (void)nonces;
    return same(header(request, scheme->headers[0]), client->gateway_secret)
               ? YB_OK
               : wrong(error, scheme->headers[0]);
}

static const struct scheme schemes[] = {
    {"TIF",
     {"x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature"},
     180 * SECOND_MS,
     check_tif},
    {"CSB",
     {"_api_access_key", "_api_name", "_api_version", "_api_timestamp", "_api_signature"},
     1800 * SECOND_MS,
     check_csb},
    {"XCA", {"x-ca-key", "x-ca-signature"}, 300 * SECOND_MS, check_xca},
    {"APIKEY", {"apikey"}, 0, check_apikey},
};

static const struct scheme *scheme_of(struct yb_text name)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (name.length == strlen(schemes[i].name) &&
            strncasecmp(name.bytes, schemes[i].name, name.length) == 0)
            return &schemes[i];
    return NULL;
}

bool yb_gateway_scheme_exists(struct yb_text name)
{
    return name.length == 0 || scheme_of(name) != NULL;
}

int yb_gateway_check(const struct yb_nhsa_client *client, const struct yb_gateway_request *request,
                     struct yb_nonces *nonces, struct yb_error *error)
{
    const struct scheme *scheme = scheme_of(client->gateway_scheme);

    if (client->gateway_scheme.length == 0)
        return YB_OK;
    if (!scheme || client->gateway_secret.length == 0)
        return wrong(error, "gateway_scheme");
    for (int i = 0; i < HEADERS_MAX && scheme->headers[i]; i++)
        if (header(request, scheme->headers[i]).length == 0)
            return wrong(error, scheme->headers[i]);
    if (scheme->check != check_apikey &&
        !same(header(request, scheme->headers[0]), client->gateway_id))
        return wrong(error, scheme->headers[0]);
    return scheme->check(client, request, scheme, nonces, error);
}

struct yb_text yb_gateway_refusal(const struct yb_error *error, bool english,
                                  struct yb_arena *arena)
{
    struct yb_buffer out, words;
    struct yb_json json;

    yb_buffer_init(&words, arena);
    yb_error_describe(error, english, &words);
    yb_buffer_init(&out, arena);
    yb_json_init(&json, &out);
    yb_json_open(&json, '{');
    yb_json_key(&json, "code");
    yb_json_add_integer(&json, HTTP_REFUSED);
    yb_json_key(&json, "message");
    yb_json_add_text(&json, yb_buffer_text(&words));
    yb_json_close(&json, '}');
    return yb_buffer_text(&out);
}
