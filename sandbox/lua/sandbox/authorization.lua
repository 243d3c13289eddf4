-- The Authorization header of TC3-HMAC-SHA256, taken apart strictly: one
-- blank after the algorithm, ", " between the three fields, nothing else.
local M = {}

local FORM = "^(%S+) Credential=([^,%s]+), SignedHeaders=([^,%s]*), "
  .. "Signature=([^,%s]+)$"
local SCOPE = "^([^/]+)/(%d%d%d%d%-%d%d%-%d%d)/([^/]+)/tc3_request$"

-- Lower-case names, ascending, each once.
local function split_names(text)
  local names, last = {}, ""
  for name in (text .. ";"):gmatch "([^;]*);" do
    if not name:find "^[a-z0-9_-]+$" then
      return nil, "SignedHeaders holds a name that is not lower-case"
    end
    if name <= last then
      return nil, "SignedHeaders is not in ascending order"
    end
    names[#names + 1], names[name], last = name, true, name
  end
  return names
end

--- @return table { secret_id, date, service, names, signature }
--- or nil and a sentence saying what is malformed.
function M.parse(text)
  local algorithm, credential, signed, signature = text:match(FORM)
  if not algorithm then
    return nil, "it is not of the form TC3-HMAC-SHA256 Credential=..., "
      .. "SignedHeaders=..., Signature=..."
  end
  if algorithm ~= "TC3-HMAC-SHA256" then
    return nil, "the algorithm is not TC3-HMAC-SHA256"
  end
  local id, date, service = credential:match(SCOPE)
  if not id then
    return nil, "Credential is not id/YYYY-MM-DD/service/tc3_request"
  end
  local names, why = split_names(signed)
  if not names then return nil, why end
  if not (names["content-type"] and names.host) then
    return nil, "SignedHeaders lacks content-type or host"
  end
  return { secret_id = id, date = date, service = service, names = names,
    signed = signed, signature = signature }
end

return M
