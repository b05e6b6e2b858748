/*
 * F7: the usual attacks as the value of every text of every use case of the desk: taken as text or
 * refused with a code, never a store error, and nothing else in the store changes. F4: no refusal
 * and no entry of the log repeats an identity number.
 */
#include <string.h>

#include "app/filing/filing.h"
#include "app/institution/institution.h"
#include "app/institution/mapping.h"
#include "app/institution/sign.h"
#include "app/query/care.h"
#include "app/reconcile/reconcile.h"
#include "app/transfer/exchange.h"
#include "app/user/user.h"
#include "store/access_log.h"
#include "store/psn.h"
#include "test/app/desk/desk.h"

DESK_RUN(sign_in)
DESK_RUN(sign_out)
DESK_RUN(query_institutions)
DESK_RUN(query_practitioners)
DESK_USE_IN(upload_mappings, struct yb_upload_mappings_in)
DESK_RUN_IN(cancel_mapping)
DESK_RUN(query_person)
DESK_RUN(query_visits)
DESK_RUN(file_referral)
DESK_RUN(file_chronic)
DESK_RUN(file_institution)
DESK_RUN_IN(cancel_chronic)
DESK_RUN(reconcile_total)
DESK_RUN(reconcile_detail)
DESK_RUN(upload_file)
DESK_RUN(download_file)
DESK_RUN(add_user)

static const char *const payloads[] = {
    "'",
    "''",
    "\\",
    "\\'",
    "\"",
    "`",
    ";",
    "$1",
    "$$;$$",
    "?",
    "%",
    "_",
    "%s%s%n",
    "NULL",
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DROP TABLE psn; --",
    "1); DELETE FROM setl; --",
    "' UNION SELECT certno, psn_name FROM psn --",
    "a'||(SELECT password_hash FROM user_account LIMIT 1)||'",
    "'/**/AND/**/SLEEP(9)--",
    "'; SELECT pg_sleep(9); --",
    "x' AND load_extension('/tmp/x') --",
    "\xEF\xBC\x87 OR 1=1",
    "line\nbreak\r\tand tab",
    "\x01\x02\x1b[31m",
    DESK_RESIDENT_CERTNO,
};

/* Outcomes that a hostile text must never have. */
static bool is_breach(int code)
{
    return code == YB_E_STORE || code == YB_E_INTERNAL || code == YB_E_STORE_CONFLICT;
}

static void check_words(struct desk *desk)
{
    struct yb_buffer words;

    yb_buffer_init(&words, &desk->arena);
    yb_error_describe(&desk->error, false, &words);
    assert_false(desk_shows_identity(yb_buffer_text(&words)));
}

/* One use case, its valid input, and where its texts are. */
struct target {
    const char *name;
    int (*run)(struct yb_call *, void *, struct yb_error *); /* of DESK_USE */
    bool gives;                                              /* has an `out` */
    const void *in;
    size_t in_size;
    const size_t *texts;
    size_t text_count;
};

static void attack(struct desk *desk, const struct target *target)
{
    static uint64_t out[8192];
    static uint64_t in[512];
    struct yb_text text;

    assert_true(target->in_size <= sizeof(in));
    for (size_t i = 0; i < target->text_count; i++)
        for (size_t k = 0; k < sizeof(payloads) / sizeof(payloads[0]); k++) {
            void *both[] = {in, out};
            int rc;

            memcpy(in, target->in, target->in_size);
            text = yb_text_of(payloads[k]);
            memcpy((char *)in + target->texts[i], &text, sizeof(text));
            rc = desk_run(desk, target->run, target->gives ? (void *)both : (void *)in);
            if (is_breach(rc))
                print_error("%s, text %zu: %s\n", target->name, i, payloads[k]);
            assert_false(is_breach(rc));
            check_words(desk);
        }
}

#define AT(type, member) offsetof(type, member)
#define ATTACK(desk, use, gives, value, ...)                                                       \
    do {                                                                                           \
        static const size_t texts[] = {__VA_ARGS__};                                               \
        struct target target = {#use,                                                              \
                                run_##use,                                                         \
                                gives,                                                             \
                                &(value),                                                          \
                                sizeof(value),                                                     \
                                texts,                                                             \
                                sizeof(texts) / sizeof(texts[0])};                                 \
                                                                                                   \
        attack(desk, &target);                                                                     \
    } while (0)

static void it_withstands_institutions(void **state)
{
    struct desk *desk = *state;
    struct yb_sign_in_in enter = {YB_TEXT("1"), YB_TEXT("m"), YB_TEXT("i")};
    struct yb_sign_out_in leave = {YB_TEXT("1"), YB_TEXT("1")};
    struct yb_query_institutions_in ask = {{0}, YB_TEXT("医院"), {0}};
    struct yb_query_practitioners_in staff = {.prac_psn_type = YB_TEXT("1")};
    struct yb_cancel_mapping_in cancel = {YB_TEXT(DESK_HOSPITAL), YB_TEXT("1"), YB_TEXT("101"),
                                          YB_TEXT("X")};
    struct yb_add_user_in user = {.user_name = YB_TEXT("li.jing"),
                                  .display_name = YB_TEXT("李"),
                                  .roles = YB_TEXT("king"),
                                  .password = YB_TEXT("Correct-Horse-9")};

    ATTACK(desk, sign_in, true, enter, AT(struct yb_sign_in_in, opter_no),
           AT(struct yb_sign_in_in, mac), AT(struct yb_sign_in_in, ip));
    ATTACK(desk, sign_out, true, leave, AT(struct yb_sign_out_in, sign_no),
           AT(struct yb_sign_out_in, opter_no));
    ATTACK(desk, query_institutions, true, ask, AT(struct yb_query_institutions_in, fixmedins_type),
           AT(struct yb_query_institutions_in, fixmedins_name),
           AT(struct yb_query_institutions_in, fixmedins_code));
    ATTACK(desk, query_practitioners, true, staff,
           AT(struct yb_query_practitioners_in, prac_psn_type),
           AT(struct yb_query_practitioners_in, psn_cert_type),
           AT(struct yb_query_practitioners_in, certno),
           AT(struct yb_query_practitioners_in, prac_psn_name),
           AT(struct yb_query_practitioners_in, prac_psn_code));
    ATTACK(desk, cancel_mapping, false, cancel, AT(struct yb_cancel_mapping_in, fixmedins_code),
           AT(struct yb_cancel_mapping_in, fixmedins_hilist_id),
           AT(struct yb_cancel_mapping_in, list_type),
           AT(struct yb_cancel_mapping_in, med_list_codg));
    ATTACK(desk, add_user, true, user, AT(struct yb_add_user_in, user_name),
           AT(struct yb_add_user_in, roles), AT(struct yb_add_user_in, admdvs),
           AT(struct yb_add_user_in, display_name));
}

static void it_withstands_queries(void **state)
{
    struct desk *desk = *state;
    struct yb_query_person_in person = {
        .certificate = {.mdtrt_cert_type = YB_TEXT("02"),
                        .mdtrt_cert_no = YB_TEXT(DESK_RESIDENT_CERTNO)}};
    struct yb_query_visits_in visits = {.psn_no = desk->resident, .endtime_ms = desk->now_ms};
    struct yb_reconcile_total_in total = {.insutype = YB_TEXT("390"),
                                          .clr_type = YB_TEXT("11"),
                                          .stmt_begndate = desk_day("2021-06-15"),
                                          .stmt_enddate = desk_day("2021-06-15")};
    struct yb_reconcile_detail_in detail = {.file_qury_no = YB_TEXT("1"),
                                            .stmt_begndate = desk_day("2021-06-15"),
                                            .stmt_enddate = desk_day("2021-06-15")};
    struct yb_upload_file_in upload = {YB_TEXT("x"), YB_TEXT("a.zip"), YB_TEXT(DESK_HOSPITAL)};
    struct yb_download_file_in download = {YB_TEXT("1"), YB_TEXT("a.zip"), YB_TEXT("plc")};

    ATTACK(desk, query_person, true, person,
           AT(struct yb_query_person_in, certificate.mdtrt_cert_type),
           AT(struct yb_query_person_in, certificate.mdtrt_cert_no),
           AT(struct yb_query_person_in, certificate.card_sn),
           AT(struct yb_query_person_in, certificate.psn_cert_type),
           AT(struct yb_query_person_in, certificate.certno),
           AT(struct yb_query_person_in, certificate.psn_name));
    ATTACK(desk, query_visits, true, visits, AT(struct yb_query_visits_in, med_type));
    ATTACK(desk, reconcile_total, true, total, AT(struct yb_reconcile_total_in, insutype),
           AT(struct yb_reconcile_total_in, clr_type),
           AT(struct yb_reconcile_total_in, setl_optins),
           AT(struct yb_reconcile_total_in, refd_setl_flag));
    ATTACK(desk, reconcile_detail, true, detail, AT(struct yb_reconcile_detail_in, file_qury_no),
           AT(struct yb_reconcile_detail_in, setl_optins),
           AT(struct yb_reconcile_detail_in, clr_type),
           AT(struct yb_reconcile_detail_in, refd_setl_flag));
    ATTACK(desk, upload_file, true, upload, AT(struct yb_upload_file_in, bytes),
           AT(struct yb_upload_file_in, filename), AT(struct yb_upload_file_in, fixmedins_code));
    ATTACK(desk, download_file, true, download, AT(struct yb_download_file_in, file_qury_no),
           AT(struct yb_download_file_in, filename));
}

#define REFERRAL(member) AT(struct yb_file_referral_in, member)
#define CHRONIC(member)  AT(struct yb_file_chronic_in, member)
#define CHOICE(member)   AT(struct yb_file_institution_in, member)

static void it_withstands_filings(void **state)
{
    struct desk *desk = *state;
    struct yb_file_referral_in referral = {.psn_no = desk->resident,
                                           .diag_code = YB_TEXT("I10"),
                                           .reflin_medins_no = YB_TEXT("H11000000001"),
                                           .mdtrtarea_admdvs = YB_TEXT("110000"),
                                           .refl_date = desk_day("2021-06-01"),
                                           .begndate = desk_day("2021-06-01"),
                                           .enddate = desk_day("2021-06-30")};
    struct yb_file_chronic_in chronic = {.psn_no = desk->resident,
                                         .insutype = YB_TEXT("390"),
                                         .opsp_dise_code = YB_TEXT("M01600"),
                                         .ide_fixmedins_no = YB_TEXT(DESK_HOSPITAL),
                                         .hosp_ide_date = YB_DAY_NONE,
                                         .begndate = desk_day("2021-01-01"),
                                         .enddate = YB_DAY_NONE};
    struct yb_file_institution_in choice = {.psn_no = desk->resident,
                                            .biz_appy_type = YB_TEXT("03"),
                                            .fix_srt_no = YB_TEXT("1"),
                                            .fixmedins_code = YB_TEXT(DESK_HOSPITAL),
                                            .begndate = desk_day("2021-01-01"),
                                            .enddate = YB_DAY_NONE};
    struct yb_cancel_filing_in cancel = {1, desk->resident, {0}};

    ATTACK(desk, file_referral, true, referral, REFERRAL(insutype), REFERRAL(tel), REFERRAL(addr),
           REFERRAL(insu_optins), REFERRAL(diag_code), REFERRAL(diag_name),
           REFERRAL(dise_cond_dscr), REFERRAL(reflin_medins_no), REFERRAL(reflin_medins_name),
           REFERRAL(mdtrtarea_admdvs), REFERRAL(hosp_agre_refl_flag), REFERRAL(refl_type),
           REFERRAL(refl_rea), REFERRAL(refl_opnn), REFERRAL(refl_old_mdtrt_id),
           REFERRAL(refl_used_flag));
    ATTACK(desk, file_chronic, true, chronic, CHRONIC(insutype), CHRONIC(opsp_dise_code),
           CHRONIC(opsp_dise_name), CHRONIC(tel), CHRONIC(addr), CHRONIC(insu_optins),
           CHRONIC(ide_fixmedins_no), CHRONIC(ide_fixmedins_name), CHRONIC(diag_dr_codg),
           CHRONIC(diag_dr_name), CHRONIC(exp_content), CHRONIC(memo));
    ATTACK(desk, file_institution, true, choice, CHOICE(tel), CHOICE(addr), CHOICE(biz_appy_type),
           CHOICE(agnter_name), CHOICE(agnter_cert_type), CHOICE(agnter_certno), CHOICE(agnter_tel),
           CHOICE(agnter_addr), CHOICE(agnter_rlts), CHOICE(fix_srt_no), CHOICE(fixmedins_code),
           CHOICE(fixmedins_name), CHOICE(memo), CHOICE(exp_content));
    ATTACK(desk, cancel_chronic, false, cancel, AT(struct yb_cancel_filing_in, memo));
}

static void it_withstands_mappings(void **state)
{
    struct desk *desk = *state;

    for (size_t k = 0; k < sizeof(payloads) / sizeof(payloads[0]); k++) {
        struct yb_text text = yb_text_of(payloads[k]);
        struct yb_mapping_row row = {text, text, text, text, 0,    100,  text,
                                     text, text, text, text, text, text, text};
        struct yb_upload_mappings_in in = {&row, 1};

        assert_int_equal(upload_mappings(desk, &in), YB_E_ITEM_NOT_FOUND);
        check_words(desk);
    }
}

struct looking {
    size_t people;
};

static int look(struct yb_call *call, void *context, struct yb_error *error)
{
    struct looking *looking = context;
    struct yb_psn_list people;
    struct yb_access_log_query query = {.to_ms = INT64_MAX, .most = 100000};
    struct yb_access_log_list log;
    int rc = yb_psn_list(call->tx, 0, 1000, &people, error);

    if (rc == YB_OK)
        rc = yb_access_log_list(call->tx, &query, &log, error);
    looking->people = people.count;
    for (size_t i = 0; rc == YB_OK && i < log.count; i++) {
        assert_false(desk_shows_identity(log.rows[i].target));
        assert_false(desk_shows_identity(log.rows[i].detail));
        assert_false(desk_shows_identity(log.rows[i].result));
    }
    return rc;
}

/* After all of it: both people are there, and the log names nobody's number. */
static void it_is_whole_afterwards(void **state)
{
    struct desk *desk = *state;
    struct looking looking;

    it_withstands_institutions(state);
    it_withstands_queries(state);
    desk_ok(desk, desk_run(desk, look, &looking));
    assert_int_equal(looking.people, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_withstands_filings),
        DESK_BOTH(it_withstands_mappings),
        DESK_BOTH(it_is_whole_afterwards),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
