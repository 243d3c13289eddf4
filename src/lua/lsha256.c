/*
 * lsha256.c - sha256(text) -> its SHA-256 in hex: a name for what must not be
 * read off its name.
 */
#include "object.h"

#define SHA256 "tcbilling.sha256"

static int Lsha256_gc(lua_State *L)
{
    struct tcb_sha256 **sha = luaL_checkudata(L, 1, SHA256);
    tcb_sha256_free(*sha);
    *sha = NULL;
    return 0;
}

/* OpenSSL's objects are an upvalue, so that they are fetched once a state;
 * they are gone where a finalizer asks while the state is closed. */
static int Ltcb_sha256(lua_State *L)
{
    struct tcb_sha256 **sha = lua_touserdata(L, lua_upvalueindex(1));
    struct tcb_slice text = ltcb_checkslice(L, 1);
    unsigned char digest[TCB_SHA256_SIZE];
    char hex[TCB_HEX_SIZE];
    if (*sha == NULL || tcb_sha256_digest(*sha, text, digest) != TCB_OK)
        return luaL_error(L, "%s", tcb_status_text(TCB_ECRYPTO));
    tcb_hex(digest, hex);
    lua_pushlstring(L, hex, sizeof hex);
    return 1;
}

/* Pushes the function. */
int ltcb_open_sha256(lua_State *L)
{
    static const luaL_Reg meta[] = { { "__gc", Lsha256_gc }, { NULL, NULL } };
    static const luaL_Reg none[] = { { NULL, NULL } };
    struct tcb_sha256 **sha;
    enum tcb_status status;
    ltcb_class(L, SHA256, meta, none);
    sha = lua_newuserdata(L, sizeof(struct tcb_sha256 *));
    *sha = NULL;
    ltcb_setmetatable(L, SHA256);
    status = tcb_sha256_new(sha);
    if (status != TCB_OK) return luaL_error(L, "%s", tcb_status_text(status));
    lua_pushcclosure(L, Ltcb_sha256, 1);
    return 1;
}
