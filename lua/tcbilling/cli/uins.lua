-- A file of customers' UINs: one a line, with what may stand behind it in a
-- CSV; empty lines and those that begin with # are passed over.

local visible = require "tcbilling.visible"

local uins = {}

-- As many digits as no month, count or year has.
local MANY = 9

-- The UIN of a line, "" if it has none; nil and what is wrong. Another one
-- behind it would be lost.
local function uin_of(text, is_first)
  local word, rest = text:match "^%s*\"?([^%s,;\"]*)\"?%s*(.*)$"
  if word == "" or word:sub(1, 1) == "#" or is_first and word:find "^%a" then
    return ""
  elseif not word:find "^[1-9]%d*$" or #word > 19 then
    return nil, visible(word, 40) .. " is no customer's UIN: digits are "
      .. "expected"
  end
  local next_word = rest:match "^[,;]?%s*\"?(%d+)\"?%f[%s,;%z]"
  if next_word and #next_word >= MANY then
    return nil, ("%s stands behind %s: write one UIN on each line"):format(
      next_word, word)
  end
  return word
end

local function read_lines(file, name)
  local list, n = {}, 0
  for line in file:lines() do
    for text in (line .. "\r"):gsub("\r\r$", "\r"):gmatch "([^\r]*)\r" do
      n = n + 1
      if n == 1 then text = text:gsub("^\239\187\191", "") end
      local uin, problem = uin_of(text, n == 1)
      if not uin then
        return nil, ("%s, line %d: %s"):format(name, n, problem)
      elseif uin ~= "" then
        list[#list + 1] = uin
      end
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
