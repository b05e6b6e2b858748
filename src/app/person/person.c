#include "app/person/person.h"

#include "app/refuse.h"
#include "app/settle/facts.h"
#include "app/settle/postings.h"
#include "base/identity.h"
#include "store/ledger.h"
#include "store/psn.h"

#include <string.h>

#define PROOF_BYTES_MAX 128

void yb_proof_hash(const struct yb_keys *keys, struct yb_text proof, uint8_t out[YB_SM3_BYTES])
{
    char upper[PROOF_BYTES_MAX];
    size_t length = proof.length < sizeof(upper) ? proof.length : sizeof(upper);

    for (size_t i = 0; i < length; i++)
        upper[i] = proof.bytes[i] == 'x' ? 'X' : proof.bytes[i];
    yb_hmac_sm3(keys->lookup, sizeof(keys->lookup), (struct yb_text){upper, length}, out);
}

struct yb_text yb_proof_type(struct yb_text type)
{
    static const struct yb_text types[] = {{"01", 2}, {"02", 2}, {"03", 2}};

    for (size_t i = 0; i < 3; i++)
        if (yb_text_equal(type, types[i]) ||
            (type.length == 1 && type.bytes[0] == types[i].bytes[1]))
            return types[i];
    return (struct yb_text){0};
}

static int not_found(struct yb_call *call, struct yb_text proof, struct yb_error *error)
{
    return yb_refuse_text(error, YB_E_PSN_NOT_FOUND, yb_mask_certno(call->arena, proof));
}

int yb_app_psn_of_proof(struct yb_call *call, struct yb_text type, struct yb_text proof,
                        int64_t *psn_no, struct yb_error *error)
{
    uint8_t hash[YB_SM3_BYTES];

    yb_proof_hash(&call->app->keys, proof, hash);
    return yb_psn_lookup(call->tx, type, (struct yb_text){(const char *)hash, sizeof(hash)}, psn_no,
                         error);
}

/* What the person is known by: without a proof, the identity number. */
static struct yb_text proof_of(const struct yb_certificate *certificate)
{
    return certificate->mdtrt_cert_no.length ? certificate->mdtrt_cert_no : certificate->certno;
}

static bool is_certno(struct yb_text said, struct yb_text certno)
{
    bool same = said.length == certno.length;

    for (size_t i = 0; same && i < said.length; i++)
        same = (said.bytes[i] == 'x' ? 'X' : said.bytes[i]) == certno.bytes[i];
    return same;
}

static int check_form(struct yb_call *call, const struct yb_certificate *certificate,
                      struct yb_text *type, struct yb_error *error)
{
    *type = yb_proof_type(certificate->mdtrt_cert_type);
    if (!type->length)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "mdtrt_cert_type", certificate->mdtrt_cert_type);
    if (yb_text_is(*type, "03") && call->app->rules->card_sn_needed && !certificate->card_sn.length)
        return yb_fail(error, YB_E_MISSING, "card_sn", NULL);
    return 0;
}

int yb_app_check_proof(struct yb_call *call, const struct yb_certificate *certificate,
                       int64_t psn_no, struct yb_error *error)
{
    struct yb_text type;
    int64_t found;
    int rc;

    if (!certificate->mdtrt_cert_type.length && !certificate->mdtrt_cert_no.length)
        return 0;
    rc = check_form(call, certificate, &type, error);
    if (rc || !certificate->mdtrt_cert_no.length)
        return rc;
    rc = yb_app_psn_of_proof(call, type, certificate->mdtrt_cert_no, &found, error);
    if (rc)
        return rc;
    if (found == psn_no || (!found && yb_text_is(type, "01")))
        return 0;
    return not_found(call, certificate->mdtrt_cert_no, error);
}

/* The person's own data agree with what was said besides the proof. */
static int compare_said(struct yb_call *call, const struct yb_certificate *certificate,
                        int64_t psn_no, struct yb_error *error)
{
    struct yb_text certno, psn_name;
    struct yb_psn_row psn;
    int rc;

    if (!certificate->certno.length && !certificate->psn_name.length)
        return 0;
    rc = yb_psn_get(call->tx, psn_no, &psn, error);
    if (!rc)
        rc = yb_unseal(&call->app->keys, psn.certno, call->arena, &certno, error);
    if (!rc)
        rc = yb_unseal(&call->app->keys, psn.psn_name, call->arena, &psn_name, error);
    if (rc)
        return rc;
    if ((certificate->certno.length && !is_certno(certificate->certno, certno)) ||
        (certificate->psn_name.length && !yb_text_equal(certificate->psn_name, psn_name)))
        return not_found(call, proof_of(certificate), error);
    return 0;
}

int yb_app_find_person(struct yb_call *call, const struct yb_certificate *certificate,
                       int64_t *psn_no, struct yb_error *error)
{
    struct yb_text type = YB_TEXT("02"), proof = proof_of(certificate);
    bool typed = certificate->mdtrt_cert_type.length > 0;
    int rc = typed ? check_form(call, certificate, &type, error) : 0;

    if (rc)
        return rc;
    if (!typed && certificate->mdtrt_cert_no.length)
        return yb_fail(error, YB_E_MISSING, "mdtrt_cert_type", NULL);
    if (!proof.length || (typed && !certificate->mdtrt_cert_no.length))
        return yb_fail(error, YB_E_MISSING, "mdtrt_cert_no", NULL);
    rc = yb_app_psn_of_proof(call, type, proof, psn_no, error);
    if (rc)
        return rc;
    if (!*psn_no)
        return not_found(call, proof, error);
    return compare_said(call, certificate, *psn_no, error);
}
