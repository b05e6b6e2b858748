/*
 * replay.c - runs a fuzz target over the files of folders, in an ordinary build: replay FOLDER...
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs one file; the copy has exactly its size, so that a sanitizer sees a read behind it. */
static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size;
    int rc = -1;

    if (!file)
        goto out;
    if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        goto out;
    rewind(file);
    data = malloc(size ? (size_t)size : 1);
    if (!data || fread(data, 1, (size_t)size, file) != (size_t)size)
        goto out;
    rc = LLVMFuzzerTestOneInput(data, (size_t)size);
out:
    if (rc != 0)
        fprintf(stderr, "%s: cannot be read\n", path);
    free(data);
    if (file)
        fclose(file);
    return rc;
}

int main(int argc, char **argv)
{
    int i, count = 0, failed = 0;

    for (i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        struct dirent *entry;

        while (folder && (entry = readdir(folder)) != NULL) {
            char path[4096];

            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
            failed += replay_file(path) != 0;
            count++;
        }
        if (folder)
            closedir(folder);
    }
    printf("%d inputs\n", count);
    return failed || !count;
}
