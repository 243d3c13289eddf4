-- Prometheus's text format, 0.0.4.
-- https://prometheus.io/docs/instrumenting/exposition_formats/

local ESCAPES = { ["\\"] = "\\\\", ["\n"] = "\\n", ['"'] = '\\"' }

local function escape_help(text)
  return (text:gsub("[\\\n]", ESCAPES))
end

local function escape_value(text)
  return (text:gsub('[\\\n"]', ESCAPES))
end

-- Sums have as many digits as it takes.
local function number(value)
  return ("%.14g"):format(value)
end

-- name="value", ... and what comes after them.
local function labelled(names, values, more)
  local parts = {}
  for i, name in ipairs(names) do
    parts[i] = ('%s="%s"'):format(name, escape_value(values[i]))
  end
  parts[#parts + 1] = more
  return "{" .. table.concat(parts, ",") .. "}"
end

local function sample(lines, name, labels, value)
  lines[#lines + 1] = name .. labels .. " " .. number(value)
end

-- One writer for each type; a series is { values = labels', parts = by the
-- key's last word }.
local write = {}

function write.counter(lines, family, series)
  sample(lines, family.name, labelled(family.labels, series.values),
    series.parts[""])
end

function write.summary(lines, family, series)
  local labels = labelled(family.labels, series.values)
  sample(lines, family.name .. "_sum", labels, series.parts.sum or 0)
  sample(lines, family.name .. "_count", labels, series.parts.count or 0)
end

-- Buckets are counted apart, and told together with those below.
function write.histogram(lines, family, series)
  local count = 0
  local function bucket(bound)
    count = count + (series.parts[bound] or 0)
    sample(lines, family.name .. "_bucket", labelled(family.labels,
      series.values, ('le="%s"'):format(bound)), count)
  end
  for _, bound in ipairs(family.buckets) do bucket(tostring(bound)) end
  bucket "+Inf"
  local labels = labelled(family.labels, series.values)
  sample(lines, family.name .. "_sum", labels, series.parts.sum or 0)
  sample(lines, family.name .. "_count", labels, count)
end

-- The family's series, sorted, of keys that are words with tabs between them.
local function series_of(family, values)
  local found, order = {}, {}
  local n = #family.labels
  for key, value in pairs(values) do
    local words = {}
    for word in key:gmatch "[^\t]+" do words[#words + 1] = word end
    if table.remove(words, 1) == family.name then
      local name = table.concat(words, "\t", 1, n)
      if not found[name] then
        found[name] = { values = words, parts = {} }
        order[#order + 1] = name
      end
      found[name].parts[words[n + 1] or ""] = value
    end
  end
  table.sort(order)
  return found, order
end

--- The text.
---@param families table[] { name, type, help, labels, buckets }
---@param values table<string, number> by key: the family's name, its labels'
---  values, and perhaps a part ("sum", "count", a bucket's bound), with tabs
---  between them
---@return string
local function exposition(families, values)
  local lines = {}
  for _, family in ipairs(families) do
    lines[#lines + 1] = "# HELP " .. family.name .. " "
      .. escape_help(family.help)
    lines[#lines + 1] = "# TYPE " .. family.name .. " " .. family.type
    local found, order = series_of(family, values)
    for _, name in ipairs(order) do
      write[family.type](lines, family, found[name])
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

return exposition
