#include "app/transfer/zip.h"

#include <zip.h>

#define REFUSE(error, why) yb_fail((error), YB_E_WRONG_FORMAT, "ZIP", (why), NULL)

/* Opens an in-memory archive; *source is referenced once more, so that it outlives the archive. */
static int open_archive(zip_source_t *source, int flags, zip_t **archive, struct yb_error *error)
{
    zip_error_t reason;

    zip_error_init(&reason);
    zip_source_keep(source);
    *archive = zip_open_from_source(source, flags, &reason);
    if (!*archive) {
        int rc = REFUSE(error, zip_error_strerror(&reason));

        zip_source_free(source);
        zip_error_fini(&reason);
        return rc;
    }
    zip_error_fini(&reason);
    return YB_OK;
}

static int add_member(zip_t *archive, const char *name, struct yb_text text)
{
    const zip_uint16_t first_date = 1 << 5 | 1; /* 1980-01-01, the earliest of the format */
    zip_source_t *member = zip_source_buffer(archive, text.bytes, text.length, 0);
    zip_int64_t index;

    if (!member)
        return -1;
    index = zip_file_add(archive, name, member, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(member);
        return -1;
    }
    return zip_file_set_dostime(archive, (zip_uint64_t)index, 0, first_date, 0);
}

/* The whole content of a closed archive's source. */
static int read_source(zip_source_t *source, struct yb_arena *arena, struct yb_text *bytes,
                       struct yb_error *error)
{
    zip_int64_t size;
    char *buffer;

    if (zip_source_open(source) < 0)
        return REFUSE(error, "open");
    zip_source_seek(source, 0, SEEK_END);
    size = zip_source_tell(source);
    zip_source_seek(source, 0, SEEK_SET);
    buffer = size < 0 ? NULL : yb_arena_alloc(arena, (size_t)size);
    if (!buffer) {
        zip_source_close(source);
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    if (zip_source_read(source, buffer, (zip_uint64_t)size) != size) {
        zip_source_close(source);
        return REFUSE(error, "read");
    }
    zip_source_close(source);
    *bytes = (struct yb_text){buffer, (size_t)size};
    return YB_OK;
}

int yb_zip_write(struct yb_text name, struct yb_text text, struct yb_arena *arena,
                 struct yb_text *bytes, struct yb_error *error)
{
    const char *member = yb_arena_copy(arena, name.bytes, name.length);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = NULL;
    int rc;

    if (!member || !source) {
        zip_source_free(source);
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    rc = open_archive(source, ZIP_TRUNCATE, &archive, error);
    if (rc == YB_OK && (add_member(archive, member, text) < 0 || zip_close(archive) < 0)) {
        rc = REFUSE(error, zip_strerror(archive));
        zip_discard(archive);
    }
    if (rc == YB_OK)
        rc = read_source(source, arena, bytes, error);
    zip_source_free(source);
    return rc;
}

/* Unpacks the only member. */
static int read_member(zip_t *archive, struct yb_arena *arena, struct yb_text *text,
                       struct yb_error *error)
{
    zip_stat_t stat;
    zip_file_t *file;
    char *buffer, extra;
    zip_int64_t got, after;

    if (zip_get_num_entries(archive, 0) != 1)
        return REFUSE(error, "只能含有一个文件");
    if (zip_stat_index(archive, 0, 0, &stat) < 0 || !(stat.valid & ZIP_STAT_SIZE))
        return REFUSE(error, zip_strerror(archive));
    if (stat.size > YB_ZIP_TEXT_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "TXT", "128 MB", NULL);
    file = zip_fopen_index(archive, 0, 0);
    if (!file)
        return REFUSE(error, zip_strerror(archive));
    buffer = yb_arena_alloc(arena, (size_t)stat.size + 1);
    if (!buffer) {
        zip_fclose(file);
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    /* The stated size may lie, and the checksum is compared by the read that finds the end. */
    got = zip_fread(file, buffer, stat.size);
    after = zip_fread(file, &extra, 1);
    if (zip_fclose(file) != 0 || got < 0 || (zip_uint64_t)got != stat.size || after != 0)
        return REFUSE(error, "内容损坏");
    *text = (struct yb_text){buffer, (size_t)stat.size};
    return YB_OK;
}

int yb_zip_read(struct yb_text bytes, struct yb_arena *arena, struct yb_text *text,
                struct yb_error *error)
{
    zip_source_t *source;
    zip_t *archive = NULL;
    int rc;

    if (!yb_text_starts(bytes, "PK")) {
        *text = bytes;
        return YB_OK;
    }
    source = zip_source_buffer_create(bytes.bytes, bytes.length, 0, NULL);
    if (!source)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = open_archive(source, ZIP_RDONLY | ZIP_CHECKCONS, &archive, error);
    if (rc == YB_OK) {
        rc = read_member(archive, arena, text, error);
        zip_discard(archive);
    }
    zip_source_free(source);
    return rc;
}
