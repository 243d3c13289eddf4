-- What a viewer of a page that is served chooses with: links and forms, which
-- need no script.

local html = require "tcbilling.report.html"

local h = html.new

local controls = {}

local function option(value, chosen, label)
  return h("option", { value = value, selected = value == chosen }, label
    or value)
end

local function select_of(id, label, name, values, chosen, labels)
  local options = {}
  for i, value in ipairs(values) do
    options[i] = option(value, chosen, labels and labels[value])
  end
  return h("span", { class = "field" }, h("label", { ["for"] = id }, label),
    h("select", { id = id, name = name }, options))
end

local SCOPES = { organization = "of the organization",
  account = "of the account" }

--- Which month, and whose bill.
---@param served table path, month, months, scope, scopes (nil: no choice)
---@return table element
function controls.picker(served)
  return h("form", { class = "controls", method = "get",
    action = served.path },
    select_of("month", "Month", "month", served.months, served.month),
    served.scopes and select_of("scope", "Bill", "scope", served.scopes,
      served.scope, SCOPES) or nil,
    h("button", { type = "submit" }, "Show"))
end

--- What a part's rows are saved by.
function controls.csv(served, part)
  return h("p", { class = "csv" }, h("a", { href = served.csv(part.id),
    download = true }, "CSV", h("span", { class = "unseen" }, " of ",
    part.title)))
end

-- The resources of a viewer's choice

local function other_order(chosen, column)
  if chosen.sort ~= column.field then
    return column.kind == "amount" and "desc" or "asc"
  end
  return chosen.order == "asc" and "desc" or "asc"
end

local SAID = { asc = "ascending", desc = "descending" }

--- What heads the columns: links that sort by them.
---@param served table
---@param chosen table see chosen.lua
---@return fun(column: table): table, string?
function controls.sorting(served, chosen)
  return function(column)
    local href = served.to { sort = column.field,
      order = other_order(chosen, column), q = chosen.q }
    return h("a", { href = href .. "#resources" }, column.title),
      chosen.sort == column.field and SAID[chosen.order] or nil
  end
end

local function hidden(name, value)
  return value and h("input", { type = "hidden", name = name, value = value })
end

local function step(served, chosen, by, label)
  local page = chosen.page + by
  if page < 1 or page > chosen.pages then
    return h("span", { class = "note" }, label)
  end
  return h("a", { href = served.to { sort = chosen.sort, order = chosen.order,
    q = chosen.q, page = page } .. "#resources" }, label)
end

local function status_of(chosen)
  if chosen.found == 0 then return "nothing is found" end
  return ("%d to %d of %d"):format(chosen.first, chosen.last, chosen.found)
end

--- What filters them, and goes through their pages.
---@return table element
function controls.chooser(served, chosen)
  return h("form", { class = "controls", method = "get",
    action = served.path .. "#resources" },
    hidden("month", served.month), hidden("scope", served.scope),
    hidden("sort", chosen.sort), hidden("order", chosen.order),
    h("label", { ["for"] = "q" }, "Filter"),
    h("input", { id = "q", type = "search", name = "q", maxlength = 100,
      value = chosen.q }),
    h("button", { type = "submit" }, "Find"),
    step(served, chosen, -1, "Previous"), step(served, chosen, 1, "Next"),
    h("span", { role = "status" }, status_of(chosen)))
end

return controls
