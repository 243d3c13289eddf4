-- What the catalogue says of an action, in words.

local item_of = require "tcbilling.catalog".item_of
local limits = require "tcbilling.limits"

local describe = {}

local TYPES = {
  string = "text", int = "integer", uint = "integer, 0 or more",
  float = "number", bool = "true or false",
  usd = "US dollars, text", usd_number = "US dollars, number",
  cents = "US cents, integer", cents_number = "US cents, number",
  usd_e8 = "1e-8 US dollars", amount_number = "an amount, number",
}

-- The word for what is in a list.
local ITEMS = { string = "texts", int = "integers", uint = "integers",
  float = "numbers", bool = "booleans" }

--- A type.
---@param kind string the catalogue's word
---@return string
function describe.type(kind)
  local item = item_of(kind)
  if item then return "list of " .. (ITEMS[item] or item) end
  return TYPES[kind] or "object"
end

local function texts(list)
  local words = {}
  for i, value in ipairs(list) do words[i] = tostring(value) end
  return table.concat(words, ", ")
end

local function range(least, most, what)
  if not (least or most) then return nil end
  if not most then return ("%.14g%s or more"):format(least, what) end
  if not least then return ("up to %.14g%s"):format(most, what) end
  if least == most then return ("%.14g%s"):format(most, what) end
  return ("%.14g to %.14g%s"):format(least, most, what)
end

local FORMATS = { month = "YYYY-MM", date = "YYYY-MM-DD",
  time = "YYYY-MM-DD HH:MM:SS", ["date or month"] = "YYYY-MM or YYYY-MM-DD" }

-- Each is a function of a rule: words, or nil.
local REMARKS = {
  function(rule) return rule.required and "required" end,
  function(rule) return rule.disabled and "no longer taken" end,
  function(rule) return rule.format and FORMATS[rule.format] end,
  function(rule)
    if not rule.values then return nil end
    return (rule.open and "such as " or "one of ") .. texts(rule.values)
  end,
  function(rule) return range(rule.min, rule.max, "") end,
  function(rule)
    return range(rule.min_length, rule.max_length, " characters")
  end,
  function(rule) return range(rule.min_items, rule.max_items, " items") end,
  function(rule) return rule.spelling == "digits" and "digits" end,
  function(rule) return rule.spelling == "ascii" and "ASCII" end,
  function(rule) return rule.not_before and rule.not_before .. " or later" end,
  function(rule)
    return rule.not_values and "not " .. texts(rule.not_values)
  end,
  function(rule)
    return rule.default ~= nil and "default " .. tostring(rule.default)
  end,
  function(rule)
    return rule.same_month_as and "the month of " .. rule.same_month_as
  end,
  function(rule) return rule.with and "only with " .. rule.with end,
  function(rule)
    local needed = rule.needed_when
    return needed and ("required when %s is %s"):format(needed.name,
      table.concat(needed.values, " or "))
  end,
  function(rule)
    local other = rule.not_with
    return other and ("not where %s is %s"):format(other.name,
      table.concat(other.values, " or "))
  end,
}

--- A parameter's type and what is required of it.
---@param rule table of the catalogue
---@return string
function describe.parameter(rule)
  local words = { describe.type(rule.type) }
  for _, remark in ipairs(REMARKS) do
    words[#words + 1] = remark(rule) or nil
  end
  return table.concat(words, "; ")
end

-- Adds entries for rules, and for those inside of them.
local function add_rules(entries, api, rules, depth, above)
  for _, rule in ipairs(rules) do
    entries[#entries + 1] = { name = depth == 0 and "--" .. rule.name
      or rule.name, text = describe.parameter(rule), depth = depth }
    local inner = api.inputs[item_of(rule.type) or rule.type]
    if inner and not above[inner] then
      above[inner] = true
      add_rules(entries, api, inner, depth + 1, above)
      above[inner] = nil
    end
  end
  return entries
end

--- The parameters of an action.
---@param api table
---@param entry table
---@return table[] entries { name, text, depth }
function describe.parameters(api, entry)
  return add_rules({}, api, entry.input, 0, {})
end

local function add_fields(entries, api, fields, depth, above)
  local names = {}
  for name in pairs(fields) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local kind = fields[name]
    entries[#entries + 1] = { name = name, text = describe.type(kind),
      depth = depth }
    local inner = api.objects[item_of(kind) or kind]
    if inner and not above[inner] then
      above[inner] = true
      add_fields(entries, api, inner, depth + 1, above)
      above[inner] = nil
    end
  end
  return entries
end

--- The fields of an action's answer.
---@param api table
---@param entry table
---@return table[] entries { name, text, depth }
function describe.fields(api, entry)
  return add_fields({}, api, entry.output, 0, {})
end

--- What kind of action it is.
---@param entry table
---@return string
function describe.kind(entry)
  return entry.moves_money and "moves money" or entry.kind
end

local KINDS = {
  read = "It reads.",
  write = "It writes: tcbilling asks first, or wants --yes.",
  ["moves money"] = "It moves money: tcbilling asks first, or wants --yes.",
}

--- Sentences about an action.
---@param entry table
---@return string[]
function describe.sentences(entry)
  local sentences = { KINDS[describe.kind(entry)] .. " "
    .. (entry.rate and "%.0f requests a second."
      or "%.0f requests a second, the usual rate: no page names its own.")
      :format(entry.rate or limits.USUAL_RATE) }
  if entry.paging then
    sentences[#sentences + 1] = ("It has pages: --all reads all rows of %s, "
      .. "with %s and %s of its own."):format(entry.paging.items,
      entry.paging.at, entry.paging.limit)
  end
  if entry.ready then
    sentences[#sentences + 1] = "What it tells may not be ready (exit 5): "
      .. "--wait-ready waits for it."
  end
  if entry.one_of then
    local sets = {}
    for i, names in ipairs(entry.one_of) do
      sets[i] = table.concat(names, " and ")
    end
    sentences[#sentences + 1] = "One of these is required: "
      .. table.concat(sets, ", or ") .. "."
  end
  return sentences
end

return describe
