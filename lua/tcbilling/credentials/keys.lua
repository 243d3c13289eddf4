-- Keys: a plain table { secret_id, secret_key, token, expires (UNIX seconds),
-- account (whose rates they use, if not the secret_id's) }, as a provider gives
-- it.

local keys = {}

local TEXTS = { "secret_id", "secret_key", "token" }

--- What is wrong with them, or nil. Their values are never shown.
---@param given table
---@return string? problem
function keys.problem(given)
  for _, name in ipairs(TEXTS) do
    local value = given[name]
    if value == nil or value == "" then
      if name ~= "token" then return name .. " is missing or empty" end
    elseif type(value) ~= "string" then
      return name .. " is no text"
    elseif value:find("^%s") or value:find("%s$") then
      -- one that was copied with its line end signs nothing that is accepted
      return name .. " has blanks around it"
    end
  end
  if given.expires ~= nil and type(given.expires) ~= "number" then
    return "expires is no number"
  end
end

return keys
