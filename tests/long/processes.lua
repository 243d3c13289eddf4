-- What the kernel says of processes.

local processes = {}

local function read(path)
  local file = io.open(path, "rb")
  local text = file and file:read "*a"
  if file then file:close() end
  return text
end

--- The children of one, in the order they were begun.
---@return integer[] pids
function processes.children(pid)
  local pids = {}
  local text = read(("/proc/%d/task/%d/children"):format(pid, pid)) or ""
  for child in text:gmatch "%d+" do pids[#pids + 1] = tonumber(child) end
  return pids
end

--- What it calls itself; nil once it is gone.
---@return string?
function processes.title(pid)
  local text = read(("/proc/%d/cmdline"):format(pid))
  return text and text ~= "" and text:gsub("%z", " ") or nil
end

--- Its open descriptors, sorted: "socket", "/dev/null", "anon_inode" ...
---@return string[] kinds
function processes.descriptors(pid)
  local kinds = {}
  local pipe = assert(io.popen(("find /proc/%d/fd -type l -printf '%%l\\n'")
    :format(pid)))
  for line in pipe:lines() do
    kinds[#kinds + 1] = line:gsub("^socket:.*", "socket")
  end
  pipe:close()
  table.sort(kinds)
  return kinds
end

--- Its memory, in kB.
---@return table { Rss, Pss }
function processes.memory(pid)
  local memory = {}
  local text = assert(read(("/proc/%d/smaps_rollup"):format(pid)))
  for _, name in ipairs { "Rss", "Pss" } do
    memory[name] = tonumber(text:match("\n" .. name .. ":%s+(%d+) kB"))
  end
  return memory
end

return processes
