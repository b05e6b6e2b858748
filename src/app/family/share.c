#include "app/family/share.h"

#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "store/acct_share.h"
#include "store/ledger.h"
#include "store/psn.h"

#include <stdlib.h>

#define HOLDER    YB_TEXT("1")
#define USER      YB_TEXT("2")
#define IN_FORCE  YB_TEXT("1")
#define WITHDRAWN YB_TEXT("2")
#define EMPLOYEE  YB_TEXT("310") /* the scheme that has personal accounts */

bool yb_share_holds(const struct yb_acct_share_row *row, int32_t day)
{
    return yb_text_equal(row->share_stas, IN_FORCE) && row->begndate <= day &&
           (row->enddate == YB_DAY_NONE || day <= row->enddate);
}

struct yb_text yb_share_name(struct yb_arena *arena, const struct yb_acct_share_row *row)
{
    static const char *const of_user[] = {
        [1] = "配偶", [2] = "父母", [4] = "祖辈", [5] = "子女", [6] = "孙辈", [7] = "兄弟姐妹"};
    size_t code = row->share_rlts.length == 1 ? (size_t)(row->share_rlts.bytes[0] - '0') : 0;
    const char *word = code < sizeof(of_user) / sizeof(of_user[0]) ? of_user[code] : NULL;

    return yb_text_of(yb_arena_format(arena, YB_TEXT_FMT "（%s）", YB_TEXT_ARG(row->other_name),
                                      word ? word : "亲属"));
}

static bool is_shared_with(const struct yb_settle_rules *rules, struct yb_text code)
{
    return code.length == 1 && code.bytes[0] >= '1' && code.bytes[0] <= '9' &&
           rules->family_relations >> (code.bytes[0] - '0') & 1U;
}

static bool meets(const struct yb_acct_share_row *row, const struct yb_acct_share_row *other)
{
    return yb_text_equal(row->share_stas, IN_FORCE) &&
           (row->enddate == YB_DAY_NONE || other->begndate <= row->enddate) &&
           (other->enddate == YB_DAY_NONE || row->begndate <= other->enddate);
}

/* The same two not twice, and not more than a bill may ask. */
static int check_others(const struct yb_acct_share_list *list, const struct yb_acct_share_row *row,
                        struct yb_error *error)
{
    int others = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct yb_acct_share_row *other = &list->rows[i];

        if (!yb_text_equal(other->share_role, USER) || !meets(other, row))
            continue;
        if (other->other_psn_no == row->other_psn_no)
            return yb_refuse_day(error, YB_E_FAMILY_EXISTS, YB_TEXT("user_certno"),
                                 other->begndate);
        others++;
    }
    return others < YB_FAMILY_SHARES_MAX
               ? 0
               : yb_refuse_number(error, YB_E_FAMILY_FULL, "user_certno", YB_FAMILY_SHARES_MAX);
}

/* The masked name of a person, who is locked. */
static int name_of(struct yb_call *call, int64_t psn_no, struct yb_text *name,
                   struct yb_error *error)
{
    struct yb_psn_row psn;
    int rc = yb_psn_get(call->tx, psn_no, &psn, error);

    if (!rc)
        rc = yb_unseal(&call->app->keys, psn.psn_name, call->arena, name, error);
    if (!rc)
        *name = yb_mask_name(call->arena, *name);
    return rc;
}

/* Two people are locked in the order of their numbers. */
static int lock_both(struct yb_call *call, int64_t one, int64_t other, struct yb_error *error)
{
    int rc = yb_psn_lock(call->tx, one < other ? one : other, error);

    return rc ? rc : yb_psn_lock(call->tx, one < other ? other : one, error);
}

static int check_in(struct yb_call *call, const struct yb_share_in *in,
                    struct yb_acct_share_row *row, struct yb_error *error)
{
    row->begndate = in->begndate == YB_DAY_NONE ? yb_instant_day(call->now_ms) : in->begndate;
    row->enddate = in->enddate;
    if (in->psn_no == in->user_psn_no)
        return yb_fail(error, YB_E_FAMILY_SELF, "user_certno", NULL);
    if (!is_shared_with(call->app->rules, in->share_rlts))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "share_rlts", in->share_rlts);
    if (row->enddate != YB_DAY_NONE && row->enddate < row->begndate)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), row->enddate);
    return 0;
}

static int find_account(struct yb_call *call, int64_t psn_no, struct yb_acct_share_row *row,
                        struct yb_error *error)
{
    const struct yb_psn_account_row *account;
    struct yb_psn_account_list accounts;
    int rc = yb_psn_account_list(call->tx, psn_no, &accounts, error);

    if (rc)
        return rc;
    account = yb_books_account(&accounts, EMPLOYEE);
    if (!account)
        return yb_refuse_id(error, YB_E_FAMILY_NO_ACCOUNT, psn_no, NULL);
    row->account_id = account->account_id;
    row->insutype = account->insutype;
    return 0;
}

/* The user's row, with the holder's name. */
static int make_row(struct yb_call *call, const struct yb_share_in *in,
                    struct yb_acct_share_row *row, struct yb_error *error)
{
    int rc = find_account(call, in->psn_no, row, error);

    if (!rc)
        rc = name_of(call, in->psn_no, &row->other_name, error);
    row->psn_no = in->user_psn_no;
    row->share_id = yb_tx_id(call->tx, call->now_ms);
    row->share_role = USER;
    row->other_psn_no = in->psn_no;
    row->share_rlts = in->share_rlts;
    row->share_stas = IN_FORCE;
    row->opter_id = call->actor->opter;
    row->crte_time = row->updt_time = call->now_ms;
    return rc;
}

int yb_app_share_account(struct yb_call *call, const struct yb_share_in *in,
                         struct yb_share_out *out, struct yb_error *error)
{
    struct yb_acct_share_row row = yb_acct_share_row();
    struct yb_acct_share_list list;
    int rc = check_in(call, in, &row, error);

    if (!rc)
        rc = lock_both(call, in->psn_no, in->user_psn_no, error);
    if (!rc)
        rc = make_row(call, in, &row, error);
    if (!rc)
        rc = yb_acct_share_list(call->tx, in->user_psn_no, &list, error);
    if (!rc)
        rc = check_others(&list, &row, error);
    if (!rc)
        rc = yb_acct_share_put(call->tx, &row, error);
    if (rc)
        return rc;
    out->share_id = row.share_id;
    row.psn_no = in->psn_no;
    row.other_psn_no = in->user_psn_no;
    row.share_role = HOLDER;
    rc = name_of(call, in->user_psn_no, &row.other_name, error);
    if (!rc)
        rc = yb_acct_share_put(call->tx, &row, error);
    call->made.psn_no = in->psn_no;
    return rc;
}

static int find_row(struct yb_call *call, int64_t psn_no, int64_t share_id,
                    struct yb_acct_share_row *row, struct yb_error *error)
{
    struct yb_acct_share_list list;
    int rc = yb_acct_share_list(call->tx, psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++)
        if (list.rows[i].share_id == share_id) {
            *row = list.rows[i];
            return 0;
        }
    return rc ? rc : yb_refuse_number(error, YB_E_NOT_FOUND, "share_id", share_id);
}

static int end_row(struct yb_call *call, struct yb_acct_share_row *row, int32_t day,
                   struct yb_error *error)
{
    if (day < row->begndate)
        row->share_stas = WITHDRAWN;
    else
        row->enddate = day;
    row->updt_time = call->now_ms;
    return yb_acct_share_put(call->tx, row, error);
}

int yb_app_unshare_account(struct yb_call *call, const struct yb_unshare_in *in,
                           struct yb_error *error)
{
    struct yb_acct_share_row row, other;
    int32_t today = yb_instant_day(call->now_ms);
    int32_t day = in->enddate == YB_DAY_NONE ? today : in->enddate;
    int rc = find_row(call, in->psn_no, in->share_id, &row, error);

    if (!rc)
        rc = lock_both(call, in->psn_no, row.other_psn_no, error);
    if (!rc)
        rc = find_row(call, in->psn_no, in->share_id, &row, error);
    if (!rc)
        rc = find_row(call, row.other_psn_no, in->share_id, &other, error);
    if (rc)
        return rc;
    if (!yb_text_equal(row.share_stas, IN_FORCE))
        return yb_refuse_number(error, YB_E_NOT_FOUND, "share_id", in->share_id);
    if ((day < today && day >= row.begndate) || (row.enddate != YB_DAY_NONE && day > row.enddate))
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), day);
    rc = end_row(call, &row, day, error);
    if (!rc)
        rc = end_row(call, &other, day, error);
    call->made.psn_no = in->psn_no;
    return rc;
}

/* Whether it would hold on some day after `day`. */
static bool goes_beyond(const struct yb_acct_share_row *row, int32_t day)
{
    return yb_text_equal(row->share_stas, IN_FORCE) &&
           (row->enddate == YB_DAY_NONE || row->enddate > day);
}

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int yb_family_lock(struct yb_call *call, int64_t psn_no, struct yb_error *error)
{
    struct yb_acct_share_list list;
    int64_t *numbers;
    size_t count = 1;
    int rc = yb_acct_share_list(call->tx, psn_no, &list, error);

    if (rc)
        return rc;
    numbers = YB_NEW_ARRAY(call->arena, int64_t, list.count + 1);
    if (!numbers)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    numbers[0] = psn_no;
    for (size_t i = 0; i < list.count; i++)
        numbers[count++] = list.rows[i].other_psn_no;
    qsort(numbers, count, sizeof(*numbers), by_number);
    for (size_t i = 0; !rc && i < count; i++)
        if (!i || numbers[i] != numbers[i - 1])
            rc = yb_psn_lock(call->tx, numbers[i], error);
    return rc;
}

int yb_family_part(struct yb_call *call, int64_t psn_no, int32_t day, bool holder_only,
                   int64_t *ended, struct yb_error *error)
{
    struct yb_acct_share_list list;
    int rc = yb_acct_share_list(call->tx, psn_no, &list, error);

    *ended = 0;
    for (size_t i = 0; !rc && i < list.count; i++) {
        struct yb_acct_share_row *row = &list.rows[i], other;

        if (!goes_beyond(row, day) || (holder_only && !yb_text_equal(row->share_role, HOLDER)))
            continue;
        rc = find_row(call, row->other_psn_no, row->share_id, &other, error);
        if (!rc)
            rc = end_row(call, row, day, error);
        if (!rc)
            rc = end_row(call, &other, day, error);
        ++*ended;
    }
    return rc;
}

static enum yb_share_state state_of(const struct yb_acct_share_row *row, int32_t today)
{
    if (!yb_text_equal(row->share_stas, IN_FORCE))
        return YB_SHARE_WITHDRAWN;
    if (yb_share_holds(row, today))
        return YB_SHARE_IN_FORCE;
    return row->begndate > today ? YB_SHARE_TO_COME : YB_SHARE_ENDED;
}

/* What bills took of the account under a sharing, less what they gave back. */
static int paid_under(struct yb_call *call, const struct yb_acct_share_row *row, int64_t *fen,
                      struct yb_error *error)
{
    int64_t holder = yb_text_equal(row->share_role, HOLDER) ? row->psn_no : row->other_psn_no;
    struct yb_acct_hold_list holds;
    int rc = yb_acct_hold_list(call->tx, holder, YB_TEXT(""), &holds, error);

    *fen = 0;
    for (size_t i = 0; !rc && i < holds.count; i++)
        if (holds.rows[i].share_id == row->share_id)
            *fen += holds.rows[i].pay_amt_fen - holds.rows[i].back_amt_fen;
    return rc;
}

int yb_app_shares(struct yb_call *call, int64_t psn_no, struct yb_shares_out *out,
                  struct yb_error *error)
{
    struct yb_psn_account_list accounts;
    struct yb_acct_share_list list;
    struct yb_share_view *items;
    int rc = yb_psn_account_list(call->tx, psn_no, &accounts, error);

    if (!rc)
        rc = yb_acct_share_list(call->tx, psn_no, &list, error);
    if (rc)
        return rc;
    items = YB_NEW_ARRAY(call->arena, struct yb_share_view, list.count + 1);
    if (!items)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    *out = (struct yb_shares_out){items, list.count, yb_books_account(&accounts, EMPLOYEE) != NULL};
    for (size_t i = 0; !rc && i < list.count; i++) {
        items[i].row = &list.rows[i];
        items[i].holds = yb_text_equal(list.rows[i].share_role, HOLDER);
        items[i].state = state_of(&list.rows[i], yb_instant_day(call->now_ms));
        rc = paid_under(call, &list.rows[i], &items[i].pay_amt_fen, error);
    }
    return rc;
}
