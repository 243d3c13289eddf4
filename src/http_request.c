/*
 * http_request.c - what may be sent, and how libcurl is told.
 *
 * libcurl takes more than we want to send: other schemes, other methods,
 * headers that are commands. So a request is checked here first, and then
 * each option is set that matters, also to what curl would have anyway: a
 * handle may come from another request.
 *
 * Nothing is ever cleaned up globally, since others may use libcurl too.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http_transfer.h"

#define MAX_BODY (64 * 1024 * 1024)
#define READ_SIZE (100 * 1024) /* a page in few reads */

/* 7.80 has PREREQFUNCTION and MAXLIFETIME_CONN; what is compiled with 7.85 or
 * later uses a newer name for the protocols. */
#if LIBCURL_VERSION_NUM >= 0x075500
#define OLDEST_CURL 0x075500
#define SET_PROTOCOLS() SET(PROTOCOLS_STR, "http,https")
#else
#define OLDEST_CURL 0x075000
#define SET_PROTOCOLS() SET(PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS))
#endif

/* What is found out once a process. */
static struct {
    pthread_once_t once;
    int usable;                    /* libcurl is there and young enough */
    int raises_pipes;              /* this libcurl lets OpenSSL raise SIGPIPE */
    const char *ca_file, *ca_path; /* the system's: one, or neither */
} library = { PTHREAD_ONCE_INIT, 0, 0, NULL, NULL };

/* the library */

/* Names as c_rehash makes them: eight hexadecimal digits and a number. */
static int is_hashed_name(const char *name)
{
    return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
           isdigit((unsigned char)name[9]);
}

static int holds_hashes(const char *path)
{
    int found = 0;
    struct dirent *entry;
    DIR *dir = path != NULL ? opendir(path) : NULL;
    if (dir == NULL) return 0;
    while (!found && (entry = readdir(dir)) != NULL)
        found = is_hashed_name(entry->d_name);
    (void)closedir(dir);
    return found;
}

static void open_library(void)
{
    const curl_version_info_data *info;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return;
    info = curl_version_info(CURLVERSION_NOW);
    library.usable = info->version_num >= OLDEST_CURL;
    library.raises_pipes = info->version_num < 0x075700;
    if (!library.usable) return;
    /* A directory is asked for the one certificate that is needed; a bundle
     * is parsed whole, which takes 24 ms where it is Debian's. */
    if (holds_hashes(info->capath))
        library.ca_path = info->capath;
    else
        library.ca_file = info->cainfo;
}

int tcb_library_is_usable(void)
{
    (void)pthread_once(&library.once, open_library);
    return library.usable;
}

int tcb_library_raises_pipes(void)
{
    return library.raises_pipes;
}

/* a request's checks */

static int has_controls(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 127) return 1;
    return 0;
}

int tcb_request_is_valid(const struct tcb_http_request *r)
{
    size_t i;
    if (r->url == NULL || has_controls(r->url)) return 0;
    if (r->method == NULL || !tcb_is_method(tcb_slice(r->method), r->body))
        return 0;
    if (r->proxy != NULL && has_controls(r->proxy)) return 0;
    if (r->ca_file != NULL && r->ca_path != NULL) return 0;
    if (r->timeout_ms <= 0 || r->timeout_ms > INT32_MAX) return 0;
    if (r->connect_timeout_ms <= 0 || r->connect_timeout_ms > INT32_MAX)
        return 0;
    for (i = 0; i < r->header_count; i++)
        if (!tcb_is_header_line(tcb_slice(r->headers[i]))) return 0;
    return 1;
}

/* where a request goes */

/* Names that curl knows by itself, and what needs no look-up. */
static int is_name(const char *host)
{
    struct in_addr in;
    return host[0] != '[' && inet_pton(AF_INET, host, &in) != 1 &&
           strcasecmp(host, "localhost") != 0;
}

static long default_port(const char *scheme, int is_proxy)
{
    if (strcasecmp(scheme, "https") == 0) return 443;
    return is_proxy ? 1080 : 80; /* as curl has it */
}

/* Proxies that resolve the server's name themselves, so that curl need not;
 * for servers http and https. */
static int is_scheme(const char *scheme, int is_proxy)
{
    return strcasecmp(scheme, "https") == 0 ||
           strcasecmp(scheme, "http") == 0 ||
           (is_proxy && strcasecmp(scheme, "socks5h") == 0);
}

static int is_ascii(const char *text)
{
    while (*text != '\0')
        if ((unsigned char)*text++ > 126) return 0;
    return 1;
}

/* Takes host and port. A user in a server's URL would be sent by curl as a
 * header that nobody signed. */
static enum tcb_status read_parts(CURLU *url, int is_proxy, struct target *out)
{
    enum tcb_status status = TCB_EINVAL;
    char *scheme = NULL, *port = NULL, *user = NULL;
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &out->host, 0) != CURLUE_OK)
        goto done;
    if (curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK && !is_proxy)
        goto done;
    if (!is_scheme(scheme, is_proxy) || !is_ascii(out->host)) goto done;
    out->port = default_port(scheme, is_proxy);
    if (curl_url_get(url, CURLUPART_PORT, &port, 0) == CURLUE_OK)
        out->port = strtol(port, NULL, 10);
    out->is_name = is_name(out->host);
    out->is_proxy = is_proxy;
    out->is_tls_proxy = is_proxy && strcasecmp(scheme, "https") == 0;
    status = TCB_OK;
done:
    curl_free(scheme);
    curl_free(port);
    curl_free(user);
    return status;
}

static enum tcb_status read_target(const char *text, int is_proxy,
                                   struct target *out)
{
    unsigned int flags = is_proxy ? CURLU_NON_SUPPORT_SCHEME : 0;
    enum tcb_status status = TCB_EINVAL;
    CURLU *url = curl_url();
    if (url == NULL) return TCB_ENOMEM;
    if (curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK)
        status = read_parts(url, is_proxy, out);
    curl_url_cleanup(url);
    return status;
}

/* Both the URL and the proxy are checked; the last one read is where the
 * connection goes. */
static enum tcb_status find_target(struct tcb_transfer *t,
                                   const struct tcb_http_request *r)
{
    enum tcb_status status = read_target(r->url, 0, &t->target);
    if (status != TCB_OK || r->proxy == NULL || r->proxy[0] == '\0')
        return status;
    curl_free(t->target.host);
    t->target.host = NULL;
    return read_target(r->proxy, 1, &t->target);
}

/* what is kept of a request */

static enum tcb_status copy_headers(struct tcb_transfer *t,
                                    const struct tcb_http_request *r)
{
    size_t i;
    for (i = 0; i <= r->header_count; i++) {
        /* Without it, large bodies would wait for a 100 Continue. */
        const char *line = i < r->header_count ? r->headers[i] : "Expect:";
        struct curl_slist *list = curl_slist_append(t->headers, line);
        if (list == NULL) return TCB_ENOMEM;
        t->headers = list;
    }
    return TCB_OK;
}

enum tcb_status tcb_request_copy(struct tcb_transfer *t,
                                 const struct tcb_http_request *r)
{
    t->user = r->user;
    t->timeout = r->timeout_ms * MS;
    t->connect_timeout = r->connect_timeout_ms * MS;
    t->send_by = r->send_by;
    t->max_body = r->max_body > 0 ? r->max_body : MAX_BODY;
    t->request_size = (int64_t)r->body.len;
    t->request_body = malloc(r->body.len + 1);
    if (t->request_body == NULL) return TCB_ENOMEM;
    if (r->body.len > 0) memcpy(t->request_body, r->body.data, r->body.len);
    t->request_body[r->body.len] = '\0';
    if (copy_headers(t, r) != TCB_OK) return TCB_ENOMEM;
    return find_target(t, r);
}

/* options; each function says whether curl took them all */

/* Some TLS libraries know no directories: none is fine with them. */
#define SET_PATH(option, path) (SET(option, path) || (path) == NULL)

int tcb_request_set_constants(CURL *easy, const struct tcb_http_options *o)
{
    /* No HTTP/2 in this libcurl: it says so, and HTTP/1.1 it is. */
    (void)SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    return SET(NOSIGNAL, 1L) && SET_PROTOCOLS() && SET(NOPROGRESS, 0L) &&
           SET(FOLLOWLOCATION, 0L) && SET(ACCEPT_ENCODING, "gzip") &&
           SET(BUFFERSIZE, (long)READ_SIZE) && SET(NOPROXY, "") &&
           SET(SUPPRESS_CONNECT_HEADERS, 1L) &&
           SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
           SET(PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
           SET(MAXAGE_CONN, (long)o->max_idle_s) &&
           SET(MAXLIFETIME_CONN, (long)o->max_lifetime_s);
}

/* A file or a directory, never both: libcurl keeps a parsed file (7.87 and
 * later) only where no directory is set. All four are set each time, even to
 * nothing, since the handle may come from a request that trusted others. */
static int set_trust(CURL *easy, const struct tcb_http_request *r)
{
    const char *file = r->ca_file, *path = r->ca_path;
    long verify = !r->insecure;
    if (file == NULL && path == NULL) {
        file = library.ca_file;
        path = library.ca_path;
    }
    if (!SET(SSL_VERIFYPEER, verify) || !SET(SSL_VERIFYHOST, verify * 2))
        return 0;
    return SET_PATH(CAINFO, file) && SET_PATH(CAPATH, path) &&
           SET_PATH(PROXY_CAINFO, file) && SET_PATH(PROXY_CAPATH, path);
}

static int set_request(CURL *easy, const struct tcb_transfer *t,
                       const struct tcb_http_request *r)
{
    int is_post = strcmp(r->method, "POST") == 0;
    /* The body first: curl takes it for the choice of a method. */
    if (!SET(POSTFIELDS, is_post ? t->request_body : NULL)) return 0;
    if (is_post ? !SET(POST, 1L) : !SET(HTTPGET, 1L)) return 0;
    return SET(POSTFIELDSIZE_LARGE, (curl_off_t)t->request_size) &&
           SET(URL, r->url) && SET(HTTPHEADER, t->headers) &&
           SET(PROXY, r->proxy != NULL ? r->proxy : "") &&
           SET(MAXFILESIZE_LARGE, (curl_off_t)t->max_body);
}

int tcb_request_set(const struct tcb_transfer *t,
                    const struct tcb_http_request *r)
{
    return set_trust(t->easy, r) && set_request(t->easy, t, r);
}
