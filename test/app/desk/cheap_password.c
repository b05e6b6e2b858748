/*
 * Passwords at the least cost argon2 knows, for tests that sign in hundreds of times: linked into
 * the program, it stands before the library's. What a password really costs is tested by
 * app/user/password.
 */
#include <argon2.h>
#include <dlfcn.h>
#include <string.h>

#define LEAST_PASSES 1
#define LEAST_KIB    8

typedef int (*hash_function)(uint32_t, uint32_t, uint32_t, const void *, size_t, const void *,
                             size_t, size_t, char *, size_t);
typedef int (*verify_function)(const char *, const void *, size_t);

int argon2id_hash_encoded(uint32_t passes, uint32_t kib, uint32_t lanes, const void *password,
                          size_t length, const void *salt, size_t salt_length, size_t hash_length,
                          char *encoded, size_t encoded_length)
{
    hash_function real;

    (void)passes;
    (void)kib;
    *(void **)&real = dlsym(RTLD_NEXT, "argon2id_hash_encoded");
    return real(LEAST_PASSES, LEAST_KIB, lanes, password, length, salt, salt_length, hash_length,
                encoded, encoded_length);
}

/* A hash of full cost is that of nobody: it is never right. */
int argon2id_verify(const char *encoded, const void *password, size_t length)
{
    verify_function real;

    if (strstr(encoded, "$m=65536,"))
        return ARGON2_VERIFY_MISMATCH;
    *(void **)&real = dlsym(RTLD_NEXT, "argon2id_verify");
    return real(encoded, password, length);
}
