-- Who keeps the documented rates, who shares them, and how they stand.

local calls = require "tcbilling.call"
local catalog = require "tcbilling.catalog"
local sharers = require "tcbilling.cli.doctor.sharers"

local limits = {}

local MOST = 5 -- processes to name

local function list(processes)
  local names = {}
  for i = 1, math.min(#processes, MOST) do
    names[i] = ("%s (%d)"):format(processes[i].name, processes[i].pid)
  end
  if #processes > MOST then
    names[#names + 1] = ("%d more"):format(#processes - MOST)
  end
  return table.concat(names, ", ")
end

--- Where the record is, and who has it open now. To be asked once it was used.
---@param client table
---@return table finding { state, text, kind }
function limits.place(client)
  local path = client.records.path
  if not path then
    return { state = "ok", text = "kept by this process alone: others that "
      .. "use the account are not counted" }
  end
  local others = sharers(path)
  if not others then
    return { state = "failed", kind = "limiter",
      text = path .. " is not there" }
  end
  return { state = "ok", text = ("%s, %s"):format(path,
    others[1] and "used at this moment by " .. list(others)
      or "used by nobody else at this moment") }
end

-- The actions that most runs are of.
local ACTIONS = {
  { "billing", "DescribeBillResourceSummaryForOrganization" },
  { "billing", "DescribeBillSummaryByPayMode" },
  { "intlpartnersmgt", "DescribeCustomerBillSummary" },
}

-- How one stands: nil, message if that can't be known.
local function stats_of(client, service, action)
  local now = client.clock.monotonic()
  local rate = calls.rate(client, service, action,
    catalog.load(service).actions[action])
  local entry, message = client.records:entry({ rate = rate,
    account = client.account,
    limit_key = calls.limit_key(client, service, action) }, now)
  if not entry then return nil, message end
  local stats
  stats, message = entry.limiter:stats(now)
  return stats or nil, message, rate
end

local function shown(action, stats, rate)
  local words = { ("%s %s%.0f a second"):format(action, stats.rate < rate
    and ("%.3g of "):format(stats.rate) or "", rate) }
  if stats.held > 0 then
    words[#words + 1] = ("%d counted"):format(stats.held)
  end
  if stats.waiting > 0 then
    words[#words + 1] = ("%d waiting"):format(stats.waiting)
  end
  return table.concat(words, ", ")
end

--- How the rates of the actions that most runs are of stand.
---@param client table
---@return table finding
function limits.state(client)
  local texts, is_slowed = {}, false
  for i, pair in ipairs(ACTIONS) do
    local stats, message, rate = stats_of(client, pair[1], pair[2])
    if not stats then
      return { state = "failed", text = message, kind = "limiter" }
    end
    is_slowed = is_slowed or stats.rate < rate
    texts[i] = shown(pair[2], stats, rate)
  end
  local text = table.concat(texts, "; ")
  if not is_slowed then return { state = "ok", text = text } end
  return { state = "warning", text = text .. "; slowed down since the API "
    .. "refused calls: others use the account, too" }
end

return limits
