-- The cells of a CSV text, as RFC 4180 has them read. None is quoted and empty.
local function cells_of(text)
  local rows, row, at = {}, {}, 1
  text = text:gsub('""', "\1")
  while at <= #text do
    local cell, after, stop = text:match('^"([^"]*)"()([,\r])', at)
    if not cell then
      cell, after, stop = text:match("^([^,\r]*)()([,\r])", at)
    end
    row[#row + 1], at = cell:gsub("\1", '"'), after + 1
    if stop == "\r" then rows[#rows + 1], row, at = row, {}, at + 1 end
  end
  return rows
end

return cells_of
