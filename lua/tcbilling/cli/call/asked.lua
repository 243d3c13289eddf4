-- What a call is asked for, understood and checked before anything is sent.

local answer = require "tcbilling.cli.answer"
local check = require "tcbilling.check"
local find = require "tcbilling.cli.find"
local parameters = require "tcbilling.cli.parameters"

local function fields_of(text)
  if not text then return nil end
  local fields, seen = {}, {}
  for name in (text .. ","):gmatch "%s*(.-)%s*," do
    if name ~= "" and not seen[name] then
      seen[name] = true
      fields[#fields + 1] = name
    end
  end
  return fields
end

local function params_of(asked, args)
  if not args.input then
    local params, problem = parameters.new(asked.api, asked.entry,
      args.parameters)
    return params, problem and asked.action .. ": " .. problem
  elseif #args.parameters > 0 then
    return nil, "--input and --" .. args.parameters[1].name
      .. ": parameters come from one or the other"
  end
  return parameters.read(args.input)
end

-- The parameters with those that reading all pages will fill in.
local function as_paged(asked)
  local paging = asked.is_all and asked.entry.paging
  if not paging then return asked.params end
  local filled = setmetatable({}, { __index = asked.params })
  for name, value in pairs(asked.params) do filled[name] = value end
  filled[paging.limit] = filled[paging.limit] or 10
  if paging.first or paging.style ~= "token" then
    filled[paging.at] = filled[paging.at] or paging.first or 0
  end
  return filled
end

local function check_params(asked)
  local checked, problem = check(asked.api, asked.entry, as_paged(asked),
    function() end)
  if checked then return true end
  local paging = not asked.is_all and asked.entry.paging
  local is_of_page = paging and problem:find "required$"
    and (problem:find(paging.at, 1, true)
      or problem:find(paging.limit, 1, true))
  return nil, asked.action .. ": " .. problem
    .. (is_of_page and " (--all reads every page)" or "")
end

local function check_options(asked, args)
  local format = asked.format
  if asked.is_all and not asked.entry.paging then
    return nil, asked.action .. " has no pages for --all to read"
  elseif asked.is_all and args.dry_run then
    return nil, "--dry-run is of one call, and --all makes many"
  elseif args.list and asked.is_all
    and args.list ~= asked.entry.paging.items then
    return nil, ("--all reads the list %s, not another"):format(
      asked.entry.paging.items)
  elseif args.list and format == "json" and not asked.is_all then
    return nil, "--list is of rows: --output table, csv or ndjson"
  elseif asked.fields and #asked.fields == 0 then
    return nil, "--fields names no field"
  end
  return true
end

--- Reads it, of the command line, the catalogue and nothing else.
---@param args table as parsed
---@return table? asked { api, entry, action, params, format, fields, rows (see
---  answer.lua), is_all }
---@return string? message
local function understand(args)
  local asked = { action = args.action, format = args.output or "json",
    fields = fields_of(args.fields), is_all = args.all }
  local problem, done
  asked.api, problem = find.service(args.service)
  if not asked.api then return nil, problem end
  asked.entry, problem = find.action(asked.api, args.action)
  if not asked.entry then return nil, problem end
  done, problem = check_options(asked, args)
  if not done then return nil, problem end
  asked.rows, problem = answer.rows(asked.api, args.action,
    { list = args.list, fields = asked.fields })
  if not asked.rows and (asked.format ~= "json" or asked.is_all) then
    return nil, problem
  end
  asked.params, problem = params_of(asked, args)
  if not asked.params then return nil, problem end
  done, problem = check_params(asked)
  if not done then return nil, problem end
  return asked
end

return understand
