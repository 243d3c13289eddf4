-- All that both services can be asked, from the facts and not from the
-- catalogue made of them.

local answer_of = require "spec.schema_answers"
local facts = require "spec.facts"
local json = require "tcbilling".json
local parameters = require "spec.parameters"
local testing = require "tcbilling.testing"
local wrong_parameters = require "spec.wrong_parameters"

local RIGHT, WRONG, ANSWERS = 20, 5, 5 -- at random, of each action

local function for_each_action(check)
  for _, one in ipairs(facts.actions) do
    it(one.service .. " " .. one.action, function()
      check(one.service, one.action)
    end)
  end
end

-- Whether a message names a path: not a part of another.
local function names(message, path)
  local from = 1
  while true do
    local first, last = message:find(path, from, true)
    if not first then return false end
    if not message:sub(first - 1, first - 1):find "[%w_.]"
      and not message:sub(last + 1, last + 1):find "[%w_]" then
      return true
    end
    from = first + 1
  end
end

-- One assertion an action: each makes much garbage, and there are thousands
-- of cases.
local function new_report()
  local report = {}
  function report.expect(holds, ...)
    if not holds then report[#report + 1] = table.concat({ ... }, "\n  ") end
  end
  function report.assert_empty()
    assert.equal("", table.concat(report, "\n"))
  end
  return report
end

describe("right parameters are sent, value for value:", function()
  local box = testing.new {}
  local client = testing.client(box)

  local function expect_sent(report, service, action, seed, params, body)
    local request, message = client:call(service, action, params,
      { dry_run = true })
    report.expect(request and request.body == body, seed .. " sends",
      request and request.body or message, "and should send", body)
  end

  for_each_action(function(service, action)
    local report = new_report()
    expect_sent(report, service, action, "minimal",
      parameters.minimal(service, action))
    expect_sent(report, service, action, "full",
      parameters.full(service, action, 1))
    for seed = 1, RIGHT do
      expect_sent(report, service, action, "random " .. seed,
        parameters.random(service, action, seed))
    end
    report.assert_empty()
    assert.same({}, box.logged)
    assert.equal(0, #box.requests)
  end)
end)

describe("what is wrong with a parameter is said with its path:", function()
  local box = testing.new {}
  local client = testing.client(box)

  -- Is it the sentence, without what was sent?
  local function is_right(action, path, request, message, detail)
    return request == nil and message:sub(1, #action + 2) == action .. ": "
      and names(message:sub(#action + 3), path) and detail.kind == "invalid"
  end

  local function expect_said(report, service, action, params, path, kind)
    local request, message, detail = client:call(service, action, params)
    report.expect(is_right(action, path, request, message, detail),
      kind, path, tostring(message))
  end

  for_each_action(function(service, action)
    local report = new_report()
    local full = parameters.full(service, action, 1)
    wrong_parameters.each(service, action, full, function(path, kind)
      expect_said(report, service, action, full, path, kind)
    end)
    for seed = 1, WRONG do
      expect_said(report, service, action,
        wrong_parameters.random(service, action, seed))
    end
    report.assert_empty()
    assert.equal(0, #box.requests)
  end)
end)

describe("a value that is doubtful is sent, with a warning:", function()
  local box = testing.new {}
  local client = testing.client(box)

  local function expect_warning(service, action, member)
    local params = parameters.minimal(service, action)
    local value = (member.type == "int" or member.of == "int64") and 99
      or "nonesuch"
    params[member.name] = member.type == "list" and { value } or value
    box.logged = {}
    local request = assert(client:call(service, action, params,
      { dry_run = true }))
    local sent = json.decode(request.body)[member.name]
    assert.same(params[member.name], sent)
    assert.equal((member.disabled and 1 or 0) + (member.values and 1 or 0),
      #box.logged)
    for _, warning in ipairs(box.logged) do
      assert.is_true(names(warning, member.name))
    end
  end

  for _, one in ipairs(facts.actions) do
    local fact = facts.of(one.service, one.action)
    for _, member in ipairs(fact.input) do
      if facts.is_open(member, fact) then
        it(one.service .. " " .. one.action .. ": " .. member.name, function()
          expect_warning(one.service, one.action, member)
        end)
      end
    end
  end
end)

describe("an answer is decoded, value for value:", function()
  local body
  local client = testing.client(testing.new {
    function() return testing.response(body) end })

  for_each_action(function(service, action)
    for seed = 1, ANSWERS do
      local answer = answer_of(service, action, seed)
      body = answer.text
      local response, message = client:call(service, action,
        (parameters.minimal(service, action)))
      assert.is_nil(message)
      assert.same(answer.response, response, "seed " .. seed)
      local value = assert(json.decode(body, { lossless = true }))
      assert.equal(answer.canonical, (json.encode(value)), "seed " .. seed)
    end
  end)
end)
