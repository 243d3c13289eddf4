-- A server of any paged action, by what the facts say of its paging. A row is
-- known by its index, which its fields hold.

local cjson = require "cjson"
local facts = require "spec.facts"
local testing = require "tcbilling.testing"

local Server = {}
Server.__index = Server

-- A field of the rows whose value is plain text.
local function text_field(service, of)
  for _, member in ipairs(facts.members(service, of)) do
    if member.type == "string" and not member.money then return member.name end
  end
end

local function member_named(members, name)
  for _, member in ipairs(members) do
    if member.name == name then return member end
  end
end

-- Where the rows are: a path, and what they are.
local function find_rows(service, fact)
  local paging = fact.paging
  local member = member_named(fact.output, paging.items)
  if member.type == "list" then return paging.items, member.of end
  local records = member_named(facts.members(service, member.of), "Records")
  return paging.items .. ".Records", records.of
end

-- Puts a value at a path of a table.
local function put(t, path, value)
  local last
  for name in path:gmatch "[^.]+" do
    if last then
      t[last] = t[last] or {}
      t = t[last]
    end
    last = name
  end
  t[last] = value
end

-- The index of the first row asked for, of the first way that fits.
local function first_asked(server, asked)
  local paging = server.fact.paging
  local size = tonumber(asked[paging.limit])
  if paging.style == "token" then
    return tonumber(asked[paging.token_in] or 0), size
  elseif paging.page then
    return (tonumber(asked[paging.page]) - paging.first_page) * size, size
  end
  return tonumber(asked[paging.offset]) * (server.counts_pages and size or 1),
    size
end

-- What the answer says of how many rows there are.
local function put_count(server, response, asked)
  local paging = server.fact.paging
  if not paging.count then return end
  local switch = paging.count_switch
  local count = server.count or server.rows
  if switch and asked[switch] ~= 1 then count = cjson.null end
  local member = member_named(server.fact.output, paging.count)
  if member and member.type == "string" then count = tostring(count) end
  put(response, paging.count, count)
  if paging.count == "RecordNum" then
    response.Total = { RealTotalCost = "1.00" }
  end
end

--- Its answer to a request, for tcbilling.testing.
function Server:answer(request)
  local paging = self.fact.paging
  local asked = cjson.decode(request.body)
  local first, size = first_asked(self, asked)
  size = math.min(size, self.largest or size)
  local list, response = {}, { RequestId = "r", Ready = 1 }
  for i = first, math.min(first + size, self.rows) - 1 do
    list[#list + 1] = { [self.field] = ("row %d"):format(i) }
  end
  put(response, self.items, #list > 0 and list or "no rows")
  put_count(self, response, asked)
  if paging.style == "token" and first + size < self.rows then
    response[paging.token_out] = ("%d"):format(first + size)
  elseif self.gives_context then
    response.Context = ("after %d"):format(first + #list)
    if first > 0 then assert(asked.Context == ("after %d"):format(first)) end
  end
  self.asked[#self.asked + 1] = asked
  -- lua-cjson can't write an empty list
  return testing.response((cjson.encode { Response = response }
    :gsub('"no rows"', "[]")))
end

local paged_server = {}

--- Makes one.
---@param service string
---@param action string
---@param given table { rows; count (what it says); largest (rows of a page);
---  counts_pages (its Offset does); gives_context }
---@return table server { answer(self, request), asked, field (of rows) }
function paged_server.new(service, action, given)
  local fact = facts.of(service, action)
  local server = setmetatable({ fact = fact, asked = {} }, Server)
  for name, value in pairs(given) do server[name] = value end
  local of
  server.items, of = find_rows(service, fact)
  server.field = text_field(service, of)
  return server
end

return paged_server
