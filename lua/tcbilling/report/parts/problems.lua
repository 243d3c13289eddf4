-- What is missing in the figures, and what does not add up.

local problems = {}

--- Bills that could not be had.
function problems.failures(figures)
  local rows = {}
  for i, one in ipairs(figures.failures or {}) do
    rows[i] = { one.month, one.account, one.customer_uin or "-", one.message }
  end
  if #rows == 0 then return nil end
  return { id = "failures", title = "What could not be had", rows = rows,
    warning = "These bills are missing in what is shown: "
      .. (figures.is_live and "look again later."
        or "run the same pull again."),
    columns = { { title = "Month", kind = "text" },
      { title = "Account", kind = "name" },
      { title = "Customer", kind = "name" },
      { title = "Why", kind = "name" } } }
end

--- Where the API's summary of a month differs from the sum of its rows.
function problems.differences(figures)
  local rows = {}
  for i, d in ipairs(figures.differences or {}) do
    rows[i] = { d.month or figures.month, d.account or "-",
      d.group or "in all", d.left or false, d.right or false, d.difference }
  end
  if #rows == 0 then return nil end
  return { id = "differences", title = "What does not add up", rows = rows,
    note = "The API's own sums are off by 0.00001 here and there; more is "
      .. "something to ask about.",
    columns = { { title = "Month", kind = "text" },
      { title = "Account", kind = "name" },
      { title = "Pay mode", kind = "name" },
      { title = "Summary", kind = "amount" },
      { title = "Rows", kind = "amount" },
      { title = "Difference", kind = "change" } } }
end

return problems
