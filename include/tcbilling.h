/*
 * tcbilling.h - the C core of a client for Tencent Cloud's billing APIs.
 *
 * Read it from top to bottom: slices and buffers, digests, request signing,
 * JSON, decimals, the rate limiter, clocks, HTTP, gzip, HTTP/1.1 framing.
 * There is no Lua in here; the binding lives in src/lua.
 *
 * Conventions
 *   - A function that can fail returns an enum tcb_status; TCB_OK is zero.
 *   - What comes back through an out-parameter is owned by the caller; a
 *     returned pointer is borrowed. tcb_x_free(NULL) is fine.
 *   - No state of yours is global: one object belongs to one thread at a
 *     time, different objects may be used by different threads at once.
 *   - Time and limits are arguments, so that tests are deterministic.
 */
#ifndef TCBILLING_H
#define TCBILLING_H

#include <stddef.h>
#include <stdint.h>

#if UINTPTR_MAX < UINT64_MAX
#error "tcbilling needs a 64-bit target"
#endif

#define TCB_VERSION "0.1.0"

/* A Lua module exports its luaopen_ function only, whoever builds it. */
#pragma GCC visibility push(hidden)

/* status */

enum tcb_status {
    TCB_OK = 0,
    TCB_ENOMEM,   /* no memory */
    TCB_EINVAL,   /* an argument is not what the function takes */
    TCB_ECRYPTO,  /* OpenSSL refused */
    TCB_ESYNTAX,  /* not JSON, not a number */
    TCB_EUTF8,    /* text is not UTF-8 */
    TCB_EDEPTH,   /* nested deeper than allowed */
    TCB_ERANGE,   /* the result does not fit */
    TCB_EDIVZERO, /* division by zero */
    TCB_EBUSY,    /* another process holds the lock: ask again in a moment */
    TCB_EFILE     /* a file can't be had or used; a sentence says why */
};

/* A sentence part for a status ("not valid UTF-8"); never NULL. */
const char *tcb_status_text(enum tcb_status status);

/* slices and buffers */

/* Bytes that belong to somebody else. No terminating zero is promised. */
struct tcb_slice {
    const char *data;
    size_t len;
};

struct tcb_slice tcb_slice(const char *text);

/* Bytes that grow. Start from TCB_BUFFER_INIT; `failed` stays set once an
 * allocation failed, so a row of appends is checked once, at its end. */
struct tcb_buffer {
    char *data;
    size_t len;
    size_t cap;
    int failed;
};

#define TCB_BUFFER_INIT                                                        \
    {                                                                          \
        NULL, 0, 0, 0                                                          \
    }

void tcb_buffer_free(struct tcb_buffer *b);
void tcb_buffer_clear(struct tcb_buffer *b); /* keeps the memory */
/* Room for n more bytes, or NULL. They count once added to b->len. */
char *tcb_buffer_reserve(struct tcb_buffer *b, size_t n);
void tcb_buffer_add(struct tcb_buffer *b, const char *data, size_t n);
void tcb_buffer_text(struct tcb_buffer *b, const char *text);
/* Gives back the room that is left: what is kept for long takes no more. */
void tcb_buffer_fit(struct tcb_buffer *b);
/* TCB_ENOMEM if any append failed. */
enum tcb_status tcb_buffer_status(const struct tcb_buffer *b);

/* digests */

#define TCB_SHA256_SIZE 32
#define TCB_HEX_SIZE (2 * TCB_SHA256_SIZE)

/* SHA-256 and HMAC over objects that are fetched from OpenSSL once. */
struct tcb_sha256;

/* Is the libcrypto in this process of the major version whose headers this
 * was compiled with? A host that brings its own may have put another there. */
int tcb_sha256_usable(void);
/* TCB_ECRYPTO when libcrypto offers no SHA-256, or is not usable. */
enum tcb_status tcb_sha256_new(struct tcb_sha256 **out);
void tcb_sha256_free(struct tcb_sha256 *sha);
enum tcb_status tcb_sha256_digest(struct tcb_sha256 *sha, struct tcb_slice in,
                                  unsigned char out[TCB_SHA256_SIZE]);

/* An HMAC key with both of its pads digested already. */
struct tcb_hmac_key;

enum tcb_status tcb_hmac_key_new(struct tcb_hmac_key **out);
void tcb_hmac_key_free(struct tcb_hmac_key *key);
enum tcb_status tcb_hmac_key_set(struct tcb_sha256 *sha,
                                 struct tcb_hmac_key *key,
                                 struct tcb_slice secret);
enum tcb_status tcb_hmac(struct tcb_sha256 *sha, const struct tcb_hmac_key *key,
                         struct tcb_slice in,
                         unsigned char out[TCB_SHA256_SIZE]);

void tcb_hex(const unsigned char in[TCB_SHA256_SIZE], char out[TCB_HEX_SIZE]);
void tcb_cleanse(void *data, size_t len); /* not optimised away */

/* request signing: TC3-HMAC-SHA256 */

struct tcb_header {
    struct tcb_slice name;
    struct tcb_slice value;
};

/* Most headers that a request may sign besides content-type and host. */
#define TCB_SIGNED_HEADERS 30

/* What is signed. `content-type` and `host` are always among the signed
 * headers; `headers` are signed besides, whatever their order and case. */
struct tcb_request {
    struct tcb_slice service;      /* "billing", never taken from the host */
    struct tcb_slice host;         /* as sent; with the port if one is sent */
    int64_t timestamp;             /* UNIX seconds: 1970 to 9999 */
    struct tcb_slice method;       /* "POST" or "GET" */
    struct tcb_slice query;        /* what follows the '?', exactly */
    struct tcb_slice content_type; /* exactly as sent */
    struct tcb_slice body;
    const struct tcb_header *headers;
    size_t header_count;
    int unsigned_payload; /* hash the words UNSIGNED-PAYLOAD, not the body */
};

/* A key pair and the derived key of the day it signed last. */
struct tcb_signer;

/* Copies both; the copy of the secret is cleansed when freed. TCB_EINVAL
 * when one is empty or holds control characters, or the id one of blank , /
 * ; and =, which would end it where it is written. */
enum tcb_status tcb_signer_new(struct tcb_slice secret_id,
                               struct tcb_slice secret_key,
                               struct tcb_signer **out);
void tcb_signer_free(struct tcb_signer *signer);

/* May it stand in a header's line: not empty, no control characters? */
int tcb_is_header_value(struct tcb_slice value);

/* The three stages, each appended to `out`. All fail with TCB_EINVAL on a
 * request that cannot be signed: control characters or empty values in a
 * header, host or service, a header named twice, a GET with a body, a time out
 * of range. */
enum tcb_status tcb_tc3_canonical_request(struct tcb_signer *signer,
                                          const struct tcb_request *request,
                                          struct tcb_buffer *out);
enum tcb_status tcb_tc3_string_to_sign(struct tcb_signer *signer,
                                       const struct tcb_request *request,
                                       struct tcb_slice canonical_request,
                                       struct tcb_buffer *out);
enum tcb_status tcb_tc3_authorization(struct tcb_signer *signer,
                                      const struct tcb_request *request,
                                      struct tcb_slice string_to_sign,
                                      struct tcb_buffer *out);

/* The parts of the stages that are worth seeing by themselves. */
enum tcb_status tcb_tc3_signed_headers(const struct tcb_request *request,
                                       struct tcb_buffer *out);
enum tcb_status tcb_tc3_scope(const struct tcb_request *request,
                              struct tcb_buffer *out);

/* All three at once: the value of the Authorization header. Needs
 * no memory of its own once the signer is warm. */
enum tcb_status tcb_tc3_sign(struct tcb_signer *signer,
                             const struct tcb_request *request,
                             struct tcb_buffer *out);

/* JSON, read */

#define TCB_JSON_DEPTH 64

enum tcb_json_type {
    TCB_JSON_END, /* after the one value of the text */
    TCB_JSON_NULL,
    TCB_JSON_FALSE,
    TCB_JSON_TRUE,
    TCB_JSON_NUMBER,
    TCB_JSON_STRING,
    TCB_JSON_KEY, /* its value is the next token */
    TCB_JSON_OBJECT,
    TCB_JSON_OBJECT_END,
    TCB_JSON_LIST,
    TCB_JSON_LIST_END
};

/* One token. `text` is a part of what is read: a number's source, or what
 * stands between the quotes of a string or key. */
struct tcb_json_token {
    enum tcb_json_type type;
    struct tcb_slice text;
    int escaped;    /* text holds escapes: see tcb_json_unescape */
    int is_integer; /* a number without fraction and exponent in int64 */
    int64_t integer;
};

/* A strict pull reader (RFC 8259). It allocates nothing and keeps pointers
 * into the text, which must outlive it. Treat the members as private. */
struct tcb_json_reader {
    const char *start, *next, *end;
    const char *words_end; /* eight bytes can be read before it */
    const char *lead;      /* where the latest key's source begins */
    const char *error_at, *error_text;
    enum tcb_status status;
    int depth;
    int max_depth;
    int state;
    int after;      /* the state once a value has been read */
    int lead_state; /* the state at the lead */
    unsigned char is_object[TCB_JSON_DEPTH];
};

/* max_depth 1 to TCB_JSON_DEPTH; 0 means TCB_JSON_DEPTH. */
void tcb_json_open(struct tcb_json_reader *r, struct tcb_slice text,
                   int max_depth);
/* TCB_ESYNTAX, TCB_EUTF8, TCB_EDEPTH, and the same again ever after: see
 * tcb_json_error_offset. */
enum tcb_status tcb_json_next(struct tcb_json_reader *r,
                              struct tcb_json_token *token);
/* A key where it stood: all that was between the value before it and its
 * own, so a comma, white space, the quoted key and a colon. */
struct tcb_json_key {
    struct tcb_slice source;
    int state;
};

/* The key that tcb_json_next has just returned. */
struct tcb_json_key tcb_json_key(const struct tcb_json_reader *r);
/* If exactly the same stands here again, consumes it and returns 1; its value
 * is the next token. Else returns 0 and consumes nothing. Rows of one list
 * have the same keys in the same order, so this replaces a look-up. */
int tcb_json_accept_key(struct tcb_json_reader *r,
                        const struct tcb_json_key *key);
/* Checks and passes over one token, and over all of what it opens. */
enum tcb_status tcb_json_skip(struct tcb_json_reader *r);
/* Where the text went wrong: bytes before the one that cannot stand there,
 * or the length of a text that ends too soon. */
size_t tcb_json_error_offset(const struct tcb_json_reader *r);
/* What was wrong, as a sentence part without a byte of the text. */
const char *tcb_json_error_text(const struct tcb_json_reader *r);
/* Writes the text a token's escapes stand for; returns its length, at most
 * text.len. */
size_t tcb_json_unescape(struct tcb_slice text, char *out);
/* Is all of the text one JSON number? */
int tcb_json_is_number(struct tcb_slice text);
/* The double nearest to a number token's text, whatever the locale.
 * TCB_ERANGE when that would be infinite. */
enum tcb_status tcb_double_parse(struct tcb_slice number, double *out);

/* JSON, written */

#define TCB_DOUBLE_TEXT 32

/* The shortest text that reads back as the same double, in JavaScript's form
 * (RFC 8785, 3.2.2.3, except that -0 keeps its sign): 0.1, 1e-7, 1e+21; whole
 * numbers get no fraction. Zero-terminated; returns its length, or 0 for
 * infinities and NaN. */
size_t tcb_double_print(double value, char out[TCB_DOUBLE_TEXT]);

/* Appends values to a buffer and puts the commas and colons. */
struct tcb_json_writer {
    struct tcb_buffer *out;
    int needs_comma;
};

void tcb_json_start(struct tcb_json_writer *w, struct tcb_buffer *out);
void tcb_json_begin_object(struct tcb_json_writer *w);
void tcb_json_end_object(struct tcb_json_writer *w);
void tcb_json_begin_list(struct tcb_json_writer *w);
void tcb_json_end_list(struct tcb_json_writer *w);
void tcb_json_add_null(struct tcb_json_writer *w);
void tcb_json_add_bool(struct tcb_json_writer *w, int value);
void tcb_json_add_integer(struct tcb_json_writer *w, int64_t value);
/* As tcb_double_print. TCB_EINVAL on infinities and NaN. */
enum tcb_status tcb_json_add_double(struct tcb_json_writer *w, double value);
/* TCB_ESYNTAX unless the text is a JSON number. */
enum tcb_status tcb_json_add_number(struct tcb_json_writer *w,
                                    struct tcb_slice text);
/* TCB_EUTF8 unless the text is UTF-8; the buffer may then end in a part of
 * it. Escaped is only what must be: \" \\ and control characters. */
enum tcb_status tcb_json_add_string(struct tcb_json_writer *w,
                                    struct tcb_slice text);
enum tcb_status tcb_json_add_key(struct tcb_json_writer *w,
                                 struct tcb_slice key);

/* decimals */

__extension__ typedef __int128 tcb_int128;

/* coefficient / 10^scale, exactly: 12.50 is 1250 and 2. */
struct tcb_decimal {
    tcb_int128 coefficient;
    int scale; /* 0 to TCB_DECIMAL_SCALE */
};

#define TCB_DECIMAL_SCALE 38
#define TCB_DECIMAL_TEXT 44 /* sign, 39 digits, point, leading zero, '\0' */

enum tcb_rounding {
    TCB_HALF_EVEN,
    TCB_HALF_UP,   /* ties away from zero */
    TCB_HALF_DOWN, /* ties towards zero */
    TCB_UP,        /* away from zero */
    TCB_DOWN       /* towards zero */
};

/* Digits with an optional sign, point and exponent, nothing else around
 * them. The scale is kept: "1.50" has two places, "1e3" none. TCB_ESYNTAX on
 * anything else, TCB_ERANGE when it does not fit. */
enum tcb_status tcb_decimal_parse(struct tcb_slice text,
                                  struct tcb_decimal *out);
struct tcb_decimal tcb_decimal_from_int64(int64_t value);
/* Writes a zero-terminated text, with all places; returns its length. */
size_t tcb_decimal_print(const struct tcb_decimal *d,
                         char out[TCB_DECIMAL_TEXT]);

/* Exact, or TCB_ERANGE. The scale of a sum is the larger one, that of a
 * product their sum; zeros at the end are dropped if it only fits without. */
enum tcb_status tcb_decimal_add(const struct tcb_decimal *a,
                                const struct tcb_decimal *b,
                                struct tcb_decimal *out);
enum tcb_status tcb_decimal_subtract(const struct tcb_decimal *a,
                                     const struct tcb_decimal *b,
                                     struct tcb_decimal *out);
enum tcb_status tcb_decimal_multiply(const struct tcb_decimal *a,
                                     const struct tcb_decimal *b,
                                     struct tcb_decimal *out);
/* Rounded once, from the exact quotient. TCB_EDIVZERO; TCB_EINVAL unless
 * places is 0 to TCB_DECIMAL_SCALE. */
enum tcb_status tcb_decimal_divide(const struct tcb_decimal *a,
                                   const struct tcb_decimal *b, int places,
                                   enum tcb_rounding rounding,
                                   struct tcb_decimal *out);
/* To exactly `places` places: 1.5 to 2 places is 1.50. */
enum tcb_status tcb_decimal_round(const struct tcb_decimal *d, int places,
                                  enum tcb_rounding rounding,
                                  struct tcb_decimal *out);
/* How many units of 10^-places it is, for stores that add whole numbers.
 * TCB_EINVAL when it is finer, TCB_ERANGE beyond 64 bits. */
enum tcb_status tcb_decimal_units(const struct tcb_decimal *d, int places,
                                  int64_t *out);
/* Never overflows, since only values are compared: 1.5 equals 1.50. */
int tcb_decimal_compare(const struct tcb_decimal *a,
                        const struct tcb_decimal *b);
int tcb_decimal_sign(const struct tcb_decimal *d);
enum tcb_status tcb_decimal_negate(const struct tcb_decimal *d,
                                   struct tcb_decimal *out);

/* clocks and chance */

int64_t tcb_monotonic_ns(void); /* for limits and deadlines */
int64_t tcb_wall_ns(void);      /* UNIX time, for signatures */
/* At most 256 bytes from the system; TCB_EINVAL for more. */
enum tcb_status tcb_random_bytes(void *out, size_t len);

/* the rate limiter
 *
 * N starts a second are N cells, and a start needs a free one. The server
 * counts a request somewhere between its being written and its answer's
 * coming in, so a cell is held until a whole window after the latest moment
 * at which that can have been. Then no window of the server's, whatever its
 * kind, holds more than N. */

#define TCB_LIMITER_CELLS 128

/* What a limit is, in nanoseconds where it is a time. Users of one key may
 * differ in `rate` and `connect`: each keeps its own for what it starts. */
struct tcb_limiter_options {
    int rate;            /* starts per window, 1 to TCB_LIMITER_CELLS */
    int64_t window;      /* one second for every documented limit */
    int64_t margin;      /* added to each window */
    int64_t connect;     /* longest way from a claim to the written request */
    int64_t min_transit; /* least bound on the way there, once written */
};

/* The defaults for a documented rate a second. */
struct tcb_limiter_options tcb_limiter_defaults(int rate);

/* All that users of one key share. Plain data, no pointers: it may be copied
 * to a file and back. A zeroed record is a new one, and any content is safe:
 * what cannot be is forgotten. Its layout is private to limiter.c. */
struct tcb_limiter_record {
    int64_t words[4 * TCB_LIMITER_CELLS + 128];
};

enum tcb_limiter_event {
    TCB_LIMITER_CLAIM,     /* may I start? */
    TCB_LIMITER_CONNECTED, /* a round trip of a new connection's set-up */
    TCB_LIMITER_WRITTEN,   /* the claimed request was handed to the socket */
    TCB_LIMITER_RECEIVED,  /* its answer arrived */
    TCB_LIMITER_REFUSED,   /* its answer was RequestLimitExceeded */
    TCB_LIMITER_FAILED,    /* written, but no answer will come */
    TCB_LIMITER_CANCELLED, /* claimed, but never written */
    TCB_LIMITER_LEFT       /* nobody will come back with `ticket` */
};

/* Users that share a record wait in one line, in the order in which they first
 * asked, each with a ticket. It keeps a cell for its owner from 50 ms before
 * that is due until 50 ms after, so that one that was killed holds up the
 * others no longer. Who comes later still has its place, until the ticket
 * lapses after 2 s. The line has 32 places. An owner must come back with its
 * ticket: without, it would stand behind itself. */
#define TCB_LIMITER_NO_TICKET UINT64_MAX

struct tcb_limiter_step {
    enum tcb_limiter_event event;
    int cell;         /* of the claim; CLAIM sets it */
    uint64_t claim;   /* its number, so that a late event of a lapsed lease
                         does not touch its successor; CLAIM sets it, to 1 ..
                         2^53.
                         REFUSED with 0 backs off for somebody else's refusal */
    int64_t written;  /* RECEIVED, REFUSED, FAILED: when the request was
                         written; 0: at the WRITTEN event */
    int64_t transit;  /* CONNECTED: how long one round trip took (TCP's
                         handshake, or half of TCP's and TLS's together).
                         RECEIVED: the request's round trip if it went over a
                         connection used before and cost the server the usual
                         work; else 0 */
    int64_t retry_at; /* CLAIM: 0 when claimed; else when to ask again,
                         unless an event of this process comes first */
    uint64_t ticket;  /* CLAIM: the place in the line that an earlier CLAIM
                         gave, 0 if none did, TCB_LIMITER_NO_TICKET to ask
                         without getting one. It is set to 0 when claimed,
                         else to the one to come back with, 1 .. 2^53, or to
                         0 if the line is full; NO_TICKET stays. One that has
                         lapsed is replaced by a new one, at the end.
                         LEFT: the one to give up; one that is unknown or has
                         lapsed changes nothing */
};

/* The whole policy, in one pure step at monotonic time `now` > 0. TCB_EINVAL
 * on options, a time or a cell out of range. */
enum tcb_status tcb_limiter_step(struct tcb_limiter_record *record,
                                 const struct tcb_limiter_options *options,
                                 int64_t now, struct tcb_limiter_step *step);

/* What a record has learned, for events, plans and people. */
struct tcb_limiter_view {
    double rate;        /* starts per window: fewer after a refusal */
    int held;           /* cells that are not free, whoever uses them; those
                           from before a reboot not */
    int waiting;        /* tickets in the line */
    int64_t round_trip; /* the least one to rely on, 0 while unknown */
    int64_t transit;    /* the bound on the way there */
};

/* TCB_EINVAL as above. */
enum tcb_status tcb_limiter_look(const struct tcb_limiter_record *record,
                                 const struct tcb_limiter_options *options,
                                 int64_t now, struct tcb_limiter_view *view);

/* The earliest time, monotonic, at which a start may be granted that lets
 * `ahead` others go first: if each start took no time, nobody else came and
 * what is under way ended as soon as it can. It is never too late, and exact
 * when nothing is held or lowered; INT64_MAX for times beyond. Tickets do not
 * count: who comes last may add those that are `waiting` to `ahead`.
 * TCB_EINVAL as above, and for a negative `ahead`. */
enum tcb_status tcb_limiter_forecast(const struct tcb_limiter_record *record,
                                     const struct tcb_limiter_options *options,
                                     int64_t now, int64_t ahead, int64_t *at);

/* the limiter's records in a file
 *
 * So that all processes of a host keep one rate, those of one user or of a
 * group of users. The file is read and written under flock, which a killed
 * process drops, and holds digests of keys, never the keys. Nothing here
 * waits: TCB_EBUSY means that another process is at work on the file, which
 * takes some microseconds. */
struct tcb_limiter_file;

struct tcb_limiter_file_options {
    const char *path;      /* from the root: a process may change its folder */
    const char *group;     /* NULL: this user's alone (mode 0600); else name
                              or number of the group that shares it (0660) */
    const char *directory; /* NULL, or the folder of `path`, made for this
                              user alone (0700); never with a group */
};

/* Opens the file, and makes it where there is none. Everything in the options
 * is copied. TCB_EFILE when it can't be had, or when others than it is meant
 * for may have to do with it: then `problem` holds a sentence part that names
 * the path, what was found and what to do. TCB_EINVAL without a path, with an
 * empty group, or with a group and a directory; TCB_ENOMEM; TCB_ECRYPTO. */
enum tcb_status
tcb_limiter_file_open(const struct tcb_limiter_file_options *options,
                      struct tcb_limiter_file **out,
                      struct tcb_buffer *problem);
/* Gives back what is taken, unchanged. In a forked child it leaves the
 * parent's lock alone. */
void tcb_limiter_file_close(struct tcb_limiter_file *file);
/* The sentence part for the latest TCB_EFILE; borrowed until the next call;
 * never NULL. */
const char *tcb_limiter_file_problem(const struct tcb_limiter_file *file);

/* Locks the file and lends the key's record, a new one if there is none. It
 * is valid until tcb_limiter_file_give, which must follow soon: all others
 * wait. `account` is who tcb_limiter_file_back_off finds it by. There is room
 * for 1024 keys. Then one goes that holds no cell and has its whole rate at
 * monotonic time `now` > 0, by tcb_limiter_defaults.
 * TCB_EBUSY; TCB_EFILE; TCB_EINVAL on a time out of range and when a record is
 * lent already; TCB_ECRYPTO: nothing is locked then. A file that was deleted
 * or replaced is opened anew, and so is the parent's in a forked child, and
 * one whose descriptor the program has closed; one that was only renamed stays
 * the file. */
enum tcb_status tcb_limiter_file_take(struct tcb_limiter_file *file,
                                      struct tcb_slice key,
                                      struct tcb_slice account, int64_t now,
                                      struct tcb_limiter_record **out);
/* Writes the record, if it was changed, and unlocks the file, whatever is
 * returned. TCB_EFILE when it can't be written: count on nothing that was
 * changed. TCB_EINVAL when nothing is taken, or another process took it. */
enum tcb_status tcb_limiter_file_give(struct tcb_limiter_file *file,
                                      int changed);
/* Backs off on every record of the account, or on all for an empty one, as
 * TCB_LIMITER_REFUSED with claim 0 does at `now`. Only `window` of the valid
 * options counts. As tcb_limiter_file_take otherwise. */
enum tcb_status tcb_limiter_file_back_off(
    struct tcb_limiter_file *file, struct tcb_slice account,
    const struct tcb_limiter_options *options, int64_t now);

/* HTTP */

/* May it be sent as a header: "Name: value", the name a token, the value not
 * empty and without control characters? */
int tcb_is_header_line(struct tcb_slice line);
/* POST, or GET without a body? */
int tcb_is_method(struct tcb_slice method, struct tcb_slice body);

/* A set of kept connections and the transfers under way on them. */
struct tcb_http;
struct tcb_transfer;

struct tcb_http_options {
    int max_idle_s;      /* 0: 50; the server closes at 60 */
    int max_lifetime_s;  /* 0: 600 */
    int max_connections; /* kept, 0: 64 */
};

/* Everything in it is copied. */
struct tcb_http_request {
    const char *url;            /* http or https, without a user */
    const char *method;         /* "POST", or "GET" without a body */
    const char *const *headers; /* "Name: value", both not empty; libcurl adds
                                   Accept, and to a POST without one a
                                   Content-Type */
    size_t header_count;
    struct tcb_slice body;
    const char *ca_file;        /* a PEM bundle, parsed once for each set of */
    const char *ca_path;        /* connections; or a hashed directory, and at
                                   most one of the two. Both NULL: the
                                   system's */
    int insecure;               /* do not verify the certificate */
    const char *proxy;          /* http, https or socks5h; NULL or "":
                                   none, whatever the environment says */
    int64_t timeout_ms;         /* the whole transfer, connecting included */
    int64_t connect_timeout_ms; /* name, TCP, proxy and TLS; both above 0
                                   and at most INT32_MAX */
    int64_t send_by;            /* tcb_monotonic_ns; 0: whenever it can be. A
                                   request that no connection has got before
                                   is not sent any more, however long the
                                   caller was away: TCB_HTTP_CONNECT_TIMEOUT */
    size_t max_body;            /* decoded bytes; 0: 64 MiB */
    void *user;                 /* the caller's own: tcb_transfer_user */
};

/* Why a transfer ended. */
enum tcb_http_outcome {
    TCB_HTTP_DONE,    /* an answer, whatever its status */
    TCB_HTTP_RESOLVE, /* no address for the host (or proxy) */
    TCB_HTTP_CONNECT, /* refused, unreachable */
    TCB_HTTP_TLS,     /* certificate or handshake */
    TCB_HTTP_CONNECT_TIMEOUT,
    TCB_HTTP_TIMEOUT,
    TCB_HTTP_CLOSED,    /* the connection ended before the answer did */
    TCB_HTTP_TOO_LARGE, /* more than max_body */
    TCB_HTTP_PROTOCOL,  /* not HTTP, or packed other than once by gzip */
    TCB_HTTP_CANCELLED,
    TCB_HTTP_FAILED /* anything else; see `message` */
};

/* "done", "resolve", ..., as programs compare it; never NULL. */
const char *tcb_http_outcome_name(enum tcb_http_outcome outcome);

/* Borrowed from the transfer. Times are tcb_monotonic_ns, 0: not reached. */
struct tcb_http_result {
    enum tcb_http_outcome outcome;
    const char *message; /* "" or a sentence part for people */
    int status;          /* 0 when no status line arrived */
    struct tcb_slice body;
    struct tcb_slice date;       /* the Date header's value, or empty */
    struct tcb_slice request_id; /* the X-TC-RequestId header's, or empty */
    int sent;                    /* bytes of the request may have left */
    int reused;                  /* it went over a kept connection */
    int64_t started, connected;
    int64_t written;  /* the whole request was handed over */
    int64_t received; /* the first line of the answer was read: of the
                         last one, when 1xx came before; not a proxy's */
    int64_t ended;
    uint64_t bytes; /* headers and body, before gunzip */
};

/* NULL options are all 0. TCB_EINVAL when libcurl is older than 7.80 (than
 * 7.85, if compiled with that) or cannot be set up at all; TCB_ENOMEM. */
enum tcb_status tcb_http_new(const struct tcb_http_options *options,
                             struct tcb_http **out);
/* Cancels what is under way; transfers still have to be freed. In a process
 * forked since tcb_http_new it gives nothing back to the network, since those
 * connections belong to the parent: their memory and descriptors leak. */
void tcb_http_free(struct tcb_http *http);
/* Is this the process that made it? */
int tcb_http_is_own(const struct tcb_http *http);

/* Begins a transfer, without waiting for anything. TCB_EINVAL on a request
 * that is not as above or whose URL or proxy cannot be read, and in a forked
 * child; TCB_ENOMEM. Whatever else fails, such as descriptors that ran out,
 * is the transfer's outcome. */
enum tcb_status tcb_http_start(struct tcb_http *http,
                               const struct tcb_http_request *request,
                               struct tcb_transfer **out);
/* Reads and writes what can be; if no transfer ended or was written by that,
 * waits once, up to `wait_ms`, for more, and reads and writes again. (One that
 * ended lets no step wait until it was fetched; one that was written, not the
 * step in which it was.) Then it judges timeouts: a caller that was away loses
 * no answer that arrived meanwhile, or that keeps arriving for as long as its
 * longest absence and 50 ms. With nothing under way it sleeps. It reads on for
 * about 20 ms before and after the wait, and longer in one case: a proxy that
 * never stops answering CONNECT is read until 50 ms after that connect timeout.
 * TCB_EINVAL in a forked child and where libcurl fails; TCB_ENOMEM. What is
 * under way stays so then. */
enum tcb_status tcb_http_step(struct tcb_http *http, int wait_ms);
/* The next ended transfer, each once, or NULL. */
struct tcb_transfer *tcb_http_ended(struct tcb_http *http);
/* The next transfer whose whole request was handed over, each once, or NULL;
 * also one that has ended meanwhile, fetched or not, until it is freed. */
struct tcb_transfer *tcb_http_written(struct tcb_http *http);
/* When it was: `written` of the result to come, 0 as long as it was not. */
int64_t tcb_transfer_written(const struct tcb_transfer *t);

/* For a loop that is not ours: it waits for the descriptors and the time that
 * these tell, and then calls tcb_http_step(http, 0). Both are to be asked
 * again after each step, start and cancelling. */

struct tcb_http_fd {
    int fd;
    int read, write; /* whether to wait until that can be done */
};

/* What the set waits for, each descriptor once: `count` of them, of which
 * only the first `cap` are written; FD_SETSIZE + 1 are always enough. libcurl
 * tells no sockets from FD_SETSIZE on: with such ones open, tcb_http_timeout_ms
 * is 10 at most as long as anything is under way, so that it goes on anyway.
 * TCB_EINVAL in a forked child and where libcurl fails. */
enum tcb_status tcb_http_fds(struct tcb_http *http, struct tcb_http_fd *fds,
                             size_t cap, size_t *count);
/* One descriptor that can be read whenever one of them is ready; -1 when there
 * is none to wait for. For loops that take no failing socket, or none that
 * closes unasked. It is the set's own and stays the same; Linux's epoll. To be
 * asked again as they are. TCB_EFILE when the process may open no more. */
enum tcb_status tcb_http_backend_fd(struct tcb_http *http, int *fd);
/* After how many ms a step is due though no descriptor is ready: 0 when there
 * is something to do or to fetch, as for a step that would not wait; -1 when
 * nothing is under way, and in a forked child. Who asks is expected to wait
 * until then, and counts as away only after that. */
int tcb_http_timeout_ms(struct tcb_http *http);

/* NULL while it is under way. */
const struct tcb_http_result *tcb_transfer_result(const struct tcb_transfer *t);
/* Hands the body of one that has ended to the caller, who frees it, in place
 * of what `out` held; once. Says whether it did. */
int tcb_transfer_take_body(struct tcb_transfer *t, struct tcb_buffer *out);
void *tcb_transfer_user(const struct tcb_transfer *t);
/* Ends it, unless it has ended; it comes out of tcb_http_ended too. */
void tcb_transfer_cancel(struct tcb_transfer *t);
/* Cancels it if it is under way. */
void tcb_transfer_free(struct tcb_transfer *t);

/* gzip */

/* One packed text, in pieces. */
struct tcb_gunzip;

/* TCB_EINVAL when the zlib of this process is not the one that was compiled
 * with; TCB_ENOMEM. */
enum tcb_status tcb_gunzip_new(struct tcb_gunzip **out);
void tcb_gunzip_free(struct tcb_gunzip *gunzip);
/* Unpacks a piece to the end of `out`, which never gets longer than `max`: it
 * is not when it is given. TCB_ERANGE when there is more. TCB_ESYNTAX on what
 * is broken and on what follows the end, if only a second text. */
enum tcb_status tcb_gunzip_add(struct tcb_gunzip *gunzip, struct tcb_slice in,
                               size_t max, struct tcb_buffer *out);
/* Was its end read, and its checksum right? */
int tcb_gunzip_is_whole(const struct tcb_gunzip *gunzip);

/* HTTP/1.1 framing
 *
 * A request to bytes, and bytes to its answer, for whoever has a connection
 * of his own. Nothing here does I/O or knows libcurl. */

struct tcb_http1_request {
    struct tcb_slice method;         /* "POST", or "GET" without a body */
    struct tcb_slice host;           /* as sent; with the port if one is sent */
    struct tcb_slice path;           /* from its "/", with the query */
    const struct tcb_slice *headers; /* "Name: value" */
    size_t header_count;
    struct tcb_slice body;
};

/* Why it can't be sent, as a sentence part without a byte of it, or NULL. What
 * says where a message begins and ends, and so what its answer may be, is not
 * among the headers; a Host may be, once, if it equals `host`. */
const char *tcb_http1_request_fault(const struct tcb_http1_request *request);
/* Appends the request as it goes on the wire. TCB_EINVAL if it has a fault;
 * TCB_ENOMEM. */
enum tcb_status tcb_http1_write(const struct tcb_http1_request *request,
                                struct tcb_buffer *out);

/* Reads the one answer to a POST or a GET, and unpacks it. */
struct tcb_http1;

struct tcb_http1_options {
    size_t max_head; /* all lines of headers, those of a 1xx before and of a
                        trailer after it too, and what chunks have besides
                        their size; 0: 64 KiB */
    size_t max_body; /* as it came, and as it is once unpacked; 0: 64 MiB */
};

/* What is read now. */
enum tcb_http1_state {
    TCB_HTTP1_HEAD,
    TCB_HTTP1_BODY, /* chunks and trailer are a part of it */
    TCB_HTTP1_DONE,
    TCB_HTTP1_FAILED /* see `outcome` and `message` */
};

/* As far as it is known. Plain data: it may be copied. */
struct tcb_http1_answer {
    enum tcb_http_outcome outcome; /* DONE unless it failed; then PROTOCOL,
                                      TOO_LARGE, CLOSED or FAILED */
    char message[96];              /* "" or a sentence part for people */
    int status;                    /* 0: not read yet; never 1xx */
    int keep_alive;                /* it is done, and another request may go
                                      over the same connection */
    uint64_t bytes; /* headers and body as they came, without what
                       chunks have besides */
    char date[64];  /* the Date header's value, or empty; as tcb_http_result,
                       so is one that is too long */
    char request_id[128]; /* the X-TC-RequestId header's, likewise */
};

/* NULL options are all 0. TCB_ENOMEM. */
enum tcb_status tcb_http1_new(const struct tcb_http1_options *options,
                              struct tcb_http1 **out);
void tcb_http1_free(struct tcb_http1 *reader);
/* Reads on. The bytes may end anywhere: how they are cut changes nothing. What
 * comes after a whole answer is not looked at, but ends `keep_alive`; a reader
 * that failed stays so. */
enum tcb_http1_state tcb_http1_feed(struct tcb_http1 *reader,
                                    struct tcb_slice bytes);
/* The server closed the connection: that is the end of a body of no stated
 * length, and of all else a failure, TCB_HTTP_CLOSED. */
enum tcb_http1_state tcb_http1_finish(struct tcb_http1 *reader);
enum tcb_http1_state tcb_http1_state(const struct tcb_http1 *reader);
const struct tcb_http1_answer *tcb_http1_answer(const struct tcb_http1 *reader);
/* Hands the body of an answer that is done to the caller, who frees it, in
 * place of what `out` held; once. Says whether it did. */
int tcb_http1_take_body(struct tcb_http1 *reader, struct tcb_buffer *out);

#pragma GCC visibility pop

#endif
