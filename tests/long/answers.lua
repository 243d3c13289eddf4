-- What became of the requests that were under way while nginx began anew, or
-- one of its workers was killed. Moments are { at, what, pid }.

local answers = {}

local function is_right(request, bodies)
  return not request.problem and request.status == 200
    and request.body == bodies[request.path:match "^%a+"]
end

local function is_during(request, moment, what)
  return moment.what == what and moment.at > request.began
    and moment.at < request.ended
end

local function lasted_over_reload(request, moments)
  for _, moment in ipairs(moments) do
    if is_during(request, moment, "reloaded") then return true end
  end
  return false
end

-- Was it one that a killed worker was at, or had only just taken?
local function is_killed(request, moments)
  for _, moment in ipairs(moments) do
    if is_during(request, moment, "killed")
      and (request.worker == moment.pid or not request.status) then
      return true
    end
  end
  return false
end

local function print_lost(request)
  print(("lost, of worker %s: /%s, %s, %s, %s"):format(request.worker,
    request.path, request.status, request.problem, request.body))
end

--- Counts them; what is neither right nor was at a worker that was killed is
--- lost, and printed.
---@param requests table[] see asking.lua
---@param bodies table<string, string> the right ones, by the path's first word
---@param moments table[]
---@return table counts right, killed, lost; over_reload, which are of any kind
function answers.count(requests, bodies, moments)
  local counts = { right = 0, killed = 0, lost = 0, over_reload = 0 }
  for _, request in ipairs(requests) do
    local kind = is_right(request, bodies) and "right"
      or is_killed(request, moments) and "killed" or "lost"
    counts[kind] = counts[kind] + 1
    if kind == "lost" then print_lost(request) end
    if lasted_over_reload(request, moments) then
      counts.over_reload = counts.over_reload + 1
    end
  end
  return counts
end

return answers
