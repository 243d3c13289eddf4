-- What a viewer of the page chooses, and how figures pass to who shows them.
local adding = require "tcbilling.report.adding"
local chosen = require "tcbilling.report.chosen"
local core = require "tcbilling.core"
local costliest = require "tcbilling.report.costliest"
local packed = require "tcbilling.report.packed"
local sorted = require "tcbilling.report.sorting"

local decimal = core.decimal

local function counter()
  local calls = { n = 0 }
  return calls, function() calls.n = calls.n + 1 end
end

describe("a sort with turns", function()
  it("is stable, leaves its list, and sorts as table.sort does", function()
    local state = 7
    for _, n in ipairs { 0, 1, 2, 3, 10, 1000, 4097 } do
      local list, copy = {}, {}
      for i = 1, n do
        state = state * 16807 % 2147483647
        list[i] = { key = state % 50, at = i }
        copy[i] = list[i]
      end
      local result = sorted(list, function(a, b) return a.key < b.key end)
      assert.same(copy, list)
      assert.equal(n, #result)
      for i = 2, n do
        local a, b = result[i - 1], result[i]
        assert.is_true(a.key < b.key or a.key == b.key and a.at < b.at)
      end
    end
  end)

  it("lets others have turns while it is long", function()
    local calls, pause = counter()
    local list = {}
    for i = 1, 10000 do list[i] = -i end
    local result = sorted(list, function(a, b) return a < b end, pause)
    assert.equal(-10000, result[1])
    assert.is_true(calls.n > 40)
  end)
end)

local function resource(id, total, more)
  local one = { resource_id = id, resource_name = "name of " .. id,
    total = total and decimal(total), name = id }
  for name, value in pairs(more or {}) do one[name] = value end
  return one
end

describe("the costliest", function()
  it("are found exactly, however close", function()
    local totals = { a = "1", b = false, c = "100000000000000000.00000001",
      d = decimal "100000000000000000.00000002", e = "-5", f = "1" }
    local function all() return totals end
    local keys, count = costliest({ totals }, all, 4, function() end)
    assert.same({ "d", "c", "a", "f" }, keys)
    assert.equal(6, count)
    assert.same({ "d", "c", "a", "f", "b", "e" },
      (costliest({ totals }, all, 10, function() end)))
  end)
end)

describe("rows that are added up", function()
  local function row(id, cost, more)
    local made = { ResourceId = id, RealTotalCost = cost, RegionName = "r",
      PayModeName = "m", BusinessCodeName = "p", OwnerUin = "o" }
    for name, value in pairs(more or {}) do made[name] = value end
    return made
  end

  it("are exact, whatever the order and however many", function()
    local sums, total = adding.new "2023-08", decimal "0"
    for i = 1, 1234 do
      local cost = ("%d.%08d"):format(i % 7 - 3, i)
      sums:take(row("id" .. i % 10, cost, { Tags = { { TagKey = "k",
        TagValue = tostring(i % 2) } } }))
      total = total + decimal(cost)
    end
    local figures = sums:figures(5, function() end)
    assert.equal(total, figures.regions[1].total)
    assert.equal(total, figures.tags[1].total + figures.tags[2].total)
    assert.equal(total, sums:by_pay_mode().total)
    assert.equal(10, figures.resource_count)
    assert.equal(5, #figures.resources)
    local all = decimal "0"
    for _, one in ipairs(sums:figures(100, function() end).resources) do
      all = all + one.total
    end
    assert.equal(total, all)
    assert.equal(1234, sums.n)
  end)

  it("add nothing where there is no amount, or none that can be read",
    function()
      local sums = adding.new "2023-08"
      for i, cost in ipairs { "-", "", 1.5, "x", "1e-8", "2",
        ("9"):rep(40), false } do
        sums:take(row("id" .. i, cost or nil))
      end
      local figures = sums:figures(10, function() end)
      assert.equal(decimal "2.00000001", figures.products[1].total)
      assert.equal(8, figures.resource_count)
      assert.equal("id6", figures.resources[1].resource_id)
      assert.equal("-", figures.resources[1].resource_name)
      assert.is_nil(figures.resources[4].total)
    end)
end)

describe("the resources of a viewer's choice", function()
  local list = {}
  setup(function()
    for i = 1, 120 do
      list[i] = resource(("id-%03d"):format(i), ("%d.5"):format(120 - i),
        { region_name = i % 3 == 0 and "Frankfurt" or "Tokyo" })
    end
  end)

  it("are a page of all, as they are, without one", function()
    local result = chosen.page(list, {})
    assert.same({ 1, 3, 1, 50, 120, 50 }, { result.page, result.pages,
      result.first, result.last, result.found, #result.list })
    assert.equal("id-001", result.list[1].resource_id)
  end)

  it("are filtered by any of their texts, whatever the case", function()
    local result = chosen.page(list, { q = "  FRANK " })
    assert.equal(40, result.found)
    assert.equal(1, result.pages)
    assert.equal(0, chosen.page(list, { q = "%a+" }).found)
    assert.equal(1, chosen.page(list, { q = "id-007" }).found)
    result = chosen.page(list, { q = "nowhere" })
    assert.same({ 0, 1, 0 }, { result.found, result.pages, #result.list })
  end)

  it("are sorted either way, by texts and by exact amounts", function()
    local function first(sort, order)
      return chosen.page(list, { sort = sort, order = order }).list[1]
        .resource_id
    end
    assert.equal("id-001", first("resource_id", "asc"))
    assert.equal("id-120", first("resource_id", "desc"))
    assert.equal("id-120", first("total", "asc"))
    assert.equal("id-001", first("total", "desc"))
    assert.equal("id-003", first("region_name", "asc")) -- stable
  end)

  it("end with the last page, whatever page is asked for", function()
    local result = chosen.page(list, { page = 99 })
    assert.same({ 3, 101, 120, 20 }, { result.page, result.first, result.last,
      #result.list })
    assert.equal(120, #chosen.all(list, { page = 2 }).list)
  end)
end)

describe("figures as texts", function()
  local function figures(month, n)
    local made = { source = "x", month = month, n = n, bills = { { month =
      month, n = n, account = "a" } }, differences = { { group = "g",
      left = decimal "1.50", right = decimal "1.5000001",
      difference = decimal "-0.0000001" } }, resources = {}, tags = {} }
    for i = 1, n do
      made.resources[i] = resource("r" .. i, i .. ".00000001")
    end
    return made
  end

  it("are the same when they are read again, in texts that are short",
    function()
      local calls, pause = counter()
      local texts = packed.texts(figures("2023-08", 1234))
      assert.is_true(#texts >= 6)
      local again = packed.figures(texts, pause)
      assert.equal(#texts, calls.n)
      assert.equal(1234, #again.resources)
      assert.equal("1234.00000001", tostring(again.resources[1234].total))
      assert.equal("1.50", tostring(again.differences[1].left))
      assert.equal("2023-08", again.month)
      assert.same({}, again.tags)
    end)

  it("of several months are joined; resources are the last one's", function()
    local all = packed.joined { { bills = { { month = "2023-06" } } },
      figures("2023-07", 3), figures("2023-08", 2) }
    assert.equal("2023-08", all.month)
    assert.equal(3, #all.bills)
    assert.equal(2, #all.resources)
    assert.equal(2, #all.differences)
  end)
end)
