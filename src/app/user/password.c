#include "app/user/password.h"

#include <argon2.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"

/* argon2id, the second recommended parameter set of RFC 9106 (64 MiB, 3 passes, here 1 lane). */
#define HASH_PASSES        3
#define HASH_KIB           65536
#define HASH_LANES         1
#define HASH_BYTES         32
#define HASH_SALT          16
#define HASH_TEXT_MAX      128
#define PASSWORD_BYTES_MAX 512

const struct yb_password_rules yb_password_rules_default = {
#define YB_PASSWORD_RULE(name, option, standard, least, most, zh, en) .name = (standard),
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
};

/* Digits, lower case, upper case, others. */
static int count_classes(struct yb_text password)
{
    bool seen[4] = {false};

    for (size_t i = 0; i < password.length; i++) {
        char c = password.bytes[i];

        seen[c >= '0' && c <= '9'   ? 0
             : c >= 'a' && c <= 'z' ? 1
             : c >= 'A' && c <= 'Z' ? 2
                                    : 3] = true;
    }
    return seen[0] + seen[1] + seen[2] + seen[3];
}

static bool contains(struct yb_text text, struct yb_text part)
{
    return part.length && memmem(text.bytes, text.length, part.bytes, part.length) != NULL;
}

int yb_password_check_rules(const struct yb_password_rules *rules, struct yb_text user_name,
                            struct yb_text password, struct yb_error *error)
{
    char least[16];

    if (password.length > PASSWORD_BYTES_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "password", "512", NULL);
    snprintf(least, sizeof(least), "%d", rules->length_min);
    if (yb_text_characters(password) < (size_t)rules->length_min)
        return yb_fail(error, YB_E_PASSWORD_WEAK, "length_min", least, NULL);
    snprintf(least, sizeof(least), "%d", rules->classes_min);
    if (count_classes(password) < rules->classes_min)
        return yb_fail(error, YB_E_PASSWORD_WEAK, "classes_min", least, NULL);
    if (contains(password, user_name))
        return yb_fail(error, YB_E_NOT_ALLOWED, "password = user_name", NULL);
    return YB_OK;
}

int yb_password_hash(struct yb_arena *arena, struct yb_text password, struct yb_text *hash,
                     struct yb_error *error)
{
    uint8_t salt[HASH_SALT];
    char *encoded = yb_arena_alloc(arena, HASH_TEXT_MAX);
    int rc;

    if (!encoded)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_random(salt, sizeof(salt));
    rc = argon2id_hash_encoded(HASH_PASSES, HASH_KIB, HASH_LANES, password.bytes, password.length,
                               salt, sizeof(salt), HASH_BYTES, encoded, HASH_TEXT_MAX);
    if (rc != ARGON2_OK)
        return yb_fail(error, YB_E_CRYPTO, argon2_error_message(rc), NULL);
    *hash = yb_text_of(encoded);
    return YB_OK;
}

/* What a wrong name is compared with, so that it takes as long as a wrong password. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

bool yb_password_is(struct yb_arena *arena, struct yb_text hash, struct yb_text password)
{
    const char *encoded = hash.length ? yb_arena_copy(arena, hash.bytes, hash.length) : nobody;

    if (password.length > PASSWORD_BYTES_MAX)
        password.length = PASSWORD_BYTES_MAX;
    return encoded && argon2id_verify(encoded, password.bytes, password.length) == ARGON2_OK &&
           hash.length;
}
