/*
 * body_sign.h - the signature inside a message (cainfo, signtype), where an institution's
 * setting asks for it.
 *
 *   SM2  over the envelope's members but cainfo and input, sorted by name, as k=v&k=v (absent
 *        values empty), user id 1234567812345678, r and s or DER, in hex; or over the JSON text
 *        of input with the institution's gateway_id as user id, in base64. Either is taken.
 *   SM3  HMAC-SM3 of the same k=v text with gateway_secret, in hex; without a secret the plain SM3
 *        digest, which shows damage, not origin.
 *
 * A signed message is fresh for YB_BODY_SIGN_WINDOW_MS around its inf_time. Within it a repetition
 * is harmless: (fixmedins_code, msgid) is executed once.
 *
 * Sources: the published editions ask for a signature "as the security rules require"; the forms
 * are those of two public clients.
 */
#ifndef YB_FACE_NHSA_BODY_SIGN_H
#define YB_FACE_NHSA_BODY_SIGN_H

#include "face/nhsa/clients.h"
#include "face/nhsa/envelope.h"

#define YB_BODY_SIGN_WINDOW_MS INT64_C(300000)

/* Errors: SIGNATURE (missing, wrong), SIGNATURE_STALE. */
int yb_body_sign_check(const struct yb_nhsa_client *client, const struct yb_nhsa_envelope *envelope,
                       int64_t now_ms, struct yb_arena *arena, struct yb_error *error);

#endif
