-- Looks for secrets in files: as they are, in base64 at any of its three
-- offsets, in hex and as URLs have them.
--   script/lua tests/secrets/search.lua SECRETS FILE...
-- SECRETS is a file with one on each line. Prints where one is, never which.

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  .. "0123456789+/"

-- Base64 of what whole groups of three bytes there are.
local function base64(text)
  local parts = {}
  for i = 1, #text - 2, 3 do
    local a, b, c = text:byte(i, i + 2)
    local n = a * 65536 + b * 256 + c
    for shift = 18, 0, -6 do
      local at = math.floor(n / 2 ^ shift) % 64 + 1
      parts[#parts + 1] = ALPHABET:sub(at, at)
    end
  end
  return table.concat(parts)
end

local function hex(text, form)
  return (text:gsub(".", function(c) return form:format(c:byte()) end))
end

-- By its name, each form in which a secret may be written.
local function forms_of(secret)
  return {
    ["as it is"] = secret,
    ["in base64"] = base64(secret),
    ["in base64, one byte on"] = base64(secret:sub(2)),
    ["in base64, two bytes on"] = base64(secret:sub(3)),
    ["in hex"] = hex(secret, "%02x"),
    ["in upper hex"] = hex(secret, "%02X"),
    ["as a URL has it"] = secret:gsub("[^%w._~-]", function(c)
      return ("%%%02X"):format(c:byte())
    end),
    ["backwards"] = secret:reverse(),
  }
end

local function search(path, secrets)
  local file = assert(io.open(path, "rb"))
  local text, found = file:read "*a", 0
  file:close()
  for i, secret in ipairs(secrets) do
    for name, form in pairs(forms_of(secret)) do
      if text:find(form, 1, true) then
        found = found + 1
        print(("%s: secret %d is there, %s"):format(path, i, name))
      end
    end
  end
  return found, #text
end

local secrets, found, bytes = {}, 0, 0
for line in io.lines(arg[1]) do
  assert(#line >= 16, "too short a secret to look for")
  secrets[#secrets + 1] = line
end
for i = 2, #arg do
  local here, size = search(arg[i], secrets)
  found, bytes = found + here, bytes + size
end
print(("%d files, %d bytes, %d secrets, found %d times"):format(#arg - 1, bytes,
  #secrets, found))
os.exit(found == 0)
