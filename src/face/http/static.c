#include "face/http/static.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/table.h"
#include "face/http/http.h"

#define DEPTH_MAX 8

struct file {
    struct yb_text body, gzip; /* gzip.bytes NULL: none */
    const char *type;
    char etag[20];
    bool hashed;
};

struct yb_static {
    struct yb_arena arena;
    struct yb_table index; /* "/assets/a.js" -> place in files */
    struct file *files;
    size_t count, capacity, bytes;
};

static const char *type_of(const char *path)
{
    static const struct {
        const char *ending, *type;
    } rows[] = {
        {".html", "text/html;charset=UTF-8"},
        {".js", "text/javascript;charset=UTF-8"},
        {".css", "text/css;charset=UTF-8"},
        {".json", "application/json;charset=UTF-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".wasm", "application/wasm"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain;charset=UTF-8"},
        {".webmanifest", "application/manifest+json"},
    };
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(dot, rows[i].ending) == 0)
            return rows[i].type;
    return "application/octet-stream";
}

static int add_file(struct yb_static *pages, const char *disk, const char *path,
                    struct yb_error *error)
{
    uint8_t hash[YB_SM3_BYTES];
    struct file file = {.type = type_of(path), .hashed = strncmp(path, "/assets/", 8) == 0};
    struct yb_error absent;
    const char *gzip = yb_arena_format(&pages->arena, "%s.gz", disk);
    int rc =
        yb_file_read(disk, YB_STATIC_BYTES_MAX - pages->bytes, &pages->arena, &file.body, error);

    if (rc != YB_OK)
        return rc;
    if (gzip &&
        yb_file_read(gzip, YB_STATIC_BYTES_MAX, &pages->arena, &file.gzip, &absent) != YB_OK)
        file.gzip = (struct yb_text){NULL, 0};
    pages->bytes += file.body.length + file.gzip.length;
    yb_sm3(file.body, hash);
    file.etag[0] = '"';
    yb_hex(hash, 8, file.etag + 1);
    file.etag[17] = '"';
    if (pages->count == pages->capacity) {
        size_t capacity = pages->capacity ? 2 * pages->capacity : 64;
        struct file *files = realloc(pages->files, capacity * sizeof(*files));

        if (!files)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        pages->files = files;
        pages->capacity = capacity;
    }
    pages->files[pages->count] = file;
    return yb_table_put(&pages->index, yb_text_of(path), (int32_t)pages->count++)
               ? YB_OK
               : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static bool ends_with_gz(const char *name)
{
    size_t length = strlen(name);

    return length > 3 && strcmp(name + length - 3, ".gz") == 0;
}

/* All files below `disk`, whose address begins with `path`. */
static int add_folder(struct yb_static *pages, const char *disk, const char *path, int depth,
                      struct yb_error *error)
{
    const char **names;
    size_t count;
    int rc = yb_folder_list(disk, "", &pages->arena, &names, &count, error);

    for (size_t i = 0; rc == YB_OK && i < count; i++) {
        const char *inside = yb_arena_format(&pages->arena, "%s/%s", disk, names[i]);
        const char *address = yb_arena_format(&pages->arena, "%s/%s", path, names[i]);

        if (!inside || !address)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        if (names[i][0] == '.' || ends_with_gz(names[i]))
            continue;
        if (yb_is_folder(inside))
            rc = depth < DEPTH_MAX ? add_folder(pages, inside, address, depth + 1, error)
                                   : yb_fail(error, YB_E_TOO_DEEP, "8", NULL);
        else
            rc = add_file(pages, inside, address, error);
    }
    return rc;
}

int yb_static_open(struct yb_static **out, const char *folder, struct yb_error *error)
{
    struct yb_static *pages = calloc(1, sizeof(*pages));
    int rc;

    *out = NULL;
    if (!pages)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_arena_init(&pages->arena, 1 << 16);
    yb_table_init(&pages->index, &pages->arena, 128);
    rc = add_folder(pages, folder, "", 0, error);
    if (rc != YB_OK) {
        yb_static_close(pages);
        return rc;
    }
    *out = pages;
    return YB_OK;
}

void yb_static_close(struct yb_static *pages)
{
    if (!pages)
        return;
    yb_arena_release(&pages->arena);
    free(pages->files);
    free(pages);
}

/* The file of a path; of one without a dot in its last part, index.html. */
static const struct file *find(const struct yb_static *pages, const char *path)
{
    int32_t place = yb_table_get(&pages->index, yb_text_of(path), -1);
    const char *last = strrchr(path, '/');

    if (place < 0 && (!last || !strchr(last, '.')))
        place = yb_table_get(&pages->index, YB_TEXT("/index.html"), -1);
    return place < 0 ? NULL : &pages->files[place];
}

void yb_static_handle(const struct yb_static *pages, struct yb_http_request *request)
{
    const struct file *file = find(pages, request->path);
    const char *takes = yb_http_header(request, "Accept-Encoding");
    const char *known = yb_http_header(request, "If-None-Match");
    bool gzip = file && file->gzip.bytes && takes && strstr(takes, "gzip");

    if (request->method != YB_HTTP_GET && request->method != YB_HTTP_HEAD) {
        yb_http_reply(request, 405, "text/plain;charset=UTF-8", YB_TEXT("405 GET\n"));
        return;
    }
    if (!file) {
        yb_http_reply(request, 404, "text/plain;charset=UTF-8",
                      YB_TEXT("404 没有此地址 not found\n"));
        return;
    }
    yb_http_add_header(request, "ETag", file->etag);
    yb_http_add_header(request, "Vary", "Accept-Encoding");
    yb_http_add_header(request, "Cache-Control",
                       file->hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (known && strcmp(known, file->etag) == 0) {
        yb_http_reply(request, 304, file->type, YB_TEXT(""));
        return;
    }
    if (gzip)
        yb_http_add_header(request, "Content-Encoding", "gzip");
    yb_http_reply(request, 200, file->type, gzip ? file->gzip : file->body);
}
