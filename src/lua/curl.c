/*
 * curl.c - the module tcbilling.curl: HTTP for wherever there is no other.
 * It needs libcurl and must not be loaded inside nginx, whose workers may
 * not wait, and which has sockets of its own.
 */
#include "object.h"

LTCB_EXPORT int luaopen_tcbilling_curl(lua_State *L);

LTCB_EXPORT int luaopen_tcbilling_curl(lua_State *L)
{
    lua_newtable(L);
    ltcb_open_http(L);
    lua_setfield(L, -2, "new");
    lua_pushliteral(L, TCB_VERSION);
    lua_setfield(L, -2, "_VERSION");
    return 1;
}
