-- Pages of a bill that is not there: it is being read, or could not be had.
-- Each says what to do.

local controls = require "tcbilling.report.controls"
local document = require "tcbilling.report.document"
local html = require "tcbilling.report.html"

local h = html.new

local states = {}

local function state(served, title, ...)
  return document.new("Costs: " .. title, true, h("h1", nil, "Costs"),
    controls.picker(served), h("section", { class = "state" },
      h("h2", nil, title), ...))
end

local function again(served, label)
  return h("p", nil, h("a", { class = "button", href = served.to {} }, label))
end

local function counted(progress)
  if not progress.rows then return "The first rows are awaited." end
  if not progress.count or progress.count < progress.rows then
    return ("%d rows so far."):format(progress.rows)
  end
  return ("%d of about %d rows."):format(progress.rows, progress.count)
end

--- The bill is being read; its answer has a Refresh header.
---@param served table
---@param progress table of what is being read: month, rows, count, as far as
---  they are known
---@return string html
function states.loading(served, progress)
  local is_known = progress.count and progress.rows
    and progress.rows <= progress.count
  return state(served, "The bill is being read",
    h("p", { role = "status" }, progress.month or served.month, ": ",
      counted(progress)),
    h("progress", { max = is_known and math.max(progress.count, 1) or nil,
      value = is_known and progress.rows or nil,
      ["aria-label"] = "Rows that are read" }),
    h("p", { class = "note" }, "This page shows it as soon as it is there, ",
      "and looks by itself every other second."),
    again(served, "Look now"))
end

-- By kind of failure: what it means to a viewer, and what helps.
local MEANING = {
  not_ready = { "The bill is not ready yet",
    "Tencent Cloud is summing it up for the first time, which takes from "
      .. "minutes to hours. Come back later: nothing needs to be done." },
  denied = { "These keys may not read this bill",
    "Whoever runs this service can let them: the keys need a policy such as "
      .. "QcloudFinanceBillReadOnlyAccess, and the bill of an organization is "
      .. "read with keys of its admin account." },
  auth = { "The keys of this service are refused",
    "Whoever runs this service must look at its keys: are they right, and "
      .. "enabled, and is the machine's clock?" },
  throttled = { "Too many ask just now",
    "Others use up the rate of this account. Try again in some seconds." },
  cancelled = { "Too many ask just now",
    "The turn of this question would come too late. Try again in some "
      .. "seconds." },
  timeout = { "The API did not answer in time",
    "It is slow, or too many wait here. Try again." },
  invalid = { "There is no such bill",
    "Choose another month above." },
  storage = { "The store can't be read",
    "Whoever runs this service must look at it; its log tells more." },
  limiter = { "This service has a fault", "Its log tells which." },
  internal = { "This service has a fault", "Its log tells which." },
}
local OTHER = { "The API could not be reached",
  "It, or the way there, fails. Try again; if it goes on, whoever runs this "
    .. "service finds more in its log." }

local function other_scope(served, kind)
  if kind ~= "denied" or served.scope ~= "organization" or not served.scopes
  then
    return nil
  end
  return h("p", nil, h("a", { class = "button",
    href = served.to { scope = "account" } }, "Show the account's own bill"))
end

--- The bill could not be had.
---@param served table
---@param failure table { kind, message, code, request_id }; is_question: what
---  was asked is wrong, and the message says how
---@return string html
function states.failure(served, failure)
  if failure.is_question then
    return state(served, "This can't be shown", h("p", nil, h("bdi", nil,
      failure.message)), again(served, "Begin anew"))
  end
  local meaning = MEANING[failure.kind] or OTHER
  return state(served, meaning[1], h("p", nil, meaning[2]),
    other_scope(served, failure.kind), again(served, "Try again"),
    h("details", nil, h("summary", nil, "What was said"),
      h("p", nil, h("bdi", nil, failure.message)),
      failure.request_id and h("p", { class = "note" },
        "RequestId, for a ticket: ", h("bdi", nil, failure.request_id))
        or nil))
end

return states
