/*
 * totp.h - time-based one-time codes (RFC 6238 with HMAC-SHA-1, 30 seconds, six digits: what every
 * authenticator application reads), and the Base32 in which their secrets are written (RFC 4648).
 */
#ifndef YB_APP_USER_TOTP_H
#define YB_APP_USER_TOTP_H

#include "base/text.h"

#define YB_TOTP_SECRET_BYTES 20
#define YB_TOTP_STEP_MS      INT64_C(30000)

/* The code of a time step. `digits` 6..8; `out` gets as many and a NUL. */
void yb_totp_code(struct yb_text secret, int64_t step, int digits, char *out);

/*
 * True when `code` is that of the step of now_ms or of one beside it, and of a later step than
 * *last_step, which it then becomes: a code serves once. Compared in constant time.
 */
bool yb_totp_check(struct yb_text secret, struct yb_text code, int64_t now_ms, int64_t *last_step);

/* Upper case, without padding; in the arena. */
struct yb_text yb_base32(struct yb_arena *arena, struct yb_text bytes);

#endif
