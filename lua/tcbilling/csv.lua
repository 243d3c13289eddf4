-- Lines of CSV, as RFC 4180 has them.

local csv = {}

-- What must stand in quotes: RFC 4180, and blanks at an end, which some
-- readers drop.
local function quoted(text)
  if not text:find '[",%s]' or not text:find '[",\r\n]'
    and not text:find "^%s" and not text:find "%s$" then
    return text
  end
  return '"' .. text:gsub('"', '""') .. '"'
end

-- A spreadsheet runs what begins like this as a formula; numbers are safe.
local function is_formula(text)
  return text:find("^[=+%-@\t\r]") and not text:find("^[+-]?%d+%.?%d*$")
    and text ~= "-"
end

--- One line of values, with its CRLF.
---@param values table texts or nil, for an empty one
---@param n integer how many
---@param no_formulas? boolean puts a ' before what a spreadsheet would run
---@return string
function csv.line(values, n, no_formulas)
  local cells = {}
  for i = 1, n do
    local text = values[i]
    if text then
      if no_formulas and is_formula(text) then text = "'" .. text end
      cells[i] = quoted(text)
    else
      cells[i] = ""
    end
  end
  return table.concat(cells, ",") .. "\r\n"
end

return csv
