/* test_tc3.c - every vector of spec/fixtures/tc3-vectors.json, stage by
 * stage, and what can't be signed. */
#include <stdlib.h>

#include "check.h"
#include "tcbilling.h"

/* One vector: its string members, and the two nested ones that matter. */
#define MEMBERS_MAX 64

struct member {
    char name[64];
    char *text;
    size_t len;
};

struct vector {
    struct member members[MEMBERS_MAX];
    size_t count;
    struct tcb_header headers[TCB_SIGNED_HEADERS + 2];
    size_t header_count;
    int64_t timestamp;
    int64_t body_length; /* of body_gen */
};

static char *keep(struct tcb_slice text, size_t *len)
{
    char *copy = malloc(text.len + 1);
    *len = tcb_json_unescape(text, copy);
    copy[*len] = '\0';
    return copy;
}

static struct tcb_slice get(const struct vector *v, const char *name)
{
    struct tcb_slice s = { "", 0 };
    size_t i;
    for (i = 0; i < v->count; i++) {
        if (strcmp(v->members[i].name, name) != 0) continue;
        s.data = v->members[i].text;
        s.len = v->members[i].len;
    }
    return s;
}

static int has(const struct vector *v, const char *name)
{
    size_t i;
    for (i = 0; i < v->count; i++)
        if (strcmp(v->members[i].name, name) == 0) return 1;
    return 0;
}

static void add_member(struct vector *v, const char *name,
                       struct tcb_slice text)
{
    struct member *m = &v->members[v->count++];
    (void)snprintf(m->name, sizeof m->name, "%s", name);
    m->text = keep(text, &m->len);
}

/* Appends to a member, or makes it: the parts of a key. */
static void join_member(struct vector *v, const char *name,
                        struct tcb_slice text)
{
    struct member *m = &v->members[v->count - 1];
    if (!has(v, name)) {
        add_member(v, name, text);
        return;
    }
    m->text = realloc(m->text, m->len + text.len + 1);
    memcpy(m->text + m->len, text.data, text.len);
    m->len += text.len;
}

static int is(struct tcb_slice s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.data, text, s.len) == 0;
}

/* headers_to_sign: a list of pairs. */
static void read_headers(struct vector *v, struct tcb_json_reader *r)
{
    struct tcb_json_token t;
    struct tcb_slice texts[2];
    (void)tcb_json_next(r, &t);
    while (tcb_json_next(r, &t) == TCB_OK && t.type == TCB_JSON_LIST) {
        int i;
        for (i = 0; i < 2; i++) {
            (void)tcb_json_next(r, &t);
            texts[i].data = keep(t.text, &texts[i].len);
        }
        (void)tcb_json_next(r, &t);
        v->headers[v->header_count].name = texts[0];
        v->headers[v->header_count++].value = texts[1];
    }
}

static void read_key_parts(struct vector *v, struct tcb_json_reader *r)
{
    struct tcb_json_token t;
    (void)tcb_json_next(r, &t);
    while (tcb_json_next(r, &t) == TCB_OK && t.type == TCB_JSON_STRING)
        join_member(v, "secret_key", t.text);
}

static void read_body_gen(struct vector *v, struct tcb_json_reader *r)
{
    struct tcb_json_token t;
    (void)tcb_json_next(r, &t);
    while (tcb_json_next(r, &t) == TCB_OK && t.type == TCB_JSON_KEY) {
        (void)tcb_json_next(r, &t);
        if (t.type == TCB_JSON_STRING) add_member(v, "pattern", t.text);
        if (t.type == TCB_JSON_NUMBER) v->body_length = t.integer;
    }
}

static void read_value(struct vector *v, struct tcb_json_reader *r,
                       const char *name)
{
    struct tcb_json_reader ahead = *r;
    struct tcb_json_token t;
    (void)tcb_json_next(&ahead, &t);
    if (t.type == TCB_JSON_STRING) add_member(v, name, t.text);
    if (t.type == TCB_JSON_TRUE) add_member(v, name, tcb_slice("true"));
    if (strcmp(name, "timestamp") == 0) v->timestamp = t.integer;
    if (strcmp(name, "headers_to_sign") == 0)
        read_headers(v, r);
    else if (strcmp(name, "secret_key_parts") == 0)
        read_key_parts(v, r);
    else if (strcmp(name, "body_gen") == 0)
        read_body_gen(v, r);
    else
        (void)tcb_json_skip(r);
}

/* After the opening brace, up to and with the closing one. */
static void read_vector(struct vector *v, struct tcb_json_reader *r)
{
    struct tcb_json_token t;
    memset(v, 0, sizeof *v);
    while (tcb_json_next(r, &t) == TCB_OK && t.type == TCB_JSON_KEY) {
        char name[64];
        (void)snprintf(name, sizeof name, "%.*s", (int)t.text.len, t.text.data);
        read_value(v, r, name);
    }
}

static void free_vector(struct vector *v)
{
    size_t i;
    for (i = 0; i < v->count; i++)
        free(v->members[i].text);
    for (i = 0; i < v->header_count; i++) {
        free((char *)(uintptr_t)v->headers[i].name.data);
        free((char *)(uintptr_t)v->headers[i].value.data);
    }
}

/* the request of a vector */

static int base64_value(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                 "qrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

static void add_base64(struct tcb_buffer *body, struct tcb_slice text)
{
    unsigned bits = 0;
    size_t i;
    int n = 0;
    for (i = 0; i < text.len && base64_value(text.data[i]) >= 0; i++) {
        char byte;
        bits = bits << 6 | (unsigned)base64_value(text.data[i]);
        n += 6;
        if (n < 8) continue;
        n -= 8;
        byte = (char)(bits >> n & 255);
        tcb_buffer_add(body, &byte, 1);
    }
}

static void make_body(const struct vector *v, struct tcb_buffer *body)
{
    struct tcb_slice text = get(v, "body"), pattern = get(v, "pattern");
    size_t i;
    tcb_buffer_add(body, text.data, text.len);
    add_base64(body, get(v, "body_b64"));
    for (i = 0; i < (size_t)v->body_length; i++)
        tcb_buffer_add(body, pattern.data + i % pattern.len, 1);
}

/* Puts content-type and host of headers_to_sign where they belong. */
static void take_headers(const struct vector *v, struct tcb_request *request,
                         struct tcb_header extra[TCB_SIGNED_HEADERS])
{
    size_t i;
    request->headers = extra;
    for (i = 0; i < v->header_count; i++) {
        char c = v->headers[i].name.data[0];
        if (c == 'C' || c == 'c')
            request->content_type = v->headers[i].value;
        else if (c == 'H' || c == 'h')
            request->host = v->headers[i].value;
        else
            extra[request->header_count++] = v->headers[i];
    }
}

static int equal(const struct tcb_buffer *b, struct tcb_slice s)
{
    return b->len == s.len && s.len > 0 && memcmp(b->data, s.data, s.len) == 0;
}

static void check_stages(const struct vector *v, struct tcb_signer *signer,
                         const struct tcb_request *request)
{
    struct tcb_buffer out = TCB_BUFFER_INIT;
    CHECK(tcb_tc3_canonical_request(signer, request, &out) == TCB_OK);
    CHECK(equal(&out, get(v, "canonical_request")));
    tcb_buffer_clear(&out);
    CHECK(tcb_tc3_string_to_sign(signer, request, get(v, "canonical_request"),
                                 &out) == TCB_OK);
    CHECK(equal(&out, get(v, "string_to_sign")));
    tcb_buffer_clear(&out);
    CHECK(tcb_tc3_authorization(signer, request, get(v, "string_to_sign"),
                                &out) == TCB_OK);
    CHECK(equal(&out, get(v, "authorization")));
    tcb_buffer_clear(&out);
    CHECK(tcb_tc3_signed_headers(request, &out) == TCB_OK);
    CHECK(equal(&out, get(v, "signed_headers")));
    tcb_buffer_clear(&out);
    CHECK(tcb_tc3_scope(request, &out) == TCB_OK);
    CHECK(equal(&out, get(v, "credential_scope")));
    tcb_buffer_clear(&out);
    CHECK(tcb_tc3_sign(signer, request, &out) == TCB_OK);
    CHECK(equal(&out, get(v, "authorization")));
    tcb_buffer_free(&out);
}

static void check_vector(const struct vector *v)
{
    struct tcb_header extra[TCB_SIGNED_HEADERS];
    struct tcb_buffer body = TCB_BUFFER_INIT;
    struct tcb_signer *signer = NULL;
    struct tcb_request request = { 0 };
    make_body(v, &body);
    request.service = get(v, "service");
    request.host = get(v, "host");
    request.timestamp = v->timestamp;
    request.method = get(v, "method");
    request.query = get(v, "query");
    request.content_type = get(v, "content_type");
    request.body.data = body.data;
    request.body.len = body.len;
    request.unsigned_payload = has(v, "unsigned_payload");
    take_headers(v, &request, extra);
    CHECK(tcb_signer_new(get(v, "secret_id"), get(v, "secret_key"), &signer) ==
          TCB_OK);
    if (signer != NULL) check_stages(v, signer, &request);
    tcb_signer_free(signer);
    tcb_buffer_free(&body);
}

static int read_file(const char *folder, struct tcb_buffer *out)
{
    char path[4096];
    FILE *f;
    size_t n;
    (void)snprintf(path, sizeof path, "%s/spec/fixtures/tc3-vectors.json",
                   folder);
    f = fopen(path, "rb");
    if (f == NULL) return 0;
    do {
        char *room = tcb_buffer_reserve(out, 65536);
        n = fread(room, 1, 65536, f);
        out->len += n;
    } while (n > 0);
    (void)fclose(f);
    return 1;
}

static void check_vectors(const char *folder)
{
    struct tcb_buffer file = TCB_BUFFER_INIT;
    struct tcb_json_reader r;
    struct tcb_json_token t;
    struct tcb_slice text;
    int count = 0;
    CHECK(read_file(folder, &file));
    text.data = file.data;
    text.len = file.len;
    tcb_json_open(&r, text, 0);
    (void)tcb_json_next(&r, &t);
    while (tcb_json_next(&r, &t) == TCB_OK && t.type == TCB_JSON_KEY) {
        struct vector v;
        if (!is(t.text, "tc3")) {
            (void)tcb_json_skip(&r);
            continue;
        }
        (void)tcb_json_next(&r, &t);
        while (tcb_json_next(&r, &t) == TCB_OK && t.type == TCB_JSON_OBJECT) {
            read_vector(&v, &r);
            check_vector(&v);
            free_vector(&v);
            count++;
        }
    }
    CHECK(count == 126);
    tcb_buffer_free(&file);
}

/* what can't be signed */

static struct tcb_request good_request(void)
{
    struct tcb_request request = { 0 };
    request.service = tcb_slice("billing");
    request.host = tcb_slice("billing.intl.tencentcloudapi.com");
    request.timestamp = 1700000000;
    request.method = tcb_slice("POST");
    request.query = tcb_slice("");
    request.content_type = tcb_slice("application/json");
    request.body = tcb_slice("{}");
    return request;
}

/* All at once, and stage by stage: they agree on what can be signed. */
static enum tcb_status sign(const struct tcb_request *request)
{
    struct tcb_buffer out = TCB_BUFFER_INIT;
    struct tcb_signer *signer = NULL;
    struct tcb_slice text = tcb_slice("text");
    enum tcb_status status =
        tcb_signer_new(tcb_slice("id"), tcb_slice("key"), &signer);
    if (status != TCB_OK) return status;
    status = tcb_tc3_sign(signer, request, &out);
    CHECK(tcb_tc3_canonical_request(signer, request, &out) == status);
    CHECK(tcb_tc3_string_to_sign(signer, request, text, &out) == status);
    CHECK(tcb_tc3_authorization(signer, request, text, &out) == status);
    tcb_signer_free(signer);
    tcb_buffer_free(&out);
    return status;
}

static void check_refusals(void)
{
    static const struct tcb_header twice = { { "HOST", 4 }, { "h", 1 } };
    static const struct tcb_header split = { { "x-a", 3 }, { "1\r\nb: 2", 7 } };
    struct tcb_request r = good_request();
    CHECK(sign(&r) == TCB_OK);
    r.host = tcb_slice("host\nx: y");
    CHECK(sign(&r) == TCB_EINVAL);
    r = good_request();
    r.service = tcb_slice("");
    CHECK(sign(&r) == TCB_EINVAL);
    r = good_request();
    r.method = tcb_slice("PUT");
    CHECK(sign(&r) == TCB_EINVAL);
    r.method = tcb_slice("GET"); /* with a body */
    CHECK(sign(&r) == TCB_EINVAL);
    r.body = tcb_slice("");
    CHECK(sign(&r) == TCB_OK);
    r = good_request();
    r.content_type = tcb_slice("");
    CHECK(sign(&r) == TCB_EINVAL);
    r = good_request();
    r.timestamp = -1;
    CHECK(sign(&r) == TCB_EINVAL);
    r.timestamp = INT64_C(253402300800);
    CHECK(sign(&r) == TCB_EINVAL);
    r = good_request();
    r.headers = &twice;
    r.header_count = 1;
    CHECK(sign(&r) == TCB_EINVAL);
    r.headers = &split;
    CHECK(sign(&r) == TCB_EINVAL);
    r.header_count = TCB_SIGNED_HEADERS + 1;
    CHECK(sign(&r) == TCB_EINVAL);
}

static void check_keys(void)
{
    struct tcb_signer *signer = NULL;
    CHECK(tcb_signer_new(tcb_slice(""), tcb_slice("k"), &signer) == TCB_EINVAL);
    CHECK(tcb_signer_new(tcb_slice("i"), tcb_slice(""), &signer) == TCB_EINVAL);
    CHECK(tcb_signer_new(tcb_slice("i d"), tcb_slice("k"), &signer) ==
          TCB_EINVAL);
    CHECK(tcb_signer_new(tcb_slice("i"), tcb_slice("k\n"), &signer) ==
          TCB_EINVAL);
    CHECK(signer == NULL);
}

/* A day's key must not outlive its day, or serve another service. */
static void check_key_cache(void)
{
    struct tcb_request day1 = good_request(), day2 = good_request();
    struct tcb_request partner = good_request();
    struct tcb_buffer first = TCB_BUFFER_INIT, other = TCB_BUFFER_INIT;
    struct tcb_buffer again = TCB_BUFFER_INIT;
    struct tcb_slice text = tcb_slice("text");
    struct tcb_signer *s = NULL;
    struct tcb_slice same;
    CHECK(tcb_signer_new(tcb_slice("i"), tcb_slice("k"), &s) == TCB_OK);
    if (s == NULL) return;
    day2.timestamp += 86400;
    partner.service = tcb_slice("intlpartnersmgt");
    CHECK(tcb_tc3_authorization(s, &day1, text, &first) == TCB_OK);
    CHECK(tcb_tc3_authorization(s, &day2, text, &other) == TCB_OK);
    same.data = other.data + other.len - TCB_HEX_SIZE;
    same.len = TCB_HEX_SIZE;
    CHECK(memcmp(first.data + first.len - same.len, same.data, same.len) != 0);
    CHECK(tcb_tc3_authorization(s, &partner, text, &other) == TCB_OK);
    CHECK(tcb_tc3_authorization(s, &day1, text, &again) == TCB_OK);
    same.data = first.data;
    same.len = first.len;
    CHECK(equal(&again, same));
    tcb_buffer_free(&first);
    tcb_buffer_free(&other);
    tcb_buffer_free(&again);
    tcb_signer_free(s);
}

int main(int argc, char **argv)
{
    check_vectors(argc > 1 ? argv[1] : ".");
    check_refusals();
    check_keys();
    check_key_cache();
    return check_done();
}
