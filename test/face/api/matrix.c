/*
 * F1: every operation x every role x own or other institution x own or other area, against
 * matrix.csv; a new operation without a row fails. F2: who acts cannot look after the trace.
 *
 * Cells: - refused, P nobody need sign in, S whoever is signed in, A rows of no place, R rows of
 * the user's area, I rows of the user's institution, O rows of the person the user is.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "app/user/user.h"
#include "base/file.h"
#include "test/face/api/seat.h"

#define ROLES_MAX  16
#define AREA       "371525"
#define OTHER_AREA "371526"
#define PERSON     7

static const char *matrix_file;

struct matrix {
    struct yb_arena arena;
    struct yb_text roles[ROLES_MAX]; /* "nobody" first */
    int role_count;
    struct yb_text rest; /* lines not read yet */
};

static void matrix_open(struct matrix *matrix)
{
    struct yb_text text, line;
    struct yb_error error;

    memset(matrix, 0, sizeof(*matrix));
    yb_arena_init(&matrix->arena, 1 << 14);
    assert_int_equal(yb_file_read(matrix_file, 1 << 20, &matrix->arena, &text, &error), YB_OK);
    line = yb_text_split(text, '\n', &matrix->rest);
    yb_text_split(line, ',', &line);
    while (line.bytes)
        matrix->roles[matrix->role_count++] = yb_text_split(line, ',', &line);
    assert_int_equal(matrix->role_count, yb_role_count + 1);
}

/* The cells of the operations in the order of data/api/operations.csv. */
static const struct yb_api_operation *next_row(struct matrix *matrix, int i, char cells[ROLES_MAX])
{
    struct yb_text line = yb_text_split(matrix->rest, '\n', &matrix->rest), id;

    id = yb_text_split(line, ',', &line);
    if (i >= yb_api_operation_count || !yb_text_is(id, yb_api_operations[i].id))
        fail_msg("matrix.csv has no row for %s",
                 i < yb_api_operation_count ? yb_api_operations[i].id : "the end");
    for (int role = 0; role < matrix->role_count; role++) {
        struct yb_text cell = yb_text_split(line, ',', &line);

        assert_int_equal(cell.length, 1);
        cells[role] = cell.bytes[0];
    }
    return &yb_api_operations[i];
}

static struct yb_who who_is(struct yb_text role, bool of_institution)
{
    return (struct yb_who){.roles = role,
                           .admdvs = YB_TEXT(AREA),
                           .fixmedins_code = of_institution ? YB_TEXT(DESK_HOSPITAL) : YB_TEXT(""),
                           .psn_no = yb_text_is(role, "insured") ? PERSON : 0,
                           .signed_in = !yb_text_is(role, "nobody")};
}

static bool expected(char cell, bool own_area, bool own_house)
{
    return cell == 'P' || cell == 'S' || cell == 'A' || (cell == 'R' && own_area) ||
           (cell == 'I' && own_house);
}

static int check_cell(const struct yb_api_operation *operation, struct yb_text role, char cell)
{
    struct yb_who who = who_is(role, cell == 'I' || yb_text_is(role, "provider"));
    struct yb_reach reach = yb_may(&who, operation->permission);

    if (yb_reaches_person(&reach, PERSON) != (cell == 'O') ||
        yb_reaches_person(&reach, PERSON + 1) || yb_reaches_person(&reach, 0))
        fail_msg("%s by %.*s: of whom", operation->id, YB_TEXT_ARG(role));
    for (int i = 0; i < 4; i++) {
        bool own_area = i & 1, own_house = i & 2;
        bool may = yb_reaches(&reach, own_area ? YB_TEXT(AREA) : YB_TEXT(OTHER_AREA),
                              own_house ? YB_TEXT(DESK_HOSPITAL) : YB_TEXT(DESK_OTHER));

        if (may != expected(cell, own_area, own_house))
            fail_msg("%s by %.*s, %s area, %s institution: %s", operation->id, YB_TEXT_ARG(role),
                     own_area ? "own" : "other", own_house ? "own" : "other",
                     may ? "allowed" : "refused");
    }
    return 4;
}

static void every_cell_is_as_written(void **state)
{
    struct matrix matrix;
    char cells[ROLES_MAX];
    int checked = 0;

    (void)state;
    matrix_open(&matrix);
    for (int i = 0; i < yb_api_operation_count; i++) {
        const struct yb_api_operation *operation = next_row(&matrix, i, cells);

        for (int role = 0; role < matrix.role_count; role++)
            checked += check_cell(operation, matrix.roles[role], cells[role]);
    }
    assert_int_equal(matrix.rest.length, 0);
    printf("# %d cells\n", checked);
    yb_arena_release(&matrix.arena);
}

/* Whoever is bound to an institution sees its rows only, whatever his role. */
static void an_institution_binds_every_role(void **state)
{
    (void)state;
    for (int i = 0; i < yb_role_count; i++) {
        struct yb_who who = who_is(yb_text_of(yb_roles[i].word), true);
        struct yb_reach reach = yb_may(&who, YB_MAY_settlement_read);

        assert_false(yb_reaches(&reach, YB_TEXT(AREA), YB_TEXT(DESK_OTHER)));
        who = (struct yb_who){.roles = yb_text_of(yb_roles[i].word), .signed_in = true};
        reach = yb_may(&who, YB_MAY_settlement_read);
        assert_false(reach.allowed); /* nor does whoever has no place at all */
        who = who_is(yb_text_of(yb_roles[i].word), false);
        who.restricted = true;
        assert_false(yb_may(&who, YB_MAY_policy_read).allowed);
    }
    assert_true(yb_area_covers(YB_TEXT("371500"), YB_TEXT(AREA)));
    assert_true(yb_area_covers(YB_TEXT("370000"), YB_TEXT(AREA)));
    assert_false(yb_area_covers(YB_TEXT("370100"), YB_TEXT(AREA)));
    assert_false(yb_area_covers(YB_TEXT(""), YB_TEXT(AREA)));
    assert_false(yb_area_covers(YB_TEXT(AREA), YB_TEXT("3715")));
}

/* Whoever is bound to a person has that person's own grants only, whatever his roles; and the role
 * is nothing without one. */
static void a_person_binds_every_role(void **state)
{
    struct yb_who who = {.roles = YB_TEXT("insured"), .admdvs = YB_TEXT(AREA), .signed_in = true};
    struct yb_error error;

    (void)state;
    for (int p = YB_MAY_self + 1; p < YB_PERMISSIONS; p++)
        assert_false(yb_may(&who, (enum yb_permission)p).allowed);
    for (int i = 0; i < yb_role_count; i++) {
        struct yb_text role = yb_text_of(yb_roles[i].word);
        bool insured = yb_text_is(role, "insured");

        who = who_is(role, false);
        who.psn_no = PERSON;
        for (int p = YB_MAY_self + 1; p < YB_PERMISSIONS; p++)
            assert_int_equal(yb_may(&who, (enum yb_permission)p).allowed,
                             insured && p == YB_MAY_own_read);
        assert_int_equal(yb_roles_check_person(role, PERSON, &error),
                         insured ? YB_OK : YB_E_NOT_ALLOWED);
        assert_int_equal(yb_roles_check_person(role, 0, &error), insured ? YB_E_MISSING : YB_OK);
    }
    assert_false(yb_roles_administer(YB_TEXT("insured")));
}

/* "/users/{user_name}/lock" with something in place of each name. */
static void fill_path(const char *path, char out[200])
{
    size_t length = 0;

    for (; *path; path++) {
        if (*path == '{') {
            out[length++] = '1';
            path = strchr(path, '}');
        } else {
            out[length++] = *path;
        }
    }
    out[length] = 0;
}

static void ask_every_operation(struct seat *seat, struct matrix *matrix, int role)
{
    static const char *const methods[] = {[YB_HTTP_GET] = "GET",
                                          [YB_HTTP_POST] = "POST",
                                          [YB_HTTP_PUT] = "PUT",
                                          [YB_HTTP_DELETE] = "DELETE"};
    char cells[ROLES_MAX], path[200];

    for (int i = 0; i < yb_api_operation_count; i++) {
        const struct yb_api_operation *operation = next_row(matrix, i, cells);
        bool body = operation->method == YB_HTTP_POST || operation->method == YB_HTTP_PUT;
        int status;

        if (strcmp(operation->id, "login") == 0 || strcmp(operation->id, "logout") == 0)
            continue;
        fill_path(operation->path, path);
        status = seat_call(seat, methods[operation->method], path, body ? "{}" : NULL);
        if (status >= 500 || (status == 403) != (role > 0 && cells[role] == '-') ||
            (status == 401) != (role == 0 && cells[role] == '-'))
            fail_msg("%s by %.*s: %d %s", operation->id, YB_TEXT_ARG(matrix->roles[role]), status,
                     seat->client.body);
    }
}

/* The same over the wire: default deny. */
static void the_wire_agrees(void **state)
{
    struct matrix matrix;
    struct seat seat;
    char name[24], role[24];

    seat_open(&seat, *state);
    matrix_open(&matrix);
    for (int i = 0; i < matrix.role_count; i++) {
        struct matrix rows = matrix;

        yb_text_cut(matrix.roles[i], role, sizeof(role));
        snprintf(name, sizeof(name), "user.%d", i);
        seat.cookie[0] = seat.csrf[0] = 0;
        if (i > 0) {
            if (strcmp(role, "insured") == 0)
                seat_insured(&seat, name, 0);
            else
                seat_user(&seat, name, role, AREA, strcmp(role, "provider") ? "" : DESK_HOSPITAL);
            assert_int_equal(seat_login(&seat, name), 200);
        }
        ask_every_operation(&seat, &rows, i);
    }
    yb_arena_release(&matrix.arena);
    seat_close(&seat);
}

/* Whether somebody could take or review what he then pays. */
static bool pays_his_own(struct yb_text roles)
{
    static const enum yb_permission works[] = {YB_MAY_paper_take, YB_MAY_paper_review,
                                               YB_MAY_matn_work};
    struct yb_who who = who_is(roles, false);
    bool works_on = false;

    for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
        works_on |= yb_may(&who, works[i]).allowed;
    return works_on && yb_may(&who, YB_MAY_paper_pay).allowed;
}

/* F2: no set of roles can act and look after the trace of it, or pay what it works on. */
static void administrators_exclude_each_other(void **state)
{
    struct yb_error error;

    (void)state;
    for (int i = 0; i < yb_role_count; i++)
        for (int j = 0; j < yb_role_count; j++) {
            char both[64];
            int length = snprintf(both, sizeof(both), "%s,%s", yb_roles[i].word, yb_roles[j].word);
            struct yb_text roles = {both, (size_t)length};
            bool alone = yb_roles[i].alone || yb_roles[j].alone;

            assert_int_equal(yb_roles_check(roles, &error), alone                 ? YB_E_NOT_ALLOWED
                                                            : pays_his_own(roles) ? YB_E_ROLES_APART
                                                                                  : YB_OK);
        }
    for (int i = 0; i < yb_role_count; i++) {
        struct yb_who who = who_is(yb_text_of(yb_roles[i].word), false);
        bool looks_after =
            yb_may(&who, YB_MAY_audit_read).allowed || yb_may(&who, YB_MAY_audit_check).allowed;
        static const enum yb_permission acts[] = {YB_MAY_person_reveal,   YB_MAY_user_write,
                                                  YB_MAY_role_propose,    YB_MAY_role_approve,
                                                  YB_MAY_setting_propose, YB_MAY_setting_approve};

        for (size_t k = 0; k < sizeof(acts) / sizeof(acts[0]); k++)
            assert_false(looks_after && yb_may(&who, acts[k]).allowed);
    }
    for (int i = 0; i < yb_api_operation_count; i++)
        if (strncmp(yb_api_operations[i].path, "/audit-log", 10) == 0)
            assert_true(yb_api_operations[i].method == YB_HTTP_GET ||
                        strcmp(yb_api_operations[i].id, "check_audit_log") == 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_is_as_written),
        cmocka_unit_test(an_institution_binds_every_role),
        cmocka_unit_test(a_person_binds_every_role),
        cmocka_unit_test(administrators_exclude_each_other),
        SEAT_SQLITE(the_wire_agrees),
    };

    assert_int_equal(argc, 2);
    matrix_file = argv[1];
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
