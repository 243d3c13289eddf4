-- The request as nginx has it, in the shape that `verify.lua` judges.
local M = {}

-- Bodies beyond client_body_buffer_size are in a file.
local function read_body()
  ngx.req.read_body()
  local body = ngx.req.get_body_data()
  if body then return body end
  local path = ngx.req.get_body_file()
  if not path then return "" end
  local file = assert(io.open(path, "rb"))
  body = file:read "*a"
  file:close()
  return body
end

--- Blocks (only this request) until the body is here.
function M.read()
  local headers = ngx.req.get_headers(0)
  setmetatable(headers, nil) -- no magic: names are in lower case already
  headers.host = ngx.var.http_host
  return { method = ngx.req.get_method(), path = ngx.var.uri,
    query = ngx.var.args or "", headers = headers, body = read_body(),
    connection = tonumber(ngx.var.connection),
    requests = tonumber(ngx.var.connection_requests) }
end

--- An id in the form of a version 4 UUID.
function M.new_id()
  local hex = ngx.var.request_id
  return table.concat({ hex:sub(1, 8), hex:sub(9, 12), "4" .. hex:sub(14, 16),
    "a" .. hex:sub(18, 20), hex:sub(21, 32) }, "-")
end

return M
