-- Reads Prometheus's text format 0.0.4, and takes nothing that is not quite
-- it: https://prometheus.io/docs/instrumenting/exposition_formats/

local NAME = "^[%a_:][%w_:]*$"
local TYPES = { counter = true, gauge = true, histogram = true,
  summary = true, untyped = true }
local SUFFIXES = { histogram = { _bucket = true, _sum = true, _count = true },
  summary = { [""] = true, _sum = true, _count = true } }

-- The value of a label, from behind its first quote; and where it ends.
local function read_value(line, at)
  local parts = {}
  while true do
    local char = line:sub(at, at)
    assert(char ~= "", "a label's value has no end: " .. line)
    if char == '"' then return table.concat(parts), at + 1 end
    if char == "\\" then
      at = at + 1
      char = ({ n = "\n", ["\\"] = "\\", ['"'] = '"' })[line:sub(at, at)]
      assert(char, "an escape that there is not: " .. line)
    end
    parts[#parts + 1], at = char, at + 1
  end
end

-- The labels from behind the brace; and what comes after them.
local function read_labels(line, at)
  local labels = {}
  while true do
    local name, behind = line:match('^([%a_][%w_]*)="()', at)
    assert(name, "no label where one should be: " .. line)
    assert(labels[name] == nil, "a label twice: " .. line)
    labels[name], at = read_value(line, behind)
    local mark = line:sub(at, at)
    at = at + 1
    if mark == "}" then return labels, at end
    assert(mark == ",", "no comma between labels: " .. line)
  end
end

local function read_number(text, line)
  if text == "+Inf" then return math.huge end
  assert(text:find "^[%-+]?%d[%d.eE+%-]*$", "no number: " .. line)
  return assert(tonumber(text), "no number: " .. line)
end

local function read_sample(line)
  local name, at = line:match "^([%a_:][%w_:]*)()"
  assert(name, "a line that is nothing: " .. line)
  local labels = {}
  if line:sub(at, at) == "{" then labels, at = read_labels(line, at + 1) end
  local text = line:match("^ (%S+)$", at)
  assert(text, "no value: " .. line)
  return { name = name, labels = labels, value = read_number(text, line) }
end

-- A text that is the same for the same labels, one of them left out.
local function key_of(labels, without)
  local parts = {}
  for name, value in pairs(labels) do
    if name ~= without then parts[#parts + 1] = name .. "=" .. value end
  end
  table.sort(parts)
  return table.concat(parts, "\n")
end

local function belongs(family, name)
  local suffix = name:sub(#family.name + 1)
  if name:sub(1, #family.name) ~= family.name then return false end
  local suffixes = SUFFIXES[family.type]
  if suffixes then return suffixes[suffix] ~= nil end
  return suffix == ""
end

-- By series: its bounds with their counts, its count, whether it has a sum.
local function series_of(family)
  local series = {}
  for _, sample in ipairs(family.samples) do
    local key = key_of(sample.labels, "le")
    local one = series[key] or { buckets = {} }
    series[key] = one
    local part = sample.name:sub(#family.name + 2)
    if part == "bucket" then
      local bound = read_number(assert(sample.labels.le), "le")
      one.buckets[#one.buckets + 1] = { bound, sample.value }
    else
      one[part] = sample.value
    end
  end
  return series
end

local function check_histogram(family)
  for _, one in pairs(series_of(family)) do
    assert(one.sum and one.count, family.name .. " lacks a sum or a count")
    local before = { -math.huge, 0 }
    for _, bucket in ipairs(one.buckets) do
      assert(bucket[1] > before[1], family.name .. ": bounds out of order")
      assert(bucket[2] >= before[2], family.name .. ": buckets don't add up")
      before = bucket
    end
    assert(before[1] == math.huge, family.name .. " has no +Inf")
    assert(before[2] == one.count, family.name .. ": +Inf is not the count")
  end
end

local check = { histogram = check_histogram }

function check.summary(family)
  for _, one in pairs(series_of(family)) do
    assert(one.sum and one.count, family.name .. " lacks a sum or a count")
  end
end

function check.counter(family)
  for _, sample in ipairs(family.samples) do
    assert(sample.value >= 0, family.name .. " is negative")
  end
end

local function begin(families, line)
  local name, help = line:match "^# HELP (%S+) (.+)$"
  assert(name and name:find(NAME), "no HELP line: " .. line)
  assert(not families[name], "a family twice: " .. name)
  assert(not help:gsub("\\[\\n]", ""):find "\\", "a wrong escape: " .. line)
  local family = { name = name, samples = {}, seen = {} }
  families[name] = family
  return family
end

local function set_type(family, line)
  local name, kind = line:match "^# TYPE (%S+) (%S+)$"
  assert(family and name == family.name, "a TYPE line elsewhere: " .. line)
  assert(not family.type, "a type twice: " .. line)
  assert(TYPES[kind], "no such type: " .. line)
  family.type = kind
end

local function add(family, line)
  assert(family and family.type, "a sample before its TYPE: " .. line)
  local sample = read_sample(line)
  assert(belongs(family, sample.name), "a sample elsewhere: " .. line)
  local key = sample.name .. "\n" .. key_of(sample.labels)
  assert(not family.seen[key], "a sample twice: " .. line)
  family.seen[key] = true
  table.insert(family.samples, sample)
end

local prometheus = {}

--- Reads it. Raises, naming the line, where it is not the format; here each
--- family has a HELP and a TYPE line, in this order.
---@param text string
---@return table samples a list of { name, labels, value }
function prometheus.read(text)
  assert(text:sub(-1) == "\n", "the last line has no end")
  local families, family, samples = {}, nil, {}
  for line in text:gmatch "([^\n]*)\n" do
    if line:find "^# HELP" then
      family = begin(families, line)
    elseif line:find "^# TYPE" then
      set_type(family, line)
    elseif line ~= "" and not line:find "^#" then
      add(family, line)
    end
  end
  for _, one in pairs(families) do
    if check[one.type] then check[one.type](one) end
    for _, sample in ipairs(one.samples) do samples[#samples + 1] = sample end
  end
  return samples
end

--- Adds up the samples of that name whose labels are as `wanted` says.
---@param samples table
---@param name string
---@param wanted table<string, string>?
---@return number
function prometheus.sum(samples, name, wanted)
  local total = 0
  for _, sample in ipairs(samples) do
    local fits = sample.name == name
    for label, value in pairs(wanted or {}) do
      fits = fits and sample.labels[label] == value
    end
    if fits then total = total + sample.value end
  end
  return total
end

return prometheus
