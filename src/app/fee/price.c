#include "app/fee/price.h"

#include "app/catalogue/disease.h"
#include "app/fee/terms.h"
#include "app/filing/drug.h"
#include "app/refuse.h"
#include "app/settle/facts.h"
#include "app/settle/policy_on.h"
#include "engine/benefit/benefit.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define FEN_E8 INT64_C(100000000) /* price_e6 x count_e4 of one fen */

static const struct yb_text chrgitm_lv_codes[YB_CLASSES] = {
    [YB_CLASS_A] = {"01", 2}, [YB_CLASS_B] = {"02", 2}, [YB_CLASS_C] = {"03", 2}};

static const char chrgitm_type_codes[15][3] = {"14", "01", "02", "03", "04", "05", "06", "07",
                                               "08", "09", "10", "11", "12", "13", "14"};

static unsigned use_care(int care, struct yb_text med_type)
{
    if (yb_text_is(med_type, "1301") || yb_text_is(med_type, "24"))
        return YB_USE_RESCUE | (care == YB_CARE_INPATIENT ? YB_USE_INPATIENT : YB_USE_OUTPATIENT);
    switch (care) {
    case YB_CARE_INPATIENT:
    case YB_CARE_DAY_SURGERY:
        return YB_USE_INPATIENT;
    case YB_CARE_MATERNITY_INPATIENT:
        return YB_USE_INPATIENT | YB_USE_MATERNITY;
    case YB_CARE_MATERNITY_OUTPATIENT:
        return YB_USE_OUTPATIENT | YB_USE_MATERNITY;
    default:
        return YB_USE_OUTPATIENT;
    }
}

/* The place whose catalogue holds, when it is not the home region's. */
static void place_of(struct yb_pricing *pricing, const struct yb_pricing_of *of)
{
    const struct yb_app *app = pricing->call->app;
    struct yb_text home = yb_text_of(app->region), here = of->mdtrtarea_admdvs;

    if (yb_rules_elsewhere(app->rules, home, here) &&
        (app->rules->recognised_by_their_catalogue ||
         !yb_rules_recognise(app->rules, here, pricing->fixmedins_code)))
        yb_place_of_care(&pricing->place, pricing->catalogue, here);
}

int yb_pricing_begin(struct yb_pricing *pricing, struct yb_call *call,
                     const struct yb_pricing_of *of, struct yb_error *error)
{
    const struct yb_code_map *codes = call->app->codes;
    int level = yb_code_map_value(codes, "hosp_lv", of->service->lmtpric_hosp_lv, YB_DIM_LEVEL);
    int care = yb_code_map_value(codes, "med_type", of->med_type, YB_DIM_CARE);

    memset(pricing, 0, sizeof(*pricing));
    pricing->call = call;
    pricing->insutype = of->insutype;
    pricing->insutype_number = yb_insutype_number(of->insutype);
    pricing->brdy_day = of->psn->brdy;
    pricing->filings = of->filings;
    pricing->fixmedins_code = of->service->fixmedins_code;
    pricing->facts = *of->facts;
    pricing->policy = of->policy;
    pricing->policy_day = YB_DAY_NONE;
    if (yb_disease_binds(of->facts))
        pricing->opsp_dise_code = of->opsp_dise_code;
    if (care < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", of->med_type);
    pricing->cap_level =
        level > YB_LEVEL_LEVEL_1 ? (enum yb_cap_level)(level - YB_LEVEL_LEVEL_1) : YB_CAP_LEVEL_1;
    pricing->use.level = level > YB_LEVEL_UNRATED ? (uint8_t)(level - YB_LEVEL_UNRATED) : 0;
    pricing->use.care = (uint8_t)use_care(care, of->med_type);
    if (of->psn->gend.length == 1 &&
        (of->psn->gend.bytes[0] == '1' || of->psn->gend.bytes[0] == '2'))
        pricing->use.sex = (uint8_t)(of->psn->gend.bytes[0] - '0');
    pricing->catalogue = yb_catalogue_hold(call->app);
    if (!pricing->catalogue)
        return yb_fail(error, YB_E_INTERNAL, "catalogue", NULL);
    place_of(pricing, of);
    return 0;
}

void yb_pricing_end(struct yb_pricing *pricing)
{
    yb_catalogue_drop(pricing->catalogue);
    pricing->catalogue = NULL;
}

static int check_amounts(const struct yb_pricing *pricing, const struct yb_fee_line_in *in,
                         struct yb_error *error)
{
    int64_t fen = in->det_item_fee_sumamt_fen,
            tolerance = pricing->call->app->rules->line_tolerance_fen;
    wide difference;

    if (fen > YB_AMOUNT_FEN_MAX || fen < -YB_AMOUNT_FEN_MAX)
        return yb_refuse(error, YB_E_OUT_OF_RANGE, "det_item_fee_sumamt", in->feedetl_sn);
    if (!in->cnt_e4)
        return yb_refuse(error, YB_E_OUT_OF_RANGE, "cnt", in->feedetl_sn);
    if (in->pric_e6 < 0)
        return yb_refuse(error, YB_E_OUT_OF_RANGE, "pric", in->feedetl_sn);
    difference = (wide)in->pric_e6 * in->cnt_e4 - (wide)fen * FEN_E8;
    if (difference < 0)
        difference = -difference;
    if (difference > (wide)tolerance * FEN_E8 || (fen && (fen < 0) != (in->cnt_e4 < 0)))
        return yb_refuse_text(error, YB_E_LINE_SUM, in->feedetl_sn);
    return 0;
}

static int policy_of_day(struct yb_pricing *pricing, int32_t day, struct yb_error *error)
{
    int rc;

    if (pricing->policy && (pricing->policy_day == YB_DAY_NONE || pricing->policy_day == day))
        return 0;
    rc = yb_policy_on(pricing->call->app, pricing->insutype, day, &pricing->policy, error);
    pricing->policy_day = day;
    return rc;
}

static bool is_limited(const struct yb_item_limits *limits)
{
    static const struct yb_item_limits none;

    return memcmp(limits, &none, sizeof(none)) != 0;
}

/* Why a line is paid by the person against its row; NULL when it is not. */
static const char *why_self_paid(const struct yb_pricing *pricing,
                                 const struct yb_catalogue_item *item, struct yb_text appr,
                                 int32_t day)
{
    struct yb_item_use use = pricing->use;

    if (yb_text_is(appr, "2"))
        return "医院审批不通过";
    if (!is_limited(&item->limits) || yb_text_is(appr, "1"))
        return NULL;
    use.age = pricing->brdy_day == YB_DAY_NONE ? -1 : (int16_t)yb_day_age(pricing->brdy_day, day);
    return yb_item_limits_broken(&item->limits, &use) ? "不符合限定支付范围" : NULL;
}

struct priced {
    const struct yb_catalogue_item *item; /* NULL: in no catalogue, taken as class C */
    struct yb_item_terms terms;
    struct yb_bill_line place;
    int64_t selfpay_prop_ppm;
    const char *memo;
    struct yb_text catalogue; /* of care elsewhere: app/catalogue/label.h */
};

/* A special drug that had to be filed and was not is as any other. */
static void ask_filing(const struct yb_pricing *pricing, struct yb_text med_list_codg, int32_t day,
                       struct priced *priced)
{
    const unsigned special = 1U << YB_TAG_SPECIAL_DRUG;

    if (!pricing->call->app->rules->special_drugs_need_filing || !(priced->terms.tags & special) ||
        yb_filing_gives_drug(pricing->filings, med_list_codg, pricing->fixmedins_code, day))
        return;
    priced->terms.tags &= YB_TERMS_TAGS_MASK & ~special;
    priced->memo = "特殊药品未备案";
}

static int refuse_place(const struct yb_pricing *pricing, struct yb_text code, int32_t day,
                        struct yb_error *error)
{
    struct yb_text place = pricing->place.admdvs;
    char date[11];

    yb_day_format(day, date);
    return yb_fail(error, YB_E_PLACE_CATALOGUE,
                   yb_arena_copy(pricing->call->arena, place.bytes, place.length), date,
                   yb_arena_copy(pricing->call->arena, code.bytes, code.length), NULL);
}

/* By the catalogue of the place of care. */
static int find_elsewhere(const struct yb_pricing *pricing, struct yb_text code, int32_t day,
                          struct priced *priced, struct yb_error *error)
{
    const struct yb_call *call = pricing->call;
    struct yb_place_item found;
    enum yb_place_found how = yb_place_find(&pricing->place, code, day, &found);

    if (how == YB_FOUND_NOWHERE)
        return 0;
    if (how == YB_FOUND_HOME && call->app->rules->place_catalogue_needed)
        return refuse_place(pricing, code, day, error);
    priced->item = found.item;
    if (how == YB_FOUND_NOT_THERE)
        priced->memo = "就医地目录外项目";
    priced->catalogue =
        yb_place_label(&pricing->place, &found, yb_text_of(call->app->region), call->arena);
    return yb_arena_failed(call->arena) ? yb_fail(error, YB_E_NO_MEMORY, NULL) : 0;
}

static void find_at_home(const struct yb_pricing *pricing, struct yb_text code, int32_t day,
                         struct priced *priced)
{
    const struct yb_catalogue *items = pricing->catalogue->items;
    int32_t index = yb_catalogue_find(items, code, day);

    if (index >= 0)
        priced->item = &items->items[index];
}

static int take_unknown(const struct yb_pricing *pricing, struct yb_text code, int32_t day,
                        struct priced *priced, struct yb_error *error)
{
    if (!pricing->call->app->rules->unknown_item_is_self_paid)
        return yb_refuse_day(error, YB_E_ITEM_NOT_FOUND, code, day);
    priced->terms = (struct yb_item_terms){.self_pay_ppm = -1, .item_class = YB_CLASS_C};
    priced->memo = "目录外项目";
    return 0;
}

/* The terms of a row, or those of what the person pays: outside the place's catalogue, or against
 * its limits. */
static void take_terms(const struct yb_pricing *pricing, const struct yb_fee_line_in *in,
                       int32_t day, struct priced *priced)
{
    if (priced->memo) {
        priced->terms = (struct yb_item_terms){.self_pay_ppm = -1, .item_class = YB_CLASS_C};
        return;
    }
    priced->terms = yb_item_terms_for(priced->item, pricing->cap_level, pricing->insutype_number);
    priced->memo = why_self_paid(pricing, priced->item, in->hosp_appr_flag, day);
    if (priced->memo)
        priced->terms.item_class = YB_CLASS_C;
    else
        ask_filing(pricing, in->med_list_codg, day, priced);
}

static int find_item(struct yb_pricing *pricing, const struct yb_fee_line_in *in, int32_t day,
                     struct priced *priced, struct yb_error *error)
{
    int rc = 0;

    if (pricing->place.admdvs.length)
        rc = find_elsewhere(pricing, in->med_list_codg, day, priced, error);
    else
        find_at_home(pricing, in->med_list_codg, day, priced);
    if (rc)
        return rc;
    if (!priced->item)
        return take_unknown(pricing, in->med_list_codg, day, priced, error);
    take_terms(pricing, in, day, priced);
    yb_disease_mark(
        pricing->catalogue,
        &(struct yb_disease_use){.opsp_dise_code = pricing->opsp_dise_code,
                                 .med_list_codg = in->med_list_codg,
                                 .hilist_code = priced->item->hilist_code,
                                 .day = day,
                                 .list_needed = pricing->call->app->rules->chronic_list_needed},
        &priced->terms);
    return 0;
}

static struct yb_text flag(bool on)
{
    return on ? YB_TEXT("1") : YB_TEXT("0");
}

static bool has_tag(const struct priced *priced, unsigned tags)
{
    return (priced->terms.tags & tags) != 0;
}

/* What the row and the answer share. */
static void fill_out(const struct yb_fee_line_in *in, const struct priced *priced,
                     struct yb_fee_line_out *out)
{
    const struct yb_catalogue_item *item = priced->item;
    const unsigned special = 1U << YB_TAG_SPECIAL_DRUG | 1U << YB_TAG_SPECIAL_EXAM |
                             1U << YB_TAG_SPECIAL_TREATMENT | 1U << YB_TAG_SPECIAL_MATERIAL;
    unsigned type = item && item->chrgitm_type <= 14 ? item->chrgitm_type : 14;

    *out = (struct yb_fee_line_out){
        .feedetl_sn = in->feedetl_sn,
        .det_item_fee_sumamt_fen = in->det_item_fee_sumamt_fen,
        .cnt_e4 = in->cnt_e4,
        .pric_e6 = in->pric_e6,
        .pric_uplmt_amt_e6 = priced->terms.price_cap_e6,
        .selfpay_prop_ppm = priced->selfpay_prop_ppm,
        .fulamt_ownpay_amt_fen = priced->place.self_paid_fen,
        .overlmt_amt_fen = priced->place.over_limit_fen,
        .preselfpay_amt_fen = priced->place.advance_fen,
        .inscp_scp_amt_fen = priced->place.in_scope_fen,
        .chrgitm_lv = chrgitm_lv_codes[priced->memo || !item ? priced->terms.item_class
                                                             : item->terms.item_class],
        .med_chrgitm_type = {chrgitm_type_codes[type], 2},
        .bas_medn_flag = flag(has_tag(priced, 1U << YB_TAG_ESSENTIAL_DRUG)),
        .hi_nego_drug_flag = flag(has_tag(priced, 1U << YB_TAG_NEGOTIATED_DRUG)),
        .chld_medc_flag = flag(has_tag(priced, 1U << YB_TAG_CHILD_DRUG)),
        .list_sp_item_flag = flag(has_tag(priced, special)),
        .lmt_used_flag = flag(item && is_limited(&item->limits)),
        .drt_reim_flag = flag(false),
        .memo = yb_text_of(priced->memo),
    };
}

static const char list_type_codes[][4] = {"101", "102", "103", "104", "105", "106", "201", "301"};

static struct yb_text list_type_of(const struct yb_catalogue_item *item)
{
    int64_t number;

    for (size_t i = 0; item && i < sizeof(list_type_codes) / sizeof(list_type_codes[0]); i++) {
        struct yb_text code = {list_type_codes[i], 3};

        if (yb_text_to_int64(code, &number) && number == item->list_type)
            return code;
    }
    return (struct yb_text){0};
}

static void fill_doctors(const struct yb_fee_line_in *in, struct yb_feedetl_row *row)
{
    row->sin_dos_dscr = in->sin_dos_dscr;
    row->used_frqu_dscr = in->used_frqu_dscr;
    row->prd_days_e2 = in->prd_days_e2;
    row->medc_way_dscr = in->medc_way_dscr;
    row->bilg_dept_codg = in->bilg_dept_codg;
    row->bilg_dept_name = in->bilg_dept_name;
    row->bilg_dr_codg = in->bilg_dr_codg;
    row->bilg_dr_name = in->bilg_dr_name;
    row->acord_dept_codg = in->acord_dept_codg;
    row->acord_dept_name = in->acord_dept_name;
    row->orders_dr_code = in->orders_dr_code;
    row->orders_dr_name = in->orders_dr_name;
    row->hosp_appr_flag = in->hosp_appr_flag;
    row->tcmdrug_used_way = in->tcmdrug_used_way;
    row->etip_flag = in->etip_flag;
    row->etip_hosp_code = in->etip_hosp_code;
    row->dscg_tkdrug_flag = in->dscg_tkdrug_flag;
    row->matn_fee_flag = in->matn_fee_flag;
    row->comb_no = in->comb_no;
    row->dise_codg = in->dise_codg;
    row->memo = in->memo;
    row->exp_content = in->exp_content;
}

static void fill_row(const struct yb_fee_line_in *in, const struct priced *priced,
                     const struct yb_fee_line_out *out, struct yb_feedetl_row *row)
{
    *row = yb_feedetl_row();
    row->feedetl_sn = in->feedetl_sn;
    row->init_feedetl_sn = in->init_feedetl_sn;
    row->psn_no = in->psn_no;
    row->chrg_bchno = in->chrg_bchno;
    row->rx_drord_no = in->rx_drord_no;
    row->rx_circ_flag = in->rx_circ_flag;
    row->med_type = in->med_type;
    row->fee_ocur_time = in->fee_ocur_time_ms;
    row->med_list_codg = in->med_list_codg;
    row->medins_list_codg = in->medins_list_codg;
    row->cnt_e4 = in->cnt_e4;
    row->pric_e6 = in->pric_e6;
    row->det_item_fee_sumamt_fen = in->det_item_fee_sumamt_fen;
    row->item_terms = yb_terms_pack(&priced->terms);
    row->pric_uplmt_amt_e6 = out->pric_uplmt_amt_e6;
    row->selfpay_prop_ppm = out->selfpay_prop_ppm;
    row->fulamt_ownpay_amt_fen = out->fulamt_ownpay_amt_fen;
    row->overlmt_amt_fen = out->overlmt_amt_fen;
    row->preselfpay_amt_fen = out->preselfpay_amt_fen;
    row->inscp_scp_amt_fen = out->inscp_scp_amt_fen;
    row->chrgitm_lv = out->chrgitm_lv;
    row->med_chrgitm_type = out->med_chrgitm_type;
    row->bas_medn_flag = out->bas_medn_flag;
    row->hi_nego_drug_flag = out->hi_nego_drug_flag;
    row->chld_medc_flag = out->chld_medc_flag;
    row->list_sp_item_flag = out->list_sp_item_flag;
    row->lmt_used_flag = out->lmt_used_flag;
    row->drt_reim_flag = out->drt_reim_flag;
    row->list_type = list_type_of(priced->item);
    if (priced->item) {
        row->hilist_code = priced->item->hilist_code;
        row->hilist_name = priced->item->name;
        row->catalogue = priced->catalogue;
    }
    fill_doctors(in, row);
    if (priced->memo)
        row->memo = out->memo;
}

int yb_price_line(struct yb_pricing *pricing, const struct yb_fee_line_in *in,
                  struct yb_feedetl_row *row, struct yb_fee_line_out *out, struct yb_error *error)
{
    int32_t day = yb_instant_day(in->fee_ocur_time_ms);
    struct priced priced = {0};
    struct yb_line line = {in->det_item_fee_sumamt_fen, in->cnt_e4, {0}};
    int rc = check_amounts(pricing, in, error);

    if (!rc)
        rc = find_item(pricing, in, day, &priced, error);
    if (!rc)
        rc = policy_of_day(pricing, day, error);
    if (rc)
        return rc;
    line.terms = priced.terms;
    rc = yb_line_place(pricing->policy, &pricing->facts, &line, &priced.place,
                       &priced.selfpay_prop_ppm, error);
    if (rc)
        return rc;
    if (has_tag(&priced, 1U << YB_TAG_OUTSIDE_DISEASE_LIST) && priced.place.self_paid_fen)
        priced.memo = yb_tag_name(YB_TAG_OUTSIDE_DISEASE_LIST);
    fill_out(in, &priced, out);
    fill_row(in, &priced, out, row);
    return 0;
}
