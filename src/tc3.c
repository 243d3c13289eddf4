/*
 * tc3.c - Tencent Cloud's request signature, TC3-HMAC-SHA256.
 *
 * The algorithm's source is the page "Signature v3" of the API 3.0
 * documents. Three stages, each a function: the canonical request, the
 * string to sign, the authorization.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tcbilling.h"
#include "text.h"

#define ALGORITHM "TC3-HMAC-SHA256"
#define TERMINATOR "tc3_request"
#define UNSIGNED "UNSIGNED-PAYLOAD"
#define SECONDS_A_DAY 86400
#define LAST_SECOND INT64_C(253402300799) /* of the year 9999 */
#define DATE_SIZE 10                      /* YYYY-MM-DD */
#define HEADERS_MAX (TCB_SIGNED_HEADERS + 2)

/* The signing key depends on the date and the service only, so it is kept
 * until one of them changes. */
struct tcb_signer {
    struct tcb_sha256 *sha;
    struct tcb_hmac_key *signing_key;
    struct tcb_hmac_key *step_key; /* on the way to signing_key */
    char *id;
    char *secret; /* "TC3" and the secret key */
    size_t id_len, secret_len;
    int has_key;
    int64_t key_day;
    struct tcb_buffer scope; /* that signing_key belongs to */
    struct tcb_buffer canonical_request, string_to_sign; /* of tcb_tc3_sign */
};

static struct tcb_slice contents(const struct tcb_buffer *b)
{
    struct tcb_slice s = { b->data, b->len };
    return s;
}

/* The room's end is what the last put returned. */
static enum tcb_status finish(struct tcb_buffer *out, const char *end)
{
    out->len = (size_t)(end - out->data);
    return TCB_OK;
}

static enum tcb_status hash(struct tcb_signer *signer, struct tcb_slice in,
                            char out[TCB_HEX_SIZE])
{
    unsigned char digest[TCB_SHA256_SIZE];
    enum tcb_status status = tcb_sha256_digest(signer->sha, in, digest);
    if (status == TCB_OK) tcb_hex(digest, out);
    return status;
}

/* headers */

int tcb_is_header_value(struct tcb_slice value)
{
    return value.len > 0 && !has_control(value);
}

static int compare_names(struct tcb_slice a, struct tcb_slice b)
{
    size_t i;
    for (i = 0; i < a.len && i < b.len; i++) {
        int d =
            (unsigned char)lower(a.data[i]) - (unsigned char)lower(b.data[i]);
        if (d != 0) return d;
    }
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

/* Inserts one header in order; 0 if its value can't be, or it is there. */
static int insert_header(struct tcb_header *sorted, size_t count,
                         struct tcb_header header)
{
    size_t i;
    header.value = trim(header.value);
    if (!tcb_is_header_value(header.value)) return 0;
    for (i = count; i > 0; i--) {
        int order = compare_names(header.name, sorted[i - 1].name);
        if (order == 0) return 0;
        if (order > 0) break;
        sorted[i] = sorted[i - 1];
    }
    sorted[i] = header;
    return 1;
}

/* A request that can be signed: its headers in order. */
struct prepared {
    const struct tcb_request *request;
    struct tcb_header headers[HEADERS_MAX];
    size_t count;
    size_t names_size, values_size; /* with what stands between them */
};

/* What a GET asks for stands in its query. */
static int is_method(const struct tcb_request *request)
{
    return equals(request->method, "POST") ||
           (equals(request->method, "GET") && request->body.len == 0);
}

static int is_signable(const struct tcb_request *request)
{
    return is_method(request) && is_word(request->service) &&
           is_word(trim(request->host)) && !has_control(request->query) &&
           request->timestamp >= 0 && request->timestamp <= LAST_SECOND &&
           request->header_count <= TCB_SIGNED_HEADERS;
}

static int is_name(struct tcb_slice name)
{
    return is_word(name) && memchr(name.data, ':', name.len) == NULL;
}

static int add_header(struct prepared *p, struct tcb_header header)
{
    if (!insert_header(p->headers, p->count, header)) return 0;
    p->count++;
    p->names_size += header.name.len + 1;
    p->values_size += header.value.len + 1;
    return 1;
}

static enum tcb_status prepare(const struct tcb_request *request,
                               struct prepared *p)
{
    struct tcb_header type = { { "content-type", 12 }, request->content_type };
    struct tcb_header host = { { "host", 4 }, request->host };
    size_t i;
    if (!is_signable(request)) return TCB_EINVAL;
    p->request = request;
    p->count = p->names_size = p->values_size = 0;
    if (!add_header(p, type) || !add_header(p, host)) return TCB_EINVAL;
    for (i = 0; i < request->header_count; i++) {
        struct tcb_header header = request->headers[i];
        header.name = trim(header.name);
        if (!is_name(header.name) || !add_header(p, header)) return TCB_EINVAL;
    }
    return TCB_OK;
}

static char *put_names(char *at, const struct prepared *p)
{
    size_t i;
    for (i = 0; i < p->count; i++) {
        if (i > 0) *at++ = ';';
        at = put_lower(at, p->headers[i].name);
    }
    return at;
}

enum tcb_status tcb_tc3_signed_headers(const struct tcb_request *request,
                                       struct tcb_buffer *out)
{
    struct prepared p;
    char *at;
    enum tcb_status status = prepare(request, &p);
    if (status != TCB_OK) return status;
    at = tcb_buffer_reserve(out, p.names_size);
    if (at == NULL) return TCB_ENOMEM;
    return finish(out, put_names(at, &p));
}

/* the canonical request */

static char *put_headers(char *at, const struct prepared *p)
{
    size_t i;
    for (i = 0; i < p->count; i++) {
        at = put_lower(at, p->headers[i].name);
        *at++ = ':';
        at = put_lower(at, p->headers[i].value);
        *at++ = '\n';
    }
    return at;
}

static enum tcb_status canonical_request(struct tcb_signer *signer,
                                         const struct prepared *p,
                                         struct tcb_buffer *out)
{
    const struct tcb_request *request = p->request;
    struct tcb_slice payload =
        request->unsigned_payload ? tcb_slice(UNSIGNED) : request->body;
    size_t size = request->method.len + request->query.len + 2 * p->names_size +
                  p->values_size + TCB_HEX_SIZE + 8;
    char *at = tcb_buffer_reserve(out, size);
    enum tcb_status status;
    if (at == NULL) return TCB_ENOMEM;
    at = put(at, request->method);
    at = PUT(at, "\n/\n");
    at = put(at, request->query);
    *at++ = '\n';
    at = put_headers(at, p);
    *at++ = '\n';
    at = put_names(at, p);
    *at++ = '\n';
    status = hash(signer, payload, at);
    return status != TCB_OK ? status : finish(out, at + TCB_HEX_SIZE);
}

enum tcb_status tcb_tc3_canonical_request(struct tcb_signer *signer,
                                          const struct tcb_request *request,
                                          struct tcb_buffer *out)
{
    struct prepared p;
    enum tcb_status status = prepare(request, &p);
    return status != TCB_OK ? status : canonical_request(signer, &p, out);
}

/* the credential scope, and the key that belongs to it */

/* Of the timestamp, in UTC: never local time, never a second clock read. */
static int format_date(int64_t timestamp, char out[DATE_SIZE + 1])
{
    time_t t = (time_t)timestamp;
    struct tm utc;
    return gmtime_r(&t, &utc) != NULL &&
           strftime(out, DATE_SIZE + 1, "%Y-%m-%d", &utc) == DATE_SIZE;
}

enum tcb_status tcb_tc3_scope(const struct tcb_request *request,
                              struct tcb_buffer *out)
{
    char date[DATE_SIZE + 1];
    if (!is_signable(request)) return TCB_EINVAL;
    if (!format_date(request->timestamp, date)) return TCB_EINVAL;
    tcb_buffer_text(out, date);
    tcb_buffer_text(out, "/");
    tcb_buffer_add(out, request->service.data, request->service.len);
    tcb_buffer_text(out, "/" TERMINATOR);
    return tcb_buffer_status(out);
}

static enum tcb_status derive(struct tcb_signer *signer, struct tcb_slice in,
                              struct tcb_hmac_key *key)
{
    unsigned char digest[TCB_SHA256_SIZE];
    struct tcb_slice secret = { (const char *)digest, sizeof digest };
    enum tcb_status status =
        tcb_hmac(signer->sha, signer->step_key, in, digest);
    if (status == TCB_OK) status = tcb_hmac_key_set(signer->sha, key, secret);
    tcb_cleanse(digest, sizeof digest);
    return status;
}

/* secret -> date -> service -> "tc3_request" */
static enum tcb_status derive_signing_key(struct tcb_signer *signer,
                                          struct tcb_slice date,
                                          struct tcb_slice service)
{
    struct tcb_slice secret = { signer->secret, signer->secret_len };
    enum tcb_status status =
        tcb_hmac_key_set(signer->sha, signer->step_key, secret);
    if (status == TCB_OK) status = derive(signer, date, signer->step_key);
    if (status == TCB_OK) status = derive(signer, service, signer->step_key);
    if (status == TCB_OK)
        status = derive(signer, tcb_slice(TERMINATOR), signer->signing_key);
    return status;
}

/* Does the kept scope begin with this day, and name this service? */
static int has_key_for(const struct tcb_signer *signer, int64_t day,
                       struct tcb_slice service)
{
    size_t around = DATE_SIZE + strlen("//" TERMINATOR);
    return signer->has_key && signer->key_day == day &&
           signer->scope.len == around + service.len &&
           memcmp(signer->scope.data + DATE_SIZE + 1, service.data,
                  service.len) == 0;
}

/* Makes the signer's scope and key those of the request. */
static enum tcb_status load_key(struct tcb_signer *signer,
                                const struct tcb_request *request)
{
    int64_t day = request->timestamp / SECONDS_A_DAY;
    struct tcb_slice date;
    enum tcb_status status;
    if (has_key_for(signer, day, request->service)) return TCB_OK;
    signer->has_key = 0;
    tcb_buffer_clear(&signer->scope);
    status = tcb_tc3_scope(request, &signer->scope);
    if (status != TCB_OK) return status;
    date.data = signer->scope.data;
    date.len = DATE_SIZE;
    status = derive_signing_key(signer, date, request->service);
    signer->key_day = day;
    signer->has_key = status == TCB_OK;
    return status;
}

/* the string to sign */

static enum tcb_status string_to_sign(struct tcb_signer *signer,
                                      const struct tcb_request *request,
                                      struct tcb_slice canonical,
                                      struct tcb_buffer *out)
{
    enum tcb_status status = load_key(signer, request);
    char *at;
    if (status != TCB_OK) return status;
    at = tcb_buffer_reserve(out, signer->scope.len + TCB_HEX_SIZE + 64);
    if (at == NULL) return TCB_ENOMEM;
    at = PUT(at, ALGORITHM "\n");
    at = put_digits(at, request->timestamp);
    *at++ = '\n';
    at = put(at, contents(&signer->scope));
    *at++ = '\n';
    status = hash(signer, canonical, at);
    return status != TCB_OK ? status : finish(out, at + TCB_HEX_SIZE);
}

enum tcb_status tcb_tc3_string_to_sign(struct tcb_signer *signer,
                                       const struct tcb_request *request,
                                       struct tcb_slice canonical,
                                       struct tcb_buffer *out)
{
    struct prepared p;
    enum tcb_status status = prepare(request, &p);
    if (status != TCB_OK) return status;
    return string_to_sign(signer, request, canonical, out);
}

/* the authorization */

static enum tcb_status authorization(struct tcb_signer *signer,
                                     const struct prepared *p,
                                     struct tcb_slice text,
                                     struct tcb_buffer *out)
{
    unsigned char digest[TCB_SHA256_SIZE];
    struct tcb_slice id = { signer->id, signer->id_len };
    char *at;
    enum tcb_status status = load_key(signer, p->request);
    if (status == TCB_OK)
        status = tcb_hmac(signer->sha, signer->signing_key, text, digest);
    if (status != TCB_OK) return status;
    at = tcb_buffer_reserve(out, id.len + signer->scope.len + p->names_size +
                                     TCB_HEX_SIZE + 80);
    if (at == NULL) return TCB_ENOMEM;
    at = PUT(at, ALGORITHM " Credential=");
    at = put(at, id);
    *at++ = '/';
    at = put(at, contents(&signer->scope));
    at = PUT(at, ", SignedHeaders=");
    at = put_names(at, p);
    at = PUT(at, ", Signature=");
    tcb_hex(digest, at);
    return finish(out, at + TCB_HEX_SIZE);
}

enum tcb_status tcb_tc3_authorization(struct tcb_signer *signer,
                                      const struct tcb_request *request,
                                      struct tcb_slice string_to_sign_text,
                                      struct tcb_buffer *out)
{
    struct prepared p;
    enum tcb_status status = prepare(request, &p);
    if (status != TCB_OK) return status;
    return authorization(signer, &p, string_to_sign_text, out);
}

enum tcb_status tcb_tc3_sign(struct tcb_signer *signer,
                             const struct tcb_request *request,
                             struct tcb_buffer *out)
{
    struct tcb_buffer *canonical = &signer->canonical_request;
    struct tcb_buffer *text = &signer->string_to_sign;
    struct prepared p;
    enum tcb_status status = prepare(request, &p);
    if (status != TCB_OK) return status;
    tcb_buffer_clear(canonical);
    tcb_buffer_clear(text);
    status = canonical_request(signer, &p, canonical);
    if (status != TCB_OK) return status;
    status = string_to_sign(signer, request, contents(canonical), text);
    if (status != TCB_OK) return status;
    return authorization(signer, &p, contents(text), out);
}

/* the signer */

static char *copy(const char *prefix, struct tcb_slice s, size_t *len)
{
    size_t n = strlen(prefix);
    char *text = malloc(n + s.len);
    if (text == NULL) return NULL;
    memcpy(text, prefix, n);
    memcpy(text + n, s.data, s.len);
    *len = n + s.len;
    return text;
}

static enum tcb_status set_up(struct tcb_signer *signer, struct tcb_slice id,
                              struct tcb_slice secret)
{
    enum tcb_status status = tcb_sha256_new(&signer->sha);
    if (status != TCB_OK) return status;
    signer->id = copy("", id, &signer->id_len);
    signer->secret = copy("TC3", secret, &signer->secret_len);
    if (signer->id == NULL || signer->secret == NULL) return TCB_ENOMEM;
    status = tcb_hmac_key_new(&signer->step_key);
    if (status != TCB_OK) return status;
    return tcb_hmac_key_new(&signer->signing_key);
}

enum tcb_status tcb_signer_new(struct tcb_slice secret_id,
                               struct tcb_slice secret_key,
                               struct tcb_signer **out)
{
    struct tcb_signer *signer;
    enum tcb_status status;
    if (!is_word(secret_id) || secret_key.len == 0 || has_control(secret_key))
        return TCB_EINVAL;
    signer = calloc(1, sizeof *signer);
    if (signer == NULL) return TCB_ENOMEM;
    status = set_up(signer, secret_id, secret_key);
    if (status == TCB_OK)
        *out = signer;
    else
        tcb_signer_free(signer);
    return status;
}

void tcb_signer_free(struct tcb_signer *signer)
{
    if (signer == NULL) return;
    if (signer->secret != NULL) tcb_cleanse(signer->secret, signer->secret_len);
    free(signer->secret);
    free(signer->id);
    tcb_hmac_key_free(signer->step_key);
    tcb_hmac_key_free(signer->signing_key);
    tcb_sha256_free(signer->sha);
    tcb_buffer_free(&signer->scope);
    tcb_buffer_free(&signer->canonical_request);
    tcb_buffer_free(&signer->string_to_sign);
    free(signer);
}
