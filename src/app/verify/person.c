/* What must hold within one person's settlements. See verify.h. */
#include "app/verify/verify_internal.h"

#include "app/settle/books.h"
#include "app/settle/postings.h"
#include "store/ledger.h"
#include "store/message.h"

#include <stdio.h>
#include <string.h>

static int64_t amount(const struct yb_setl_row *row, size_t i)
{
    int64_t value;

    memcpy(&value, (const char *)row + yb_setl_amounts[i].offset, sizeof(value));
    return value;
}

/* Reports every amount in which `is` differs from `should`. */
static void compare_amounts(struct yb_verify_person *person, enum yb_verify_check check,
                            const struct yb_setl_row *should, const struct yb_setl_row *is)
{
    for (size_t i = 0; i < YB_SETL_AMOUNTS; i++)
        if (amount(should, i) != amount(is, i))
            yb_verify_number(person->verifying, check, yb_setl_amounts[i].name, is->setl_id,
                             (const int64_t[]){amount(should, i), amount(is, i)});
}

int yb_verify_identities(struct yb_verify_person *person, struct yb_error *error)
{
    (void)error;
    for (size_t i = 0; i < person->setls.count; i++) {
        const struct yb_setl_row *setl = &person->setls.rows[i];
        const struct yb_setl_detail_list *details = &person->parts[i].details;
        static const struct yb_setl_detail_row none;
        struct yb_error broken = {0};

        if (yb_setl_check(setl, details->count ? details->rows : &none, details->count, &broken))
            yb_verify_fault(person->verifying, YB_VERIFY_IDENTITIES, broken.args[0], setl->setl_id,
                            "sum");
    }
    return 0;
}

static const struct yb_setl_row *find(const struct yb_verify_person *person, int64_t setl_id)
{
    for (size_t i = 0; i < person->setls.count; i++)
        if (person->setls.rows[i].setl_id == setl_id)
            return &person->setls.rows[i];
    return NULL;
}

static void check_red(struct yb_verify_person *person, const struct yb_setl_row *red)
{
    const struct yb_setl_row *original = find(person, red->init_setl_id);
    struct yb_setl_row negative = {0};

    if (!original) {
        yb_verify_fault(person->verifying, YB_VERIFY_CANCELLATIONS, "init_setl_id", red->setl_id,
                        "setl");
        return;
    }
    yb_setl_amounts_add(&negative, original, -1);
    compare_amounts(person, YB_VERIFY_CANCELLATIONS, &negative, red);
}

/* What was adjusted of a cancelled settlement adds up to nothing. */
static void check_adjustments(struct yb_verify_person *person, const struct yb_setl_row *setl)
{
    struct yb_setl_row sum = {.setl_id = setl->setl_id}, nothing = {0};

    for (size_t i = 0; i < person->setls.count; i++)
        if (person->setls.rows[i].adjust_setl_id == setl->setl_id)
            yb_setl_amounts_add(&sum, &person->setls.rows[i], 1);
    compare_amounts(person, YB_VERIFY_CANCELLATIONS, &nothing, &sum);
}

int yb_verify_cancellations(struct yb_verify_person *person, struct yb_error *error)
{
    (void)error;
    for (size_t i = 0; i < person->setls.count; i++) {
        const struct yb_setl_row *setl = &person->setls.rows[i];

        if (setl->init_setl_id)
            check_red(person, setl);
        else if (setl->adjust_setl_id && !find(person, setl->adjust_setl_id))
            yb_verify_fault(person->verifying, YB_VERIFY_CANCELLATIONS, "adjust_setl_id",
                            setl->setl_id, "setl");
        else if (!setl->adjust_setl_id && yb_setl_cancelled_by(&person->setls, setl))
            check_adjustments(person, setl);
    }
    return 0;
}

static int64_t stored_value(const struct yb_verify_person *person,
                            const struct yb_setl_accu_row *like)
{
    for (size_t i = 0; i < person->accu.count; i++) {
        const struct yb_accu_row *row = &person->accu.rows[i];

        if (row->accu_year == like->accu_year && yb_text_equal(row->insutype, like->insutype) &&
            yb_text_equal(row->accu_name, like->accu_name))
            return row->value;
    }
    return 0;
}

static bool same_accu(const struct yb_setl_accu_row *a, const struct yb_setl_accu_row *b)
{
    return a->accu_year == b->accu_year && yb_text_equal(a->insutype, b->insutype) &&
           yb_text_equal(a->accu_name, b->accu_name);
}

/* The movement of the same accumulator that came before (i, j), or NULL. */
static const struct yb_setl_accu_row *movement_before(const struct yb_verify_person *person,
                                                      size_t i, const struct yb_setl_accu_row *like)
{
    while (i-- > 0)
        for (size_t j = 0; j < person->parts[i].accus.count; j++)
            if (same_accu(&person->parts[i].accus.rows[j], like))
                return &person->parts[i].accus.rows[j];
    return NULL;
}

static bool is_last_movement(const struct yb_verify_person *person, size_t i,
                             const struct yb_setl_accu_row *like)
{
    while (++i < person->setls.count)
        for (size_t j = 0; j < person->parts[i].accus.count; j++)
            if (same_accu(&person->parts[i].accus.rows[j], like))
                return false;
    return true;
}

/* Movements form one chain from zero to what stands. */
int yb_verify_accumulators(struct yb_verify_person *person, struct yb_error *error)
{
    (void)error;
    for (size_t i = 0; i < person->setls.count; i++) {
        const struct yb_setl_accu_list *accus = &person->parts[i].accus;

        for (size_t j = 0; j < accus->count; j++) {
            const struct yb_setl_accu_row *accu = &accus->rows[j];
            const struct yb_setl_accu_row *before = movement_before(person, i, accu);
            const char *name =
                yb_arena_copy(person->arena, accu->accu_name.bytes, accu->accu_name.length);
            int64_t start = before ? before->value_after : 0;

            if (accu->value_before != start)
                yb_verify_number(person->verifying, YB_VERIFY_ACCUMULATORS, name, accu->setl_id,
                                 (const int64_t[]){start, accu->value_before});
            if (is_last_movement(person, i, accu) &&
                stored_value(person, accu) != accu->value_after)
                yb_verify_number(person->verifying, YB_VERIFY_ACCUMULATORS, name, person->psn_no,
                                 (const int64_t[]){accu->value_after, stored_value(person, accu)});
        }
    }
    return 0;
}

static int decide_again(struct yb_verify_person *person, const struct yb_effective *effective,
                        const struct yb_moves *before, struct yb_error *error)
{
    struct yb_redecide with = {
        .tx = person->tx, .arena = person->arena, .before = before, .as_recorded = true};
    const struct yb_setl_row *setl = &effective->sum;
    struct yb_setl_row again = *setl;
    struct yb_feedetl_list lines;
    struct yb_decision decision;
    struct yb_error broken = {0};
    int rc = yb_policy_of_pack(person->verifying->app, person->tx, person->arena,
                               setl->policy_pack_id, &with.policy, &broken);

    if (rc == YB_E_NOT_FOUND) {
        yb_verify_fault(person->verifying, YB_VERIFY_BILLS, "policy_pack_id", setl->setl_id,
                        "policy_pack");
        return 0;
    }
    if (rc)
        *error = broken;
    else
        rc = yb_feedetl_list(person->tx, setl->psn_no, setl->mdtrt_id, &lines, error);
    if (rc)
        return rc;
    with.lines = &lines;
    yb_lines_fix(&lines, &person->fixes, INT64_MAX);
    person->verifying->out->lines += (int64_t)lines.count;
    if (yb_redecide(&with, effective, &decision, &broken)) {
        yb_verify_fault(person->verifying, YB_VERIFY_BILLS, yb_code_name(broken.code),
                        setl->setl_id, "OK");
        return 0;
    }
    yb_decision_amounts(&decision, &again);
    compare_amounts(person, YB_VERIFY_BILLS, &again, setl);
    for (int i = 0; i < with.policy->accumulator_count; i++) {
        struct yb_text name = with.policy->accumulators[i].name;
        int64_t should = decision.bill.after[i] - decision.before[i];
        int64_t is = yb_moves_get(&effective->moves, name);

        if (should != is)
            yb_verify_number(person->verifying, YB_VERIFY_BILLS,
                             yb_arena_copy(person->arena, name.bytes, name.length), setl->setl_id,
                             (const int64_t[]){should, is});
    }
    return 0;
}

/* The bills of one scheme and year, each on what those before it have moved. */
static int verify_year(struct yb_verify_person *person, const struct yb_setl_row *like,
                       struct yb_error *error)
{
    const struct yb_order_of of = {.tx = person->tx,
                                   .arena = person->arena,
                                   .setls = &person->setls,
                                   .causes = &person->causes,
                                   .insutype = like->insutype,
                                   .setl_year = like->setl_year};
    struct yb_moves running = {.count = 0};
    struct yb_bill_order order;
    int rc = yb_bills_in_order(&of, &order, error);

    for (size_t i = 0; !rc && i < order.count; i++) {
        struct yb_effective effective;

        if (!order.places[i].live)
            continue;
        rc = yb_effective_load(person->tx, order.places[i].setl, &person->setls, &effective, error);
        if (!rc)
            rc = decide_again(person, &effective, &running, error);
        for (int j = 0; !rc && j < effective.moves.count; j++)
            if (!yb_moves_add(&running, effective.moves.name[j], effective.moves.value[j]))
                rc = yb_fail(error, YB_E_TOO_MANY, "accumulators", "64", NULL);
    }
    return rc;
}

static bool same_year(const struct yb_setl_row *a, const struct yb_setl_row *b)
{
    return a->setl_year == b->setl_year && yb_text_equal(a->insutype, b->insutype);
}

int yb_verify_bills(struct yb_verify_person *person, struct yb_error *error)
{
    int rc = 0;

    for (size_t i = 0; !rc && i < person->setls.count; i++) {
        const struct yb_setl_row *setl = &person->setls.rows[i];
        size_t first = 0;

        while (!same_year(&person->setls.rows[first], setl))
            first++;
        if (first == i)
            rc = verify_year(person, setl, error);
    }
    return rc;
}

/* The institution that an adjustment was settled with, or none. */
static struct yb_text institution_of(const struct yb_verify_person *person,
                                     const struct yb_setl_row *setl)
{
    if (!setl->adjust_setl_id)
        return setl->fixmedins_code;
    for (size_t i = 0; i < person->causes.count; i++)
        if (person->causes.rows[i].setl_id == setl->setl_id &&
            yb_text_is(person->causes.rows[i].owed_by, "2"))
            return person->causes.rows[i].fixmedins_code;
    return (struct yb_text){0};
}

static void expected_postings(struct yb_verify_person *person, const struct yb_setl_row *setl,
                              struct yb_posting_source *source)
{
    const struct yb_psn_account_row *account = yb_books_account(&person->accounts, setl->insutype);
    struct yb_text region = yb_text_of(person->verifying->app->region);
    struct yb_text institution = institution_of(person, setl);
    struct yb_setl_row row = *setl;

    memset(source, 0, sizeof(*source));
    source->psn_account_id = account ? account->account_id : 0;
    source->counter_account_id =
        yb_setl_is_paper(setl)
            ? yb_account_id(YB_ACCOUNT_CLEARING,
                            yb_account_key_paper(person->arena, region, setl->insutype))
        : institution.length
            ? yb_account_id(YB_ACCOUNT_FIXMEDINS, institution)
            : yb_account_id(YB_ACCOUNT_CLEARING,
                            yb_account_key_adjust(person->arena, region, setl->insutype));
    source->family_fen = row.acct_mulaid_pay_fen;
    source->family_account_id =
        yb_account_id(YB_ACCOUNT_CLEARING, yb_account_key_family(person->arena, region));
    for (int fund = 0; fund < YB_FUNDS; fund++) {
        const struct yb_fund_name *name =
            yb_code_map_fund(person->verifying->app->codes, setl->insutype, (enum yb_fund)fund);

        source->fund_fen[fund] = *yb_setl_fund(&row, (enum yb_fund)fund);
        source->fund_account_id[fund] = yb_account_id(
            YB_ACCOUNT_FUND,
            yb_account_key_fund(person->arena, region, setl->insutype, name->fund_pay_type));
    }
}

static bool has_transfer(const struct yb_ledger_transfer_list *list,
                         const struct yb_posting *posting)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].debit_account_id == posting->debit_account_id &&
            list->rows[i].credit_account_id == posting->credit_account_id &&
            list->rows[i].amount_fen == posting->amount_fen)
            return true;
    return false;
}

int yb_verify_ledger(struct yb_verify_person *person, struct yb_error *error)
{
    (void)error;
    for (size_t i = 0; i < person->setls.count; i++) {
        const struct yb_setl_row *setl = &person->setls.rows[i];
        const struct yb_ledger_transfer_list *transfers = &person->parts[i].transfers;
        struct yb_posting postings[YB_POSTINGS_MAX];
        struct yb_posting_source source;
        size_t count;

        expected_postings(person, setl, &source);
        count = (size_t)yb_postings_of(&source, postings);
        person->verifying->out->transfers += (int64_t)transfers->count;
        if (count != transfers->count)
            yb_verify_number(person->verifying, YB_VERIFY_LEDGER, "transfers", setl->setl_id,
                             (const int64_t[]){(int64_t)count, (int64_t)transfers->count});
        for (size_t j = 0; j < count; j++)
            if (!has_transfer(transfers, &postings[j]))
                yb_verify_number(person->verifying, YB_VERIFY_LEDGER, "amount_fen", setl->setl_id,
                                 (const int64_t[]){postings[j].amount_fen, 0});
    }
    return 0;
}

/* What 2601 took back must not be answered again as done. */
static int check_reversed(struct yb_verify_person *person, const struct yb_setl_row *red,
                          struct yb_error *error)
{
    const struct yb_setl_row *original = find(person, red->init_setl_id);
    struct yb_message_row message;
    bool found = false;
    int rc = 0;

    if (original && original->medins_setl_id.length)
        rc = yb_message_find(person->tx, person->psn_no, original->fixmedins_code,
                             original->medins_setl_id, &message, &found, error);
    if (!rc && found && message.message_stas != YB_MESSAGE_REVERSED)
        yb_verify_number(person->verifying, YB_VERIFY_MESSAGES, "message_stas", original->setl_id,
                         (const int64_t[]){YB_MESSAGE_REVERSED, message.message_stas});
    return rc;
}

/* The message that made a settlement names it back, and what was reversed has its red entry. */
static int check_message(struct yb_verify_person *person, const struct yb_setl_row *setl,
                         struct yb_error *error)
{
    struct yb_verifying *verifying = person->verifying;
    struct yb_message_row message;
    bool found;
    int rc = yb_message_find(person->tx, person->psn_no, setl->fixmedins_code, setl->medins_setl_id,
                             &message, &found, error);

    if (rc)
        return rc;
    verifying->out->messages += found;
    if (!found)
        yb_verify_fault(verifying, YB_VERIFY_MESSAGES, "medins_setl_id", setl->setl_id, "message");
    else if (!setl->init_setl_id && message.setl_id != setl->setl_id)
        yb_verify_number(verifying, YB_VERIFY_MESSAGES, "message.setl_id", setl->setl_id,
                         (const int64_t[]){setl->setl_id, message.setl_id});
    else if (!setl->init_setl_id && message.message_stas == YB_MESSAGE_REVERSED &&
             !yb_setl_cancelled_by(&person->setls, setl))
        yb_verify_fault(verifying, YB_VERIFY_MESSAGES, "message_stas", setl->setl_id, "red entry");
    else if (setl->init_setl_id && yb_text_is(message.infno, "2601"))
        return check_reversed(person, setl, error);
    return 0;
}

int yb_verify_messages(struct yb_verify_person *person, struct yb_error *error)
{
    int rc = 0;

    for (size_t i = 0; !rc && i < person->setls.count; i++)
        if (person->setls.rows[i].medins_setl_id.length)
            rc = check_message(person, &person->setls.rows[i], error);
    return rc;
}
