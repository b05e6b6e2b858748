/* yibao demo: founds the made-up county, serves it, plays a hospital's day, stays up. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/statistics/roll.h"
#include "app/person/person.h"
#include "app/user/user.h"
#include "base/crypto.h"
#include "base/file.h"
#include "engine/city/city.h"
#include "face/cli/init.h"
#include "face/demo/papers.h"
#include "face/demo/play.h"
#include "face/json.h"
#include "store/psn.h"
#include "store/setl.h"

#define PROGRAM          "/proc/self/exe"
#define LISTEN_DEFAULT   "127.0.0.1:8080"
#define LINE_MAX_BYTES   1024
#define FOLDER           "/tmp/yibao-demo-XXXXXX"
#define PEOPLE_LOOKED_AT 400
#define BILLS_MOST       40                   /* more are no ordinary year */
#define COUNTY_PERSON    "379999198106140933" /* of data/demo/people.csv and day.yaml */
#define COUNTY_HOSPITAL  "H37152500001"
#define COUNTY_YEAR      2018
#define CITY_HOSPITAL    "H37990000001" /* its first */
#define CITY_YEAR        2023

/* What lies beside a store, and the store itself, which is moved last. */
static const char *const files[] = {"-wal", "-shm", ".key", ".answers.csv", ""};

#define FILES (sizeof(files) / sizeof(files[0]))

static const struct yb_option options[] = {
    {"--store", YB_OPTION_PATH, 0, "库（默认在临时目录新建，结束时删除）",
     "the store (a new one in a temporary folder, removed at the end)", NULL, 0, 0},
    {"--data", YB_OPTION_PATH, 0, "数据目录（默认随程序）", "data folder (the program's own)", NULL,
     0, 0},
    {"--listen", YB_OPTION_TEXT, 0, "监听地址（默认 " LISTEN_DEFAULT "；端口 0 任选）",
     "address (" LISTEN_DEFAULT "; port 0: any free one)", NULL, 0, 0},
    {"--url", YB_OPTION_TEXT, 0, "不建库、不启动服务，只对这个地址演示",
     "found and serve nothing, only play against this address", NULL, 0, 0},
    {"--day", YB_OPTION_PATH, 0, "请求文件（默认 data/demo/day.yaml）",
     "the file of requests (data/demo/day.yaml)", NULL, 0, 0},
    {"--password", YB_OPTION_TEXT, 0, "演示登录的口令（默认随机）",
     "password of the demo logins (a random one)", NULL, 0, 0},
    {"--console", YB_OPTION_PATH, 0, "控制台网页的目录（同 yibao serve）",
     "folder of the console's pages (as of yibao serve)", NULL, 0, 0},
    {"--people", YB_OPTION_INTEGER, 0, "建这么多人的虚构的市和它结算好的一年，代替小县和一天的请求",
     "found a made-up city of so many people with its settled year, not the small county", NULL,
     YB_CITY_PEOPLE_MIN, YB_CITY_PEOPLE_MAX},
    {"--once", YB_OPTION_FLAG, 0, "演示完即结束，不保持服务", "end after the play", NULL, 0, 0},
    {.name = NULL},
};

struct demo {
    struct yb_cli *cli;
    char folder[sizeof(FOLDER)]; /* "": the store was given */
    const char *store, *data, *day;
    char address[LINE_MAX_BYTES];
    pid_t server;      /* 0: none */
    char password[40]; /* of the demo logins; "": none are known */
    int64_t people;    /* of the city; 0: the small county */
};

/* Starts this program once more. `out` is its standard output; -1: ours. */
static pid_t start(const char *const *words, int out)
{
    pid_t parent = getpid(), child = fork();

    if (child != 0)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent || (out >= 0 && dup2(out, STDOUT_FILENO) < 0))
        _exit(1);
    execv(PROGRAM, (char *const *)(uintptr_t)words);
    _exit(127);
}

static int failed(struct demo *demo, const char *what)
{
    return yb_fail(&demo->cli->error, YB_E_FILE, what, strerror(errno), NULL);
}

/* The place of the store; a temporary one lies in a folder of its own. */
static int choose_store(struct demo *demo)
{
    const char *given = yb_cli_text(demo->cli, "--store");

    demo->store = given;
    if (given)
        return YB_OK;
    memcpy(demo->folder, FOLDER, sizeof(FOLDER));
    if (!mkdtemp(demo->folder)) {
        demo->folder[0] = 0;
        return failed(demo, "/tmp");
    }
    demo->store = yb_arena_format(demo->cli->arena, "%s/county.db", demo->folder);
    return demo->store ? YB_OK : yb_fail(&demo->cli->error, YB_E_NO_MEMORY, NULL);
}

/* One login a role, so that a newcomer sees what each is for. */
static const struct {
    const char *name, *zh, *en, *role, *fixmedins_code;
} logins[] = {
    {"jingban", "经办人员", "agency clerk", "clerk", ""},
    {"fuhe", "复核人员", "reviewer", "reviewer", ""},
    {"jianguan", "基金监管", "fund supervisor", "supervisor", ""},
    {"caiwu", "基金财务", "fund manager", "finance", ""},
    {"zhengce", "政策管理", "policy editor", "policy_maker", ""},
    {"canbao", "一位参保人", "an insured person", "insured", ""},
    {"yiyuan", "一家医院", "a hospital's user", "provider", COUNTY_HOSPITAL},
    {"shenji", "审计人员", "auditor", "auditor", ""},
    {"sysadmin", "系统管理员", "system administrator", "system_admin", ""},
    {"secadmin", "安全管理员", "security administrator", "security_admin", ""},
    {"audadmin", "审计管理员", "audit administrator", "audit_admin", ""},
};

/* Whoever of the first people was treated most often. */
static int choose_citizen(struct yb_call *call, int64_t *psn_no, struct yb_error *error)
{
    struct yb_psn_list people;
    struct yb_setl_list bills;
    size_t most = 0;
    int rc = yb_psn_list(call->tx, 0, PEOPLE_LOOKED_AT, &people, error);

    for (size_t i = 0; rc == YB_OK && i < people.count; i++) {
        rc = yb_setl_list_psn(call->tx, people.rows[i].psn_no, 0, &bills, error);
        if (rc == YB_OK && people.rows[i].die_date == YB_DAY_NONE && bills.count > most &&
            bills.count <= BILLS_MOST) {
            most = bills.count;
            *psn_no = people.rows[i].psn_no;
        }
    }
    return rc;
}

/* The person of the insured login: of a city one with many bills, of the county one who will have
 * some. */
static int choose_person(struct yb_call *call, bool city, int64_t *psn_no, struct yb_error *error)
{
    uint8_t hash[YB_SM3_BYTES];
    int rc;

    *psn_no = 0;
    if (city) {
        rc = choose_citizen(call, psn_no, error);
    } else {
        yb_proof_hash(&call->app->keys, YB_TEXT(COUNTY_PERSON), hash);
        rc = yb_psn_lookup(call->tx, YB_TEXT("02"),
                           (struct yb_text){(const char *)hash, sizeof(hash)}, psn_no, error);
    }
    return rc == YB_OK && !*psn_no ? yb_fail(error, YB_E_PSN_NOT_FOUND, NULL) : rc;
}

/* So that the counter's pages are not empty. */
static int take_papers(struct yb_call *call, const struct demo *demo, int64_t psn_no,
                       struct yb_error *error)
{
    struct yb_demo_papers papers = {.year = demo->people ? CITY_YEAR : COUNTY_YEAR,
                                    .insured = psn_no,
                                    .fixmedins_code = demo->people ? YB_TEXT(CITY_HOSPITAL)
                                                                   : YB_TEXT(COUNTY_HOSPITAL),
                                    .clerk = YB_TEXT("jingban"),
                                    .reviewer = YB_TEXT("fuhe")};
    const char *data;
    int rc = yb_data_folder(demo->data, call->arena, &data, error);

    if (rc != YB_OK)
        return rc;
    papers.file = yb_arena_format(call->arena, "%s/demo/paper-claims.csv", data);
    return yb_demo_papers(call, &papers, error);
}

static int add_logins(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct demo *demo = context;
    struct yb_password_rules rules = yb_password_rules_default;
    struct yb_text hash;
    int64_t id, psn_no;
    int rc = yb_password_hash(call->arena, yb_text_of(demo->password), &hash, error);

    rules.second_factor = 0; /* a newcomer has none at hand */
    rules.idle_minutes = 120;
    if (rc == YB_OK)
        rc = yb_app_set_password_rules(call, &rules, error);
    if (rc == YB_OK)
        rc = choose_person(call, demo->people > 0, &psn_no, error);
    for (size_t i = 0; rc == YB_OK && i < sizeof(logins) / sizeof(logins[0]); i++) {
        const char *institution = logins[i].fixmedins_code;
        bool insured = strcmp(logins[i].role, "insured") == 0;
        struct yb_add_user_in in = {.user_name = yb_text_of(logins[i].name),
                                    .display_name = yb_text_of(logins[i].zh),
                                    .roles = yb_text_of(logins[i].role),
                                    .fixmedins_code = yb_text_of(
                                        *institution && demo->people ? CITY_HOSPITAL : institution),
                                    .psn_no = insured ? psn_no : 0,
                                    .password = yb_text_of(demo->password),
                                    .password_hash = hash};

        rc = yb_app_add_user(call, &in, &id, error);
    }
    return rc == YB_OK ? take_papers(call, demo, psn_no, error) : rc;
}

/* The password that was given, or one of chance that keeps the rules. */
static void choose_password(struct demo *demo)
{
    const char *given = yb_cli_text(demo->cli, "--password");
    uint8_t bytes[4];
    char hex[2 * sizeof(bytes) + 1];

    yb_random(bytes, sizeof(bytes));
    yb_hex(bytes, sizeof(bytes), hex);
    snprintf(demo->password, sizeof(demo->password), "Kan-%s-7", hex);
    if (given)
        yb_text_cut(yb_text_of(given), demo->password, sizeof(demo->password));
}

static int make_logins(struct demo *demo, const struct yb_setup *setup)
{
    struct yb_app *app = yb_arena_alloc(demo->cli->arena, sizeof(*app));
    struct yb_use use = {.app = app,
                         .arena = demo->cli->arena,
                         .now_ms = yb_clock_now(),
                         .run = add_logins,
                         .context = demo};
    int rc = app ? yb_app_open(app, setup, &demo->cli->error)
                 : yb_fail(&demo->cli->error, YB_E_NO_MEMORY, NULL);
    struct yb_rolled rolled = {.more = true};

    if (rc != YB_OK)
        return rc;
    while (rc == YB_OK && rolled.more) /* so that the overview is full at once */
        rc = yb_app_statistics_roll(app, use.now_ms, 0, &rolled, &demo->cli->error);
    if (rc == YB_OK)
        rc = yb_app_run(&use, &demo->cli->error);
    yb_app_close(app);
    return rc;
}

static void remove_files(struct yb_arena *arena, const char *store)
{
    for (size_t i = 0; i < FILES; i++)
        unlink(yb_arena_format(arena, "%s%s", store, files[i]));
}

/* What a city on its way leaves behind, also one whose child was killed (making.h). */
static void remove_making(struct yb_arena *arena, const char *making)
{
    remove_files(arena, making);
    remove_files(arena, yb_arena_format(arena, "%s.making", making));
}

/* Why the child that makes the city did not: it has said so itself, on our standard error. */
static int city_failed(struct demo *demo, int status)
{
    struct yb_error *error = &demo->cli->error;
    char number[16];

    if (WIFSIGNALED(status)) {
        snprintf(number, sizeof(number), "%d", WTERMSIG(status));
        return yb_fail(error, YB_E_CITY_KILLED, number, strsignal(WTERMSIG(status)), NULL);
    }
    snprintf(number, sizeof(number), "%d", WEXITSTATUS(status));
    return yb_fail(error, YB_E_CITY_FAILED, number, NULL);
}

/* `yibao city generate`, with its progress on the terminal. */
static int generate(struct demo *demo, const char *store)
{
    const char *people = yb_arena_format(demo->cli->arena, "%lld", (long long)demo->people);
    const char *words[] = {"yibao",
                           "city",
                           "generate",
                           "--people",
                           people,
                           "--store",
                           store,
                           "--lang",
                           demo->cli->english ? "en" : "zh",
                           demo->data ? "--data" : NULL,
                           demo->data,
                           NULL};
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC), status = 0;
    pid_t child;

    fflush(NULL);
    child = start(words, nowhere);
    if (nowhere >= 0)
        close(nowhere);
    if (child < 0)
        return failed(demo, "fork");
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return failed(demo, "waitpid");
    return status == 0 ? YB_OK : city_failed(demo, status);
}

/* The city is made under another name and moved when it is whole: a store of this name is whole. */
static int found_city(struct demo *demo)
{
    struct yb_cli *cli = demo->cli;
    const char *making = yb_arena_format(cli->arena, "%s.making", demo->store);
    const struct yb_setup setup = {.store = making, .data = demo->data};
    int rc;

    if (!making)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    fprintf(cli->err, "%s\n",
            yb_cli_words(cli, "造一个市并结算它的一年，不到一分钟",
                         "making a city and settling its year: less than a minute"));
    remove_making(cli->arena, making);
    rc = generate(demo, making);
    if (rc == YB_OK)
        rc = make_logins(demo, &setup);
    for (size_t i = 0; rc == YB_OK && i < FILES; i++)
        if (rename(yb_arena_format(cli->arena, "%s%s", making, files[i]),
                   yb_arena_format(cli->arena, "%s%s", demo->store, files[i])) != 0 &&
            errno != ENOENT)
            rc = failed(demo, demo->store);
    if (rc != YB_OK)
        remove_making(cli->arena, making);
    return rc;
}

static int found(struct demo *demo)
{
    struct yb_init init = {.setup = {.store = demo->store, .data = demo->data},
                           .region = YB_INIT_REGION,
                           .demo = true,
                           .catalogue = true};
    bool there = access(demo->store, F_OK) == 0;
    int rc;

    if (!there || yb_cli_text(demo->cli, "--password"))
        choose_password(demo);
    if (there)
        return YB_OK;
    if (demo->people)
        return found_city(demo);
    rc = yb_cli_init(demo->cli, &init);
    return rc == YB_OK ? make_logins(demo, &init.setup) : rc;
}

static void show_logins(const struct demo *demo)
{
    struct yb_cli *cli = demo->cli;

    if (!demo->password[0] || yb_cli_flag(cli, "--once")) /* nobody could use them */
        return;
    fprintf(cli->out, "%s %s  %s %s\n",
            yb_cli_words(cli, "控制台，用浏览器打开", "console, to be opened in a browser:"),
            demo->address,
            yb_cli_words(cli, "演示登录，口令都是", "demo logins, all with the password"),
            demo->password);
    for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
        fprintf(cli->out, "  %-10s %s\n", logins[i].name,
                yb_cli_words(cli, logins[i].zh, logins[i].en));
}

/* {"address":"http://...","region":"..."}: the first line of a server that is up. */
static int read_address(struct demo *demo, int from)
{
    char line[LINE_MAX_BYTES];
    size_t length = 0;
    ssize_t got;
    struct yb_json_value *root;
    struct yb_text address;

    while (length + 1 < sizeof(line) && (got = read(from, line + length, 1)) == 1 &&
           line[length] != '\n')
        length++;
    if (yb_json_read((struct yb_text){line, length}, demo->cli->arena, &root, NULL) == YB_OK)
        address = yb_json_text(yb_json_get(root, "address"));
    else
        address = (struct yb_text){0};
    if (!address.length)
        return yb_fail(&demo->cli->error, YB_E_FILE, "serve", "no address", NULL);
    yb_text_cut(address, demo->address, sizeof(demo->address));
    return YB_OK;
}

static int serve(struct demo *demo)
{
    const char *listen = yb_cli_text(demo->cli, "--listen");
    const char *console = yb_cli_text(demo->cli, "--console");
    const char *words[12] = {"yibao",
                             "serve",
                             "--store",
                             demo->store,
                             "--json",
                             "--listen",
                             listen ? listen : LISTEN_DEFAULT};
    size_t count = 7;
    int ends[2], rc;

    if (demo->data) {
        words[count++] = "--data";
        words[count++] = demo->data;
    }
    if (console) {
        words[count++] = "--console";
        words[count++] = console;
    }

    if (pipe(ends) != 0)
        return failed(demo, "pipe");
    fflush(NULL);
    demo->server = start(words, ends[1]);
    close(ends[1]);
    rc = demo->server > 0 ? read_address(demo, ends[0]) : failed(demo, "fork");
    close(ends[0]);
    return rc;
}

/* `yibao bill --explain`, as anybody would ask for it. */
static void show_bill(void *context, struct yb_text setl_id)
{
    struct demo *demo = context;
    const char *number = yb_arena_copy(demo->cli->arena, setl_id.bytes, setl_id.length);
    const char *words[] = {"yibao",
                           "bill",
                           number,
                           "--explain",
                           "--store",
                           demo->store,
                           "--lang",
                           demo->cli->english ? "en" : "zh",
                           demo->data ? "--data" : NULL,
                           demo->data,
                           NULL};
    pid_t child = start(words, -1);

    if (child > 0)
        waitpid(child, NULL, 0);
}

static int play(struct demo *demo)
{
    struct yb_cli *cli = demo->cli;
    struct yb_play play = {.url = demo->address,
                           .file = demo->day,
                           .english = cli->english,
                           .out = cli->out,
                           .bill = demo->store ? show_bill : NULL,
                           .context = demo};
    struct yb_play_counts counts;
    int rc = yb_play_run(&play, cli->arena, &counts, &cli->error);

    if (rc == YB_OK)
        fprintf(cli->out, "%lld%s%lld%s\n", (long long)counts.steps,
                yb_cli_words(cli, " 步，账单 ", " steps, "), (long long)counts.bills,
                yb_cli_words(cli, " 张", " bills"));
    return rc;
}

/* Until somebody ends it. */
static void stay(struct demo *demo)
{
    sigset_t ends;
    int signal;

    fprintf(demo->cli->out, "%s %s\n",
            yb_cli_words(demo->cli, "服务仍在，按 Ctrl-C 结束：", "still serving, Ctrl-C ends:"),
            demo->address);
    fflush(demo->cli->out);
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    sigwait(&ends, &signal);
}

static void end(struct demo *demo)
{
    if (demo->server > 0) {
        kill(demo->server, SIGTERM);
        waitpid(demo->server, NULL, 0);
    }
    if (!demo->folder[0])
        return;
    remove_files(demo->cli->arena, demo->store);
    rmdir(demo->folder);
}

static int run_own(struct demo *demo)
{
    int rc = choose_store(demo);

    if (rc == YB_OK)
        rc = found(demo);
    if (rc == YB_OK)
        rc = serve(demo);
    if (rc == YB_OK && !demo->people) /* its people are the small county's */
        rc = play(demo);
    if (rc == YB_OK)
        show_logins(demo);
    if (rc == YB_OK && !yb_cli_flag(demo->cli, "--once"))
        stay(demo);
    end(demo);
    return rc;
}

static int run_demo(struct yb_cli *cli)
{
    struct demo demo = {.cli = cli,
                        .data = yb_cli_text(cli, "--data"),
                        .people = yb_cli_integer(cli, "--people", 0)};
    const char *url = yb_cli_text(cli, "--url"), *data;
    int rc;

    demo.day = yb_cli_text(cli, "--day");
    if (!demo.day) {
        rc = yb_data_folder(demo.data, cli->arena, &data, &cli->error);
        if (rc != YB_OK)
            return rc;
        demo.day = yb_arena_format(cli->arena, "%s/demo/day.yaml", data);
    }
    if (!url)
        return run_own(&demo);
    yb_text_cut(yb_text_of(url), demo.address, sizeof(demo.address));
    return play(&demo);
}

const struct yb_command yb_commands_demo[] = {
    {"demo", NULL, "演示：建演示县或市，提供服务，演一天的请求",
     "found a made-up county or city, serve it, play a day", options, run_demo},
    {.noun = NULL},
};
