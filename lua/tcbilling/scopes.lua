-- Whose bill by resource it is, an organization's, which its admin is shown, or
-- an account's own: what its rows are asked for with, and what its summary.
--
-- A summary's `items` are the list that adds up to the bill. Each is of a pay
-- mode, which `name` names; `group`, too, if it does as rows do: without one
-- rows can be compared with the sum only.

return {
  organization = {
    rows = "DescribeBillResourceSummaryForOrganization",
    summary = { action = "DescribeBillSummaryForOrganization",
      items = "SummaryDetail", name = "GroupValue",
      params = function(month)
        return { Month = month, GroupType = "payMode" }
      end },
  },
  account = {
    rows = "DescribeBillResourceSummary",
    summary = { action = "DescribeBillSummaryByPayMode",
      items = "SummaryOverview", name = "PayModeName", group = "PayModeName",
      params = function(month)
        return { BeginTime = month, EndTime = month }
      end },
  },
}
