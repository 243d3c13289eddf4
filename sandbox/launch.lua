-- luajit launch.lua ROOT DIR MODULES GZIP
--
-- Becomes nginx, with sockets that this process has bound already: the system
-- picks the ports and nobody can take them in between. nginx inherits them as
-- it does from an older self, by the variable NGINX. Two more sockets are kept
-- by being inherited: one accepts and is never read, one refuses.
local ffi = require "ffi"

ffi.cdef [[
struct in4 { uint16_t family; uint16_t port; uint32_t addr; char zero[8]; };
int socket(int domain, int type, int protocol);
int setsockopt(int fd, int level, int name, const void *value, unsigned n);
int bind(int fd, const struct in4 *addr, unsigned n);
int listen(int fd, int backlog);
int getsockname(int fd, struct in4 *addr, unsigned *n);
int setenv(const char *name, const char *value, int overwrite);
int execv(const char *path, char *const argv[]);
int getpid(void);
unsigned geteuid(void);
int setsid(void);
char *strerror(int error);
]]

local AF_INET, STREAM, NONBLOCK = 2, 1, 2048
local SOL_SOCKET, REUSEADDR = 1, 2
local NGINX = { "HTTP", "HTTPS", "H2", "WRONG_NAME", "EXPIRED", "OTHER_CA",
  "SELF_SIGNED" }

local function must(result, what)
  if result < 0 then
    io.stderr:write("sandbox: ", what, ": ",
      ffi.string(ffi.C.strerror(ffi.errno())), "\n")
    os.exit(1)
  end
  return result
end

local function swap16(n)
  return n % 256 * 256 + math.floor(n / 256)
end

-- A socket on a free port of loopback.
local function bound(backlog)
  local fd = must(ffi.C.socket(AF_INET, STREAM + NONBLOCK, 0), "socket")
  local one = ffi.new("int[1]", 1)
  must(ffi.C.setsockopt(fd, SOL_SOCKET, REUSEADDR, one, 4), "setsockopt")
  local addr = ffi.new("struct in4", { family = AF_INET,
    addr = ffi.abi "le" and 0x0100007f or 0x7f000001 })
  must(ffi.C.bind(fd, addr, ffi.sizeof(addr)), "bind")
  if backlog then must(ffi.C.listen(fd, backlog), "listen") end
  local size = ffi.new("unsigned[1]", ffi.sizeof(addr))
  must(ffi.C.getsockname(fd, addr, size), "getsockname")
  return fd, ffi.abi "le" and swap16(addr.port) or addr.port
end

local function copy(from, to, values)
  local source = assert(io.open(from, "rb"))
  local text = source:read("*a"):gsub("@([%u%d_]+)@", values)
  source:close()
  local target = assert(io.open(to, "wb"))
  target:write(text)
  target:close()
end

local function find_nginx()
  for _, path in ipairs { "/usr/sbin/nginx", "/usr/bin/nginx",
    "/usr/local/sbin/nginx" } do
    local file = io.open(path, "rb")
    if file then
      file:close()
      return path
    end
  end
  io.stderr:write "sandbox: nginx is not installed\n"
  os.exit(1)
end

local root, dir = arg[1], arg[2]
local values = { LUA = root .. "/sandbox/lua", DIR = dir, MODULES = arg[3],
  GZIP = arg[4], FACTS = root .. "/facts/actions.json" }
-- The worker reads the same files as the master; others may not name a user.
values.USER = ffi.C.geteuid() == 0 and "user root;" or ""
local inherited = ""
for _, name in ipairs(NGINX) do
  local fd, port = bound(511)
  values[name], inherited = port, inherited .. fd .. ";"
  print(name .. "=" .. port)
end
print("SILENT=" .. select(2, bound(511)))
print("REFUSED=" .. select(2, bound()))
copy(root .. "/sandbox/nginx.conf.in", dir .. "/nginx.conf", values)
ffi.C.setsid() -- a Ctrl-C in the terminal is for whoever started us
ffi.C.setenv("NGINX", inherited, 1)
print("PID=" .. ffi.C.getpid())
io.stdout:flush()

local words = { find_nginx(), "-p", dir .. "/", "-c", dir .. "/nginx.conf",
  "-e", dir .. "/error.log" }
local argv = ffi.new("const char *[?]", #words + 1)
for i, word in ipairs(words) do argv[i - 1] = word end
ffi.C.execv(words[1], ffi.cast("char *const *", argv))
must(-1, words[1])
