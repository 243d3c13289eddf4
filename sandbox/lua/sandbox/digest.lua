-- SHA-256 and HMAC-SHA256 from the libcrypto that nginx has loaded already;
-- outside nginx it is loaded here. Nothing of the project's own C is used, so
-- a mistake there can't hide here.
local ffi = require "ffi"

ffi.cdef [[
typedef struct sandbox_evp_md sandbox_evp_md;
const sandbox_evp_md *sandbox_sha256_md(void) __asm__("EVP_sha256");
unsigned char *sandbox_sha256(const char *data, size_t n, unsigned char *out)
  __asm__("SHA256");
unsigned char *sandbox_hmac(const sandbox_evp_md *md, const char *key,
  int key_len, const char *data, size_t n, unsigned char *out,
  unsigned int *out_len) __asm__("HMAC");
]]

local function libcrypto()
  local loaded = pcall(function() return ffi.C.sandbox_sha256 end)
  if loaded then return ffi.C end
  local found, library = pcall(ffi.load, "libcrypto.so.3")
  return found and library or ffi.load "crypto"
end

local M = {}

local crypto = libcrypto()
local out = ffi.new "unsigned char[32]"
local out_len = ffi.new "unsigned int[1]"

--- Lower-case hex of any bytes.
function M.hex(bytes)
  return (bytes:gsub(".", function(c)
    return string.format("%02x", c:byte())
  end))
end

--- SHA-256 of `data` as lower-case hex.
function M.sha256(data)
  crypto.sandbox_sha256(data, #data, out)
  return M.hex(ffi.string(out, 32))
end

--- HMAC-SHA256 as 32 raw bytes.
function M.hmac(key, data)
  crypto.sandbox_hmac(crypto.sandbox_sha256_md(), key, #key, data, #data, out,
    out_len)
  return ffi.string(out, 32)
end

return M
