/*
 * gateway.h - the header signatures of the gateways that stand before the national platform, so
 * that a client keeps its own. Which one is demanded is the institution's setting; without one the
 * headers are not looked at.
 *
 *   TIF     x-tif-paasid, x-tif-timestamp (s), x-tif-nonce, x-tif-signature =
 *           hex(SHA-256(timestamp + secret + nonce + timestamp)); 180 s; a nonce serves once
 *   CSB     _api_name, _api_version, _api_timestamp (ms), _api_access_key, _api_signature =
 *           base64(HMAC-SHA1(secret, "_api_access_key=..&_api_name=..&_api_timestamp=..&
 *           _api_version=..")); 30 minutes. Signs neither body nor nonce: it cannot tell a replay.
 *   XCA     x-ca-key, x-ca-signature = timestamp + ":" + HEX(HMAC-SM3(secret, timestamp + "\n" +
 *           body)); 5 minutes (not published: our default); a signature serves once
 *   APIKEY  apikey = the secret itself
 *
 * A refusal does not use the envelope: {"code":401,"message":"..."}, as the gateways themselves.
 * (nginx drops header names that begin with _ unless underscores_in_headers is on.)
 */
#ifndef YB_FACE_NHSA_GATEWAY_H
#define YB_FACE_NHSA_GATEWAY_H

#include "face/nhsa/clients.h"

struct yb_nonces;

/* A request as the gateway sees it. */
struct yb_gateway_request {
    const char *(*header)(void *context, const char *name); /* NULL: absent */
    void *context;
    struct yb_text body;
    int64_t now_ms;
};

/* 0, or SIGNATURE (which part is wrong), SIGNATURE_STALE, CRYPTO. */
int yb_gateway_check(const struct yb_nhsa_client *client, const struct yb_gateway_request *request,
                     struct yb_nonces *nonces, struct yb_error *error);

/* {"code":401,"message":"..."} */
struct yb_text yb_gateway_refusal(const struct yb_error *error, bool english,
                                  struct yb_arena *arena);

/* True for the name of a scheme, and for the empty text. */
bool yb_gateway_scheme_exists(struct yb_text scheme);

/*
 * What has been used once within a window: a set of 64-bit digests that forgets what is older than
 * two windows. Any thread. Memory: 16 bytes an entry, at most `most` entries; then it answers
 * "seen" to everything new, which refuses requests rather than replays.
 */
struct yb_nonces *yb_nonces_new(int64_t window_ms, size_t most);
void yb_nonces_free(struct yb_nonces *nonces);
/* True when `nonce` was not seen before; it is from now on. */
bool yb_nonces_use(struct yb_nonces *nonces, struct yb_text nonce, int64_t now_ms);

#endif
