/* Registering a person: everything is checked, then everything is written. See person.h. */
#include "app/person/person.h"

#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/facts.h"
#include "base/identity.h"
#include "store/psn.h"

#include <string.h>

static int check_certno(struct yb_call *call, const struct yb_register_person_in *in,
                        struct yb_error *error)
{
    bool is_identity = !in->psn_cert_type.length || yb_text_is(in->psn_cert_type, "01");

    if (!in->certno.length)
        return yb_fail(error, YB_E_MISSING, "certno", NULL);
    if (!in->psn_name.length)
        return yb_fail(error, YB_E_MISSING, "psn_name", NULL);
    if (is_identity && !yb_identity_is_valid(in->certno))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "certno",
                         yb_mask_certno(call->arena, in->certno));
    return 0;
}

int yb_check_insured(struct yb_call *call, const struct yb_insured_in *insured,
                     struct yb_error *error)
{
    const struct yb_code_map *codes = call->app->codes;

    if (!insured->insutype.length || !insured->psn_type.length)
        return yb_fail(error, YB_E_MISSING, insured->insutype.length ? "psn_type" : "insutype",
                       NULL);
    if (!yb_code_map_fund(codes, insured->insutype, YB_FUND_HIFP)->fund_pay_type.length)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "insutype", insured->insutype);
    if (yb_code_map_value(codes, "psn_type", insured->psn_type, YB_DIM_PERSON) == YB_CODE_UNKNOWN)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "psn_type", insured->psn_type);
    if (insured->clct_tier.length &&
        yb_code_map_value(codes, "clct_tier", insured->clct_tier, YB_DIM_PLAN) < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "clct_tier", insured->clct_tier);
    if (insured->psn_insu_date == YB_DAY_NONE)
        return yb_fail(error, YB_E_MISSING, "psn_insu_date", NULL);
    if (insured->paus_insu_date != YB_DAY_NONE && insured->paus_insu_date < insured->psn_insu_date)
        return yb_refuse_days(error, YB_E_DAY_REVERSED, "paus_insu_date", insured->paus_insu_date,
                              insured->psn_insu_date);
    if (insured->balc_fen < 0 || insured->balc_fen > YB_AMOUNT_FEN_MAX)
        return yb_refuse_fen(error, YB_E_OUT_OF_RANGE, "balc", insured->balc_fen);
    return 0;
}

static bool days_meet(int32_t from, int32_t to, int32_t other_from, int32_t other_to)
{
    return (to == YB_DAY_NONE || other_from <= to) && (other_to == YB_DAY_NONE || from <= other_to);
}

/* By itself, and beside those before it. */
static int check_identity(struct yb_call *call, const struct yb_identity_class_in *idets, size_t at,
                          struct yb_error *error)
{
    const struct yb_identity_class_in *idet = &idets[at];

    if (!idet->psn_idet_type.length)
        return yb_fail(error, YB_E_MISSING, "psn_idet_type", NULL);
    if (!yb_code_map_is_identity(call->app->codes, idet->psn_idet_type))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "psn_idet_type", idet->psn_idet_type);
    if (idet->begndate == YB_DAY_NONE)
        return yb_fail(error, YB_E_MISSING, "begndate", NULL);
    if (idet->enddate != YB_DAY_NONE && idet->enddate < idet->begndate)
        return yb_refuse_days(error, YB_E_DAY_REVERSED, "enddate", idet->enddate, idet->begndate);
    for (size_t i = 0; i < at; i++) {
        if (!days_meet(idet->begndate, idet->enddate, idets[i].begndate, idets[i].enddate))
            continue;
        if (yb_text_equal(idet->psn_idet_type, idets[i].psn_idet_type))
            return yb_refuse_day(error, YB_E_EXISTS, idet->psn_idet_type, idets[i].begndate);
        if (yb_identities_exclude(call->app->codes, idets[i].psn_idet_type, idet->psn_idet_type))
            return yb_refuse(
                error, YB_E_IDENTITY_EXCLUDES,
                yb_arena_format(call->arena, YB_TEXT_FMT, YB_TEXT_ARG(idets[i].psn_idet_type)),
                idet->psn_idet_type);
    }
    return 0;
}

static int check(struct yb_call *call, const struct yb_register_person_in *in,
                 struct yb_error *error)
{
    int rc = check_certno(call, in, error);

    for (size_t i = 0; !rc && i < in->insuinfo_count; i++)
        rc = yb_check_insured(call, &in->insuinfo[i], error);
    for (size_t i = 0; !rc && i < in->idetinfo_count; i++)
        rc = check_identity(call, in->idetinfo, i, error);
    return rc;
}

/* Nothing begins before the person does. */
static int check_birth(const struct yb_register_person_in *in, int32_t brdy, struct yb_error *error)
{
    for (size_t i = 0; i < in->insuinfo_count; i++)
        if (in->insuinfo[i].psn_insu_date < brdy)
            return yb_refuse_days(error, YB_E_DAY_BEFORE_BIRTH, "psn_insu_date",
                                  in->insuinfo[i].psn_insu_date, brdy);
    for (size_t i = 0; i < in->idetinfo_count; i++)
        if (in->idetinfo[i].begndate < brdy)
            return yb_refuse_days(error, YB_E_DAY_BEFORE_BIRTH, "begndate",
                                  in->idetinfo[i].begndate, brdy);
    return 0;
}

/* An empty text stays empty: nothing to hide. */
static int seal(struct yb_call *call, struct yb_text plain, struct yb_text *sealed,
                struct yb_error *error)
{
    if (!plain.length)
        return 0;
    return yb_seal(&call->app->keys, plain, call->arena, sealed, error);
}

/* What is not said, an identity number says. */
static void derive(const struct yb_register_person_in *in, struct yb_psn_row *psn)
{
    bool valid = yb_identity_is_valid(in->certno);

    psn->psn_cert_type = in->psn_cert_type.length ? in->psn_cert_type : YB_TEXT("01");
    psn->naty = in->naty;
    psn->brdy = in->brdy == YB_DAY_NONE && valid ? yb_identity_birth(in->certno) : in->brdy;
    psn->gend = in->gend;
    if (!psn->gend.length && valid)
        psn->gend = yb_identity_sex(in->certno) == 1 ? YB_TEXT("1") : YB_TEXT("2");
    if (!psn->gend.length)
        psn->gend = YB_TEXT("0");
}

static int fill_person(struct yb_call *call, const struct yb_register_person_in *in,
                       struct yb_psn_row *psn, struct yb_error *error)
{
    int rc = 0;

    derive(in, psn);
    if (psn->brdy == YB_DAY_NONE)
        return yb_fail(error, YB_E_MISSING, "brdy", NULL);
    if (psn->brdy > yb_instant_day(call->now_ms))
        return yb_refuse_days(error, YB_E_DAY_FUTURE, "brdy", psn->brdy,
                              yb_instant_day(call->now_ms));
    rc = check_birth(in, psn->brdy, error);
    if (rc)
        return rc;
    psn->crte_time = psn->updt_time = call->now_ms;
    rc = seal(call, in->certno, &psn->certno, error);
    if (!rc)
        rc = seal(call, in->psn_name, &psn->psn_name, error);
    if (!rc)
        rc = seal(call, in->tel, &psn->tel, error);
    if (!rc)
        rc = seal(call, in->addr, &psn->addr, error);
    return rc;
}

/* What a person is known by, and the column that it is given in. */
struct proof {
    struct yb_text type, text;
    const char *column;
};

static int add_proof(struct yb_call *call, int64_t psn_no, const struct proof *proof,
                     struct yb_error *error)
{
    struct yb_psn_lookup_row lookup = yb_psn_lookup_row();
    uint8_t hash[YB_SM3_BYTES];
    int rc;

    if (!proof->text.length)
        return 0;
    yb_proof_hash(&call->app->keys, proof->text, hash);
    lookup.certno_hash = (struct yb_text){(const char *)hash, sizeof(hash)};
    lookup.lookup_type = proof->type;
    lookup.psn_no = psn_no;
    rc = yb_psn_lookup_add(call->tx, &lookup, error);
    if (rc == YB_E_EXISTS)
        return yb_refuse(error, YB_E_EXISTS, proof->column,
                         yb_mask_certno(call->arena, proof->text));
    return rc;
}

static int add_insured(struct yb_call *call, int64_t psn_no, const struct yb_insured_in *in,
                       struct yb_error *error)
{
    struct yb_psn_insu_row insu = yb_psn_insu_row();
    int rc;

    insu.psn_no = psn_no;
    insu.psn_insu_rlts_id = yb_tx_id(call->tx, call->now_ms);
    insu.insutype = in->insutype;
    insu.psn_type = in->psn_type;
    insu.psn_insu_stas = in->psn_insu_stas.length ? in->psn_insu_stas : YB_TEXT("1");
    insu.psn_insu_date = in->psn_insu_date;
    insu.paus_insu_date = in->paus_insu_date;
    insu.cont_clct_date =
        in->cont_clct_date == YB_DAY_NONE ? in->psn_insu_date : in->cont_clct_date;
    insu.clct_tier = in->clct_tier.length ? in->clct_tier : YB_TEXT("1");
    insu.cvlserv_flag = in->cvlserv_flag.length ? in->cvlserv_flag : YB_TEXT("0");
    insu.insuplc_admdvs =
        in->insuplc_admdvs.length ? in->insuplc_admdvs : yb_text_of(call->app->region);
    insu.insu_optins = insu.insuplc_admdvs;
    insu.emp_no = in->emp_no;
    insu.emp_name = in->emp_name;
    insu.crte_time = insu.updt_time = call->now_ms;
    rc = yb_psn_insu_put(call->tx, &insu, error);
    if (!rc && (in->balc_fen || yb_text_is(in->insutype, "310")))
        rc = yb_books_open_account(call, psn_no, in->insutype, in->balc_fen, error);
    return rc;
}

static int add_identity(struct yb_call *call, int64_t psn_no, const struct yb_identity_class_in *in,
                        struct yb_error *error)
{
    struct yb_psn_idet_row idet = yb_psn_idet_row();

    idet.psn_no = psn_no;
    idet.psn_idet_type = in->psn_idet_type;
    idet.psn_type_lv = in->psn_type_lv;
    idet.begndate = in->begndate;
    idet.enddate = in->enddate;
    idet.memo = in->memo;
    idet.crte_time = call->now_ms;
    return yb_psn_idet_put(call->tx, &idet, error);
}

int yb_app_register_person(struct yb_call *call, const struct yb_register_person_in *in,
                           struct yb_register_person_out *out, struct yb_error *error)
{
    const struct proof proofs[] = {{YB_TEXT("02"), in->certno, "certno"},
                                   {YB_TEXT("03"), in->card_no, "card_no"},
                                   {YB_TEXT("01"), in->token, "token"}};
    struct yb_psn_row psn = yb_psn_row();
    uint8_t hash[YB_SM3_BYTES];
    int rc = check(call, in, error);

    if (!rc)
        rc = fill_person(call, in, &psn, error);
    if (rc)
        return rc;
    yb_proof_hash(&call->app->keys, in->certno, hash);
    psn.certno_hash = (struct yb_text){(const char *)hash, sizeof(hash)};
    psn.psn_no = yb_tx_id(call->tx, call->now_ms);
    rc = yb_psn_add(call->tx, &psn, error);
    for (size_t i = 0; !rc && i < sizeof(proofs) / sizeof(proofs[0]); i++)
        rc = add_proof(call, psn.psn_no, &proofs[i], error);
    for (size_t i = 0; !rc && i < in->insuinfo_count; i++)
        rc = add_insured(call, psn.psn_no, &in->insuinfo[i], error);
    for (size_t i = 0; !rc && i < in->idetinfo_count; i++)
        rc = add_identity(call, psn.psn_no, &in->idetinfo[i], error);
    out->psn_no = call->made.psn_no = rc ? 0 : psn.psn_no;
    return rc;
}

/* ---- somebody who is there already ---- */

static int same_sealed(struct yb_call *call, struct yb_text sealed, struct yb_text said, bool *same,
                       struct yb_error *error)
{
    struct yb_text plain = YB_TEXT("");
    int rc = sealed.length ? yb_unseal(&call->app->keys, sealed, call->arena, &plain, error) : 0;

    *same &= yb_text_equal(plain, said);
    return rc;
}

int yb_app_find_registered(struct yb_call *call, const struct yb_register_person_in *in,
                           int64_t *psn_no, bool *same, struct yb_error *error)
{
    struct yb_psn_row psn, said = yb_psn_row();
    int64_t holder;
    int rc = yb_app_psn_of_proof(call, YB_TEXT("02"), in->certno, psn_no, error);

    *same = false;
    if (rc || !*psn_no)
        return rc;
    rc = yb_psn_get(call->tx, *psn_no, &psn, error);
    if (rc)
        return rc;
    derive(in, &said);
    *same = yb_text_equal(psn.psn_cert_type, said.psn_cert_type) && psn.brdy == said.brdy &&
            yb_text_equal(psn.gend, said.gend) && yb_text_equal(psn.naty, said.naty);
    rc = same_sealed(call, psn.psn_name, in->psn_name, same, error);
    if (!rc)
        rc = same_sealed(call, psn.tel, in->tel, same, error);
    if (!rc)
        rc = same_sealed(call, psn.addr, in->addr, same, error);
    if (rc || !in->card_no.length)
        return rc;
    rc = yb_app_psn_of_proof(call, YB_TEXT("03"), in->card_no, &holder, error);
    *same &= holder == *psn_no;
    return rc;
}
