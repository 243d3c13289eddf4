-- Whose bill by resource it is, an organization's, which its admin is shown, or
-- an account's own: what its rows are asked for with, and what its summary.
--
-- A summary's `items` are the list that adds up to the bill. Each is of a pay
-- mode, which `group` names as rows do; without one they name it otherwise, and
-- rows can be compared with their sum only.

return {
  organization = {
    rows = "DescribeBillResourceSummaryForOrganization",
    summary = { action = "DescribeBillSummaryForOrganization",
      items = "SummaryDetail",
      params = function(month)
        return { Month = month, GroupType = "payMode" }
      end },
  },
  account = {
    rows = "DescribeBillResourceSummary",
    summary = { action = "DescribeBillSummaryByPayMode",
      items = "SummaryOverview", group = "PayModeName",
      params = function(month)
        return { BeginTime = month, EndTime = month }
      end },
  },
}
