#include "app/settle/books.h"

#include "app/settle/postings.h"
#include "store/ledger.h"

/* How old a row must be before the process trusts that its commit is past. */
#define SETTLED_MS 10000

static _Atomic int64_t *slot_of(struct yb_app *app, int64_t account_id)
{
    return &app->known_accounts[(uint64_t)account_id % YB_KNOWN_ACCOUNTS];
}

int yb_books_shared(struct yb_call *call, const struct yb_ledger_account_row *account,
                    int64_t *account_id, struct yb_error *error)
{
    struct yb_ledger_account_row row = *account;
    _Atomic int64_t *slot;
    int rc;

    if (yb_ledger_account_recall(call->tx, &row)) {
        *account_id = row.account_id;
        return 0;
    }
    row.account_id = yb_account_id((int)account->account_kind, account->account_key);
    slot = slot_of(call->app, row.account_id);
    if (*slot == row.account_id) {
        *account_id = row.account_id;
        return 0;
    }
    row.admdvs = yb_text_of(call->app->region);
    row.crte_time = call->now_ms;
    rc = yb_ledger_account_open(call->tx, &row, error);
    if (rc)
        return rc;
    if (row.crte_time + SETTLED_MS < call->now_ms)
        *slot = row.account_id;
    *account_id = row.account_id;
    return 0;
}

int yb_books_fund(struct yb_call *call, struct yb_text insutype, struct yb_text fund_pay_type,
                  struct yb_text name, int64_t *account_id, struct yb_error *error)
{
    struct yb_ledger_account_row row = yb_ledger_account_row();

    row.account_kind = YB_ACCOUNT_FUND;
    row.account_key =
        yb_account_key_fund(call->arena, yb_text_of(call->app->region), insutype, fund_pay_type);
    row.account_name = name;
    row.insutype = insutype;
    row.fund_pay_type = fund_pay_type;
    return yb_books_shared(call, &row, account_id, error);
}

int yb_books_institution(struct yb_call *call, struct yb_text fixmedins_code, int64_t *account_id,
                         struct yb_error *error)
{
    struct yb_ledger_account_row row = yb_ledger_account_row();

    row.account_kind = YB_ACCOUNT_FIXMEDINS;
    row.account_key = fixmedins_code;
    row.account_name = call->actor->fixmedins_name;
    return yb_books_shared(call, &row, account_id, error);
}

struct clearing {
    struct yb_text key, name, insutype;
};

static int clear_through(struct yb_call *call, const struct clearing *of, int64_t *account_id,
                         struct yb_error *error)
{
    struct yb_ledger_account_row row = yb_ledger_account_row();

    row.account_kind = YB_ACCOUNT_CLEARING;
    row.account_key = of->key;
    row.account_name = of->name;
    row.insutype = of->insutype;
    return yb_books_shared(call, &row, account_id, error);
}

int yb_books_adjustments(struct yb_call *call, struct yb_text insutype, int64_t *account_id,
                         struct yb_error *error)
{
    const struct clearing of = {
        yb_account_key_adjust(call->arena, yb_text_of(call->app->region), insutype),
        YB_TEXT("重算差额"), insutype};

    return clear_through(call, &of, account_id, error);
}

int yb_books_paper(struct yb_call *call, struct yb_text insutype, int64_t *account_id,
                   struct yb_error *error)
{
    const struct clearing of = {
        yb_account_key_paper(call->arena, yb_text_of(call->app->region), insutype),
        YB_TEXT("零星报销应付个人"), insutype};

    return clear_through(call, &of, account_id, error);
}

int yb_books_allowance(struct yb_call *call, struct yb_text insutype, int64_t *account_id,
                       struct yb_error *error)
{
    const struct clearing of = {
        yb_account_key_allowance(call->arena, yb_text_of(call->app->region), insutype),
        YB_TEXT("应付生育津贴"), insutype};

    return clear_through(call, &of, account_id, error);
}

int yb_books_family(struct yb_call *call, int64_t *account_id, struct yb_error *error)
{
    const struct clearing of = {yb_account_key_family(call->arena, yb_text_of(call->app->region)),
                                YB_TEXT("家庭共济"),
                                {0}};

    return clear_through(call, &of, account_id, error);
}

static int book_opening(struct yb_call *call, const struct yb_psn_account_row *account,
                        int64_t balc_fen, struct yb_error *error)
{
    struct yb_ledger_transfer_row transfer = yb_ledger_transfer_row();
    struct yb_ledger_transfer_list list = {&transfer, 1};
    struct yb_ledger_account_row pool = yb_ledger_account_row();
    int rc;

    pool.account_kind = YB_ACCOUNT_PSN_POOL;
    pool.account_key = yb_text_of(yb_arena_format(call->arena, "%s:" YB_TEXT_FMT, call->app->region,
                                                  YB_TEXT_ARG(account->insutype)));
    pool.account_name = YB_TEXT("个人账户");
    pool.insutype = account->insutype;
    rc = yb_books_shared(call, &pool, &transfer.debit_account_id, error);
    if (rc)
        return rc;
    transfer.transfer_id = yb_tx_id(call->tx, call->now_ms);
    transfer.psn_no = account->psn_no;
    transfer.transfer_kind = YB_TRANSFER_POSTED;
    transfer.credit_account_id = account->account_id;
    transfer.amount_fen = balc_fen;
    transfer.transfer_year = yb_day_year(yb_instant_day(call->now_ms));
    transfer.memo = YB_TEXT("期初余额");
    return yb_ledger_post(call->tx, &list, call->now_ms, error);
}

int yb_books_open_account(struct yb_call *call, int64_t psn_no, struct yb_text insutype,
                          int64_t balc_fen, struct yb_error *error)
{
    struct yb_psn_account_row account = yb_psn_account_row();
    int rc;

    account.psn_no = psn_no;
    account.account_id = yb_tx_id(call->tx, call->now_ms);
    account.insutype = insutype;
    account.debits_must_not_exceed_credits = 1;
    account.crte_time = call->now_ms;
    rc = yb_psn_account_open(call->tx, &account, error);
    if (!rc && balc_fen)
        rc = book_opening(call, &account, balc_fen, error);
    return rc;
}

const struct yb_psn_account_row *yb_books_account(const struct yb_psn_account_list *accounts,
                                                  struct yb_text insutype)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (yb_text_equal(accounts->rows[i].insutype, insutype))
            return &accounts->rows[i];
    return NULL;
}
