#include "face/cli/progress.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS 1000
#define EVERY_MS 100
#define WIPE     "\r\033[K"

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void yb_progress_init(struct yb_progress *progress, const struct yb_cli *cli, const char *zh,
                      const char *en, int64_t total)
{
    memset(progress, 0, sizeof(*progress));
    progress->cli = cli;
    progress->label = yb_cli_words(cli, zh, en);
    progress->total = total;
    progress->started_ms = now_ms();
    progress->next_ms = progress->started_ms + FIRST_MS;
    progress->live = isatty(fileno(cli->err)) == 1;
}

static void draw(struct yb_progress *progress, int64_t done, int64_t spent_ms)
{
    FILE *err = progress->cli->err;

    fprintf(err, WIPE "%s %" PRId64, progress->label, done);
    if (progress->total > 0) {
        int64_t left_ms = done > 0 ? spent_ms * (progress->total - done) / done : 0;

        fprintf(err, "/%" PRId64 " (%" PRId64 "%%)", progress->total, done * 100 / progress->total);
        if (done > 0)
            fprintf(err, "%s%" PRId64 "%s", yb_cli_words(progress->cli, "，还需约 ", ", about "),
                    left_ms / 1000, yb_cli_words(progress->cli, " 秒", " s left"));
    }
    fflush(err);
    progress->drawn = true;
}

void yb_progress_to(struct yb_progress *progress, int64_t done)
{
    int64_t now;

    if (!progress->live)
        return;
    now = now_ms();
    if (now < progress->next_ms)
        return;
    progress->next_ms = now + EVERY_MS;
    draw(progress, done, now - progress->started_ms);
}

void yb_progress_end(struct yb_progress *progress)
{
    if (progress->drawn) {
        fputs(WIPE, progress->cli->err);
        fflush(progress->cli->err);
    }
    progress->drawn = false;
    progress->live = false;
}
