#include "app/user/totp.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/crypto.h"

#define WINDOW 1 /* steps before and after that are taken too: clocks differ */

void yb_totp_code(struct yb_text secret, int64_t step, int digits, char *out)
{
    static const uint32_t powers[] = {1000000, 10000000, 100000000};
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0, offset;
    uint32_t number;

    assert(digits >= 6 && digits <= 8);
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    HMAC(EVP_sha1(), secret.bytes, (int)secret.length, counter, sizeof(counter), mac, &size);
    assert(size == 20);
    offset = mac[size - 1] & 15;
    number = (uint32_t)(mac[offset] & 127) << 24 | (uint32_t)mac[offset + 1] << 16 |
             (uint32_t)mac[offset + 2] << 8 | mac[offset + 3];
    number %= powers[digits - 6];
    out[digits] = 0;
    for (int i = digits; i-- > 0; number /= 10)
        out[i] = (char)('0' + number % 10);
}

bool yb_totp_check(struct yb_text secret, struct yb_text code, int64_t now_ms, int64_t *last_step)
{
    int64_t now = now_ms / YB_TOTP_STEP_MS, right = -1;
    char expected[7];

    for (int64_t step = now - WINDOW; step <= now + WINDOW; step++) {
        yb_totp_code(secret, step, 6, expected);
        if (code.length == 6 && yb_bytes_equal(code.bytes, expected, 6) && step > *last_step)
            right = step;
    }
    if (right < 0)
        return false;
    *last_step = right;
    return true;
}

struct yb_text yb_base32(struct yb_arena *arena, struct yb_text bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct yb_buffer out;
    uint32_t bits = 0;
    int count = 0;

    yb_buffer_init(&out, arena);
    for (size_t i = 0; i < bytes.length; i++) {
        bits = bits << 8 | (uint8_t)bytes.bytes[i];
        for (count += 8; count >= 5; count -= 5)
            yb_buffer_add_char(&out, letters[bits >> (count - 5) & 31]);
    }
    if (count)
        yb_buffer_add_char(&out, letters[bits << (5 - count) & 31]);
    return yb_buffer_text(&out);
}
