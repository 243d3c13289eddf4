-- The words of a command line: parameters of the API are told from options of
-- the tool by their names, which begin with a capital letter.

local words = {}

-- What would be a key if it were taken. Other users of a machine see the
-- arguments of its programs, and shells write them down.
local KEYS = { secretid = true, secretkey = true, secret = true,
  accesskey = true, token = true, securitytoken = true, sessiontoken = true,
  accesskeyid = true, accesskeysecret = true }

local function is_key(word)
  local name = word:match "^%-%-?([%w_.-]+)"
  return name and KEYS[name:lower():gsub("[^%w]", "")] or false
end

--- A sentence, if any of the words looks like a key.
---@param list string[]
---@return string? message
function words.problem(list)
  for _, word in ipairs(list) do
    if word == "--" then return nil end
    if is_key(word) then
      return "keys are no arguments, since other users of this machine can "
        .. "read those: put them into the environment "
        .. "(TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, of "
        .. "temporary keys, TENCENTCLOUD_TOKEN), or into a profile"
    end
  end
end

-- The value that follows a name; or nil and what is wrong.
local function value_after(list, i, name)
  local value = list[i + 1]
  if value == nil then return nil, ("--%s needs a value"):format(name) end
  if value:find "^%-%-%u" then
    return nil, ("--%s needs a value (write --%s=%s if that is it)"):format(
      name, name, value)
  end
  return value
end

--- Takes the parameters out: `--Name value` and `--Name=value`.
---@param list string[]
---@return string[]? rest
---@return table[]|string parameters { name, text }, or what is wrong
function words.take_parameters(list)
  local rest, parameters, i = {}, {}, 1
  while list[i] do
    local word = list[i]
    if word == "--" then break end
    local name, text = word:match "^%-%-(%u[^=]*)=?(.*)$"
    if not name then
      rest[#rest + 1] = word
    else
      if not word:find("=", 1, true) then
        local problem
        text, problem = value_after(list, i, name)
        if problem then return nil, problem end
        i = i + 1
      end
      parameters[#parameters + 1] = { name = name, text = text }
    end
    i = i + 1
  end
  for j = i, #list do rest[#rest + 1] = list[j] end
  return rest, parameters
end

return words
