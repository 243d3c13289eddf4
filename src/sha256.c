/*
 * sha256.c - SHA-256 and HMAC; the only file that knows OpenSSL.
 *
 * OpenSSL 3 looks an algorithm up each time a one-shot call names it, which
 * costs more than the digest of a short text. So the digest is fetched once,
 * contexts are reused, and an HMAC key is kept as two digests that have read
 * their pads already: an HMAC is then two copies and two short digests.
 * Nothing global is initialised or cleaned up here: inside nginx it is not
 * ours.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

#define BLOCK_SIZE 64

struct tcb_sha256 {
    EVP_MD *md;
    EVP_MD_CTX *work;
};

struct tcb_hmac_key {
    EVP_MD_CTX *inner;
    EVP_MD_CTX *outer;
};

int tcb_sha256_usable(void)
{
    return OpenSSL_version_num() >> 28 == OPENSSL_VERSION_NUMBER >> 28;
}

enum tcb_status tcb_sha256_new(struct tcb_sha256 **out)
{
    struct tcb_sha256 *sha;
    if (!tcb_sha256_usable()) return TCB_ECRYPTO;
    sha = calloc(1, sizeof *sha);
    if (sha == NULL) return TCB_ENOMEM;
    sha->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    sha->work = EVP_MD_CTX_new();
    if (sha->md == NULL || sha->work == NULL) {
        tcb_sha256_free(sha);
        return TCB_ECRYPTO;
    }
    *out = sha;
    return TCB_OK;
}

void tcb_sha256_free(struct tcb_sha256 *sha)
{
    if (sha == NULL) return;
    EVP_MD_CTX_free(sha->work);
    EVP_MD_free(sha->md);
    free(sha);
}

enum tcb_status tcb_sha256_digest(struct tcb_sha256 *sha, struct tcb_slice in,
                                  unsigned char out[TCB_SHA256_SIZE])
{
    int ok = EVP_DigestInit_ex2(sha->work, sha->md, NULL) == 1 &&
             EVP_DigestUpdate(sha->work, in.data, in.len) == 1 &&
             EVP_DigestFinal_ex(sha->work, out, NULL) == 1;
    return ok ? TCB_OK : TCB_ECRYPTO;
}

enum tcb_status tcb_hmac_key_new(struct tcb_hmac_key **out)
{
    struct tcb_hmac_key *key = calloc(1, sizeof *key);
    if (key == NULL) return TCB_ENOMEM;
    key->inner = EVP_MD_CTX_new();
    key->outer = EVP_MD_CTX_new();
    if (key->inner == NULL || key->outer == NULL) {
        tcb_hmac_key_free(key);
        return TCB_ENOMEM;
    }
    *out = key;
    return TCB_OK;
}

void tcb_hmac_key_free(struct tcb_hmac_key *key)
{
    if (key == NULL) return;
    EVP_MD_CTX_free(key->inner); /* OpenSSL clears a digest's state */
    EVP_MD_CTX_free(key->outer);
    free(key);
}

static int digest_pad(struct tcb_sha256 *sha, EVP_MD_CTX *ctx,
                      const unsigned char block[BLOCK_SIZE], int mask)
{
    unsigned char pad[BLOCK_SIZE];
    int i, ok;
    for (i = 0; i < BLOCK_SIZE; i++)
        pad[i] = (unsigned char)(block[i] ^ mask);
    ok = EVP_DigestInit_ex2(ctx, sha->md, NULL) == 1 &&
         EVP_DigestUpdate(ctx, pad, sizeof pad) == 1;
    tcb_cleanse(pad, sizeof pad);
    return ok;
}

/* RFC 2104: a secret longer than a block is replaced by its digest. */
enum tcb_status tcb_hmac_key_set(struct tcb_sha256 *sha,
                                 struct tcb_hmac_key *key,
                                 struct tcb_slice secret)
{
    unsigned char block[BLOCK_SIZE] = { 0 };
    enum tcb_status status = TCB_OK;
    if (secret.len > sizeof block)
        status = tcb_sha256_digest(sha, secret, block);
    else if (secret.len > 0)
        memcpy(block, secret.data, secret.len);
    if (status == TCB_OK && !(digest_pad(sha, key->inner, block, 0x36) &&
                              digest_pad(sha, key->outer, block, 0x5c)))
        status = TCB_ECRYPTO;
    tcb_cleanse(block, sizeof block);
    return status;
}

static int digest_from(struct tcb_sha256 *sha, const EVP_MD_CTX *state,
                       const void *in, size_t len,
                       unsigned char out[TCB_SHA256_SIZE])
{
    return EVP_MD_CTX_copy_ex(sha->work, state) == 1 &&
           EVP_DigestUpdate(sha->work, in, len) == 1 &&
           EVP_DigestFinal_ex(sha->work, out, NULL) == 1;
}

enum tcb_status tcb_hmac(struct tcb_sha256 *sha, const struct tcb_hmac_key *key,
                         struct tcb_slice in,
                         unsigned char out[TCB_SHA256_SIZE])
{
    unsigned char inner[TCB_SHA256_SIZE];
    int ok = digest_from(sha, key->inner, in.data, in.len, inner) &&
             digest_from(sha, key->outer, inner, sizeof inner, out);
    return ok ? TCB_OK : TCB_ECRYPTO;
}

static char hex_digit(int nibble)
{
    return (char)(nibble + '0' + (nibble > 9) * ('a' - '9' - 1));
}

/* No branch, no table, nothing aliased: compilers do it 16 bytes at once. */
void tcb_hex(const unsigned char in[restrict TCB_SHA256_SIZE],
             char out[restrict TCB_HEX_SIZE])
{
    int i;
    for (i = 0; i < TCB_SHA256_SIZE; i++) {
        out[2 * i] = hex_digit(in[i] >> 4);
        out[2 * i + 1] = hex_digit(in[i] & 15);
    }
}

void tcb_cleanse(void *data, size_t len)
{
    OPENSSL_cleanse(data, len);
}
