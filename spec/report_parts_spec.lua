-- The parts of a page: the same rows on the page and in CSV, digit by digit;
-- pages that are served, and those of a bill that is not there.
local csv = require "tcbilling.cli.raw"
local decimal = require "tcbilling.core".decimal
local document = require "tcbilling.report.document"
local export = require "tcbilling.report.export"
local page = require "tcbilling.report.page"
local parts = require "tcbilling.report.parts"
local states = require "tcbilling.report.states"
