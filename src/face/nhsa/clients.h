/*
 * clients.h - the institutions that may call, and how each speaks: its gateway scheme and keys, its
 * body signature, and whether it wants infcode as text.
 *
 * A copy of the store's institutions in memory, replaced whole by yb_nhsa_clients_refresh. Who is
 * not in it is looked up in the store once more, so that a new institution is served at once. That
 * is done in the caller's thread, which serves others too: one at a time, sixteen a second, and not
 * again for a second after a code was not found. So a flood of unknown codes costs little.
 * Secrets are opened from their seal when loaded and wiped when replaced.
 */
#ifndef YB_FACE_NHSA_CLIENTS_H
#define YB_FACE_NHSA_CLIENTS_H

#include "base/error.h"

struct yb_app;
struct yb_nhsa_clients;

struct yb_nhsa_client {
    struct yb_text fixmedins_code;
    struct yb_text sign_type;      /* "", "SM2", "SM3": see body_sign.h */
    struct yb_text sign_key;       /* PEM of the SM2 public key */
    struct yb_text gateway_scheme; /* "" or a name of gateway.h */
    struct yb_text gateway_id, gateway_secret;
    bool infcode_text;
};

int yb_nhsa_clients_open(struct yb_nhsa_clients **clients, struct yb_app *app,
                         struct yb_error *error);
void yb_nhsa_clients_close(struct yb_nhsa_clients *clients); /* NULL is fine */

/* Reads all institutions again. Any thread. After an error the old copy stays. */
int yb_nhsa_clients_refresh(struct yb_nhsa_clients *clients, struct yb_error *error);

/*
 * Copies the institution's settings into the arena. Any thread. Errors: FIXMEDINS_NOT_FOUND; BUSY
 * when it is not in the copy and too many others are not either.
 */
int yb_nhsa_clients_find(struct yb_nhsa_clients *clients, struct yb_text fixmedins_code,
                         struct yb_arena *arena, struct yb_nhsa_client *client,
                         struct yb_error *error);

#endif
