-- Misbehaviour on the wire, one function a kind. Each gets its rule and the
-- answer's text and ends the request.
--
-- ngx.exit(444) closes with a reset where the location has
-- reset_timedout_connection on; ngx.exit(ngx.ERROR) closes in the usual way.
local M = {}

local CHUNK = 65536
local LONGEST_HANG = 600 -- seconds; a client that is gone ends it earlier

local BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
  .. "<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
  .. "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

local function reset()
  return ngx.exit(444)
end

local function close()
  return ngx.exit(ngx.ERROR)
end

-- Declares a length, which nginx would drop if it compressed the answer.
local function declare(length)
  ngx.req.clear_header "Accept-Encoding"
  ngx.header["Content-Length"] = length
end

-- Sends `text` now, declared as `declared` bytes, and keeps the request open.
local function send_part(text, declared)
  declare(declared)
  ngx.print(text)
  ngx.flush(true)
end

local function repeated(chunk, bytes, before, after)
  ngx.print(before)
  for _ = 1, math.ceil(bytes / CHUNK) do
    if not (ngx.print(chunk) and ngx.flush(true)) then return close() end
  end
  ngx.print(after)
end

-- A page that isn't the API's: from something in front of it.
local function page(status, body, headers)
  ngx.status = status
  ngx.header["X-TC-RequestId"] = nil
  ngx.header["Content-Type"] = "text/html"
  ngx.header["Content-Length"] = #body
  for name, value in pairs(headers) do ngx.header[name] = value end
  ngx.print(body)
end

function M.status(rule)
  page(rule.status, rule.body ~= "" and rule.body or BAD_GATEWAY, rule.headers)
end

function M.redirect(rule)
  page(302, "<html><body>302 Found</body></html>\r\n", { Location = rule.to })
end

function M.cut(_, text)
  send_part(text:sub(1, math.floor(#text / 2)), #text)
  return close()
end

function M.reset_before()
  return reset()
end

function M.reset_after(rule, text)
  send_part(text:sub(1, rule.bytes), #text)
  ngx.sleep(0.02) -- a reset overtakes bytes the client hasn't read yet
  return reset()
end

function M.close_kept(_, text)
  send_part(text, #text)
  return close()
end

function M.close_on_reuse()
  return close()
end

-- The same answer once more, on the heels of the first.
function M.twice(rule, text)
  send_part(text, #text)
  ngx.sleep(rule.ms / 1000)
  ngx.print(("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(#text,
    text))
end

function M.drip(rule, text)
  declare(#text)
  local bytes = math.max(rule.bytes, 1)
  for at = 1, #text, bytes do
    if not (ngx.print(text:sub(at, at + bytes - 1)) and ngx.flush(true)) then
      return close()
    end
    ngx.sleep(rule.ms / 1000)
  end
end

function M.wrong_json(rule)
  ngx.header["Content-Length"] = #rule.body
  ngx.print(rule.body)
end

function M.huge(rule)
  repeated(("x"):rep(CHUNK), rule.megabytes * 1048576,
    '{"Response":{"RequestId":"huge","Filler":"', '"}}')
end

-- Small on the wire, `megabytes` after inflating.
function M.gzip_bomb(rule)
  ngx.req.set_header("Accept-Encoding", "gzip")
  M.huge(rule)
end

function M.deep(rule)
  ngx.print('{"Response":{"RequestId":"deep","Filler":', ("["):rep(rule.depth),
    ("]"):rep(rule.depth), "}}")
end

function M.hang()
  ngx.sleep(LONGEST_HANG)
  return close()
end

return M
