#include "base/crypto.h"

#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#define COUNTER_BYTES    16
#define HASH_TRIES       1000 /* a millisecond apart */
#define SM2_HALF_BYTES   32   /* r, and s */
#define SM2_DER_MAX      80   /* SEQUENCE { r, s } takes at most 72 */
#define SEAL_PLAIN_MAX   (INT_MAX - YB_SEAL_EXTRA)
#define ENTROPY_CALL_MAX 256 /* of getentropy */

/* The library's reason goes with the refusal; the queue is left empty for the next caller. */
static int crypto_error(const char *step, struct yb_error *error)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    char text[YB_ERROR_ARG_BYTES_MAX];

    snprintf(text, sizeof(text), "%s%s%s", step, reason ? ": " : "", reason ? reason : "");
    ERR_clear_error();
    return yb_fail(error, YB_E_CRYPTO, text, NULL);
}

/* A hash fails for want of memory only. Waits a moment; false when it has been tried enough. */
static bool try_again(int *tries)
{
    const struct timespec moment = {0, 1000000};

    ERR_clear_error();
    nanosleep(&moment, NULL);
    return ++*tries < HASH_TRIES;
}

/*
 * The library looks algorithms up by name and allocates a state at every call, which costs several
 * times the hash of a short text. Each thread keeps what it has looked up.
 */
#define KEYS_KEPT     4 /* a store has three: to authenticate, to look up, for the chain */
#define KEY_BYTES_MAX 32

/* A state that has taken its key: that alone is two blocks of four. */
struct kept_mac {
    EVP_MAC_CTX *mac;
    size_t key_size; /* 0: none yet */
    uint8_t key[KEY_BYTES_MAX];
};

struct kept {
    EVP_MD_CTX *digest;
    struct kept_mac macs[KEYS_KEPT];
    size_t next_mac; /* to take the next new key */
    EVP_CIPHER_CTX *cipher;
    EVP_MD *sm3;
    EVP_CIPHER *sm4;
};

static pthread_key_t kept_key;

static void kept_free(void *memory)
{
    struct kept *kept = memory;

    EVP_MD_CTX_free(kept->digest);
    for (size_t i = 0; i < KEYS_KEPT; i++)
        EVP_MAC_CTX_free(kept->macs[i].mac);
    EVP_CIPHER_CTX_free(kept->cipher);
    EVP_MD_free(kept->sm3);
    EVP_CIPHER_free(kept->sm4);
    OPENSSL_clear_free(kept, sizeof *kept);
}

static void kept_make_key(void)
{
    int failed = pthread_key_create(&kept_key, kept_free);

    assert(!failed);
}

static EVP_MAC_CTX *new_mac(void)
{
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *mac = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SM3"}, 0),
        OSSL_PARAM_construct_end()};

    EVP_MAC_free(hmac); /* the state holds it */
    if (mac && EVP_MAC_CTX_set_params(mac, params) != 1) {
        EVP_MAC_CTX_free(mac);
        return NULL;
    }
    return mac;
}

/* This thread's; NULL when memory is short. */
static struct kept *kept(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct kept *kept;

    pthread_once(&once, kept_make_key);
    kept = pthread_getspecific(kept_key);
    if (kept)
        return kept;
    kept = OPENSSL_zalloc(sizeof *kept);
    if (!kept)
        return NULL;
    kept->digest = EVP_MD_CTX_new();
    kept->cipher = EVP_CIPHER_CTX_new();
    kept->sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
    kept->sm4 = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
    if (kept->digest && kept->cipher && kept->sm3 && kept->sm4 &&
        pthread_setspecific(kept_key, kept) == 0)
        return kept;
    kept_free(kept);
    return NULL;
}

static bool sm3_once(struct yb_text text, uint8_t out[YB_SM3_BYTES])
{
    struct kept *k = kept();
    unsigned int size = 0;

    return k && EVP_DigestInit_ex2(k->digest, k->sm3, NULL) == 1 &&
           EVP_DigestUpdate(k->digest, text.bytes, text.length) == 1 &&
           EVP_DigestFinal_ex(k->digest, out, &size) == 1 && size == YB_SM3_BYTES;
}

void yb_sm3(struct yb_text text, uint8_t out[YB_SM3_BYTES])
{
    int tries = 0;
    bool done;

    do
        done = sm3_once(text, out);
    while (!done && try_again(&tries));
    assert(done);
}

/* The state that has this key, ready for a text; NULL when memory is short. */
static EVP_MAC_CTX *keyed(struct kept *k, const uint8_t *key, size_t key_size)
{
    struct kept_mac *m;

    for (size_t i = 0; i < KEYS_KEPT; i++) {
        m = &k->macs[i];
        if (m->key_size == key_size && memcmp(m->key, key, key_size) == 0)
            return EVP_MAC_init(m->mac, NULL, 0, NULL) == 1 ? m->mac : NULL;
    }
    m = &k->macs[k->next_mac];
    k->next_mac = (k->next_mac + 1) % KEYS_KEPT;
    m->key_size = 0;
    if (!m->mac)
        m->mac = new_mac();
    if (!m->mac || EVP_MAC_init(m->mac, key, key_size, NULL) != 1)
        return NULL;
    if (key_size <= KEY_BYTES_MAX) {
        memcpy(m->key, key, key_size);
        m->key_size = key_size;
    }
    return m->mac;
}

static bool hmac_once(const uint8_t *key, size_t key_size, struct yb_text text,
                      uint8_t out[YB_SM3_BYTES])
{
    static const unsigned char nothing[1] = {0};
    const unsigned char *bytes = text.bytes ? (const unsigned char *)text.bytes : nothing;
    struct kept *k = kept();
    EVP_MAC_CTX *mac = k ? keyed(k, key, key_size) : NULL;
    size_t size = 0;

    return mac && EVP_MAC_update(mac, bytes, text.length) == 1 &&
           EVP_MAC_final(mac, out, &size, YB_SM3_BYTES) == 1 && size == YB_SM3_BYTES;
}

void yb_hmac_sm3(const uint8_t *key, size_t key_size, struct yb_text text,
                 uint8_t out[YB_SM3_BYTES])
{
    int tries = 0;
    bool done;

    assert(key && key_size > 0);
    do
        done = hmac_once(key, key_size, text, out);
    while (!done && try_again(&tries));
    assert(done);
}

void yb_random(uint8_t *out, size_t size)
{
    while (size) {
        size_t part = size < ENTROPY_CALL_MAX ? size : ENTROPY_CALL_MAX;
        int failed = getentropy(out, part);

        assert(!failed);
        out += part;
        size -= part;
    }
}

/* One-way from the master key: who learns a derived key learns nothing of another. */
static void derive(const uint8_t master[YB_MASTER_BYTES], const char *label, uint8_t *out,
                   size_t size)
{
    uint8_t whole[YB_SM3_BYTES];

    assert(size <= sizeof(whole));
    yb_hmac_sm3(master, YB_MASTER_BYTES, yb_text_of(label), whole);
    memcpy(out, whole, size);
    OPENSSL_cleanse(whole, sizeof(whole));
}

void yb_keys_derive(struct yb_keys *keys, const uint8_t master[YB_MASTER_BYTES])
{
    /* The labels are part of every store's format: a changed one makes its secrets unreadable. */
    derive(master, "yibao/1/encrypt", keys->encrypt, sizeof(keys->encrypt));
    derive(master, "yibao/1/authenticate", keys->authenticate, sizeof(keys->authenticate));
    derive(master, "yibao/1/lookup", keys->lookup, sizeof(keys->lookup));
    derive(master, "yibao/1/chain", keys->chain, sizeof(keys->chain));
}

void yb_keys_wipe(struct yb_keys *keys)
{
    OPENSSL_cleanse(keys, sizeof(*keys));
}

/* SM4-CTR is its own inverse: the same call encrypts and decrypts. */
static bool sm4_ctr(const uint8_t key[YB_SM4_KEY_BYTES], const uint8_t counter[COUNTER_BYTES],
                    const uint8_t *in, uint8_t *out, size_t size)
{
    struct kept *k = kept();
    int done = 0;

    assert(size <= INT_MAX);
    return k && EVP_EncryptInit_ex2(k->cipher, k->sm4, key, counter, NULL) == 1 &&
           EVP_EncryptUpdate(k->cipher, out, &done, in, (int)size) == 1 && (size_t)done == size;
}

int yb_seal(const struct yb_keys *keys, struct yb_text plain, struct yb_arena *arena,
            struct yb_text *sealed, struct yb_error *error)
{
    uint8_t *out;
    size_t covered;

    if (plain.length > SEAL_PLAIN_MAX)
        return yb_fail(error, YB_E_TOO_LARGE, "plain", "2147483599", NULL);
    covered = COUNTER_BYTES + plain.length;
    out = yb_arena_alloc(arena, covered + YB_SM3_BYTES);
    if (!out)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_random(out, COUNTER_BYTES);
    if (plain.length && !sm4_ctr(keys->encrypt, out, (const uint8_t *)plain.bytes,
                                 out + COUNTER_BYTES, plain.length))
        return crypto_error("SM4-CTR", error);
    yb_hmac_sm3(keys->authenticate, sizeof(keys->authenticate),
                (struct yb_text){(const char *)out, covered}, out + covered);
    *sealed = (struct yb_text){(const char *)out, covered + YB_SM3_BYTES};
    return YB_OK;
}

int yb_unseal(const struct yb_keys *keys, struct yb_text sealed, struct yb_arena *arena,
              struct yb_text *plain, struct yb_error *error)
{
    const uint8_t *in = (const uint8_t *)sealed.bytes;
    uint8_t mac[YB_SM3_BYTES];
    size_t covered, length;
    char *out;

    if (sealed.length < YB_SEAL_EXTRA || sealed.length > INT_MAX)
        return yb_fail(error, YB_E_TAMPERED, "seal", NULL);
    covered = sealed.length - YB_SM3_BYTES;
    length = covered - COUNTER_BYTES;
    yb_hmac_sm3(keys->authenticate, sizeof(keys->authenticate),
                (struct yb_text){sealed.bytes, covered}, mac);
    if (!yb_bytes_equal(mac, in + covered, sizeof(mac)))
        return yb_fail(error, YB_E_TAMPERED, "seal", NULL);
    out = yb_arena_alloc(arena, length + 1);
    if (!out)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (length && !sm4_ctr(keys->encrypt, in, in + COUNTER_BYTES, (uint8_t *)out, length))
        return crypto_error("SM4-CTR", error);
    out[length] = 0;
    *plain = (struct yb_text){out, length};
    return YB_OK;
}

bool yb_bytes_equal(const void *a, const void *b, size_t size)
{
    return CRYPTO_memcmp(a, b, size) == 0;
}

void yb_hex(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    size_t i;

    for (i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = 0;
}

/* An encrypted key is refused; without this the library would ask on the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *user)
{
    (void)buffer, (void)size, (void)writing, (void)user;
    return -1;
}

static EVP_PKEY *read_key(struct yb_text pem, bool private_key)
{
    EVP_PKEY *key = NULL;
    BIO *bio;

    if (!pem.length || pem.length > INT_MAX)
        return NULL;
    bio = BIO_new_mem_buf(pem.bytes, (int)pem.length);
    if (bio && private_key)
        key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    else if (bio)
        key = PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    if (key && !EVP_PKEY_is_a(key, "SM2")) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

/* The signer's id enters the digest (Z of GB/T 32918.2), so it is set before anything is hashed; on
 * its own, for OpenSSL 3.0.19 refuses it among the parameters of the beginning. */
static bool start_sm2(EVP_MD_CTX *context, EVP_PKEY *key, struct yb_text id, bool signing)
{
    EVP_PKEY_CTX *of_key = NULL;
    OSSL_PARAM params[2];
    int begun;

    params[0] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID,
                                                  (void *)(uintptr_t)id.bytes, id.length);
    params[1] = OSSL_PARAM_construct_end();
    begun = signing ? EVP_DigestSignInit_ex(context, &of_key, "SM3", NULL, NULL, key, NULL)
                    : EVP_DigestVerifyInit_ex(context, &of_key, "SM3", NULL, NULL, key, NULL);
    return begun == 1 && EVP_PKEY_CTX_set_params(of_key, params) == 1;
}

static bool raw_of_der(const uint8_t *der, size_t size, uint8_t raw[2 * SM2_HALF_BYTES])
{
    const unsigned char *next = der;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &next, (long)size);
    bool ok = pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, SM2_HALF_BYTES) > 0 &&
              BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + SM2_HALF_BYTES, SM2_HALF_BYTES) > 0;

    ECDSA_SIG_free(pair);
    return ok;
}

/* Returns the length of the DER form, 0 on failure. */
static size_t der_of_raw(const uint8_t raw[2 * SM2_HALF_BYTES], uint8_t der[SM2_DER_MAX])
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw, SM2_HALF_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(raw + SM2_HALF_BYTES, SM2_HALF_BYTES, NULL);
    unsigned char *next = der;
    int size = 0;

    if (pair && r && s && ECDSA_SIG_set0(pair, r, s) == 1) {
        r = s = NULL; /* now the pair's */
        size = i2d_ECDSA_SIG(pair, NULL);
        size = size > 0 && size <= SM2_DER_MAX ? i2d_ECDSA_SIG(pair, &next) : 0;
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(pair);
    return size > 0 ? (size_t)size : 0;
}

int yb_sm2_sign(struct yb_text private_pem, struct yb_text id, struct yb_text text,
                uint8_t signature[64], struct yb_error *error)
{
    EVP_PKEY *key = read_key(private_pem, true);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t der[SM2_DER_MAX];
    size_t size = sizeof(der);
    int rc = YB_OK;

    if (!key)
        rc = crypto_error("SM2 private key", error);
    else if (!context || !start_sm2(context, key, id, true) ||
             EVP_DigestSign(context, der, &size, (const unsigned char *)text.bytes, text.length) !=
                 1 ||
             !raw_of_der(der, size, signature))
        rc = crypto_error("SM2 signature", error);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return rc;
}

int yb_sm2_verify(struct yb_text public_pem, struct yb_text id, struct yb_text text,
                  const uint8_t signature[64], struct yb_error *error)
{
    EVP_PKEY *key = read_key(public_pem, false);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t der[SM2_DER_MAX];
    size_t size = der_of_raw(signature, der);
    int rc = YB_OK;

    if (!key)
        rc = crypto_error("SM2 public key", error);
    else if (!context || !start_sm2(context, key, id, false))
        rc = crypto_error("SM2 verification", error);
    else if (!size || EVP_DigestVerify(context, der, size, (const unsigned char *)text.bytes,
                                       text.length) != 1)
        rc = yb_fail(error, YB_E_SIGNATURE, "SM2", NULL);
    ERR_clear_error();
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return rc;
}
