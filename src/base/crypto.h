/*
 * crypto.h - the national algorithms, through OpenSSL 3: SM3, HMAC-SM3, SM4-CTR, SM2.
 *
 * OpenSSL 3.0 has no SM4-GCM, so stored secrets use encrypt-then-MAC: SM4-CTR and HMAC-SM3 with
 * separate keys derived from the store's master key.
 * Sources: GB/T 32905 (SM3), GB/T 32907 (SM4), GB/T 32918 (SM2).
 */
#ifndef YB_BASE_CRYPTO_H
#define YB_BASE_CRYPTO_H

#include "base/error.h"

#define YB_SM3_BYTES     32
#define YB_SM4_KEY_BYTES 16
#define YB_SEAL_EXTRA    48 /* 16 bytes of counter block in front, 32 of MAC behind */
#define YB_MASTER_BYTES  32

/* A store's keys, derived from its master key. Wipe with yb_keys_wipe. */
struct yb_keys {
    uint8_t encrypt[YB_SM4_KEY_BYTES]; /* SM4 key of sealed texts */
    uint8_t authenticate[32];          /* HMAC-SM3 key of sealed texts */
    uint8_t lookup[32];                /* HMAC-SM3 key of look-up hashes */
    uint8_t chain[32];                 /* HMAC-SM3 key of the ledger's hash chain */
};

/*
 * SM3 of a text, and HMAC-SM3 of it under a key of 1.. bytes. When memory is short they wait for
 * it; after a second without, they assert.
 */
void yb_sm3(struct yb_text text, uint8_t out[YB_SM3_BYTES]);
void yb_hmac_sm3(const uint8_t *key, size_t key_size, struct yb_text text,
                 uint8_t out[YB_SM3_BYTES]);

/* Fills `out` from the system's entropy. Asserts on failure: there is no going on without it. */
void yb_random(uint8_t *out, size_t size);

/* Each key is HMAC-SM3(master, its label); wiping overwrites them all. */
void yb_keys_derive(struct yb_keys *keys, const uint8_t master[YB_MASTER_BYTES]);
void yb_keys_wipe(struct yb_keys *keys);

/*
 * Seals `plain` (an identity number, a telephone): counter block, SM4-CTR text, HMAC-SM3. The
 * result is plain.length + YB_SEAL_EXTRA bytes in the arena. Opening checks the MAC first, in
 * constant time; a changed byte gives YB_E_TAMPERED.
 */
int yb_seal(const struct yb_keys *keys, struct yb_text plain, struct yb_arena *arena,
            struct yb_text *sealed, struct yb_error *error);
int yb_unseal(const struct yb_keys *keys, struct yb_text sealed, struct yb_arena *arena,
              struct yb_text *plain, struct yb_error *error);

/* Compares in constant time. */
bool yb_bytes_equal(const void *a, const void *b, size_t size);

/* Lower-case hex of `size` bytes into `out` (2 * size + 1 bytes). */
void yb_hex(const uint8_t *bytes, size_t size, char *out);

/*
 * SM2 signature of `text` with SM3 and the user id `id` (normally "1234567812345678"). Keys are PEM
 * (private: PKCS#8, public: SubjectPublicKeyInfo). A signature is r and s, 32 bytes each.
 */
int yb_sm2_sign(struct yb_text private_pem, struct yb_text id, struct yb_text text,
                uint8_t signature[64], struct yb_error *error);
int yb_sm2_verify(struct yb_text public_pem, struct yb_text id, struct yb_text text,
                  const uint8_t signature[64], struct yb_error *error);

#endif
