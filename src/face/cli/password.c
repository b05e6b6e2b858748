#include "face/cli/password.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "face/cli/open.h"

#define PASSWORD_LINE 1024

int yb_cli_read_password(struct yb_cli *cli, struct yb_text *password)
{
    char *line = yb_arena_alloc(cli->arena, PASSWORD_LINE);
    struct termios shown, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    bool got;

    if (!line)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    if (terminal) {
        fputs(yb_cli_words(cli, "口令：", "password: "), cli->err);
        fflush(cli->err);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    got = fgets(line, PASSWORD_LINE, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', cli->err);
    }
    if (!got)
        return yb_fail(&cli->error, YB_E_MISSING, "password", NULL);
    *password = (struct yb_text){line, strcspn(line, "\r\n")};
    return YB_OK;
}

int yb_cli_sign_in(struct yb_cli *cli, struct yb_app *app, struct yb_session *session)
{
    struct yb_login_in in = {.user_name = yb_text_of(yb_cli_text(cli, "--user")),
                             .code = yb_text_of(yb_cli_text(cli, "--code"))};
    char token[YB_TOKEN_CHARACTERS + 1];
    int rc = yb_cli_read_password(cli, &in.password);

    if (rc == YB_OK)
        rc = yb_cli_open(cli, app);
    if (rc != YB_OK)
        return rc;
    rc = yb_login(app, &in, yb_clock_now(), cli->arena, token, session, &cli->error);
    if (rc == YB_OK && session->who.restricted)
        rc = yb_fail(&cli->error, YB_E_RESTRICTED, session->restricted, NULL);
    if (rc != YB_OK)
        yb_app_close(app);
    return rc;
}
