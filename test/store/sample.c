#include "test/store/sample.h"

#include <string.h>

#include "store/driver.h"
#include "test/store/fixture.h"

static struct yb_text text(struct yb_arena *arena, const char *format, long long number)
{
    char bytes[128];
    int length = snprintf(bytes, sizeof(bytes), "%s%lld", format, number);

    return (struct yb_text){yb_arena_copy(arena, bytes, (size_t)length), (size_t)length};
}

struct yb_psn_row sample_psn(struct yb_arena *arena, int64_t psn_no)
{
    struct yb_psn_row psn = yb_psn_row();

    psn.psn_no = psn_no;
    psn.psn_cert_type = YB_TEXT("01");
    psn.certno = text(arena, "sealed-certno-", psn_no);
    psn.certno_hash = text(arena, "hash-", psn_no);
    psn.psn_name = text(arena, "sealed-name-", psn_no);
    psn.gend = YB_TEXT("1");
    psn.naty = YB_TEXT("01");
    psn.brdy = 3652;
    psn.crte_time = psn.updt_time = FIXTURE_NOW;
    return psn;
}

struct yb_psn_insu_row sample_insu(int64_t psn_no)
{
    struct yb_psn_insu_row insu = yb_psn_insu_row();

    insu.psn_no = psn_no;
    insu.psn_insu_rlts_id = psn_no * 10 + 1;
    insu.insutype = YB_TEXT("390");
    insu.psn_type = YB_TEXT("15");
    insu.psn_insu_stas = YB_TEXT("1");
    insu.psn_insu_date = 17000;
    insu.insuplc_admdvs = YB_TEXT("371525");
    insu.emp_name = YB_TEXT("冠县清泉街道");
    insu.crte_time = insu.updt_time = FIXTURE_NOW;
    return insu;
}

struct yb_mdtrt_row sample_mdtrt(struct yb_arena *arena, int64_t psn_no, int64_t mdtrt_id)
{
    struct yb_mdtrt_row m = yb_mdtrt_row();

    m.mdtrt_id = mdtrt_id;
    m.psn_no = psn_no;
    m.mdtrt_stas = YB_MDTRT_OPEN;
    m.fixmedins_code = YB_TEXT("H37152500001");
    m.mdtrtarea_admdvs = m.insuplc_admdvs = YB_TEXT("371525");
    m.insutype = YB_TEXT("390");
    m.psn_type = YB_TEXT("15");
    m.cvlserv_flag = YB_TEXT("0");
    m.med_type = YB_TEXT("21");
    m.begntime = FIXTURE_NOW;
    m.mdtrt_cert_type = YB_TEXT("02");
    m.mdtrt_cert_no = text(arena, "sealed-certno-", psn_no);
    m.ipt_otp_no = text(arena, "ZY", mdtrt_id);
    m.atddr_no = YB_TEXT("D371525000001");
    m.chfpdr_name = YB_TEXT("王建国");
    m.adm_dept_codg = YB_TEXT("0301");
    m.adm_dept_name = YB_TEXT("呼吸内科");
    m.dscg_maindiag_code = YB_TEXT("J15.900");
    m.dscg_maindiag_name = YB_TEXT("细菌性肺炎");
    m.inhosp_stas = YB_TEXT("1");
    m.opter_id = YB_TEXT("0001");
    m.opter_name = YB_TEXT("收费处");
    m.opt_time = FIXTURE_NOW;
    return m;
}

void sample_lines(struct yb_arena *arena, const struct yb_mdtrt_row *mdtrt, int64_t first_id,
                  size_t count, struct yb_feedetl_list *lines)
{
    size_t i;

    lines->rows = YB_NEW_ARRAY(arena, struct yb_feedetl_row, count);
    lines->count = count;
    assert_non_null(lines->rows);
    for (i = 0; i < count; i++) {
        struct yb_feedetl_row *l = &lines->rows[i];

        *l = yb_feedetl_row();
        l->mdtrt_id = mdtrt->mdtrt_id;
        l->psn_no = mdtrt->psn_no;
        l->feedetl_id = first_id + (int64_t)i;
        l->feedetl_sn = text(arena, "", first_id + (int64_t)i);
        l->med_type = mdtrt->med_type;
        l->fee_ocur_time = mdtrt->begntime + (int64_t)i * 60000;
        l->med_list_codg = text(arena, "XJ01CRA040B0020101", (long long)i);
        l->medins_list_codg = text(arena, "YP", (long long)i);
        l->medins_list_name = YB_TEXT("阿莫西林胶囊");
        l->cnt_e4 = 20000;
        l->pric_e6 = 12500000;
        l->det_item_fee_sumamt_fen = 2500;
        l->inscp_scp_amt_fen = 2500;
        l->chrgitm_lv = YB_TEXT("01");
        l->list_type = YB_TEXT("101");
        l->med_chrgitm_type = YB_TEXT("09");
        l->hilist_code = l->med_list_codg;
        l->hilist_name = YB_TEXT("阿莫西林 口服常释剂型");
        l->spec = YB_TEXT("0.25g");
        l->dosform_name = YB_TEXT("胶囊剂");
        l->bilg_dept_codg = YB_TEXT("0301");
        l->bilg_dept_name = YB_TEXT("呼吸内科");
        l->bilg_dr_codg = YB_TEXT("D371525000001");
        l->bilg_dr_name = YB_TEXT("王建国");
        l->bas_medn_flag = YB_TEXT("1");
        l->opt_time = FIXTURE_NOW;
    }
}

int64_t sample_account(int64_t psn_no)
{
    return 1000000 + psn_no;
}

static void fill_parts(struct sample_settlement *s)
{
    static const struct {
        const char *type, *name;
        int64_t amount;
        const char *booked_as;
        int64_t booked, debit;
    } funds[] = {
        {"390100", "城乡居民基本医疗保险基金", 30000, "390100", 30000, SAMPLE_FUND},
        {"390200", "居民大病保险基金", 4000, "390200", 5000, SAMPLE_LARGE},
        {"610100", "医疗救助基金", 1000, "310200", 2000, 0},
    };
    static const char *const names[] = {"inpatient", "burden", "admissions"};
    static const int64_t steps[] = {30000, 12000, 1};
    int i;

    for (i = 0; i < 3; i++) {
        s->details[i] = yb_setl_detail_row();
        s->details[i].fund_pay_type = yb_text_of(funds[i].type);
        s->details[i].fund_pay_type_name = yb_text_of(funds[i].name);
        s->details[i].inscp_scp_amt_fen = funds[i].amount + 1000;
        s->details[i].fund_payamt_fen = funds[i].amount;
        s->details[i].setl_proc_info = YB_TEXT("政策范围内 380.00 - 起付线 0.00 × 80 %");
        s->accus[i] = yb_setl_accu_row();
        s->accus[i].insutype = YB_TEXT("390");
        s->accus[i].accu_year = 2021;
        s->accus[i].accu_name = yb_text_of(names[i]);
        s->accus[i].value_after = steps[i];
        s->transfers[i] = yb_ledger_transfer_row();
        s->transfers[i].transfer_id = s->setl.setl_id + 1 + i;
        s->transfers[i].transfer_kind = YB_TRANSFER_POSTED;
        s->transfers[i].debit_account_id =
            funds[i].debit ? funds[i].debit : sample_account(s->setl.psn_no);
        s->transfers[i].credit_account_id = SAMPLE_HOSPITAL;
        s->transfers[i].amount_fen = funds[i].booked;
        s->transfers[i].fund_pay_type = yb_text_of(funds[i].booked_as);
        s->transfers[i].transfer_year = 2021;
    }
}

static void fill_header(struct yb_setl_row *setl, const struct yb_mdtrt_row *m)
{
    setl->psn_no = m->psn_no;
    setl->mdtrt_id = m->mdtrt_id;
    setl->feedetl_from = 1;
    setl->feedetl_to = INT64_MAX;
    setl->fixmedins_code = m->fixmedins_code;
    setl->insutype = m->insutype;
    setl->psn_type = m->psn_type;
    setl->cvlserv_flag = m->cvlserv_flag;
    setl->insuplc_admdvs = m->insuplc_admdvs;
    setl->mdtrtarea_admdvs = m->mdtrtarea_admdvs;
    setl->hosp_lv = YB_TEXT("05");
    setl->begndate = setl->enddate = 18793;
    setl->setl_time = FIXTURE_NOW;
    setl->setl_year = 2021;
    setl->med_type = m->med_type;
    setl->clr_type = YB_TEXT("21");
    setl->clr_way = YB_TEXT("1");
    setl->medfee_sumamt_fen = 50000;
    setl->inscp_scp_amt_fen = 38000;
    setl->fulamt_ownpay_amt_fen = 12000;
    setl->hifp_pay_fen = 30000;
    setl->hifmi_pay_fen = 4000;
    setl->maf_pay_fen = 1000;
    setl->fund_pay_sumamt_fen = 35000;
    setl->psn_part_amt_fen = 15000;
    setl->acct_pay_fen = 2000;
    setl->psn_cash_pay_fen = 13000;
    setl->refd_setl_flag = YB_TEXT("0");
    setl->dise_codg = m->dscg_maindiag_code;
    setl->dise_name = m->dscg_maindiag_name;
    setl->opter_id = m->opter_id;
    setl->opter_name = m->opter_name;
    setl->opt_time = FIXTURE_NOW;
}

void sample_settle(struct sample_settlement *s, struct yb_arena *arena,
                   const struct yb_mdtrt_row *mdtrt, int64_t setl_id, const int64_t before[3])
{
    static char trace[600], reply[2000];
    int i;

    memset(trace, 'T', sizeof(trace));
    memset(reply, 'R', sizeof(reply));
    s->setl = yb_setl_row();
    s->setl.setl_id = setl_id;
    fill_header(&s->setl, mdtrt);
    fill_parts(s);
    for (i = 0; i < 3; i++) {
        s->accus[i].value_before = before[i];
        s->accus[i].value_after += before[i];
    }
    s->message = yb_message_row();
    s->message.message_id = setl_id + 10;
    s->message.fixmedins_code = mdtrt->fixmedins_code;
    s->message.msgid = text(arena, "H3715250000120210615", setl_id);
    s->message.infno = YB_TEXT("2304");
    s->message.message_stas = YB_MESSAGE_DONE;
    s->message.request_hash = YB_TEXT("0123456789abcdef0123456789abcdef");
    s->message.inf_time = s->message.crte_time = FIXTURE_NOW;
    s->message.reply = (struct yb_text){reply, sizeof(reply)};
    s->setl.medins_setl_id = s->message.msgid;
    s->write = (struct yb_settle_write){.setl = &s->setl,
                                        .details = s->details,
                                        .detail_count = 3,
                                        .accus = s->accus,
                                        .accu_count = 3,
                                        .transfers = s->transfers,
                                        .transfer_count = 3,
                                        .trace = {trace, sizeof(trace)},
                                        .mdtrt_from = (enum yb_mdtrt_stas)mdtrt->mdtrt_stas,
                                        .mdtrt_to = YB_MDTRT_SETTLED,
                                        .message = &s->message};
}

void sample_fill(struct yb_arena *arena, enum yb_table_id table, uint64_t *seed, void *row)
{
    static const char *const texts[] = {"",   "a",  "冠县",  "it's", "tab\there",
                                        "\\", "$1", "100 %", "𠮷",   "line\nbreak"};
    const struct yb_table_info *info = &yb_tables[table];
    char *p = row;
    size_t i;

    for (i = 0; i < info->column_count; i++) {
        uint64_t r = test_random(seed);

        if (info->columns[i].kind == YB_KIND_MORE) {
            size_t k;

            for (k = 0; k < info->packed_count; k++, r = r * 31 + 7) {
                struct yb_text t = yb_text_of(texts[r % 10]);

                memcpy(p, &t, sizeof(t));
                p += sizeof(t);
            }
            return;
        }
        if (info->columns[i].kind == YB_KIND_TEXT) {
            struct yb_text t = yb_text_of(texts[r % 10]);

            memcpy(p, &t, sizeof(t));
        } else if (info->columns[i].kind == YB_KIND_BLOB) {
            struct yb_text t = {yb_arena_copy(arena, (const char *)&r, 8), r % 9};

            memcpy(p, &t, sizeof(t));
        } else if (info->columns[i].kind == YB_KIND_DAY) {
            int32_t day = r % 4 ? (int32_t)(r % 40000) - 20000 : YB_DAY_NONE;

            if (yb_list_has(info->key, info->columns[i].name) && day == YB_DAY_NONE)
                day = 1;
            memcpy(p, &day, sizeof(day));
        } else {
            int64_t n = r % 3 ? (int64_t)(r >> 1) : (int64_t)(r % 100) - 50;

            memcpy(p, &n, sizeof(n));
        }
        p += info->columns[i].kind >= YB_KIND_TEXT ? sizeof(struct yb_text) : 8;
    }
}
