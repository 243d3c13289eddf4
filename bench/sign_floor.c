/*
 * sign_floor.c - what a signature costs at least, and what it costs when
 * written the obvious way; in ns each, over N of them.
 *
 *   sign_floor floor N   only the SHA-256 work that the signature of a body
 *                        of 120 bytes needs once the day's key is kept: the
 *                        digests of the body and of the canonical request
 *                        with x-tc-action, and the HMAC of the string to
 *                        sign from pads digested before; OpenSSL's supported
 *                        calls, its objects reused
 *   sign_floor naive N   all of the signature, with snprintf and the key
 *                        derived anew, by OpenSSL's one-shot calls
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

#define BODY_SIZE 120
#define CANONICAL_SIZE 221
#define STRING_SIZE 122

static unsigned char text[256];

static void digest(EVP_MD_CTX *ctx, const EVP_MD *md, size_t len,
                   unsigned char out[32])
{
    (void)EVP_DigestInit_ex2(ctx, md, NULL);
    (void)EVP_DigestUpdate(ctx, text, len);
    (void)EVP_DigestFinal_ex(ctx, out, NULL);
}

static void digest_on(EVP_MD_CTX *ctx, const EVP_MD_CTX *pad, const void *in,
                      size_t len, unsigned char out[32])
{
    (void)EVP_MD_CTX_copy_ex(ctx, pad);
    (void)EVP_DigestUpdate(ctx, in, len);
    (void)EVP_DigestFinal_ex(ctx, out, NULL);
}

static void hmac(const unsigned char *key, int key_len, const void *in,
                 size_t len, unsigned char out[32])
{
    (void)HMAC(EVP_sha256(), key, key_len, in, len, out, NULL);
}

static void hex(const unsigned char in[32], char out[65])
{
    int i;
    for (i = 0; i < 32; i++) {
        out[2 * i] = "0123456789abcdef"[in[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[in[i] & 15];
    }
    out[64] = '\0';
}

static void naive_once(unsigned char out[32])
{
    static const char secret[] = "TC3fake-fake-fake-fake-fake-fake";
    unsigned char key[32];
    char canonical[512], string[256], hash[65];
    int len;
    hex(SHA256(text, BODY_SIZE, out), hash);
    len = snprintf(canonical, sizeof canonical,
                   "POST\n/\n\ncontent-type:%s\nhost:%s\nx-tc-action:%s\n\n"
                   "content-type;host;x-tc-action\n%s",
                   "application/json", "billing.intl.tencentcloudapi.com",
                   "describebillsummarybypaymode", hash);
    hex(SHA256((unsigned char *)canonical, (size_t)len, out), hash);
    len = snprintf(string, sizeof string, "TC3-HMAC-SHA256\n%d\n%s\n%s",
                   1700000000, "2023-11-14/billing/tc3_request", hash);
    hmac((const unsigned char *)secret, (int)sizeof secret - 1, "2023-11-14",
         10, key);
    hmac(key, 32, "billing", 7, key);
    hmac(key, 32, "tc3_request", 11, key);
    hmac(key, 32, string, (size_t)len, out);
    hex(out, hash);
    (void)snprintf(canonical, sizeof canonical,
                   "TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, "
                   "Signature=%s",
                   "AKIDEXAMPLEEXAMPLE", "2023-11-14/billing/tc3_request",
                   "content-type;host;x-tc-action", hash);
}

static void floor_many(long n, unsigned char out[32])
{
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *pad = EVP_MD_CTX_new();
    long i;
    (void)EVP_DigestInit_ex2(pad, md, NULL);
    (void)EVP_DigestUpdate(pad, text, 64);
    for (i = 0; i < n; i++) {
        digest(ctx, md, BODY_SIZE, out);
        digest(ctx, md, CANONICAL_SIZE, out);
        digest_on(ctx, pad, text, STRING_SIZE, out);
        digest_on(ctx, pad, out, 32, out);
    }
    EVP_MD_CTX_free(pad);
    EVP_MD_CTX_free(ctx);
    EVP_MD_free(md);
}

static void naive_many(long n, unsigned char out[32])
{
    long i;
    for (i = 0; i < n; i++)
        naive_once(out);
}

int main(int argc, char **argv)
{
    void (*many)(long, unsigned char *) = floor_many;
    unsigned char out[32];
    long n = argc > 2 ? atol(argv[2]) : 0;
    int64_t began;
    if (n <= 0) return 2;
    if (strcmp(argv[1], "naive") == 0) many = naive_many;
    memset(text, 'x', sizeof text);
    many(100, out); /* warm */
    began = tcb_monotonic_ns();
    many(n, out);
    printf("%.1f\n", (double)(tcb_monotonic_ns() - began) / (double)n);
    return 0;
}
