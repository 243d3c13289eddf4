-- A file of customers' UINs: one a line, with what may stand behind it in a
-- CSV; empty lines and those that begin with # are passed over.

local visible = require "tcbilling.visible"

local uins = {}

local function read_lines(file, name)
  local list, n = {}, 0
  for line in file:lines() do
    n = n + 1
    local text = line:gsub("\r$", "")
    if n == 1 then text = text:gsub("^\239\187\191", "") end
    local word = text:match("^%s*\"?([^%s,;\"]*)\"?%s*") or ""
    if word:find("^[1-9]%d*$") and #word <= 19 then
      list[#list + 1] = word
    elseif word ~= "" and word:sub(1, 1) ~= "#" and not (n == 1
      and word:find("^%a")) then
      return nil, ("%s, line %d: %s is no customer's UIN: digits are expected")
        :format(name, n, visible(word, 40))
    end
  end
  if #list == 0 then return nil, name .. " has no UIN in it" end
  return list
end

--- Reads one.
---@param path string a file, or "-" for standard input
---@return string[]? uins, string? message
function uins.read(path)
  if path == "-" then return read_lines(io.stdin, "standard input") end
  local file, message = io.open(path, "r")
  if not file then return nil, "can't read " .. visible(message) end
  local ok, list, problem = pcall(read_lines, file, visible(path, 100))
  file:close()
  if not ok then return nil, visible(path, 100) .. " can't be read" end
  return list, problem
end

return uins
