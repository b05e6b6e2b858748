#include "app/family/use.h"

#include "app/refuse.h"
#include "app/settle/books.h"
#include "base/money.h"
#include "store/acct_share.h"
#include "store/ledger.h"
#include "store/psn.h"

#define HELD     YB_TEXT("1")
#define POSTED   YB_TEXT("2")
#define RELEASED YB_TEXT("3")
#define TO_TELL  YB_TEXT("1")
#define DONE     YB_TEXT("2")
#define MEMO     YB_TEXT("家庭共济")

static int available(struct yb_call *call, int64_t psn_no, int64_t account_id, int64_t *fen,
                     struct yb_error *error)
{
    struct yb_psn_account_list accounts;
    int rc = yb_psn_account_list(call->tx, psn_no, &accounts, error);

    *fen = 0;
    for (size_t i = 0; !rc && i < accounts.count; i++)
        if (accounts.rows[i].account_id == account_id)
            *fen = yb_psn_account_available(&accounts.rows[i]);
    if (*fen < 0)
        *fen = 0;
    return rc;
}

/* The hold that this very request made before, if it is still open. */
static int find_hold(struct yb_call *call, const struct yb_acct_hold_row *like,
                     struct yb_acct_hold_row *hold, bool *found, struct yb_error *error)
{
    struct yb_acct_hold_list list;
    int rc = yb_acct_hold_list(call->tx, like->psn_no, HELD, &list, error);

    *found = false;
    for (size_t i = 0; !rc && like->msgid.length && i < list.count; i++)
        if (list.rows[i].user_psn_no == like->user_psn_no &&
            list.rows[i].account_id == like->account_id &&
            yb_text_equal(list.rows[i].fixmedins_code, like->fixmedins_code) &&
            yb_text_equal(list.rows[i].msgid, like->msgid)) {
            *hold = list.rows[i];
            *found = true;
        }
    return rc;
}

/* What is in an account for this request: what it held before counts. */
static int in_account(struct yb_call *call, int64_t user_psn_no, struct yb_family_part *part,
                      struct yb_error *error)
{
    struct yb_acct_hold_row like = yb_acct_hold_row(), earlier;
    bool found = false;
    int rc = available(call, part->holder_psn_no, part->account_id, &part->hold_fen, error);

    like.psn_no = part->holder_psn_no;
    like.account_id = part->account_id;
    like.user_psn_no = user_psn_no;
    like.fixmedins_code = call->actor->fixmedins_code;
    like.msgid = call->actor->msgid;
    if (!rc && call->family)
        rc = find_hold(call, &like, &earlier, &found, error);
    if (found)
        part->hold_fen += earlier.hold_amt_fen;
    return rc;
}

int yb_family_find(struct yb_call *call, int64_t psn_no, int32_t day, struct yb_family_plan *plan,
                   struct yb_error *error)
{
    struct yb_acct_share_list list;
    int rc = yb_acct_share_list(call->tx, psn_no, &list, error);

    *plan = (struct yb_family_plan){.count = 0};
    for (size_t i = 0; !rc && i < list.count && plan->count < YB_FAMILY_SHARES_MAX; i++) {
        const struct yb_acct_share_row *row = &list.rows[i];
        struct yb_family_part *part = &plan->parts[plan->count];

        if (!yb_text_is(row->share_role, "2") || !yb_share_holds(row, day))
            continue;
        *part = (struct yb_family_part){.holder_psn_no = row->other_psn_no,
                                        .account_id = row->account_id,
                                        .share_id = row->share_id};
        rc = in_account(call, psn_no, part, error);
        plan->count++;
    }
    if (!rc && !plan->count)
        rc = yb_fail(error, YB_E_FAMILY_NOT_SHARED, "acct_used_flag", NULL);
    return rc;
}

int64_t yb_family_most(const struct yb_family_plan *plan)
{
    int64_t sum = 0;

    for (size_t i = 0; i < plan->count; i++)
        sum += plan->parts[i].hold_fen;
    return sum;
}

void yb_family_spread(struct yb_family_plan *plan, int64_t pay_fen)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct yb_family_part *part = &plan->parts[i];

        part->pay_fen = pay_fen < part->hold_fen ? pay_fen : part->hold_fen;
        pay_fen -= part->pay_fen;
    }
}

/* One transfer between the holder's account and the clearing account, of the holder. */
static int post(struct yb_call *call, int64_t holder_psn_no,
                struct yb_ledger_transfer_row *transfer, struct yb_error *error)
{
    struct yb_ledger_transfer_list one = {transfer, 1};

    transfer->psn_no = holder_psn_no;
    transfer->transfer_year = yb_day_year(yb_instant_day(call->now_ms));
    transfer->memo = MEMO;
    return yb_ledger_post(call->tx, &one, call->now_ms, error);
}

static int pend(struct yb_call *call, const struct yb_acct_hold_row *hold, struct yb_error *error)
{
    struct yb_ledger_transfer_row transfer = yb_ledger_transfer_row();
    int rc = yb_books_family(call, &transfer.credit_account_id, error);

    transfer.transfer_id = hold->hold_id;
    transfer.transfer_kind = YB_TRANSFER_PENDING;
    transfer.debit_account_id = hold->account_id;
    transfer.amount_fen = hold->hold_amt_fen;
    return rc ? rc : post(call, hold->psn_no, &transfer, error);
}

static int resolve(struct yb_call *call, const struct yb_acct_hold_row *hold,
                   struct yb_error *error)
{
    struct yb_ledger_transfer_row transfer = yb_ledger_transfer_row();
    int rc = yb_books_family(call, &transfer.credit_account_id, error);

    transfer.transfer_id = yb_tx_id(call->tx, call->now_ms);
    transfer.transfer_kind = hold->pay_amt_fen ? YB_TRANSFER_POST : YB_TRANSFER_VOID;
    transfer.pending_id = hold->hold_id;
    transfer.debit_account_id = hold->account_id;
    transfer.amount_fen = hold->pay_amt_fen ? hold->pay_amt_fen : hold->hold_amt_fen;
    return rc ? rc : post(call, hold->psn_no, &transfer, error);
}

static struct yb_acct_hold_row new_hold(struct yb_call *call, int64_t user_psn_no,
                                        const struct yb_family_part *part)
{
    struct yb_acct_hold_row hold = yb_acct_hold_row();

    hold.hold_id = part->hold_id;
    hold.psn_no = part->holder_psn_no;
    hold.account_id = part->account_id;
    hold.share_id = part->share_id;
    hold.user_psn_no = user_psn_no;
    hold.fixmedins_code = call->actor->fixmedins_code;
    hold.msgid = call->actor->msgid;
    hold.hold_amt_fen = part->hold_fen;
    hold.hold_stas = HELD;
    hold.crte_time = call->now_ms;
    return hold;
}

static struct yb_acct_use_row new_use(struct yb_call *call, const struct yb_setl_row *setl,
                                      const struct yb_family_part *part)
{
    struct yb_acct_use_row use = yb_acct_use_row();

    use.acct_use_id = use.hold_id = part->hold_id;
    use.psn_no = setl->psn_no;
    use.setl_id = setl->setl_id;
    use.holder_psn_no = part->holder_psn_no;
    use.account_id = part->account_id;
    use.share_id = part->share_id;
    use.pay_amt_fen = part->pay_fen;
    use.use_stas = DONE;
    use.crte_time = call->now_ms;
    return use;
}

/* A row of its own for what goes back, like that of the use. */
static struct yb_acct_use_row use_back(struct yb_call *call, const struct yb_acct_use_row *use,
                                       int64_t fen)
{
    struct yb_acct_use_row row = *use;

    row.acct_use_id = yb_tx_id(call->tx, call->now_ms);
    row.pay_amt_fen = -fen;
    row.use_stas = call->family ? TO_TELL : DONE;
    row.crte_time = call->now_ms;
    return row;
}

/* Steps 1 and 3 at once. */
static int pay_at_once(struct yb_call *call, struct yb_family_part *part,
                       const struct yb_setl_row *setl, struct yb_error *error)
{
    struct yb_acct_hold_row hold;
    int rc;

    part->hold_id = yb_tx_id(call->tx, call->now_ms);
    part->hold_fen = part->pay_fen;
    hold = new_hold(call, setl->psn_no, part);
    rc = pend(call, &hold, error);
    hold.pay_amt_fen = part->pay_fen;
    hold.setl_id = setl->setl_id;
    hold.hold_stas = POSTED;
    hold.end_time = call->now_ms;
    if (!rc)
        rc = resolve(call, &hold, error);
    return rc ? rc : yb_acct_hold_add(call->tx, &hold, error);
}

int yb_family_book(struct yb_call *call, struct yb_family_plan *plan,
                   const struct yb_setl_row *setl, struct yb_error *error)
{
    int rc = 0;

    for (size_t i = 0; !rc && i < plan->count; i++) {
        struct yb_family_part *part = &plan->parts[i];
        struct yb_acct_use_row use;

        if (!part->pay_fen)
            continue;
        if (!call->family)
            rc = pay_at_once(call, part, setl, error);
        use = new_use(call, setl, part);
        if (!rc)
            rc = yb_acct_use_add(call->tx, &use, error);
    }
    if (call->family) {
        call->family->plan = *plan;
        call->family->setl_id = setl->setl_id;
    }
    return rc;
}

int yb_family_credit(struct yb_call *call, const struct yb_family_back *back,
                     struct yb_error *error)
{
    struct yb_ledger_transfer_row transfer = yb_ledger_transfer_row();
    struct yb_acct_hold_row hold;
    bool found = false;
    int rc = yb_psn_lock(call->tx, back->holder_psn_no, error);

    if (!rc)
        rc = yb_acct_hold_get(call->tx, back->holder_psn_no, back->hold_id, &hold, &found, error);
    if (!rc && !found)
        rc = yb_refuse_number(error, YB_E_NOT_FOUND, "acct_hold", back->hold_id);
    if (rc || hold.back_amt_fen >= back->total_fen)
        return rc;
    if (!yb_text_equal(hold.hold_stas, POSTED)) /* step 3 comes first: the sweep tells later */
        return yb_refuse_id(error, YB_E_FAMILY_HOLD, back->hold_id, NULL);
    rc = yb_books_family(call, &transfer.debit_account_id, error);
    transfer.transfer_id = yb_tx_id(call->tx, call->now_ms);
    transfer.transfer_kind = YB_TRANSFER_POSTED;
    transfer.credit_account_id = hold.account_id;
    transfer.amount_fen = back->total_fen - hold.back_amt_fen;
    if (!rc)
        rc = post(call, back->holder_psn_no, &transfer, error);
    hold.back_amt_fen = back->total_fen;
    return rc ? rc : yb_acct_hold_put(call->tx, &hold, error);
}

static int64_t given_back(const struct yb_acct_use_list *list, int64_t hold_id)
{
    int64_t sum = 0;

    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].hold_id == hold_id && list->rows[i].pay_amt_fen < 0)
            sum -= list->rows[i].pay_amt_fen;
    return sum;
}

int yb_family_owed(struct yb_call *call, const struct yb_acct_use_row *row,
                   struct yb_family_back *back, struct yb_error *error)
{
    struct yb_acct_use_list list;
    int rc = yb_psn_lock(call->tx, row->psn_no, error);

    if (!rc)
        rc = yb_acct_use_list(call->tx, row->psn_no, row->setl_id, &list, error);
    if (rc)
        return rc;
    *back = (struct yb_family_back){row->psn_no, row->acct_use_id, row->holder_psn_no, row->hold_id,
                                    given_back(&list, row->hold_id)};
    return 0;
}

int yb_family_told(struct yb_call *call, const struct yb_family_back *back, struct yb_error *error)
{
    struct yb_acct_use_row row;
    bool found = false;
    int rc = yb_psn_lock(call->tx, back->psn_no, error);

    if (!rc)
        rc = yb_acct_use_get(call->tx, back->psn_no, back->acct_use_id, &row, &found, error);
    if (rc || !found)
        return rc;
    row.use_stas = DONE;
    return yb_acct_use_put(call->tx, &row, error);
}

static int note_back(struct yb_call *call, const struct yb_family_back *back,
                     struct yb_error *error)
{
    struct yb_family *family = call->family;

    if (!family)
        return yb_family_credit(call, back, error);
    if (!family->back_count)
        family->back = YB_NEW_ARRAY(call->arena, struct yb_family_back, YB_FAMILY_BACK_MAX);
    if (!family->back)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (family->back_count < YB_FAMILY_BACK_MAX) /* the rest is the sweep's */
        family->back[family->back_count++] = *back;
    return 0;
}

/* Gives back at most *most_fen of one use. */
static int give_back_one(struct yb_call *call, const struct yb_acct_use_list *list,
                         const struct yb_acct_use_row *use, int64_t *most_fen,
                         struct yb_error *error)
{
    int64_t before = given_back(list, use->hold_id), fen = use->pay_amt_fen - before;
    struct yb_acct_use_row row;
    int rc;

    if (use->acct_use_id != use->hold_id || fen <= 0)
        return 0;
    if (fen > *most_fen)
        fen = *most_fen;
    *most_fen -= fen;
    row = use_back(call, use, fen);
    rc = yb_acct_use_add(call->tx, &row, error);
    if (rc)
        return rc;
    return note_back(call,
                     &(struct yb_family_back){row.psn_no, row.acct_use_id, row.holder_psn_no,
                                              row.hold_id, before + fen},
                     error);
}

int yb_family_give_back(struct yb_call *call, int64_t psn_no, int64_t setl_id, int64_t most_fen,
                        struct yb_error *error)
{
    struct yb_acct_use_list list;
    int rc = yb_acct_use_list(call->tx, psn_no, setl_id, &list, error);

    for (size_t i = rc ? 0 : list.count; !rc && most_fen > 0 && i-- > 0;)
        rc = give_back_one(call, &list, &list.rows[i], &most_fen, error);
    return rc;
}

/* The holder's own row still shares the account. */
static int check_share(struct yb_call *call, const struct yb_family_part *part, bool *shared,
                       struct yb_error *error)
{
    struct yb_acct_share_list list;
    int rc = yb_acct_share_list(call->tx, part->holder_psn_no, &list, error);

    *shared = false;
    for (size_t i = 0; !rc && i < list.count; i++)
        *shared |= list.rows[i].share_id == part->share_id &&
                   yb_share_holds(&list.rows[i], yb_instant_day(call->now_ms));
    return rc;
}

int yb_family_hold(struct yb_call *call, int64_t user_psn_no, struct yb_family_part *part,
                   struct yb_error *error)
{
    struct yb_acct_hold_row hold = new_hold(call, user_psn_no, part), earlier;
    bool found = false, shared = false;
    int64_t fen = 0;
    int rc = yb_psn_lock(call->tx, part->holder_psn_no, error);

    part->hold_id = 0;
    if (!rc)
        rc = find_hold(call, &hold, &earlier, &found, error);
    if (!rc && found) {
        part->hold_id = earlier.hold_id;
        part->hold_fen = earlier.hold_amt_fen;
        return 0;
    }
    if (!rc)
        rc = check_share(call, part, &shared, error);
    if (!rc && shared)
        rc = available(call, part->holder_psn_no, part->account_id, &fen, error);
    if (fen > part->hold_fen)
        fen = part->hold_fen;
    part->hold_fen = fen;
    if (rc || !fen)
        return rc;
    hold.hold_id = yb_tx_id(call->tx, call->now_ms);
    hold.hold_amt_fen = fen;
    rc = pend(call, &hold, error);
    if (!rc)
        rc = yb_acct_hold_add(call->tx, &hold, error);
    if (!rc)
        part->hold_id = hold.hold_id;
    return rc;
}

int yb_family_end(struct yb_call *call, const struct yb_family_end *end, struct yb_error *error)
{
    struct yb_acct_hold_list list;
    int rc = yb_psn_lock(call->tx, end->holder_psn_no, error);

    if (!rc)
        rc = yb_acct_hold_list(call->tx, end->holder_psn_no, HELD, &list, error);
    for (size_t i = 0; !rc && i < list.count; i++) {
        struct yb_acct_hold_row *hold = &list.rows[i];

        if (hold->hold_id != end->hold_id)
            continue;
        hold->pay_amt_fen = end->pay_fen;
        hold->setl_id = end->pay_fen ? end->setl_id : 0;
        hold->hold_stas = end->pay_fen ? POSTED : RELEASED;
        hold->end_time = call->now_ms;
        rc = resolve(call, hold, error);
        if (!rc)
            rc = yb_acct_hold_put(call->tx, hold, error);
    }
    return rc;
}

int yb_family_decided(struct yb_call *call, const struct yb_acct_hold_row *hold,
                      struct yb_family_end *end, struct yb_error *error)
{
    struct yb_acct_use_row use;
    bool found;
    int rc = yb_psn_lock(call->tx, hold->user_psn_no, error);

    if (!rc)
        rc = yb_acct_use_get(call->tx, hold->user_psn_no, hold->hold_id, &use, &found, error);
    if (rc)
        return rc;
    if (!found) {
        use = yb_acct_use_row();
        use.acct_use_id = use.hold_id = hold->hold_id;
        use.psn_no = hold->user_psn_no;
        use.holder_psn_no = hold->psn_no;
        use.account_id = hold->account_id;
        use.share_id = hold->share_id;
        use.use_stas = DONE;
        use.crte_time = call->now_ms;
        rc = yb_acct_use_add(call->tx, &use, error);
    }
    *end = (struct yb_family_end){hold->psn_no, hold->hold_id, use.pay_amt_fen, use.setl_id};
    return rc;
}

static const struct yb_acct_share_row *find_share(const struct yb_acct_share_list *shares,
                                                  int64_t share_id)
{
    for (size_t i = 0; i < shares->count; i++)
        if (shares->rows[i].share_id == share_id)
            return &shares->rows[i];
    return NULL;
}

int yb_family_names(struct yb_tx *tx, int64_t psn_no, int64_t setl_id, struct yb_text *names,
                    struct yb_error *error)
{
    struct yb_acct_share_list shares;
    struct yb_acct_use_list uses;
    struct yb_buffer text;
    int rc = yb_acct_use_list(tx, psn_no, setl_id, &uses, error);

    *names = (struct yb_text){NULL, 0};
    if (!rc && uses.count)
        rc = yb_acct_share_list(tx, psn_no, &shares, error);
    if (rc || !uses.count)
        return rc;
    yb_buffer_init(&text, yb_tx_arena(tx));
    for (size_t i = 0; i < uses.count; i++) {
        const struct yb_acct_share_row *share = find_share(&shares, uses.rows[i].share_id);
        char amount[YB_DECIMAL_TEXT_MAX];

        if (uses.rows[i].acct_use_id != uses.rows[i].hold_id || !share)
            continue;
        yb_money_format(uses.rows[i].pay_amt_fen, amount);
        yb_buffer_addf(&text, "%s" YB_TEXT_FMT " %s", text.length ? "，" : "",
                       YB_TEXT_ARG(yb_share_name(yb_tx_arena(tx), share)), amount);
    }
    *names = yb_buffer_text(&text);
    return text.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL) : 0;
}
