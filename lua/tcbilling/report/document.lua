-- A page around its content: one file that needs nothing else.

local html = require "tcbilling.report.html"
local script = require "tcbilling.report.script"
local style = require "tcbilling.report.style"

local h = html.new

local document = {}

local POLICY = "default-src 'none'; style-src '%s'; script-src '%s'; "
  .. "base-uri 'none'; form-action %s"

-- What a page of a file obeys.
local FILE = POLICY:format(style.HASH, script.HASH, "'none'")

--- What one that is served obeys: the value of Content-Security-Policy. Its
--- forms go where it came from, and it is in nobody's frame.
document.POLICY = POLICY:format(style.HASH, script.HASH, "'self'")
  .. "; frame-ancestors 'none'"

--- The page.
---@param title string
---@param is_served boolean? its policy comes with it, as a header
---@param ... any its content: elements
---@return string html
function document.new(title, is_served, ...)
  return "<!DOCTYPE html>\n" .. h("html", { lang = "en" }, h("head", nil,
    h("meta", { charset = "utf-8" }),
    not is_served and h("meta", { ["http-equiv"] = "Content-Security-Policy",
      content = FILE }) or nil,
    h("meta", { name = "viewport",
      content = "width=device-width, initial-scale=1" }),
    h("title", nil, title),
    h("style", nil, html.raw(style.TEXT))),
    h("body", nil, h("main", nil, ...),
      h("script", nil, html.raw(script.TEXT)))).html .. "\n"
end

return document
