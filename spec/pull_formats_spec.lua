local formats = require "tcbilling.pull.formats"
local json = require "tcbilling".json

local BILL = { key = "resources/main/2023-08", kind = "resources",
  account = "main", month = "2023-08" }

-- The documented example of the organisation's bill.
local function example()
  local file = assert(io.open(
    "sandbox/fixtures/DescribeBillResourceSummaryForOrganization.json"))
  local text = file:read "*a"
  file:close()
  return json.decode(text).Response.ResourceSummarySet[1]
end

local function named(format, values)
  local all = {}
  for i, column in ipairs(format.columns) do all[column.name] = values[i] end
  return all
end

local function read(name, row, bill)
  local format = assert(formats.find(name, (bill or BILL).kind))
  return named(format, format.read(row, bill or BILL))
end

local function focus(changes)
  local row = example()
  for name, value in pairs(changes or {}) do
    if value == "absent" then value = nil end
    row[name] = value
  end
  return read("focus", row)
end

describe("the format of resources", function()
  it("has every field of the documented row, as it was sent", function()
    local row = example()
    local values = read("resources", row)
    for name, value in pairs(row) do
      if name == "Tags" then
        assert.equal("[]", values.Tags)
      else
        assert.equal(type(value) == "number" and ("%.0f"):format(value)
          or value, values[name])
      end
    end
  end)

  it("names columns as SQL does, and knows what money is", function()
    local kinds, columns = {}, {}
    for _, column in ipairs(formats.find(nil, "resources").columns) do
      kinds[column.name], columns[column.name] = column.kind, column.column
    end
    assert.equal("real_total_cost", columns.RealTotalCost)
    assert.equal("original_cost_with_ri", columns.OriginalCostWithRI)
    assert.equal("sp_deduction", columns.SPDeduction)
    assert.equal("extend_field1", columns.ExtendField1)
    assert.equal("payer_uin", columns.PayerUin)
    assert.equal("money", kinds.SPDeduction)
    assert.equal("text", kinds.Discount)
    assert.equal("integer", kinds.RegionId)
    assert.equal("json", kinds.Tags)
  end)

  it("says in files of which bill a row is", function()
    local format = formats.with_bill(formats.find(nil, "resources"))
    assert.equal("Account", format.columns[1].name)
    local values = format.read(example(), BILL)
    assert.equal("main", values[1])
    assert.equal("2023-08", values[2])
    assert.equal("20230807867037044170861", named(format, values).OrderId)
  end)

  it("keeps tags as JSON, and leaves out what is absent", function()
    local values = read("resources",
      { Tags = { { TagKey = "a", TagValue = 'b"' } } })
    assert.equal('[{"TagKey":"a","TagValue":"b\\""}]', values.Tags)
    assert.is_nil(values.TotalCost)
  end)
end)

describe("the format of customers", function()
  it("is who, and what, digits as sent", function()
    local bill = { kind = "customers", customer_uin = "700000686592" }
    assert.same({ CustomerUin = "700000686592",
      TotalCost = "1.2345678E+4" }, read("customers",
      { TotalCost = "1.2345678E+4", RequestId = "r" }, bill))
  end)
end)

describe("the format of FOCUS", function()
  it("has costs as text, and times in UTC", function()
    local values = focus()
    assert.equal("11.56675785", values.BilledCost)
    assert.equal("35.5", values.ListCost)
    assert.equal("2023-08-07T02:58:41Z", values.ChargePeriodStart)
    assert.equal("2023-09-07T02:58:41Z", values.ChargePeriodEnd)
    assert.equal("2023-07-31T16:00:00Z", values.BillingPeriodStart)
    assert.equal("2023-08-31T16:00:00Z", values.BillingPeriodEnd)
  end)

  it("ends periods behind their last second", function()
    assert.equal("2023-08-31T16:00:00Z",
      focus { FeeEndTime = "2023-08-31 23:59:59" }.ChargePeriodEnd)
    assert.equal("2024-02-29T16:00:00Z",
      focus { FeeEndTime = "2024-02-29 23:59:59" }.ChargePeriodEnd)
    assert.is_nil(focus { FeeEndTime = "0000-00-00 00:00:00" }.ChargePeriodEnd)
    assert.is_nil(focus { FeeBeginTime = "-" }.ChargePeriodStart)
  end)

  it("tells purchases, usage and adjustments apart", function()
    local function kind(name, code)
      local values = focus { ActionTypeName = name,
        BusinessCode = code or "p_cvm" }
      return values.ChargeCategory, values.ChargeClass, values.ChargeFrequency
    end
    assert.same({ "Purchase" }, { kind "Monthly subscription renewal" })
    assert.same({ "Purchase", "Correction" },
      { kind "Monthly subscription refund" })
    assert.same({ "Usage", nil, "Usage-Based" },
      { kind "Hourly pay-as-you-go" })
    assert.same({ "Adjustment", "Correction" },
      { kind "Adjustment compensation" })
    assert.same({ "Adjustment" }, { kind("Hourly", "billVirtualId") })
    assert.same({}, { kind "Something new" })
    assert.same({}, { kind "absent" })
  end)

  it("says nothing where the bill does not", function()
    local values = focus { TotalCost = "-", RegionName = "-",
      ResourceName = "" }
    assert.is_nil(values.ListCost)
    assert.is_nil(values.RegionName)
    assert.is_nil(values.ResourceName)
    assert.equal("16", values.RegionId)
  end)

  it("has tags as one object, and whom the bill is of", function()
    assert.equal("{}", focus().Tags)
    assert.equal('{"a":"b","c":""}', focus { Tags = {
      { TagKey = "c" }, { TagKey = "a", TagValue = "b" } } }.Tags)
    assert.equal("main", focus().BillingAccountId)
    assert.equal("7", focus { PayerUin = "7" }.BillingAccountId)
    assert.equal("billing_period_end",
      formats.find("focus", "resources").columns[5].column)
  end)

  it("is not of customers, and a wrong name is one", function()
    assert.same({ nil, "format focus is of resources, not of customers" },
      { formats.find("focus", "customers") })
    local _, message = formats.find("focsu", "resources")
    assert.equal('no format "focsu" is known, did you mean focus?', message)
    _, message = formats.find("xml", "resources")
    assert.equal('no format "xml" is known: there are resources, focus and '
      .. "customers", message)
  end)
end)
