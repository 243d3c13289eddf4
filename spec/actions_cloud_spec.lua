-- Every action, to the sandbox and back: it holds each request against the
-- facts by itself, types and all.

local facts = require "spec.facts"
local parameters = require "spec.parameters"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ROWS = 23

local MONTHS = { Month = "2023-08", BillMonth = "2023-08" }

-- What the sandbox has a bill for, without tokens that it has not given out.
local function answerable(service, action, params)
  local is_range = params.BeginTime ~= nil
  for name in pairs(params) do
    params[name] = not is_range and MONTHS[name] or params[name]
  end
  local token = (facts.of(service, action).paging or {}).token_in
  if token then params[token] = nil end
  return params
end

-- The index of a generated row, by the texts in it, or nil: there are none.
local function index_of(row)
  for name, value in pairs(row) do
    local index = type(value) == "string"
      and value:match("^" .. name .. " (%d+)$")
    if index then return tonumber(index) end
  end
end

-- As fast as a client may be.
local function fastest()
  local limits = {}
  for _, name in ipairs(facts.actions) do
    limits[name.service] = limits[name.service] or {}
    limits[name.service][name.action] = 128
  end
  return limits
end

describe("the cloud", function()
  local box, client, logged

  setup(function() box = sandbox.start() end)
  before_each(function()
    box:reset()
    box:config { no_limits = true, rows = ROWS }
    logged = {}
    client = assert(tcbilling.new(box:options { limiter = "process",
      limits = fastest(),
      log = function(_, message) logged[#logged + 1] = message end }))
  end)
  teardown(function() box:stop() end)

  -- Calls every action with parameters that `make` makes. Returns what failed.
  local function failures(make)
    local problems = {}
    for name, response, message in client:each(facts.actions, function(name)
      return client:call(name.service, name.action, answerable(name.service,
        name.action, (make(name.service, name.action))))
    end) do
      if not response then
        problems[#problems + 1] = name.service .. ": " .. message
      end
    end
    table.sort(problems)
    return problems
  end

  it("takes every action with the least parameters", function()
    assert.same({}, failures(parameters.minimal))
  end)

  it("takes every action with all of them", function()
    for seed = 1, 3 do
      assert.same({}, failures(function(service, action)
        return parameters.full(service, action, seed)
      end))
    end
  end)

  for _, name in ipairs(facts.actions) do
    local service, action = name.service, name.action
    local paging = facts.of(service, action).paging
    if paging then
      it(("gives each row of %s.%s once"):format(service, action), function()
        local params = answerable(service, action,
          (parameters.minimal(service, action)))
        local at = paging.offset or paging.page
        if at then params[at] = nil end
        params[paging.limit] = 10
        local read, seen = 0, {}
        local rows = client[service]:rows(action, params)
        for i, row, message in rows do
          assert.is_table(row, message)
          local index = index_of(row)
          if index then
            assert.equal(i - 1, index)
          elseif row.ResourceId then -- of the bill that has no such texts
            local text = tcbilling.json.encode(row)
            assert.is_nil(seen[text])
            seen[text] = true
          end
          read = i
        end
        assert.equal(ROWS, read)
        assert.is_false(rows.moved)
        assert.same({}, logged)
      end)
    end
  end
end)
