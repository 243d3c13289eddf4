---@meta tcbilling
-- Annotations for the Lua language server; nothing here runs.

---@class tcbilling.Decimal: userdata
---@operator add(tcbilling.Decimal|integer|string): tcbilling.Decimal
---@operator sub(tcbilling.Decimal|integer|string): tcbilling.Decimal
---@operator mul(tcbilling.Decimal|integer|string): tcbilling.Decimal
---@operator unm: tcbilling.Decimal
local Decimal = {}

---@alias tcbilling.Rounding
---| "half_even" # the default
---| "half_up"
---| "half_down"
---| "up"
---| "down"

---@param divisor tcbilling.Decimal|integer|string
---@param places integer
---@param rounding? tcbilling.Rounding
---@return tcbilling.Decimal
function Decimal:div(divisor, places, rounding) end

---@param places integer
---@param rounding? tcbilling.Rounding
---@return tcbilling.Decimal
function Decimal:round(places, rounding) end

---@return tcbilling.Decimal
function Decimal:abs() end

---@return integer sign -1, 0 or 1
function Decimal:sign() end

---@return integer places
function Decimal:scale() end

---@param other tcbilling.Decimal|integer|string
---@return integer order -1, 0 or 1
function Decimal:compare(other) end

---@return number inexact
function Decimal:tonumber() end

---@class tcbilling.Request
---@field service string "billing" or "intlpartnersmgt"
---@field host string as sent, with the port if one is
---@field timestamp integer UNIX seconds
---@field body? string
---@field method? "POST"|"GET"
---@field query? string
---@field content_type? string default "application/json"
---@field headers? table<string, string> signed too
---@field unsigned_payload? boolean

---@class tcbilling.Explained
---@field canonical_request string
---@field string_to_sign string
---@field signature string
---@field signed_headers string
---@field credential_scope string
---@field authorization string

---@class tcbilling.Signer: userdata
local Signer = {}

---@param request tcbilling.Request
---@return string? authorization, string? message
function Signer:sign(request) end

--- Every header to send. Those that the signer adds itself, Authorization and
--- X-TC-Timestamp, X-TC-Token, X-TC-Content-SHA256, can't be given.
---@param request tcbilling.Request
---@return table<string, string>? headers, string? message
function Signer:headers(request) end

---@param request tcbilling.Request
---@return tcbilling.Explained?, string? message
function Signer:explain(request) end

--- Takes the keys out of memory.
function Signer:close() end

---@class tcbilling.Detail
---@field kind? "invalid"|"auth"|"denied"|"throttled"|"not_ready"|"unavailable"|"network"|"timeout"|"tls"|"decode"|"limiter"|"api"|"cancelled"
---@field code? string
---@field request_id? string
---@field trace_id? string
---@field status? integer
---@field service string
---@field action string
---@field attempts integer
---@field waited number seconds
---@field problem? string an on_event or log that raised
---@field cached? boolean the answer was kept; attempts is 0
---@field age? number seconds since it was sent for, if cached
---@field shared? boolean waited for with others, one of whom had asked

---@class tcbilling.CallOptions
---@field timeout? number milliseconds, one attempt
---@field deadline? number seconds, the whole call; of rows, each page
---@field dry_run? boolean returns { url, method, headers, body } instead
---@field fields? string[] of rows: the objects in an answer's outermost lists
---@field wait_ready? number seconds
---@field unchecked? boolean parameters and fields are taken as they are
---@field retry? boolean
---@field priority? "interactive"|"bulk"
---@field cache? false|"refresh" not of rows, which are never cached

---@class tcbilling.RowsOptions: tcbilling.CallOptions
---@field concurrency? integer most pages under way or not yet read, 1 to 128
---@field ahead? number seconds of the rate that may wait to be read, 0 to 1

---@class tcbilling.Task
---@field done? boolean
local Task = {}

--- Waits for its end. Raises what it raised.
---@return any ... what its function returned
function Task:wait() end

--- Ends what it waits for; its calls return nil, message, { kind =
--- "cancelled" }.
function Task:cancel() end

---@class tcbilling.Progress
---@field done integer
---@field total? integer
---@field failed integer
---@field elapsed number seconds
---@field eta? number seconds

---@class tcbilling.Each
---@field done integer
---@field failed integer
---@field total? integer
---@overload fun(): any, any, string?, tcbilling.Detail?
local Each = {}

function Each:close() end

---@class tcbilling.Plan
---@field calls integer
---@field rows? integer
---@field rate integer requests a second
---@field seconds number until the last call starts, at least

---@class tcbilling.Event
---@field service string
---@field action string
---@field attempt integer
---@field waited number seconds
---@field status? integer
---@field kind string "ok", a kind of failure, or "cached" (attempt 0)
---@field bytes? integer
---@field elapsed number seconds

---@class tcbilling.Cache in seconds; 0 keeps nothing
---@field dict string|{ get: function, set: function, add: function, delete: function } a lua_shared_dict's name, or as ngx.shared.DICT is
---@field settled? number bills of final months, default 30 days
---@field open? number others, default 300
---@field not_ready? number default 30
---@field failures? number default 5

--- Where keys come from: tcbilling.credentials makes some, and a table of your
--- own will do.
---@class tcbilling.Credentials
---@field get fun(self: table, context: table): true?, tcbilling.Keys|string

---@class tcbilling.Keys
---@field secret_id string
---@field secret_key string
---@field token? string
---@field expires? number UNIX seconds
---@field account? string whose rates they use

---@class tcbilling.Options
---@field secret_id? string
---@field secret_key? string
---@field token? string
---@field credentials? tcbilling.Credentials instead of these
---@field account? string
---@field region? string
---@field language? "en-US"|"zh-CN"
---@field endpoint? string|{ billing?: string, intlpartnersmgt?: string }
---@field timeout? number milliseconds
---@field connect_timeout? number milliseconds
---@field limits? table<string, table<string, integer>>
---@field limiter? "host"|"process"|{ path?: string, group?: string, fallback?: "process" }
---@field retry? { attempts?: integer, base?: number, longest?: number, budget?: integer, poll?: number }
---@field cache? string|tcbilling.Cache where answers are kept for others
---@field ca_file? string a PEM bundle; not inside nginx
---@field ca_path? string a hashed directory, instead; not inside nginx
---@field verify? boolean
---@field proxy? string not inside nginx
---@field request_client? string
---@field on_event? fun(event: tcbilling.Event)
---@field log? fun(level: "warning", message: string) default: stderr, or nginx's log
---@field clock? { monotonic: (fun(): number), wall: (fun(): number) } seconds
---@field runtime? { sleep: function, send: function, spawn: function, semaphore: function } and more, as runtime/init.lua says

---@class tcbilling.Rows
---@field moved boolean the bill changed while it was read
---@field count? integer the server's count
---@field problem? string an on_event or log that raised
---@overload fun(): integer?, table?, string?, tcbilling.Detail?
local Rows = {}

function Rows:close() end

---@class tcbilling.Billing
local Billing = {}

--- All rows of a paged action: `for i, row, message, detail in ... do`.
---@param action string
---@param params? table
---@param options? tcbilling.RowsOptions
---@return tcbilling.Rows
function Billing:rows(action, params, options) end

--- An amount of an answer in US dollars, exactly, whatever form it has there:
--- text, a number, cents, hundred-millionths.
---@param action string
---@param path string in the answer, such as "SummaryOverview.TotalCost"
---@param value string|integer|nil what is there
---@return tcbilling.Decimal? amount nil without a message where there is none
---@return string? message
function Billing:money(action, path, value) end

--- The settled months whose bills were adjusted, by one call for each month.
---@param first string "YYYY-MM"
---@param last string "YYYY-MM", included
---@param options? tcbilling.AdjustmentsOptions
---@return tcbilling.AdjustedMonth[]? months in order; nil on the first failure
---@return string? message, tcbilling.Detail? detail
function Billing:adjusted(first, last, options) end

-- made: billing, by script/catalog

---@class tcbilling.billing.params.AllocationRationExpression
---@field NodeId integer|string
---@field Ratio number|string|tcbilling.Decimal

---@class tcbilling.billing.params.AllocationRuleExpression
---@field RuleKey? string|integer
---@field Operator? string|integer
---@field RuleValue? (string|integer)[]
---@field Connectors? string|integer
---@field Children? tcbilling.billing.params.AllocationRuleExpression[]

---@class tcbilling.billing.params.AllocationRulesSummary
---@field Name string|integer
---@field Type integer|string
---@field RuleDetail tcbilling.billing.params.AllocationRuleExpression
---@field RatioDetail? tcbilling.billing.params.AllocationRationExpression[]

---@class tcbilling.billing.params.AnalyseConditions
---@field BusinessCodes? string|integer
---@field ProductCodes? string|integer
---@field ComponentCode? string|integer
---@field ZoneIds? string|integer
---@field RegionIds? string|integer
---@field ProjectIds? string|integer
---@field PayModes? string|integer
---@field ActionTypes? string|integer
---@field Tags? string|integer
---@field FeeType? string|integer
---@field PayerUins? string|integer
---@field OwnerUins? string|integer
---@field ConsumptionTypes? string|integer

---@class tcbilling.billing.params.BudgetConditionsForm
---@field Business? (string|integer)[]
---@field PayMode? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field ComponentCodes? (string|integer)[]
---@field ZoneIds? (string|integer)[]
---@field RegionIds? (string|integer)[]
---@field ProjectIds? (string|integer)[]
---@field ActionTypes? (string|integer)[]
---@field ConsumptionTypes? (string|integer)[]
---@field Tags? tcbilling.billing.params.TagsForm[]
---@field PayerUins? (string|integer)[]
---@field OwnerUins? (string|integer)[]
---@field TreeNodeUniqKeys? (string|integer)[]

---@class tcbilling.billing.params.BudgetWarn
---@field WarnType string|integer
---@field CalType string|integer
---@field ThresholdValue string|integer

---@class tcbilling.billing.params.Conditions
---@field TimeRange? integer|string
---@field BusinessCode? string|integer
---@field ProjectId? integer|string
---@field RegionId? integer|string
---@field PayMode? string|integer
---@field ResourceKeyword? string|integer
---@field BusinessCodes? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field RegionIds? (integer|string)[]
---@field ProjectIds? (integer|string)[]
---@field PayModes? (string|integer)[]
---@field ActionTypes? (string|integer)[]
---@field HideFreeCost? integer|string
---@field OrderByCost? string|integer
---@field BillIds? (string|integer)[]
---@field ComponentCodes? (string|integer)[]
---@field FileIds? (string|integer)[]
---@field FileTypes? (string|integer)[]
---@field Status? (integer|string)[]

---@class tcbilling.billing.params.GatherRuleSummary
---@field RuleDetail tcbilling.billing.params.AllocationRuleExpression

---@class tcbilling.billing.params.TagsForm
---@field TagKey? string|integer
---@field TagValue? (string|integer)[]

---@class tcbilling.billing.params.WaveThresholdForm
---@field WarnType? string|integer
---@field Threshold? string|integer
---@field MetaType? string|integer
---@field PeriodType? string|integer

---@class tcbilling.billing.ActionSummaryOverviewItem
---@field ActionType string
---@field ActionTypeName string
---@field RealTotalCostRatio string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field BillMonth string
---@field TotalCost string USD

---@class tcbilling.billing.AdjustInfoDetail
---@field PayerUin? string
---@field Month? string
---@field AdjustType? string
---@field AdjustNum? string
---@field AdjustCompletionTime? string
---@field AdjustAmount? string of an unstated unit

---@class tcbilling.billing.AllocationAverageData
---@field BeginMonth string
---@field EndMonth string
---@field RealTotalCost string USD

---@class tcbilling.billing.AllocationBillTrendDetail
---@field Month string
---@field Name string
---@field RealTotalCost string USD

---@class tcbilling.billing.AllocationDetail
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string
---@field BillDate string
---@field PayerUin string
---@field OwnerUin string
---@field OperateUin string
---@field BusinessCode string
---@field BusinessCodeName string
---@field PayMode string
---@field PayModeName string
---@field ProjectId integer
---@field ProjectName string
---@field RegionId integer
---@field RegionName string
---@field ZoneId integer
---@field ZoneName string
---@field ResourceId string
---@field ResourceName string
---@field InstanceType string
---@field InstanceTypeName string
---@field SplitItemId? string
---@field SplitItemName? string
---@field ProductCode string
---@field ProductCodeName string
---@field ActionType string
---@field ActionTypeName string
---@field OrderId string
---@field BillId string
---@field PayTime string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field ComponentCode string
---@field ComponentCodeName string
---@field SinglePrice string USD
---@field ContractPrice string USD
---@field SinglePriceUnit string
---@field UsedAmount string
---@field UsedAmountUnit string
---@field TimeSpan string
---@field TimeUnit string
---@field ReserveDetail string
---@field SplitRatio string
---@field TotalCost string USD
---@field RITimeSpan string
---@field RICost string USD
---@field SPCost string USD
---@field Discount string
---@field BlendedDiscount string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field Tag? tcbilling.billing.BillTag[]
---@field RegionType string
---@field RegionTypeName string
---@field ItemCode string
---@field ItemCodeName string
---@field AssociatedOrder? string
---@field PriceInfo? string[]
---@field Formula? string
---@field FormulaUrl? string
---@field RealTotalMeasure? string
---@field DeductedMeasure? string
---@field ComponentConfig? string
---@field AllocationType? integer
---@field CostBeforeTax? string USD
---@field Tax? string USD
---@field AmountBeforeTax? string USD
---@field DiscountObject? string
---@field DiscountType? string
---@field DiscountContent? string
---@field SPDeduction? string USD
---@field SPDeductionRate? string
---@field Currency? string
---@field BillMonth? string
---@field TaxRate? string

---@class tcbilling.billing.AllocationMonthOverviewDetail
---@field GatherCashPayAmount string USD
---@field GatherVoucherPayAmount string USD
---@field GatherIncentivePayAmount string USD
---@field GatherTransferPayAmount string USD
---@field AllocateCashPayAmount string USD
---@field AllocateVoucherPayAmount string USD
---@field AllocateIncentivePayAmount string USD
---@field AllocateTransferPayAmount string USD
---@field TotalCashPayAmount string USD
---@field TotalVoucherPayAmount string USD
---@field TotalIncentivePayAmount string USD
---@field TotalTransferPayAmount string USD
---@field GatherRealCost string USD
---@field AllocateRealCost string USD
---@field RealTotalCost string USD
---@field Ratio string
---@field Trend string
---@field TrendType string
---@field AllocateCostBeforeTax? string USD
---@field GatherCostBeforeTax? string USD
---@field TotalCostBeforeTax? string USD
---@field AllocateTax? string USD
---@field GatherTax? string USD
---@field TotalTax? string USD

---@class tcbilling.billing.AllocationOverviewDetail
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string
---@field BillDate string
---@field GatherCashPayAmount string USD
---@field GatherVoucherPayAmount string USD
---@field GatherIncentivePayAmount string USD
---@field GatherTransferPayAmount string USD
---@field AllocateCashPayAmount string USD
---@field AllocateVoucherPayAmount string USD
---@field AllocateIncentivePayAmount string USD
---@field AllocateTransferPayAmount string USD
---@field TotalCashPayAmount string USD
---@field TotalVoucherPayAmount string USD
---@field TotalIncentivePayAmount string USD
---@field TotalTransferPayAmount string USD
---@field GatherRealCost string USD
---@field AllocateRealCost string USD
---@field RealTotalCost string USD
---@field Ratio string
---@field Trend string
---@field TrendType string
---@field GatherCostBeforeTax? string USD
---@field AllocateCostBeforeTax? string USD
---@field TotalCostBeforeTax? string USD
---@field GatherTax? string USD
---@field AllocateTax? string USD
---@field TotalTax? string USD

---@class tcbilling.billing.AllocationOverviewNode
---@field Id integer
---@field Name string
---@field TreeNodeUniqKey string
---@field Symbol integer
---@field Children? tcbilling.billing.AllocationOverviewNode[]
---@field Detail? tcbilling.billing.AllocationMonthOverviewDetail

---@class tcbilling.billing.AllocationOverviewTotal
---@field RealTotalCost? string USD
---@field CashPayAmount? string USD
---@field IncentivePayAmount? string USD
---@field VoucherPayAmount? string USD
---@field TransferPayAmount? string USD
---@field CostBeforeTax? string USD
---@field Tax? string USD

---@class tcbilling.billing.AllocationRationExpression
---@field NodeId integer
---@field Ratio number

---@class tcbilling.billing.AllocationRule
---@field RuleId integer
---@field RuleName string

---@class tcbilling.billing.AllocationRuleExpression
---@field RuleKey? string
---@field Operator? string
---@field RuleValue? string[]
---@field Connectors? string
---@field Children? tcbilling.billing.AllocationRuleExpression[]

---@class tcbilling.billing.AllocationRuleOverview
---@field RuleId integer
---@field RuleName string
---@field Type integer
---@field UpdateTime string
---@field AllocationNode? tcbilling.billing.AllocationUnit[]

---@class tcbilling.billing.AllocationStat
---@field Average? tcbilling.billing.AllocationAverageData

---@class tcbilling.billing.AllocationSummaryByBusiness
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string
---@field BillDate string
---@field GatherCashPayAmount string USD
---@field GatherVoucherPayAmount string USD
---@field GatherIncentivePayAmount string USD
---@field GatherTransferPayAmount string USD
---@field AllocateCashPayAmount string USD
---@field AllocateVoucherPayAmount string USD
---@field AllocateIncentivePayAmount string USD
---@field AllocateTransferPayAmount string USD
---@field TotalCashPayAmount string USD
---@field TotalVoucherPayAmount string USD
---@field TotalIncentivePayAmount string USD
---@field TotalTransferPayAmount string USD
---@field GatherRealCost string USD
---@field AllocateRealCost string USD
---@field RealTotalCost string USD
---@field Ratio string
---@field Trend string
---@field TrendType string
---@field BusinessCode string
---@field BusinessCodeName string
---@field TotalCost string USD
---@field RICost string USD
---@field SPCost string USD
---@field CashPayAmount string USD
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field AllocationRealTotalCost string USD
---@field GatherTax? string USD
---@field AllocateTax? string USD
---@field TotalTax? string USD
---@field GatherCostBeforeTax? string USD
---@field AllocateCostBeforeTax? string USD
---@field TotalCostBeforeTax? string USD
---@field Tax? string USD
---@field CostBeforeTax? string USD

---@class tcbilling.billing.AllocationSummaryByItem
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string
---@field BillDate string
---@field PayerUin string
---@field OwnerUin string
---@field OperateUin string
---@field PayMode string
---@field PayModeName string
---@field ActionType string
---@field ActionTypeName string
---@field BusinessCode string
---@field BusinessCodeName string
---@field ProductCode string
---@field ProductCodeName string
---@field RegionId integer
---@field RegionName string
---@field ZoneId integer
---@field ZoneName string
---@field InstanceType string
---@field InstanceTypeName string
---@field ResourceId string
---@field ResourceName string
---@field Tag? tcbilling.billing.BillTag[]
---@field ProjectId integer
---@field ProjectName string
---@field AllocationType integer
---@field TotalCost string USD
---@field RiTimeSpan string
---@field RiCost string USD
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field ItemCode string
---@field ItemCodeName string
---@field ComponentCode string
---@field ComponentCodeName string
---@field SplitItemId? string
---@field SplitItemName? string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field SPCost string USD
---@field RegionType string
---@field RegionTypeName string
---@field SinglePrice string USD
---@field ContractPrice string USD
---@field SinglePriceUnit string
---@field UsedAmount string
---@field UsedAmountUnit string
---@field TimeSpan string
---@field TimeUnit string
---@field ReserveDetail string
---@field RealTotalMeasure? string
---@field DeductedMeasure? string
---@field Discount? string
---@field BlendedDiscount? string
---@field PriceInfo? string[]
---@field Formula? string
---@field FormulaUrl? string
---@field ComponentConfig? string
---@field SPDeduction? string USD
---@field SPDeductionRate? string
---@field Currency? string
---@field Tax? string USD
---@field TaxRate? string
---@field CostBeforeTax? string USD
---@field AmountBeforeTax? string USD
---@field AssociatedOrder? string
---@field DiscountObject? string
---@field DiscountType? string
---@field DiscountContent? string
---@field BillMonth? string

---@class tcbilling.billing.AllocationSummaryByResource
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string
---@field BillDate string
---@field PayerUin string
---@field OwnerUin string
---@field OperateUin string
---@field PayMode string
---@field PayModeName string
---@field ActionType string
---@field ActionTypeName string
---@field BusinessCode string
---@field BusinessCodeName string
---@field ProductCode string
---@field ProductCodeName string
---@field RegionId integer
---@field RegionName string
---@field ZoneId integer
---@field ZoneName string
---@field InstanceType string
---@field InstanceTypeName string
---@field ResourceId string
---@field ResourceName string
---@field Tag? tcbilling.billing.BillTag[]
---@field ProjectId integer
---@field ProjectName string
---@field AllocationType integer
---@field TotalCost string USD
---@field RiTimeSpan string
---@field RiCost string USD
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field SplitItemId? string
---@field SplitItemName? string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field SPCost string USD
---@field RegionType string
---@field RegionTypeName string
---@field ComponentConfig string
---@field SPDeduction? string USD
---@field Currency? string
---@field Tax? string USD
---@field TaxRate? string
---@field CostBeforeTax? string USD
---@field AmountBeforeTax? string USD
---@field BillMonth? string

---@class tcbilling.billing.AllocationTree
---@field Id integer
---@field Name string
---@field TreeNodeUniqKey string
---@field Children? tcbilling.billing.AllocationTree[]

---@class tcbilling.billing.AllocationTreeNode
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string

---@class tcbilling.billing.AllocationUnit
---@field NodeId integer
---@field TreeNodeUniqKeyName string

---@class tcbilling.billing.AnalyseActionTypeDetail
---@field ActionType? string
---@field ActionTypeName? string

---@class tcbilling.billing.AnalyseAmountDetail
---@field Key? string
---@field Display? integer

---@class tcbilling.billing.AnalyseBusinessDetail
---@field BusinessCode? string
---@field BusinessCodeName? string

---@class tcbilling.billing.AnalyseConditionDetail
---@field Business? tcbilling.billing.AnalyseBusinessDetail[]
---@field Project? tcbilling.billing.AnalyseProjectDetail[]
---@field Region? tcbilling.billing.AnalyseRegionDetail[]
---@field PayMode? tcbilling.billing.AnalysePayModeDetail[]
---@field ActionType? tcbilling.billing.AnalyseActionTypeDetail[]
---@field Zone? tcbilling.billing.AnalyseZoneDetail[]
---@field OwnerUin? tcbilling.billing.AnalyseOwnerUinDetail[]
---@field Amount? tcbilling.billing.AnalyseAmountDetail[]

---@class tcbilling.billing.AnalyseDetail
---@field Name string
---@field Total string USD
---@field TimeDetail? tcbilling.billing.AnalyseTimeDetail[]

---@class tcbilling.billing.AnalyseHeaderDetail
---@field HeadDetail? tcbilling.billing.AnalyseHeaderTimeDetail[]
---@field Name? string
---@field Total? string

---@class tcbilling.billing.AnalyseHeaderTimeDetail
---@field Name? string

---@class tcbilling.billing.AnalyseOwnerUinDetail
---@field OwnerUin? string

---@class tcbilling.billing.AnalysePayModeDetail
---@field PayMode? string
---@field PayModeName? string

---@class tcbilling.billing.AnalyseProjectDetail
---@field ProjectId? string
---@field ProjectName? string

---@class tcbilling.billing.AnalyseRegionDetail
---@field RegionId? string
---@field RegionName? string

---@class tcbilling.billing.AnalyseTimeDetail
---@field Time? string
---@field Money? string USD

---@class tcbilling.billing.AnalyseZoneDetail
---@field ZoneId? string
---@field ZoneName? string

---@class tcbilling.billing.ApplicableProducts
---@field GoodsName string
---@field PayMode string

---@class tcbilling.billing.BillActionType
---@field ActionType string
---@field ActionTypeName string

---@class tcbilling.billing.BillBusiness
---@field BusinessCode string
---@field BusinessCodeName string

---@class tcbilling.billing.BillBusinessLink
---@field BusinessCode string
---@field BusinessCodeName string
---@field Children? tcbilling.billing.BillProductLink[]

---@class tcbilling.billing.BillComponent
---@field ComponentCode string
---@field ComponentCodeName string

---@class tcbilling.billing.BillDays
---@field BillDay string

---@class tcbilling.billing.BillDetail
---@field BusinessCodeName string
---@field ProductCodeName string
---@field PayModeName string
---@field ProjectName string
---@field RegionName string
---@field ZoneName string
---@field ResourceId string
---@field ResourceName string
---@field ActionTypeName string
---@field OrderId string
---@field BillId string
---@field PayTime string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field ComponentSet? tcbilling.billing.BillDetailComponent[]
---@field PayerUin string
---@field OwnerUin string
---@field OperateUin string
---@field Tags? tcbilling.billing.BillTagInfo[]
---@field BusinessCode string
---@field ProductCode string
---@field ActionType string
---@field RegionId string
---@field ProjectId integer
---@field PriceInfo? string[]
---@field AssociatedOrder? tcbilling.billing.BillDetailAssociatedOrder
---@field Formula? string
---@field FormulaUrl? string
---@field BillDay? string
---@field BillMonth? string
---@field Id? string
---@field RegionType? string
---@field RegionTypeName? string
---@field ReserveDetail? string
---@field DiscountObject? string
---@field DiscountType? string
---@field DiscountContent? string

---@class tcbilling.billing.BillDetailAssociatedOrder
---@field PrepayPurchase? string
---@field PrepayRenew? string
---@field PrepayModifyUp? string
---@field ReverseOrder? string
---@field NewOrder? string
---@field Original? string

---@class tcbilling.billing.BillDetailComponent
---@field ComponentCodeName string
---@field ItemCodeName string
---@field SinglePrice string USD
---@field SpecifiedPrice string USD
---@field PriceUnit string
---@field UsedAmount string
---@field UsedAmountUnit string
---@field RealTotalMeasure? string
---@field DeductedMeasure? string
---@field TimeSpan string
---@field TimeUnitName string
---@field Cost string USD
---@field Discount string
---@field ReduceType string
---@field RealCost string USD
---@field VoucherPayAmount string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field ItemCode string
---@field ComponentCode string
---@field ContractPrice string USD
---@field InstanceType string
---@field RiTimeSpan string
---@field OriginalCostWithRI string USD
---@field SPDeductionRate string
---@field SPDeduction? string USD
---@field OriginalCostWithSP string USD
---@field BlendedDiscount string
---@field ComponentConfig? tcbilling.billing.BillDetailComponentConfig[]
---@field TaxRate? string
---@field TaxAmount? string USD
---@field Currency? string

---@class tcbilling.billing.BillDetailComponentConfig
---@field Name? string
---@field Value? string

---@class tcbilling.billing.BillDistributionResourceSummary
---@field BusinessCodeName string
---@field ProductCodeName string
---@field PayModeName string
---@field ProjectName string
---@field RegionName string
---@field ZoneName string
---@field ResourceId string
---@field ResourceName string
---@field ActionTypeName string
---@field OrderId string
---@field PayTime string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field ConfigDesc string
---@field ExtendField1 string
---@field ExtendField2 string
---@field TotalCost string USD
---@field Discount string
---@field ReduceType string
---@field RealTotalCost string USD
---@field VoucherPayAmount string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field ExtendField3 string
---@field ExtendField4 string
---@field ExtendField5 string
---@field Tags? tcbilling.billing.BillTagInfo[]
---@field OwnerUin string
---@field OperateUin string
---@field BusinessCode string
---@field ProductCode string
---@field RegionId integer
---@field InstanceType string
---@field OriginalCostWithRI string USD
---@field SPDeduction string USD
---@field OriginalCostWithSP string USD
---@field BillMonth? string

---@class tcbilling.billing.BillInstanceType
---@field InstanceType string
---@field InstanceTypeName string

---@class tcbilling.billing.BillItem
---@field ItemCode string
---@field ItemCodeName string

---@class tcbilling.billing.BillOperateUin
---@field OperateUin string

---@class tcbilling.billing.BillOwnerUin
---@field OwnerUin string

---@class tcbilling.billing.BillPayMode
---@field PayMode string
---@field PayModeName string

---@class tcbilling.billing.BillProduct
---@field ProductCode string
---@field ProductCodeName string

---@class tcbilling.billing.BillProductLink
---@field ProductCode string
---@field ProductCodeName string
---@field Children? tcbilling.billing.BillItem[]

---@class tcbilling.billing.BillProject
---@field ProjectId integer
---@field ProjectName string

---@class tcbilling.billing.BillRegion
---@field RegionId integer
---@field RegionName string

---@class tcbilling.billing.BillResourceSummary
---@field BusinessCodeName string
---@field ProductCodeName string
---@field PayModeName string
---@field ProjectName string
---@field RegionName string
---@field ZoneName string
---@field ResourceId string
---@field ResourceName string
---@field ActionTypeName string
---@field OrderId string
---@field PayTime string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field ConfigDesc string
---@field ExtendField1 string
---@field ExtendField2 string
---@field TotalCost string USD
---@field Discount string
---@field ReduceType string
---@field RealTotalCost string USD
---@field VoucherPayAmount string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field ExtendField3 string
---@field ExtendField4 string
---@field ExtendField5 string
---@field Tags? tcbilling.billing.BillTagInfo[]
---@field PayerUin string
---@field OwnerUin string
---@field OperateUin string
---@field BusinessCode string
---@field ProductCode string
---@field RegionId integer
---@field InstanceType string
---@field OriginalCostWithRI string USD
---@field SPDeduction string USD
---@field OriginalCostWithSP string USD
---@field BillMonth? string

---@class tcbilling.billing.BillTag
---@field TagKey string
---@field TagValue string

---@class tcbilling.billing.BillTagInfo
---@field TagKey string
---@field TagValue string

---@class tcbilling.billing.BillZoneId
---@field ZoneId integer
---@field ZoneName string

---@class tcbilling.billing.BudgetConditionsForm
---@field Business? string[]
---@field PayMode? string[]
---@field ProductCodes? string[]
---@field ComponentCodes? string[]
---@field ZoneIds? string[]
---@field RegionIds? string[]
---@field ProjectIds? string[]
---@field ActionTypes? string[]
---@field ConsumptionTypes? string[]
---@field Tags? tcbilling.billing.TagsForm[]
---@field PayerUins? string[]
---@field OwnerUins? string[]
---@field TreeNodeUniqKeys? string[]

---@class tcbilling.billing.BudgetExtend
---@field BudgetName? string
---@field BudgetQuota? string USD
---@field CycleType? string
---@field BillType? string
---@field FeeType? string
---@field PeriodBegin? string
---@field PeriodEnd? string
---@field Dimensions? string
---@field PlanType? string
---@field WarnJson? tcbilling.billing.BudgetWarn[]
---@field PayerUin? integer
---@field WaveThresholdJson? tcbilling.billing.WaveThresholdForm[]
---@field BudgetNote? string
---@field SendDetail? string
---@field DefaultMode? integer
---@field TemplateType? string
---@field MoneyStatus? integer
---@field RemindTimes? integer
---@field CreateTime? string
---@field UpdateTime? string
---@field BudgetId? string
---@field HasForecast? string
---@field ForecastCost? string USD
---@field ForecastProgress? string
---@field RealCost? string USD
---@field BudgetSendInfoForm? tcbilling.billing.BudgetSendInfoDto[]
---@field CurDateDesc? string
---@field BudgetStatus? string
---@field DimensionsRange? tcbilling.billing.BudgetConditionsForm
---@field BudgetProgress? string
---@field BudgetQuotaJson? tcbilling.billing.BudgetPlan[]

---@class tcbilling.billing.BudgetInfoApiResponse
---@field BudgetId? string
---@field UpdateTime? string

---@class tcbilling.billing.BudgetInfoDiffEntity
---@field Property? string
---@field Before? string
---@field After? string

---@class tcbilling.billing.BudgetOperationLogEntity
---@field PayerUin? integer
---@field OwnerUin? integer
---@field OperateUin? integer
---@field BillDay? integer
---@field BillMonth? string
---@field Action? string
---@field DiffValue? tcbilling.billing.BudgetInfoDiffEntity[]
---@field CreateTime? string
---@field UpdateTime? string
---@field OperationChannel? string
---@field BudgetId? string

---@class tcbilling.billing.BudgetPlan
---@field DateDesc? string
---@field Quota? string USD

---@class tcbilling.billing.BudgetRemindRecordList
---@field OptimizeCountSql? boolean
---@field Pages? integer
---@field Orders? tcbilling.billing.OrderDto[]
---@field CountId? string
---@field Size? integer
---@field Total? integer
---@field MaxLimit? string
---@field Records? tcbilling.billing.BudgetRemindRecords[]
---@field Current? integer
---@field SearchCount? boolean

---@class tcbilling.billing.BudgetRemindRecords
---@field DateDesc? string
---@field RealCost? string USD
---@field BudgetQuota? string USD
---@field AlarmType? string
---@field MessageContent? string
---@field SendTime? integer
---@field CreateTime? integer

---@class tcbilling.billing.BudgetSendInfoDto
---@field WeekDays? integer[]
---@field ReceiverType? string
---@field EndTime? string
---@field BudgetId? integer
---@field NoticeWays? string[]
---@field StartTime? string
---@field Id? string
---@field ReceiverIds? integer[]

---@class tcbilling.billing.BudgetWarn
---@field WarnType string
---@field CalType string
---@field ThresholdValue string

---@class tcbilling.billing.BusinessSummaryInfo
---@field BusinessCode string
---@field BusinessCodeName string
---@field TotalCost string USD
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD

---@class tcbilling.billing.BusinessSummaryOverviewItem
---@field BusinessCode string
---@field BusinessCodeName string
---@field RealTotalCostRatio string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field BillMonth string
---@field TotalCost string USD

---@class tcbilling.billing.BusinessSummaryTotal
---@field RealTotalCost string USD
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field CashPayAmount string USD
---@field TransferPayAmount string USD
---@field TotalCost string USD

---@class tcbilling.billing.ConditionBusiness
---@field BusinessCode string
---@field BusinessCodeName string

---@class tcbilling.billing.ConditionPayMode
---@field PayMode string
---@field PayModeName string

---@class tcbilling.billing.ConditionProject
---@field ProjectId string
---@field ProjectName string

---@class tcbilling.billing.ConditionRegion
---@field RegionId string
---@field RegionName string

---@class tcbilling.billing.ConsumptionBusinessSummaryDataItem
---@field BusinessCode string
---@field BusinessCodeName string
---@field RealTotalCost string USD
---@field Trend? tcbilling.billing.ConsumptionSummaryTrend
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field AmountBeforeTax? string USD
---@field Tax? string USD
---@field RegionName? string

---@class tcbilling.billing.ConsumptionProjectSummaryDataItem
---@field ProjectId string
---@field ProjectName string
---@field RealTotalCost string USD
---@field Trend? tcbilling.billing.ConsumptionSummaryTrend
---@field Business? tcbilling.billing.ConsumptionBusinessSummaryDataItem[]
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field Tax? string USD
---@field AmountBeforeTax? string USD

---@class tcbilling.billing.ConsumptionRegionSummaryDataItem
---@field RegionId string
---@field RegionName string
---@field RealTotalCost string USD
---@field Trend? tcbilling.billing.ConsumptionSummaryTrend
---@field Business? tcbilling.billing.ConsumptionBusinessSummaryDataItem[]
---@field CashPayAmount? string USD
---@field VoucherPayAmount? string USD
---@field IncentivePayAmount? string USD
---@field TransferPayAmount? string USD
---@field Tax? string USD
---@field AmountBeforeTax? string USD

---@class tcbilling.billing.ConsumptionResourceSummaryConditionValue
---@field Business? tcbilling.billing.ConditionBusiness[]
---@field Project? tcbilling.billing.ConditionProject[]
---@field Region? tcbilling.billing.ConditionRegion[]
---@field PayMode? tcbilling.billing.ConditionPayMode[]

---@class tcbilling.billing.ConsumptionResourceSummaryDataItem
---@field ResourceId string
---@field ResourceName string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field ProjectId string
---@field ProjectName string
---@field RegionId string
---@field RegionName string
---@field PayMode string
---@field PayModeName string
---@field BusinessCode string
---@field BusinessCodeName string
---@field ConsumptionTypeName string
---@field RealCost string USD
---@field FeeBeginTime string
---@field FeeEndTime string
---@field DayDiff string
---@field DailyTotalCost string USD
---@field OrderId string
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field Tax? string USD
---@field TaxRate? string
---@field AmountBeforeTax? string USD
---@field PayerUin? string
---@field OwnerUin? string
---@field OperateUin? string
---@field ProductCode? string
---@field ProductCodeName? string
---@field RegionType? string
---@field RegionTypeName? string
---@field Extend1? string
---@field Extend2? string
---@field Extend3? string
---@field Extend4? string
---@field Extend5? string
---@field InstanceType? string
---@field InstanceTypeName? string
---@field PayTime? string
---@field ZoneName? string
---@field ComponentConfig? string
---@field Tags? string

---@class tcbilling.billing.ConsumptionSummaryTotal
---@field RealTotalCost string USD

---@class tcbilling.billing.ConsumptionSummaryTrend
---@field Type string
---@field Value string

---@class tcbilling.billing.CosDetailSets
---@field BucketName string
---@field DosageBeginTime string
---@field DosageEndTime string
---@field SubProductCodeName string
---@field BillingItemCodeName string
---@field DosageValue string
---@field Unit string

---@class tcbilling.billing.CostComponentSet
---@field ComponentCodeName string
---@field ItemCodeName string
---@field SinglePrice string USD
---@field PriceUnit string
---@field UsedAmount string
---@field UsedAmountUnit string
---@field Cost string USD
---@field Discount string
---@field RealCost string USD
---@field VoucherPayAmount string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field Tax? string USD
---@field TaxRate? string

---@class tcbilling.billing.CostDetail
---@field PayerUin string
---@field BusinessCodeName string
---@field ProductCodeName string
---@field PayModeName string
---@field ProjectName string
---@field RegionName string
---@field ZoneName string
---@field ResourceId string
---@field ResourceName string
---@field ActionTypeName string
---@field OrderId string
---@field BillId string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field ComponentSet? tcbilling.billing.CostComponentSet[]
---@field ProductCode string
---@field Tags? tcbilling.billing.BillTagInfo[]

---@class tcbilling.billing.DataForBudgetInfoPage
---@field Pages? integer
---@field Size? integer
---@field Total? integer
---@field Records? tcbilling.billing.BudgetExtend[]
---@field Current? integer

---@class tcbilling.billing.DataForBudgetOperationLogPage
---@field Pages? integer
---@field Size? integer
---@field Total? integer
---@field Records? tcbilling.billing.BudgetOperationLogEntity[]
---@field Current? integer

---@class tcbilling.billing.Deal
---@field OrderId string
---@field Status integer
---@field Payer string
---@field CreateTime string
---@field Creator string
---@field RealTotalCost integer cents
---@field VoucherDecline integer cents
---@field ProjectId integer
---@field GoodsCategoryId integer
---@field ProductInfo? tcbilling.billing.ProductInfo[]
---@field TimeSpan number
---@field TimeUnit string
---@field Currency string
---@field Policy number
---@field Price string cents
---@field TotalCost string cents
---@field ProductCode string
---@field SubProductCode string
---@field BigDealId string
---@field Formula string
---@field RefReturnDeals string
---@field PayMode string
---@field Action string
---@field ProductName string
---@field SubProductName string
---@field ResourceId? string[]
---@field ZoneCode? string

---@class tcbilling.billing.DescribeOrgMemberAccountBalanceData
---@field MemberUin? string
---@field MemberName? string
---@field IsCreditAccount? boolean
---@field RealBalance? string cents
---@field CashAccountBalance? string cents
---@field CreditAmount? string cents
---@field TempCredit? string cents
---@field BasicCreditAmount? string cents
---@field OweAmount? string cents

---@class tcbilling.billing.DistributionBillDetail
---@field BusinessCodeName string
---@field ProductCodeName string
---@field PayModeName string
---@field ProjectName string
---@field RegionName string
---@field ZoneName string
---@field ResourceId string
---@field ResourceName string
---@field ActionTypeName string
---@field OrderId string
---@field BillId string
---@field PayTime string
---@field FeeBeginTime string
---@field FeeEndTime string
---@field ComponentSet? tcbilling.billing.BillDetailComponent[]
---@field OwnerUin string
---@field OperateUin string
---@field Tags? tcbilling.billing.BillTagInfo[]
---@field BusinessCode string
---@field ProductCode string
---@field ActionType string
---@field RegionId string
---@field ProjectId integer
---@field PriceInfo? string[]
---@field AssociatedOrder? tcbilling.billing.BillDetailAssociatedOrder
---@field Formula? string
---@field FormulaUrl? string
---@field BillMonth? string
---@field BillDay? string

---@class tcbilling.billing.ExcludedProducts
---@field GoodsName string
---@field PayMode string

---@class tcbilling.billing.GatherResourceSummary
---@field PayerUin string
---@field OwnerUin string
---@field OperateUin string
---@field InstanceType string
---@field InstanceTypeName string
---@field ResourceId string
---@field ResourceName string
---@field TreeNodeUniqKey string
---@field TreeNodeUniqKeyName string
---@field RuleId integer
---@field RuleName string
---@field BusinessCode string
---@field BusinessCodeName string
---@field ItemCode string
---@field ItemCodeName string
---@field RegionId integer
---@field RegionName string
---@field Tag? tcbilling.billing.BillTag[]
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field VoucherPayAmount string USD
---@field IncentivePayAmount string USD
---@field TransferPayAmount string USD
---@field AllocationType integer
---@field BelongTreeNodeUniqKey? tcbilling.billing.AllocationTreeNode
---@field BelongRule? tcbilling.billing.AllocationRule
---@field OtherTreeNodeUniqKeys? tcbilling.billing.AllocationTreeNode[]
---@field OtherRules? tcbilling.billing.AllocationRule[]
---@field ProjectId integer
---@field ProjectName string
---@field ProductCode string
---@field ProductCodeName string
---@field PayMode string
---@field PayModeName string
---@field ActionType string
---@field ActionTypeName string
---@field SplitItemId? string
---@field SplitItemName? string

---@class tcbilling.billing.OperateRsp
---@field Code? integer
---@field Message? string
---@field InstanceId? string

---@class tcbilling.billing.OrderDto
---@field Column? string
---@field Asc? boolean

---@class tcbilling.billing.PayModeSummaryOverviewItem
---@field PayMode string
---@field PayModeName string
---@field RealTotalCostRatio string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field TotalCost string USD
---@field Detail? tcbilling.billing.ActionSummaryOverviewItem[]

---@class tcbilling.billing.ProductInfo
---@field Name string
---@field Value string

---@class tcbilling.billing.ProjectSummaryOverviewItem
---@field ProjectId string
---@field ProjectName string
---@field RealTotalCostRatio string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field BillMonth string
---@field TotalCost string USD

---@class tcbilling.billing.RegionSummaryOverviewItem
---@field RegionId string
---@field RegionName string
---@field RealTotalCostRatio string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field BillMonth string
---@field TotalCost string USD

---@class tcbilling.billing.RenewInstance
---@field InstanceId string
---@field ProductCode string
---@field SubProductCode string
---@field RegionCode? string
---@field Status? string
---@field RenewFlag? string
---@field ExpireTime? string
---@field InstanceName? string
---@field ProductName? string
---@field ProjectName? string
---@field RenewPeriod? integer
---@field RenewPeriodUnit? string

---@class tcbilling.billing.ResourceSpuSet
---@field SpuNameZh? string
---@field SpuNameEn? string
---@field CategoryNameZh? string
---@field CategoryNameEn? string
---@field BusinessCode? string
---@field BusinessNameZh? string
---@field BusinessNameEn? string
---@field ProductCode? string
---@field ProductNameZh? string
---@field ProductNameEn? string
---@field ComponentCode? string
---@field ComponentNameZh? string
---@field ComponentNameEn? string
---@field ItemCode? string
---@field ItemNameZh? string
---@field ItemNameEn? string

---@class tcbilling.billing.SummaryDetail
---@field GroupKey string
---@field GroupValue string
---@field TotalCost string USD
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field Business? tcbilling.billing.BusinessSummaryInfo[]

---@class tcbilling.billing.SummaryTotal
---@field RealTotalCost string USD
---@field TotalCost string USD

---@class tcbilling.billing.TagDataInfo
---@field TagKey string
---@field Status integer
---@field UpdateTime? string

---@class tcbilling.billing.TagSummaryOverviewItem
---@field TagValue string
---@field RealTotalCostRatio string
---@field RealTotalCost string USD
---@field CashPayAmount string USD
---@field IncentivePayAmount string USD
---@field VoucherPayAmount string USD
---@field TransferPayAmount string USD
---@field TotalCost string USD

---@class tcbilling.billing.TagsForm
---@field TagKey? string
---@field TagValue? string[]

---@class tcbilling.billing.UinTempAmountModel
---@field Uin string
---@field TempAmount string of an unstated unit
---@field StartTime string
---@field EndTime string

---@class tcbilling.billing.UsageDetails
---@field ProductName string
---@field SubProductName string
---@field ProductCode? string
---@field SubProductCode? string
---@field BillingItemCode? string
---@field SubBillingItemCode? string
---@field ProductEnName? string
---@field SubProductEnName? string
---@field CalcUnit? string
---@field Action? string

---@class tcbilling.billing.UsageRecords
---@field UsedAmount integer USD x 1e8
---@field UsedTime string
---@field UsageDetails? tcbilling.billing.UsageDetails[]
---@field PayMode string
---@field VoucherId string
---@field PayScene? string
---@field SeqId string

---@class tcbilling.billing.VoucherInfos
---@field OwnerUin string
---@field Status string
---@field NominalValue integer USD x 1e8
---@field Balance integer USD x 1e8
---@field VoucherId string
---@field PayMode string
---@field PayScene string
---@field BeginTime string
---@field EndTime string
---@field ApplicableProducts? tcbilling.billing.ApplicableProducts
---@field ExcludedProducts? tcbilling.billing.ExcludedProducts[]
---@field PolicyRemark? string
---@field CreateTime? string

---@class tcbilling.billing.WaveThresholdForm
---@field WarnType? string
---@field Threshold? string
---@field MetaType? string
---@field PeriodType? string

---@class tcbilling.billing.CreateAllocationRule.Params
---@field RuleList tcbilling.billing.params.AllocationRulesSummary
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.CreateAllocationRule.Response
---@field Id integer
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.CreateAllocationRule.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.CreateAllocationRule.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:CreateAllocationRule(params, options) end

---@class tcbilling.billing.CreateAllocationTag.Params
---@field TagKey (string|integer)[]

---@class tcbilling.billing.CreateAllocationTag.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.CreateAllocationTag.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.CreateAllocationTag.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:CreateAllocationTag(params, options) end

---@class tcbilling.billing.CreateAllocationUnit.Params
---@field ParentId integer|string
---@field Name? string|integer
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.CreateAllocationUnit.Response
---@field Id integer
---@field TreeNodeUniqKey? string
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.CreateAllocationUnit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.CreateAllocationUnit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:CreateAllocationUnit(params, options) end

---@class tcbilling.billing.CreateBudget.Params
---@field BudgetName string|integer
---@field CycleType "DAY"|"MONTH"|"QUARTER"|"YEAR"
---@field PeriodBegin string YYYY-MM-DD or YYYY-MM
---@field PeriodEnd string YYYY-MM-DD or YYYY-MM
---@field PlanType "FIX"|"CYCLE"
---@field BudgetQuota string|integer
---@field BillType "BILL"|"CONSUMPTION"
---@field FeeType "COST"|"REAL_COST"|"CASH"|"INCENTIVE"|"VOUCHER"|"TRANSFER"|"TAX"|"AMOUNT_BEFORE_TAX"
---@field WarnJson tcbilling.billing.params.BudgetWarn[]
---@field BudgetNote? string|integer
---@field DimensionsRange? tcbilling.billing.params.BudgetConditionsForm
---@field WaveThresholdJson? tcbilling.billing.params.WaveThresholdForm[]

---@class tcbilling.billing.CreateBudget.Response
---@field Data? tcbilling.billing.BudgetInfoApiResponse
---@field Message? string
---@field Code? integer
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.CreateBudget.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.CreateBudget.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:CreateBudget(params, options) end

---@class tcbilling.billing.CreateGatherRule.Params
---@field Id integer|string
---@field RuleList tcbilling.billing.params.GatherRuleSummary
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.CreateGatherRule.Response
---@field Id integer
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.CreateGatherRule.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.CreateGatherRule.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:CreateGatherRule(params, options) end

---@class tcbilling.billing.CreateInstance.Params
---@field ClientToken string|integer ascii; up to 64 characters
---@field ProductCode string|integer
---@field SubProductCode string|integer
---@field RegionCode string|integer
---@field ZoneCode string|integer
---@field PayMode "PrePay"
---@field Parameter string|integer
---@field Quantity? integer|string default 1
---@field ProjectId? integer|string default 0
---@field Period? integer|string up to 36; default 1
---@field PeriodUnit? "m"|"y" default m
---@field RenewFlag? "NOTIFY_AND_MANUAL_RENEW"|"NOTIFY_AND_AUTO_RENEW"|"DISABLE_NOTIFY_AND_MANUAL_RENEW" default NOTIFY_AND_MANUAL_RENEW

---@class tcbilling.billing.CreateInstance.Response
---@field OrderId? string
---@field InstanceIdList? string[]
---@field RequestId string

--- Pays or moves credit. 20 requests a second.
---@param params tcbilling.billing.CreateInstance.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.CreateInstance.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:CreateInstance(params, options) end

---@class tcbilling.billing.DeleteAllocationRule.Params
---@field RuleId integer|string
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DeleteAllocationRule.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.DeleteAllocationRule.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DeleteAllocationRule.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DeleteAllocationRule(params, options) end

---@class tcbilling.billing.DeleteAllocationTag.Params
---@field TagKey (string|integer)[]

---@class tcbilling.billing.DeleteAllocationTag.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.DeleteAllocationTag.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DeleteAllocationTag.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DeleteAllocationTag(params, options) end

---@class tcbilling.billing.DeleteAllocationUnit.Params
---@field Id integer|string
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DeleteAllocationUnit.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.DeleteAllocationUnit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DeleteAllocationUnit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DeleteAllocationUnit(params, options) end

---@class tcbilling.billing.DeleteBudget.Params
---@field BudgetIds (string|integer)[]

---@class tcbilling.billing.DeleteBudget.Response
---@field Data? string[]
---@field Message? string
---@field Code? integer
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.DeleteBudget.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DeleteBudget.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DeleteBudget(params, options) end

---@class tcbilling.billing.DeleteGatherRule.Params
---@field RuleId integer|string
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DeleteGatherRule.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.DeleteGatherRule.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DeleteGatherRule.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DeleteGatherRule(params, options) end

---@class tcbilling.billing.DescribeAccountBalance.Params
---@field TempCredit? boolean

---@class tcbilling.billing.DescribeAccountBalance.Response
---@field Balance integer cents
---@field Uin integer
---@field RealBalance string cents
---@field CashAccountBalance string cents
---@field IncomeIntoAccountBalance string cents
---@field PresentAccountBalance string cents
---@field FreezeAmount string cents
---@field OweAmount string cents
---@field IsAllowArrears boolean
---@field IsCreditLimited boolean
---@field CreditAmount string cents
---@field CreditBalance string cents
---@field RealCreditBalance string cents
---@field TempCredit? string cents
---@field TempAmountInfoList? tcbilling.billing.UinTempAmountModel[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.billing.DescribeAccountBalance.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAccountBalance.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAccountBalance(params, options) end

---@class tcbilling.billing.DescribeAllocateConditions.Params
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DescribeAllocateConditions.Response
---@field Business? tcbilling.billing.BillBusinessLink[]
---@field Product? tcbilling.billing.BillProduct[]
---@field Item? tcbilling.billing.BillItem[]
---@field Region? tcbilling.billing.BillRegion[]
---@field InstanceType? tcbilling.billing.BillInstanceType[]
---@field PayMode? tcbilling.billing.BillPayMode[]
---@field Project? tcbilling.billing.BillProject[]
---@field Tag? tcbilling.billing.BillTag[]
---@field OwnerUin? tcbilling.billing.BillOwnerUin[]
---@field OperateUin? tcbilling.billing.BillOperateUin[]
---@field ActionType? tcbilling.billing.BillActionType[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.billing.DescribeAllocateConditions.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocateConditions.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocateConditions(params, options) end

---@class tcbilling.billing.DescribeAllocationBillConditions.Params
---@field Month? string YYYY-MM; default current month
---@field TreeNodeUniqKeys? (string|integer)[]
---@field BillDates? (string|integer)[]
---@field BusinessCodes? (string|integer)[]
---@field OwnerUins? (string|integer)[]
---@field OperateUins? (string|integer)[]
---@field PayModes? (string|integer)[]
---@field ActionTypes? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field RegionIds? (string|integer)[]
---@field ZoneIds? (string|integer)[]
---@field InstanceTypes? (string|integer)[]
---@field Tag? (string|integer)[]
---@field ComponentCodes? (string|integer)[]
---@field ItemCodes? (string|integer)[]
---@field SearchKey? string|integer
---@field ProjectIds? (integer|string)[]
---@field AllocationType? (integer|string)[]

---@class tcbilling.billing.DescribeAllocationBillConditions.Response
---@field Business? tcbilling.billing.BillBusiness[]
---@field Product? tcbilling.billing.BillProduct[]
---@field Item? tcbilling.billing.BillItem[]
---@field Region? tcbilling.billing.BillRegion[]
---@field InstanceType? tcbilling.billing.BillInstanceType[]
---@field PayMode? tcbilling.billing.BillPayMode[]
---@field Project? tcbilling.billing.BillProject[]
---@field Tag? tcbilling.billing.BillTag[]
---@field OwnerUin? tcbilling.billing.BillOwnerUin[]
---@field OperateUin? tcbilling.billing.BillOperateUin[]
---@field BillDay? tcbilling.billing.BillDays[]
---@field ActionType? tcbilling.billing.BillActionType[]
---@field Component? tcbilling.billing.BillComponent[]
---@field Zone? tcbilling.billing.BillZoneId[]
---@field AllocationTreeNode? tcbilling.billing.AllocationTreeNode[]
---@field TagKey? string[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.billing.DescribeAllocationBillConditions.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationBillConditions.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationBillConditions(params, options) end

---@class tcbilling.billing.DescribeAllocationBillDetail.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field TreeNodeUniqKeys? (string|integer)[]
---@field Sort? string|integer such as "RiTimeSpan"|"ExtendPayAmount1"|"RealCost"|"CashPayAmount"|"VoucherPayAmount"|"IncentivePayAmount"|"TransferPayAmount"|"Cost"
---@field SortType? "asc"|"desc"
---@field BusinessCodes? (string|integer)[]
---@field OwnerUins? (string|integer)[]
---@field OperateUins? (string|integer)[]
---@field PayModes? (string|integer)[]
---@field ActionTypes? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field RegionIds? (string|integer)[]
---@field ZoneIds? (string|integer)[]
---@field InstanceTypes? (string|integer)[]
---@field Tag? (string|integer)[]
---@field ComponentCodes? (string|integer)[]
---@field ItemCodes? (string|integer)[]
---@field SearchKey? string|integer
---@field ProjectIds? (integer|string)[]

---@class tcbilling.billing.DescribeAllocationBillDetail.Response
---@field RecordNum integer
---@field Total? tcbilling.billing.AllocationOverviewTotal
---@field Detail? tcbilling.billing.AllocationDetail[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeAllocationBillDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationBillDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationBillDetail(params, options) end

---@class tcbilling.billing.DescribeAllocationMonthOverview.Params
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DescribeAllocationMonthOverview.Response
---@field Detail? tcbilling.billing.AllocationOverviewNode[]
---@field Total? tcbilling.billing.AllocationOverviewTotal
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.billing.DescribeAllocationMonthOverview.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationMonthOverview.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationMonthOverview(params, options) end

---@class tcbilling.billing.DescribeAllocationOverview.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field PeriodType? "month"|"day"
---@field TreeNodeUniqKeys? (string|integer)[]
---@field Sort? string|integer
---@field SortType? "asc"|"desc"
---@field BillDates? (string|integer)[]

---@class tcbilling.billing.DescribeAllocationOverview.Response
---@field RecordNum integer
---@field Total? tcbilling.billing.AllocationOverviewTotal
---@field Detail? tcbilling.billing.AllocationOverviewDetail[]
---@field RequestId string

--- Reads. 50 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeAllocationOverview.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationOverview.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationOverview(params, options) end

---@class tcbilling.billing.DescribeAllocationRuleDetail.Params
---@field RuleId integer|string
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DescribeAllocationRuleDetail.Response
---@field Id integer
---@field Uin string
---@field Name string
---@field Type integer
---@field RuleDetail? tcbilling.billing.AllocationRuleExpression
---@field RatioDetail? tcbilling.billing.AllocationRationExpression[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeAllocationRuleDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationRuleDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationRuleDetail(params, options) end

---@class tcbilling.billing.DescribeAllocationRuleSummary.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field Type? integer|string such as 1|2|3
---@field Name? string|integer

---@class tcbilling.billing.DescribeAllocationRuleSummary.Response
---@field RuleList? tcbilling.billing.AllocationRuleOverview[]
---@field Total integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeAllocationRuleSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationRuleSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationRuleSummary(params, options) end

---@class tcbilling.billing.DescribeAllocationSummaryByBusiness.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field PeriodType? "month"|"day"
---@field TreeNodeUniqKeys? (string|integer)[]
---@field SortType? "asc"|"desc"
---@field Sort? string|integer
---@field BillDates? (string|integer)[] required where PeriodType is day
---@field BusinessCodes? (string|integer)[]
---@field SearchKey? string|integer no longer taken

---@class tcbilling.billing.DescribeAllocationSummaryByBusiness.Response
---@field RecordNum integer
---@field Total? tcbilling.billing.AllocationOverviewTotal
---@field Detail? tcbilling.billing.AllocationSummaryByBusiness[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeAllocationSummaryByBusiness.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationSummaryByBusiness.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationSummaryByBusiness(params, options) end

---@class tcbilling.billing.DescribeAllocationSummaryByItem.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field PeriodType? "month"|"day"
---@field TreeNodeUniqKeys? (string|integer)[]
---@field Sort? string|integer such as "RiTimeSpan"|"ExtendPayAmount1"|"RealCost"|"CashPayAmount"|"VoucherPayAmount"|"IncentivePayAmount"|"TransferPayAmount"|"Cost"
---@field SortType? "asc"|"desc"
---@field BillDates? (string|integer)[]
---@field BusinessCodes? (string|integer)[]
---@field OwnerUins? (string|integer)[]
---@field OperateUins? (string|integer)[]
---@field PayModes? (string|integer)[]
---@field ActionTypes? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field RegionIds? (string|integer)[]
---@field ZoneIds? (string|integer)[]
---@field InstanceTypes? (string|integer)[]
---@field Tag? (string|integer)[]
---@field ComponentCodes? (string|integer)[]
---@field ItemCodes? (string|integer)[]
---@field SearchKey? string|integer
---@field ProjectIds? (integer|string)[]
---@field AllocationType? (integer|string)[] such as 0|1|-1

---@class tcbilling.billing.DescribeAllocationSummaryByItem.Response
---@field RecordNum integer
---@field Total? tcbilling.billing.AllocationOverviewTotal
---@field Detail? tcbilling.billing.AllocationSummaryByItem[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeAllocationSummaryByItem.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationSummaryByItem.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationSummaryByItem(params, options) end

---@class tcbilling.billing.DescribeAllocationSummaryByResource.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field PeriodType? "month"|"day"
---@field TreeNodeUniqKeys? (string|integer)[]
---@field Sort? string|integer such as "RiTimeSpan"|"ExtendPayAmount1"|"RealCost"|"CashPayAmount"|"VoucherPayAmount"|"IncentivePayAmount"|"TransferPayAmount"|"Cost"
---@field SortType? "asc"|"desc"
---@field BillDates? (string|integer)[]
---@field BusinessCodes? (string|integer)[]
---@field OwnerUins? (string|integer)[]
---@field OperateUins? (string|integer)[]
---@field PayModes? (string|integer)[]
---@field ActionTypes? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field RegionIds? (string|integer)[]
---@field ZoneIds? (string|integer)[]
---@field InstanceTypes? (string|integer)[]
---@field Tag? (string|integer)[]
---@field SearchKey? string|integer
---@field ProjectIds? (integer|string)[]
---@field AllocationType? (integer|string)[] such as 0|1|-1

---@class tcbilling.billing.DescribeAllocationSummaryByResource.Response
---@field RecordNum integer
---@field Total? tcbilling.billing.AllocationOverviewTotal
---@field Detail? tcbilling.billing.AllocationSummaryByResource[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeAllocationSummaryByResource.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationSummaryByResource.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationSummaryByResource(params, options) end

---@class tcbilling.billing.DescribeAllocationTree.Params
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DescribeAllocationTree.Response
---@field Id integer
---@field Name string
---@field TreeNodeUniqKey string
---@field Children? tcbilling.billing.AllocationTree[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.billing.DescribeAllocationTree.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationTree.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationTree(params, options) end

---@class tcbilling.billing.DescribeAllocationTrendByMonth.Params
---@field Month string YYYY-MM; default current month
---@field TreeNodeUniqKey string|integer
---@field BusinessCode? string|integer

---@class tcbilling.billing.DescribeAllocationTrendByMonth.Response
---@field Current? tcbilling.billing.AllocationBillTrendDetail
---@field Previous? tcbilling.billing.AllocationBillTrendDetail[]
---@field Stat? tcbilling.billing.AllocationStat
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeAllocationTrendByMonth.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationTrendByMonth.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationTrendByMonth(params, options) end

---@class tcbilling.billing.DescribeAllocationUnitDetail.Params
---@field Id integer|string
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DescribeAllocationUnitDetail.Response
---@field Id integer
---@field Uin string
---@field Name string
---@field ParentId integer
---@field SourceName string
---@field SourceId string
---@field Remark string
---@field TreeNodeUniqKey string
---@field RuleId? integer
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeAllocationUnitDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeAllocationUnitDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeAllocationUnitDetail(params, options) end

---@class tcbilling.billing.DescribeBillAdjustInfo.Params
---@field Month? string YYYY-MM
---@field TimeFrom? string YYYY-MM-DD; with TimeTo
---@field TimeTo? string YYYY-MM-DD; with TimeFrom
---@field PayerUin? string|integer

---@class tcbilling.billing.DescribeBillAdjustInfo.Response
---@field Total? integer
---@field Data? tcbilling.billing.AdjustInfoDetail[]
---@field RequestId string

--- Reads. 20 requests a second. Takes Month, or TimeFrom and TimeTo.
---@param params? tcbilling.billing.DescribeBillAdjustInfo.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillAdjustInfo.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillAdjustInfo(params, options) end

---@class tcbilling.billing.DescribeBillDetail.Params
---@field Offset integer|string 0 or more
---@field Limit integer|string 1 to 300
---@field PeriodType? string|integer no longer taken; such as "byUsedTime"|"byPayTime"
---@field Month? string YYYY-MM
---@field BeginTime? string YYYY-MM-DD HH:MM:SS; with EndTime
---@field EndTime? string YYYY-MM-DD HH:MM:SS; with BeginTime
---@field NeedRecordNum? 0|1
---@field ProductCode? string|integer no longer taken
---@field PayMode? "prePay"|"postPay"
---@field ResourceId? string|integer
---@field ActionType? string|integer
---@field ProjectId? integer|string
---@field BusinessCode? string|integer
---@field Context? string|integer
---@field PayerUin? string|integer

---@class tcbilling.billing.DescribeBillDetail.Response
---@field DetailSet? tcbilling.billing.BillDetail[]
---@field Total integer
---@field Context string
---@field RequestId string

--- Reads. 5 requests a second. One page; see `rows`. Takes Month, or BeginTime and EndTime.
---@param params tcbilling.billing.DescribeBillDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillDetail(params, options) end

---@class tcbilling.billing.DescribeBillDetailForOrganization.Params
---@field Offset integer|string 0 or more
---@field Limit integer|string 1 to 100
---@field PeriodType? string|integer no longer taken; such as "byUsedTime"|"byPayTime"
---@field Month? string YYYY-MM
---@field BeginTime? string YYYY-MM-DD HH:MM:SS; with EndTime
---@field EndTime? string YYYY-MM-DD HH:MM:SS; with BeginTime
---@field NeedRecordNum? 0|1
---@field PayMode? "prePay"|"postPay"
---@field ResourceId? string|integer
---@field ActionType? string|integer
---@field ProjectId? integer|string
---@field BusinessCode? string|integer
---@field Context? string|integer

---@class tcbilling.billing.DescribeBillDetailForOrganization.Response
---@field DetailSet? tcbilling.billing.DistributionBillDetail[]
---@field Total? integer
---@field Context string
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`. Takes Month, or BeginTime and EndTime.
---@param params tcbilling.billing.DescribeBillDetailForOrganization.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillDetailForOrganization.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillDetailForOrganization(params, options) end

---@class tcbilling.billing.DescribeBillDownloadUrl.Params
---@field FileType string|integer such as "billOverview"|"billSummary"|"billResource"|"billDetail"|"billPack"
---@field Month string YYYY-MM; 2021-01 or later
---@field ChildUin? (string|integer)[]

---@class tcbilling.billing.DescribeBillDownloadUrl.Response
---@field Ready integer
---@field DownloadUrl? string
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillDownloadUrl.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillDownloadUrl.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillDownloadUrl(params, options) end

---@class tcbilling.billing.DescribeBillResourceSummary.Params
---@field Offset integer|string 0 or more
---@field Limit integer|string 1 to 1000
---@field Month string YYYY-MM; 2019-03 or later
---@field PeriodType? string|integer no longer taken; such as "byUsedTime"
---@field NeedRecordNum? 0|1
---@field ActionType? string|integer
---@field ResourceId? string|integer
---@field PayMode? "prePay"|"postPay"
---@field BusinessCode? string|integer
---@field PayerUin? string|integer
---@field TagKey? string|integer
---@field TagValue? string|integer

---@class tcbilling.billing.DescribeBillResourceSummary.Response
---@field ResourceSummarySet? tcbilling.billing.BillResourceSummary[]
---@field Total? integer
---@field RequestId string

--- Reads. 5 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeBillResourceSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillResourceSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillResourceSummary(params, options) end

---@class tcbilling.billing.DescribeBillResourceSummaryForOrganization.Params
---@field Offset integer|string 0 or more
---@field Limit integer|string 1 to 1000
---@field Month string YYYY-MM
---@field PeriodType? string|integer no longer taken; such as "byUsedTime"|"byPayTime"
---@field NeedRecordNum? 0|1
---@field ActionType? string|integer
---@field ResourceId? string|integer
---@field PayMode? "prePay"|"postPay"
---@field BusinessCode? string|integer
---@field TagKey? string|integer
---@field TagValue? string|integer

---@class tcbilling.billing.DescribeBillResourceSummaryForOrganization.Response
---@field ResourceSummarySet? tcbilling.billing.BillDistributionResourceSummary[]
---@field Total? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeBillResourceSummaryForOrganization.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillResourceSummaryForOrganization.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillResourceSummaryForOrganization(params, options) end

---@class tcbilling.billing.DescribeBillSummary.Params
---@field Month string YYYY-MM
---@field GroupType string|integer such as "business"|"project"|"region"|"payMode"|"tag"
---@field TagKey? (string|integer)[] required where GroupType is tag
---@field OperateUin? string|integer
---@field PayerUin? string|integer

---@class tcbilling.billing.DescribeBillSummary.Response
---@field Ready integer
---@field SummaryDetail? tcbilling.billing.SummaryDetail[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummary(params, options) end

---@class tcbilling.billing.DescribeBillSummaryByPayMode.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field PayerUin? string|integer

---@class tcbilling.billing.DescribeBillSummaryByPayMode.Response
---@field Ready integer
---@field SummaryOverview? tcbilling.billing.PayModeSummaryOverviewItem[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummaryByPayMode.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummaryByPayMode.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummaryByPayMode(params, options) end

---@class tcbilling.billing.DescribeBillSummaryByProduct.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field PayerUin? string|integer
---@field PayType? string|integer such as "consume"|"refund"|"adjustment"

---@class tcbilling.billing.DescribeBillSummaryByProduct.Response
---@field Ready integer
---@field SummaryTotal? tcbilling.billing.BusinessSummaryTotal
---@field SummaryOverview? tcbilling.billing.BusinessSummaryOverviewItem[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummaryByProduct.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummaryByProduct.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummaryByProduct(params, options) end

---@class tcbilling.billing.DescribeBillSummaryByProject.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field PayerUin? string|integer

---@class tcbilling.billing.DescribeBillSummaryByProject.Response
---@field Ready integer
---@field SummaryOverview? tcbilling.billing.ProjectSummaryOverviewItem[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummaryByProject.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummaryByProject.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummaryByProject(params, options) end

---@class tcbilling.billing.DescribeBillSummaryByRegion.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field PayerUin? string|integer

---@class tcbilling.billing.DescribeBillSummaryByRegion.Response
---@field Ready integer
---@field SummaryOverview? tcbilling.billing.RegionSummaryOverviewItem[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummaryByRegion.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummaryByRegion.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummaryByRegion(params, options) end

---@class tcbilling.billing.DescribeBillSummaryByTag.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field TagKey string|integer
---@field PayerUin? string|integer
---@field TagValue? string|integer

---@class tcbilling.billing.DescribeBillSummaryByTag.Response
---@field Ready integer
---@field SummaryOverview? tcbilling.billing.TagSummaryOverviewItem[]
---@field SummaryTotal? tcbilling.billing.SummaryTotal
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummaryByTag.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummaryByTag.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummaryByTag(params, options) end

---@class tcbilling.billing.DescribeBillSummaryForOrganization.Params
---@field Month string YYYY-MM
---@field GroupType string|integer such as "business"|"project"|"region"|"payMode"|"tag"
---@field TagKey? (string|integer)[] required where GroupType is tag

---@class tcbilling.billing.DescribeBillSummaryForOrganization.Response
---@field Ready integer
---@field SummaryDetail? tcbilling.billing.SummaryDetail[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeBillSummaryForOrganization.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBillSummaryForOrganization.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBillSummaryForOrganization(params, options) end

---@class tcbilling.billing.DescribeBudget.Params
---@field PageNo integer|string 1 or more
---@field PageSize integer|string 1 or more
---@field BudgetId? string|integer
---@field BudgetName? string|integer
---@field BudgetStatus? string|integer such as "EXPIRED"|"ACTIVE"|"ACTIVATED"
---@field CycleTypes? (string|integer)[] of "DAY"|"MONTH"|"QUARTER"|"YEAR"

---@class tcbilling.billing.DescribeBudget.Response
---@field Data? tcbilling.billing.DataForBudgetInfoPage
---@field Message? string
---@field Code? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeBudget.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBudget.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBudget(params, options) end

---@class tcbilling.billing.DescribeBudgetOperationLog.Params
---@field PageNo integer|string 1 or more
---@field PageSize integer|string 1 or more
---@field BudgetId string|integer

---@class tcbilling.billing.DescribeBudgetOperationLog.Response
---@field Data? tcbilling.billing.DataForBudgetOperationLogPage
---@field Message? string
---@field Code? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeBudgetOperationLog.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBudgetOperationLog.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBudgetOperationLog(params, options) end

---@class tcbilling.billing.DescribeBudgetRemindRecordList.Params
---@field PageNo integer|string 1 or more
---@field PageSize integer|string 1 or more
---@field BudgetId string|integer

---@class tcbilling.billing.DescribeBudgetRemindRecordList.Response
---@field Data? tcbilling.billing.BudgetRemindRecordList
---@field Message? string
---@field Code? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeBudgetRemindRecordList.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeBudgetRemindRecordList.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeBudgetRemindRecordList(params, options) end

---@class tcbilling.billing.DescribeCPQBillingMapping.Params
---@field Offset string|integer 0 or more
---@field Limit string|integer 1 to 100
---@field SpuName? string|integer
---@field CategoryName? string|integer
---@field BusinessName? string|integer
---@field ProductName? string|integer
---@field ComponentName? string|integer
---@field ItemName? string|integer
---@field BusinessCode? string|integer
---@field ProductCode? string|integer
---@field ComponentCode? string|integer
---@field ItemCode? string|integer

---@class tcbilling.billing.DescribeCPQBillingMapping.Response
---@field ResourceSpuSet? tcbilling.billing.ResourceSpuSet[]
---@field Total? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeCPQBillingMapping.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCPQBillingMapping.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCPQBillingMapping(params, options) end

---@class tcbilling.billing.DescribeCostDetail.Params
---@field Limit integer|string 1 to 100
---@field Offset integer|string 0 or more
---@field BeginTime? string YYYY-MM-DD HH:MM:SS; with EndTime
---@field EndTime? string YYYY-MM-DD HH:MM:SS; with BeginTime
---@field NeedRecordNum? 0|1
---@field Month? string YYYY-MM
---@field ProductCode? string|integer
---@field PayMode? "prePay"|"postPay"
---@field ResourceId? string|integer

---@class tcbilling.billing.DescribeCostDetail.Response
---@field DetailSet? tcbilling.billing.CostDetail[]
---@field Total? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`. Takes Month, or BeginTime and EndTime.
---@param params tcbilling.billing.DescribeCostDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCostDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCostDetail(params, options) end

---@class tcbilling.billing.DescribeCostExplorerSummary.Params
---@field BeginTime string YYYY-MM-DD HH:MM:SS
---@field EndTime string YYYY-MM-DD HH:MM:SS
---@field BillType string|integer such as "1"|"2"
---@field PeriodType "day"|"month"
---@field Dimensions string|integer
---@field FeeType string|integer such as "cost"|"totalCost"
---@field PageSize integer|string 1 to 100
---@field PageNo integer|string 1 or more
---@field TagKeyStr? string|integer
---@field NeedConditionValue? "0"|"1"
---@field Conditions? tcbilling.billing.params.AnalyseConditions

---@class tcbilling.billing.DescribeCostExplorerSummary.Response
---@field Total? integer
---@field Header? tcbilling.billing.AnalyseHeaderDetail
---@field Detail? tcbilling.billing.AnalyseDetail[]
---@field TotalDetail? tcbilling.billing.AnalyseDetail
---@field ConditionValue? tcbilling.billing.AnalyseConditionDetail
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeCostExplorerSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCostExplorerSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCostExplorerSummary(params, options) end

---@class tcbilling.billing.DescribeCostSummaryByProduct.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field Limit integer|string 1 to 100
---@field Offset integer|string 0 or more
---@field PayerUin? string|integer
---@field NeedRecordNum? 0|1

---@class tcbilling.billing.DescribeCostSummaryByProduct.Response
---@field Ready integer
---@field Total? tcbilling.billing.ConsumptionSummaryTotal
---@field Data? tcbilling.billing.ConsumptionBusinessSummaryDataItem[]
---@field RecordNum integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeCostSummaryByProduct.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCostSummaryByProduct.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCostSummaryByProduct(params, options) end

---@class tcbilling.billing.DescribeCostSummaryByProject.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field Limit integer|string 1 to 100
---@field Offset integer|string 0 or more
---@field PayerUin? string|integer
---@field NeedRecordNum? 0|1

---@class tcbilling.billing.DescribeCostSummaryByProject.Response
---@field Ready integer
---@field Total? tcbilling.billing.ConsumptionSummaryTotal
---@field Data? tcbilling.billing.ConsumptionProjectSummaryDataItem[]
---@field RecordNum integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeCostSummaryByProject.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCostSummaryByProject.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCostSummaryByProject(params, options) end

---@class tcbilling.billing.DescribeCostSummaryByRegion.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field Limit integer|string 1 to 100
---@field Offset integer|string 0 or more
---@field PayerUin? string|integer
---@field NeedRecordNum? 0|1

---@class tcbilling.billing.DescribeCostSummaryByRegion.Response
---@field Ready integer
---@field Total? tcbilling.billing.ConsumptionSummaryTotal
---@field Data? tcbilling.billing.ConsumptionRegionSummaryDataItem[]
---@field RecordNum integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeCostSummaryByRegion.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCostSummaryByRegion.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCostSummaryByRegion(params, options) end

---@class tcbilling.billing.DescribeCostSummaryByResource.Params
---@field BeginTime string YYYY-MM
---@field EndTime string YYYY-MM
---@field Limit integer|string 1 to 100
---@field Offset integer|string 0 or more
---@field PayerUin? string|integer
---@field NeedRecordNum? 0|1
---@field NeedConditionValue? 0|1
---@field Conditions? tcbilling.billing.params.Conditions

---@class tcbilling.billing.DescribeCostSummaryByResource.Response
---@field Ready integer
---@field Total? tcbilling.billing.ConsumptionSummaryTotal
---@field ConditionValue? tcbilling.billing.ConsumptionResourceSummaryConditionValue
---@field RecordNum? integer
---@field Data? tcbilling.billing.ConsumptionResourceSummaryDataItem[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeCostSummaryByResource.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeCostSummaryByResource.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeCostSummaryByResource(params, options) end

---@class tcbilling.billing.DescribeDealsByCond.Params
---@field StartTime string YYYY-MM-DD HH:MM:SS
---@field EndTime string YYYY-MM-DD HH:MM:SS
---@field Limit integer|string 1 to 1000; default 20
---@field Offset? integer|string 0 or more; default 0
---@field Status? integer|string such as 1|2|3|4|5|6|7|8|9|10|11|12; default 4
---@field OrderId? string|integer
---@field BigDealId? string|integer
---@field ResourceId? string|integer
---@field StatusSet? (integer|string)[] such as 1|2|3|4|5|6|7|8|9|10|11|12

---@class tcbilling.billing.DescribeDealsByCond.Response
---@field Deals? tcbilling.billing.Deal[]
---@field TotalCount integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeDealsByCond.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeDealsByCond.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeDealsByCond(params, options) end

---@class tcbilling.billing.DescribeDosageCosDetailByDate.Params
---@field StartDate string YYYY-MM-DD
---@field EndDate string YYYY-MM-DD
---@field BucketName string|integer

---@class tcbilling.billing.DescribeDosageCosDetailByDate.Response
---@field DetailSets? tcbilling.billing.CosDetailSets[]
---@field RequestId string

--- Reads. 5 requests a second.
---@param params tcbilling.billing.DescribeDosageCosDetailByDate.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeDosageCosDetailByDate.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeDosageCosDetailByDate(params, options) end

---@class tcbilling.billing.DescribeGatherResource.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field Month? string YYYY-MM; default current month
---@field TreeNodeUniqKey? string|integer
---@field GatherType? string|integer such as "all"|"none"
---@field Sort? string|integer such as "realCost"|"cashPayAmount"|"voucherPayAmount"|"incentivePayAmount"|"transferPayAmount"
---@field SortType? "asc"|"desc"
---@field BusinessCodes? (string|integer)[]
---@field ProductCodes? (string|integer)[]
---@field ItemCodes? (string|integer)[]
---@field RegionIds? (integer|string)[]
---@field InstanceTypes? (string|integer)[]
---@field PayModes? (string|integer)[]
---@field OperateUins? (string|integer)[]
---@field OwnerUins? (string|integer)[]
---@field SearchKey? string|integer
---@field Tag? (string|integer)[]
---@field ProjectIds? (string|integer)[]
---@field ActionTypes? (string|integer)[]

---@class tcbilling.billing.DescribeGatherResource.Response
---@field RecordNum integer
---@field GatherResourceSummary? tcbilling.billing.GatherResourceSummary[]
---@field LastUpdateTime? string
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeGatherResource.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeGatherResource.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeGatherResource(params, options) end

---@class tcbilling.billing.DescribeGatherRuleDetail.Params
---@field Id integer|string
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.DescribeGatherRuleDetail.Response
---@field Id integer
---@field Uin string
---@field UpdateTime string
---@field RuleDetail? tcbilling.billing.AllocationRuleExpression
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.billing.DescribeGatherRuleDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeGatherRuleDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeGatherRuleDetail(params, options) end

---@class tcbilling.billing.DescribeOrgMemberAccountBalance.Params
---@field PageNumber? integer|string 1 or more; default 1
---@field PageSize? integer|string 1 to 10; default 10
---@field MemberUins? (string|integer)[] digits; up to 10 items

---@class tcbilling.billing.DescribeOrgMemberAccountBalance.Response
---@field Data? tcbilling.billing.DescribeOrgMemberAccountBalanceData[]
---@field TotalCount? integer
---@field PageSize? integer
---@field PageNumber? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params? tcbilling.billing.DescribeOrgMemberAccountBalance.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeOrgMemberAccountBalance.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeOrgMemberAccountBalance(params, options) end

---@class tcbilling.billing.DescribeRenewInstances.Params
---@field MaxResults integer|string 1 to 100
---@field NextToken? string|integer
---@field Reverse? boolean
---@field RenewFlagList? (string|integer)[] such as "NOTIFY_AND_MANUAL_RENEW"|"NOTIFY_AND_AUTO_RENEW"|"DISABLE_NOTIFY_AND_MANUAL_RENEW"
---@field InstanceIdList? (string|integer)[] up to 100 items
---@field ExpireTimeStart? string YYYY-MM-DD HH:MM:SS
---@field ExpireTimeEnd? string YYYY-MM-DD HH:MM:SS

---@class tcbilling.billing.DescribeRenewInstances.Response
---@field InstanceList? tcbilling.billing.RenewInstance[]
---@field NextToken? string
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeRenewInstances.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeRenewInstances.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeRenewInstances(params, options) end

---@class tcbilling.billing.DescribeTagList.Params
---@field Limit integer|string 1 to 1000
---@field Offset integer|string 0 or more
---@field TagKey? string|integer
---@field Status? integer|string such as 0|1
---@field OrderType? "asc"|"desc"

---@class tcbilling.billing.DescribeTagList.Response
---@field RecordNum integer
---@field Data? tcbilling.billing.TagDataInfo[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeTagList.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeTagList.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeTagList(params, options) end

---@class tcbilling.billing.DescribeVoucherInfo.Params
---@field Limit integer|string 1 to 1000; default 20
---@field Offset integer|string 1 or more; default 1
---@field Status? string|integer such as "unUsed"|"used"|"delivered"|"cancel"|"overdue"
---@field VoucherId? string|integer
---@field CodeId? string|integer
---@field ProductCode? string|integer
---@field ActivityId? string|integer
---@field VoucherName? string|integer
---@field TimeFrom? string|integer
---@field TimeTo? string|integer
---@field SortField? string|integer such as "BeginTime"|"EndTime"|"CreateTime"
---@field SortOrder? "desc"|"asc"
---@field PayMode? "postPay"|"prePay"|"riPay"|""|"*"
---@field PayScene? string|integer such as "spotpay"|"settle account"|"purchase"|"renew"|"modify"|"oneOffFee"|"hourlyFee"|"*"
---@field Operator? string|integer
---@field VoucherMainType? string|integer such as "has_price"|"no_price"
---@field VoucherSubType? string|integer such as "discount"|"deduct"
---@field StartTimeFrom? string|integer
---@field StartTimeTo? string|integer
---@field EndTimeFrom? string|integer
---@field EndTimeTo? string|integer
---@field CreateTimeFrom? string|integer
---@field CreateTimeTo? string|integer
---@field Lang? string|integer such as "zh"|"en"; default zh

---@class tcbilling.billing.DescribeVoucherInfo.Response
---@field TotalCount integer
---@field TotalBalance integer USD x 1e8
---@field VoucherInfos? tcbilling.billing.VoucherInfos[]
---@field Unit? string
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeVoucherInfo.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeVoucherInfo.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeVoucherInfo(params, options) end

---@class tcbilling.billing.DescribeVoucherUsageDetails.Params
---@field Limit integer|string 1 to 1000; default 20
---@field Offset integer|string 1 or more; default 1
---@field VoucherId string|integer
---@field Operator? string|integer

---@class tcbilling.billing.DescribeVoucherUsageDetails.Response
---@field TotalCount integer
---@field TotalUsedAmount integer USD x 1e8
---@field UsageRecords? tcbilling.billing.UsageRecords[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.billing.DescribeVoucherUsageDetails.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.DescribeVoucherUsageDetails.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:DescribeVoucherUsageDetails(params, options) end

---@class tcbilling.billing.ModifyAllocationRule.Params
---@field RuleId integer|string
---@field Name string|integer
---@field Type 1|2|3
---@field RuleDetail tcbilling.billing.params.AllocationRuleExpression
---@field RatioDetail? tcbilling.billing.params.AllocationRationExpression[]
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.ModifyAllocationRule.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.ModifyAllocationRule.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.ModifyAllocationRule.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:ModifyAllocationRule(params, options) end

---@class tcbilling.billing.ModifyAllocationUnit.Params
---@field Id integer|string
---@field Name? string|integer
---@field SourceName? string|integer
---@field SourceId? string|integer
---@field Remark? string|integer
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.ModifyAllocationUnit.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.ModifyAllocationUnit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.ModifyAllocationUnit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:ModifyAllocationUnit(params, options) end

---@class tcbilling.billing.ModifyBudget.Params
---@field BudgetId string|integer
---@field BudgetName string|integer
---@field CycleType "DAY"|"MONTH"|"QUARTER"|"YEAR"
---@field PeriodBegin string YYYY-MM-DD or YYYY-MM
---@field PeriodEnd string YYYY-MM-DD or YYYY-MM
---@field PlanType "FIX"|"CYCLE"
---@field BudgetQuota string|integer
---@field BillType "BILL"|"CONSUMPTION"
---@field FeeType "COST"|"REAL_COST"|"CASH"|"INCENTIVE"|"VOUCHER"|"TRANSFER"|"TAX"|"AMOUNT_BEFORE_TAX"
---@field WarnJson tcbilling.billing.params.BudgetWarn[]
---@field BudgetNote? string|integer
---@field DimensionsRange? tcbilling.billing.params.BudgetConditionsForm
---@field WaveThresholdJson? tcbilling.billing.params.WaveThresholdForm[]

---@class tcbilling.billing.ModifyBudget.Response
---@field Data? tcbilling.billing.BudgetInfoApiResponse
---@field Message? string
---@field Code? integer
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.ModifyBudget.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.ModifyBudget.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:ModifyBudget(params, options) end

---@class tcbilling.billing.ModifyGatherRule.Params
---@field Id integer|string
---@field RuleDetail tcbilling.billing.params.AllocationRuleExpression
---@field Month? string YYYY-MM; default current month

---@class tcbilling.billing.ModifyGatherRule.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.billing.ModifyGatherRule.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.ModifyGatherRule.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:ModifyGatherRule(params, options) end

---@class tcbilling.billing.PayDeals.Params
---@field OrderIds? (string|integer)[]
---@field AutoVoucher? 0|1 default 0
---@field VoucherIds? (string|integer)[] up to 1 items
---@field BigDealIds? (string|integer)[]
---@field AgentPay? 0|3|4 default 0
---@field CpsUin? string|integer

---@class tcbilling.billing.PayDeals.Response
---@field OrderIds? string[]
---@field ResourceIds? string[]
---@field BigDealIds? string[]
---@field RequestId string

--- Pays or moves credit. 20 requests a second. Takes OrderIds, or BigDealIds.
---@param params? tcbilling.billing.PayDeals.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.PayDeals.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:PayDeals(params, options) end

---@class tcbilling.billing.RefundInstance.Params
---@field ClientToken string|integer ascii; up to 64 characters
---@field ProductCode string|integer
---@field SubProductCode string|integer
---@field InstanceId string|integer
---@field RegionCode string|integer

---@class tcbilling.billing.RefundInstance.Response
---@field OrderIdList? string[]
---@field RequestId string

--- Pays or moves credit. 20 requests a second.
---@param params tcbilling.billing.RefundInstance.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.RefundInstance.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:RefundInstance(params, options) end

---@class tcbilling.billing.RenewInstance.Params
---@field ClientToken string|integer ascii; up to 64 characters
---@field ProductCode string|integer
---@field SubProductCode string|integer
---@field RegionCode string|integer
---@field InstanceId string|integer
---@field Period? integer|string up to 36; default 1
---@field PeriodUnit? "m"|"y" default m

---@class tcbilling.billing.RenewInstance.Response
---@field OrderIdList? string[]
---@field RequestId string

--- Pays or moves credit. 20 requests a second.
---@param params tcbilling.billing.RenewInstance.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.RenewInstance.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:RenewInstance(params, options) end

---@class tcbilling.billing.SetRenewal.Params
---@field ProductCode string|integer
---@field RegionCode string|integer
---@field InstanceId string|integer
---@field RenewFlag "NOTIFY_AND_MANUAL_RENEW"|"NOTIFY_AND_AUTO_RENEW"|"DISABLE_NOTIFY_AND_MANUAL_RENEW"
---@field RenewPeriod? string|integer
---@field RenewPeriodUnit? "y"|"m"

---@class tcbilling.billing.SetRenewal.Response
---@field InstanceList? tcbilling.billing.OperateRsp[]
---@field RequestId string

--- Pays or moves credit. 20 requests a second.
---@param params tcbilling.billing.SetRenewal.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.billing.SetRenewal.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Billing:SetRenewal(params, options) end
-- end of what is made: billing

---@class tcbilling.Partners
local Partners = {}

---@param action string
---@param params? table
---@param options? tcbilling.RowsOptions
---@return tcbilling.Rows
function Partners:rows(action, params, options) end

--- An amount of an answer in US dollars, exactly, whatever form it has there:
--- text, a number, cents, hundred-millionths.
---@param action string
---@param path string in the answer, such as "SummaryOverview.TotalCost"
---@param value string|integer|nil what is there
---@return tcbilling.Decimal? amount nil without a message where there is none
---@return string? message
function Partners:money(action, path, value) end

-- made: intlpartnersmgt, by script/catalog

---@class tcbilling.intlpartnersmgt.params.CostAnalyzeFilter
---@field BusinessIn? (string|integer)[]
---@field ProductIn? (string|integer)[]
---@field RegionIn? (string|integer)[]
---@field ActionTypeIn? (string|integer)[]
---@field PayModeIn? (string|integer)[]
---@field ProjectIn? (string|integer)[]
---@field PayerUinIn? (string|integer)[]
---@field TagKey? string|integer
---@field TagIn? (string|integer)[]
---@field ZoneIn? (string|integer)[]
---@field OwnerUinIn? (string|integer)[]
---@field ComponentIn? (string|integer)[]
---@field ItemIn? (string|integer)[]
---@field ResourceIn? (string|integer)[]

---@class tcbilling.intlpartnersmgt.ActionSummaryOverviewItem
---@field ActionType string
---@field ActionTypeName string
---@field OriginalCost string USD
---@field VoucherPayAmount string USD
---@field TotalCost string USD

---@class tcbilling.intlpartnersmgt.BillDetailData
---@field PayerAccountId integer
---@field OwnerAccountId integer
---@field OperatorAccountId integer
---@field ProductName string
---@field BillingMode string
---@field ProjectName string
---@field Region string
---@field AvailabilityZone string
---@field InstanceId string
---@field InstanceName string
---@field SubProductName string
---@field TransactionType string
---@field TransactionId string
---@field TransactionTime string
---@field UsageStartTime string
---@field UsageEndTime string
---@field ComponentType string
---@field ComponentName string
---@field ComponentListPrice string USD
---@field ComponentPriceMeasurementUnit string
---@field ComponentUsage string
---@field ComponentUsageUnit string
---@field UsageDuration string
---@field DurationUnit string
---@field OriginalCost string USD
---@field DiscountRate string
---@field Currency string
---@field TotalAmountAfterDiscount string USD
---@field VoucherDeduction string USD
---@field TotalCost string USD
---@field Id? string
---@field CustomerDiscountRate? string

---@class tcbilling.intlpartnersmgt.BillQueryFilterMsg
---@field Key? string
---@field Value? string

---@class tcbilling.intlpartnersmgt.BusinessInfo
---@field BusinessCodeName string
---@field BusinessCode string
---@field OriginalCost string USD
---@field VoucherPayAmount string USD
---@field RICost string USD
---@field TotalCost string USD

---@class tcbilling.intlpartnersmgt.BusinessSummaryOverviewItem
---@field BusinessCode string
---@field BusinessCodeName string
---@field OriginalCost string USD
---@field VoucherPayAmount string USD
---@field TotalCost string USD

---@class tcbilling.intlpartnersmgt.CostAnalyzeDimensionData
---@field TotalCount? integer
---@field SumCost? string USD
---@field PeriodItemDetail? tcbilling.intlpartnersmgt.PeriodItemDetail[]

---@class tcbilling.intlpartnersmgt.CostAnalyzeFilterDetail
---@field Business? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field Region? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field Zone? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field ActionType? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field PayMode? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field Project? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field PayerUin? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]
---@field OwnerUin? tcbilling.intlpartnersmgt.BillQueryFilterMsg[]

---@class tcbilling.intlpartnersmgt.CountryCodeItem
---@field EnName string
---@field Name string
---@field IOS2 string
---@field IOS3 string
---@field Code string

---@class tcbilling.intlpartnersmgt.CustomerBillDetailData
---@field PayerAccountId integer
---@field OwnerAccountId integer
---@field OperatorAccountId integer
---@field ProductName string
---@field BillingMode string
---@field ProjectName string
---@field Region string
---@field AvailabilityZone string
---@field InstanceId string
---@field InstanceName string
---@field SubProductName string
---@field TransactionType string
---@field TransactionId string
---@field TransactionTime string
---@field UsageStartTime string
---@field UsageEndTime string
---@field ComponentType string
---@field ComponentName string
---@field ComponentListPrice string USD
---@field ComponentPriceMeasurementUnit string
---@field ComponentUsage string
---@field ComponentUsageUnit string
---@field UsageDuration string
---@field DurationUnit string
---@field OriginalCost string USD
---@field Currency string
---@field TotalCost string USD
---@field Id? string
---@field Tags? tcbilling.intlpartnersmgt.TagInfo[]

---@class tcbilling.intlpartnersmgt.DescribeCustomerInfoData
---@field CustomerUin? string
---@field Email? string
---@field Phone? string
---@field Mark? string
---@field Name? string
---@field BindTime? string
---@field AccountStatus? string
---@field AuthStatus? string
---@field AuthType? integer
---@field CidRegisterTime? string
---@field UinRegisterTime? string
---@field AuthPassTime? string
---@field HasExpense? integer

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherItem
---@field VoucherId integer
---@field CustomerUin integer
---@field VoucherStatus string
---@field RemainingAmount string USD
---@field TotalAmount string USD
---@field PaymentMode string
---@field ProductScope string
---@field EffectiveTime string
---@field ExpireTime string

---@class tcbilling.intlpartnersmgt.DescribeCustomerUinData
---@field CustomerUin? string

---@class tcbilling.intlpartnersmgt.DescribeCustomerVoucherItem
---@field VoucherId integer
---@field CustomerUin integer
---@field VoucherStatus string
---@field RemainingAmount string USD
---@field TotalAmount string USD
---@field Usage string
---@field PaymentMode string
---@field ProductScope string
---@field EffectiveTime string
---@field ExpireTime string
---@field ApplyReason string

---@class tcbilling.intlpartnersmgt.DimensionPeriodData
---@field Name? string
---@field Code? string
---@field SumCost? string USD
---@field ItemDetail? tcbilling.intlpartnersmgt.PeriodItemDetail[]

---@class tcbilling.intlpartnersmgt.PayModeSummaryOverviewItem
---@field PayMode string
---@field PayModeName string
---@field OriginalCost string USD
---@field Detail? tcbilling.intlpartnersmgt.ActionSummaryOverviewItem[]
---@field VoucherPayAmount string USD
---@field TotalCost string USD

---@class tcbilling.intlpartnersmgt.PeriodItemDetail
---@field Period? string
---@field Cost? string USD

---@class tcbilling.intlpartnersmgt.PolicyProductList
---@field PolicyCode string
---@field ProductCode string
---@field ProductName string
---@field SubProductCode string
---@field SubProductName string
---@field ComponentTypeCode string
---@field ComponentTypeName string
---@field ComponentCode string
---@field ComponentName string
---@field StartDate string
---@field EndDate string

---@class tcbilling.intlpartnersmgt.QueryCreditAllocationHistoryData
---@field AllocatedTime string
---@field Operator string
---@field Credit string USD
---@field AllocatedCredit string USD
---@field ClientCreditAfter? string USD
---@field Remark string

---@class tcbilling.intlpartnersmgt.QueryCustomerBillingQuotaData
---@field TotalCredit string USD
---@field RemainingCredit string USD
---@field RemainingVoucher string USD
---@field Force integer
---@field PrepayFrozen string USD
---@field PostpayFrozen string USD

---@class tcbilling.intlpartnersmgt.QueryCustomersCreditData
---@field Name string
---@field Type string
---@field Mobile string
---@field Email string
---@field Arrears string
---@field AssociationTime string
---@field RecentExpiry string
---@field ClientUin integer
---@field Credit string USD
---@field RemainingCredit string USD
---@field IdentifyType integer
---@field Remark string
---@field Force integer

---@class tcbilling.intlpartnersmgt.QueryDirectCustomersCreditData
---@field Uin integer
---@field TotalCredit string USD
---@field RemainingCredit string USD

---@class tcbilling.intlpartnersmgt.QueryInvitationInfoData
---@field InvitationToken? string
---@field CreateTime? string
---@field Status? integer
---@field UseTime? string
---@field ClientUin? integer
---@field ClientMail? string
---@field ClientType? integer
---@field BindTime? string

---@class tcbilling.intlpartnersmgt.QueryPendingCustomersItem
---@field ApplyTime string
---@field ClientUin integer
---@field Email string
---@field Mobile string
---@field Name string
---@field Status string
---@field Type string

---@class tcbilling.intlpartnersmgt.QueryPendingSubAgentsV2ResponseData
---@field SubAgentUin? integer
---@field Name? string
---@field Mobile? string
---@field Email? string
---@field ApplyTime? string
---@field Status? string
---@field MaterialUrl? string
---@field AuthState? integer

---@class tcbilling.intlpartnersmgt.QuerySubAgentsDetailV2ResponseData
---@field SubAgentUin? integer
---@field Name? string
---@field Remark? string
---@field Mobile? string
---@field Email? string
---@field CountOfCustomers? integer
---@field BindTime? string
---@field Credit? string USD
---@field RemainingCredit? string USD
---@field Voucher? string USD
---@field RemainingVoucher? string USD

---@class tcbilling.intlpartnersmgt.QueryT1IndirectCustomersDetailResponseData
---@field ClientUin? integer
---@field ClientName? string
---@field ClientBindTime? string

---@class tcbilling.intlpartnersmgt.QueryVoucherAmountByUinItem
---@field ClientUin integer
---@field TotalAmount string USD
---@field RemainAmount string USD

---@class tcbilling.intlpartnersmgt.QueryVoucherListByUinItem
---@field ClientUin integer
---@field TotalCount integer
---@field Data? tcbilling.intlpartnersmgt.QueryVoucherListByUinVoucherItem[]

---@class tcbilling.intlpartnersmgt.QueryVoucherListByUinVoucherItem
---@field VoucherId string
---@field VoucherStatus string
---@field TotalAmount string USD
---@field RemainAmount string USD

---@class tcbilling.intlpartnersmgt.RegionSummaryOverviewItem
---@field RegionId string
---@field RegionName string
---@field OriginalCost string USD
---@field VoucherPayAmount string USD
---@field TotalCost string USD

---@class tcbilling.intlpartnersmgt.SummaryDetails
---@field Business? tcbilling.intlpartnersmgt.BusinessInfo[]
---@field OriginalCost string USD
---@field VoucherPayAmount string USD
---@field RICost string USD
---@field TotalCost string USD
---@field GroupKey string
---@field GroupValue string

---@class tcbilling.intlpartnersmgt.TagInfo
---@field TagKey string
---@field TagValue string

---@class tcbilling.intlpartnersmgt.TradeOneNode
---@field Id? string
---@field Name? string
---@field Children? tcbilling.intlpartnersmgt.TradeTwoNode[]

---@class tcbilling.intlpartnersmgt.TradeTwoNode
---@field Id? string
---@field Name? string
---@field TradeInfo? string

---@class tcbilling.intlpartnersmgt.UsageDetail
---@field Id integer
---@field VoucherId string
---@field DealName string
---@field BillId string
---@field Amount string USD
---@field PayMode string
---@field ProductCode string
---@field SubProductCode string
---@field ProductCodeName string
---@field SubProductCodeName string
---@field PayTime string
---@field CompletionTime string
---@field OwnerUin integer

---@class tcbilling.intlpartnersmgt.AllocateCreditPool.Params
---@field SubAgentUin integer|string
---@field Credit number|string|tcbilling.Decimal

---@class tcbilling.intlpartnersmgt.AllocateCreditPool.Response
---@field RemainingCredit string USD
---@field TotalCredit string USD
---@field RequestId string

--- Pays or moves credit. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.AllocateCreditPool.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.AllocateCreditPool.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:AllocateCreditPool(params, options) end

---@class tcbilling.intlpartnersmgt.AllocateCustomerCredit.Params
---@field AddedCredit number|string|tcbilling.Decimal
---@field ClientUin integer|string
---@field Remark? string|integer

---@class tcbilling.intlpartnersmgt.AllocateCustomerCredit.Response
---@field TotalCredit string USD
---@field RemainingCredit string USD
---@field RequestId string

--- Pays or moves credit. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.AllocateCustomerCredit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.AllocateCustomerCredit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:AllocateCustomerCredit(params, options) end

---@class tcbilling.intlpartnersmgt.ApproveClientApply.Params
---@field ClientUin integer|string
---@field ApproveType "pass"|"reject"
---@field RejectReason? string|integer required where ApproveType is reject

---@class tcbilling.intlpartnersmgt.ApproveClientApply.Response
---@field RequestId string

--- Changes something. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.ApproveClientApply.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.ApproveClientApply.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:ApproveClientApply(params, options) end

---@class tcbilling.intlpartnersmgt.ApproveSubAgentApply.Params
---@field SubAgentUin integer|string
---@field ApproveType "pass"|"reject"
---@field RejectReason? string|integer required where ApproveType is reject

---@class tcbilling.intlpartnersmgt.ApproveSubAgentApply.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.ApproveSubAgentApply.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.ApproveSubAgentApply.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:ApproveSubAgentApply(params, options) end

---@class tcbilling.intlpartnersmgt.CreateAccount.Params
---@field AccountType "personal"|"company"
---@field Mail string|integer
---@field Password string|integer 8 to 20 characters
---@field ConfirmPassword string|integer
---@field PhoneNum string|integer 1 to 32 characters
---@field CountryCode string|integer
---@field Area string|integer
---@field VerifyCode string|integer
---@field TradeOne string|integer
---@field TradeTwo string|integer
---@field Extended? string|integer
---@field CustomerName? string|integer 2 to 200 characters

---@class tcbilling.intlpartnersmgt.CreateAccount.Response
---@field Uin string
---@field Reason? string
---@field RequestId string

--- Changes something. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.CreateAccount.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.CreateAccount.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:CreateAccount(params, options) end

---@class tcbilling.intlpartnersmgt.CreateAndSendClientInvitationMail.Params
---@field Email string|integer
---@field InvitationRole? "Client"|"SubAgent"
---@field MaterialUrl? string|integer

---@class tcbilling.intlpartnersmgt.CreateAndSendClientInvitationMail.Response
---@field InvitationLink? string
---@field RequestId string

--- Changes something. 1 request a second.
---@param params tcbilling.intlpartnersmgt.CreateAndSendClientInvitationMail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.CreateAndSendClientInvitationMail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:CreateAndSendClientInvitationMail(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeBillDetail.Params
---@field Month string YYYY-MM
---@field PageSize integer|string 1 to 200
---@field Page integer|string 1 or more
---@field PayMode? "prePay"|"postPay"
---@field ActionType? string|integer

---@class tcbilling.intlpartnersmgt.DescribeBillDetail.Response
---@field DetailSet? tcbilling.intlpartnersmgt.CustomerBillDetailData[]
---@field Total? integer
---@field RequestId string

--- Reads. 1 request a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeBillDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeBillDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeBillDetail(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeBillDownloadUrl.Params
---@field Month string YYYY-MM; 2022-06 or later
---@field FileType string|integer such as "L2"|"L3"

---@class tcbilling.intlpartnersmgt.DescribeBillDownloadUrl.Response
---@field DownloadUrl string
---@field Ready? integer
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeBillDownloadUrl.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeBillDownloadUrl.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeBillDownloadUrl(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeBillSummary.Params
---@field Month string YYYY-MM
---@field GroupType string|integer such as "product"|"project"|"tag"
---@field TagKey? (string|integer)[]

---@class tcbilling.intlpartnersmgt.DescribeBillSummary.Response
---@field SummaryDetail? tcbilling.intlpartnersmgt.SummaryDetails[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeBillSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeBillSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeBillSummary(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeBillSummaryByPayMode.Params
---@field BillMonth string YYYY-MM
---@field CustomerUin integer|string

---@class tcbilling.intlpartnersmgt.DescribeBillSummaryByPayMode.Response
---@field SummaryOverview? tcbilling.intlpartnersmgt.PayModeSummaryOverviewItem[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeBillSummaryByPayMode.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeBillSummaryByPayMode.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeBillSummaryByPayMode(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeBillSummaryByProduct.Params
---@field BillMonth string YYYY-MM
---@field CustomerUin integer|string

---@class tcbilling.intlpartnersmgt.DescribeBillSummaryByProduct.Response
---@field SummaryOverview? tcbilling.intlpartnersmgt.BusinessSummaryOverviewItem[]
---@field RequestId string

--- Reads. 1 request a second.
---@param params tcbilling.intlpartnersmgt.DescribeBillSummaryByProduct.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeBillSummaryByProduct.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeBillSummaryByProduct(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeBillSummaryByRegion.Params
---@field BillMonth string YYYY-MM
---@field CustomerUin integer|string

---@class tcbilling.intlpartnersmgt.DescribeBillSummaryByRegion.Response
---@field SummaryOverview? tcbilling.intlpartnersmgt.RegionSummaryOverviewItem[]
---@field RequestId string

--- Reads. 1 request a second.
---@param params tcbilling.intlpartnersmgt.DescribeBillSummaryByRegion.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeBillSummaryByRegion.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeBillSummaryByRegion(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillDetail.Params
---@field CustomerUin integer|string
---@field Month string YYYY-MM
---@field PageSize integer|string 1 to 200
---@field Page integer|string 1 or more
---@field PayMode? "prePay"|"postPay"
---@field ActionType? string|integer
---@field IsConfirmed? "0"|"1"|"2"

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillDetail.Response
---@field Total integer
---@field DetailSet? tcbilling.intlpartnersmgt.BillDetailData[]
---@field RequestId string

--- Reads. 5 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerBillDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerBillDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerBillDetail(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillDetailByDay.Params
---@field CustomerUin integer|string
---@field Date string YYYY-MM-DD; 2025-06-01 or later

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillDetailByDay.Response
---@field TotalCost? string USD
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerBillDetailByDay.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerBillDetailByDay.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerBillDetailByDay(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillDownloadUrl.Params
---@field Month string YYYY-MM; 2022-06 or later
---@field FileType string|integer such as "billResource"|"billDetail"|"billResourcePack"|"billDetailPack"
---@field CustomerUinType string|integer such as "Customer"|"Reseller"|"ResellerCustomer"
---@field FileLanguage? string|integer such as "zh_cn"|"en"; default en
---@field CustomerUin? integer|string not where FileType is billResourcePack or billDetailPack

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillDownloadUrl.Response
---@field DownloadUrl string
---@field Ready? integer
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerBillDownloadUrl.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerBillDownloadUrl.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerBillDownloadUrl(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillSummary.Params
---@field CustomerUin integer|string
---@field Month string YYYY-MM
---@field PayMode? "prePay"|"postPay"
---@field ActionType? string|integer
---@field IsConfirmed? "0"|"1"|"2"

---@class tcbilling.intlpartnersmgt.DescribeCustomerBillSummary.Response
---@field TotalCost string USD
---@field RequestId string

--- Reads. 1 request a second.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerBillSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerBillSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerBillSummary(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerInfo.Params
---@field CustomerUin (integer|string)[] 1 to 20 items

---@class tcbilling.intlpartnersmgt.DescribeCustomerInfo.Response
---@field Data? tcbilling.intlpartnersmgt.DescribeCustomerInfoData[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerInfo.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerInfo.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerInfo(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerFilter.Params
---@field StartTime string YYYY-MM-DD HH:MM:SS
---@field EndTime string YYYY-MM-DD HH:MM:SS
---@field PeriodType "day"|"month"

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerFilter.Response
---@field Data? tcbilling.intlpartnersmgt.CostAnalyzeFilterDetail
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerFilter.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerFilter.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerOwnCostExplorerFilter(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerSummary.Params
---@field Dimension string|integer such as "Default"|"Business"|"Product"|"Region"|"Zone"|"ActionType"|"PayMode"|"Project"|"PayerUin"|"OwnerUin"|"Tag"
---@field FeeType string|integer such as "originalCost"|"totalCost"
---@field BillType integer|string such as 1
---@field StartTime string YYYY-MM-DD HH:MM:SS
---@field EndTime string YYYY-MM-DD HH:MM:SS
---@field PeriodType "day"|"month"
---@field Page integer|string 1 to 10000
---@field PageSize integer|string 1 to 200
---@field TagKey? string|integer required where Dimension is Tag
---@field Filter? tcbilling.intlpartnersmgt.params.CostAnalyzeFilter

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerSummary.Response
---@field DimensionName? string
---@field Detail? tcbilling.intlpartnersmgt.DimensionPeriodData[]
---@field TotalDetail? tcbilling.intlpartnersmgt.CostAnalyzeDimensionData
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerSummary.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerOwnCostExplorerSummary.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerOwnCostExplorerSummary(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherList.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100
---@field VoucherStatus? string|integer such as "Issued"|"Used"|"Expired"|"Invalidated"
---@field PaymentMode? string|integer such as "AllPayment"|"Prepaid"|"Postpaid"
---@field ProductScope? string|integer such as "AllProducts"|"SpecifyProducts"|"SpecifyProductsBlacklist"
---@field VoucherId? integer|string

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherList.Response
---@field TotalCount integer
---@field Data? tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherItem[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherList.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherList.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerOwnVoucherList(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherUsageDetails.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100
---@field VoucherId integer|string
---@field Month? string YYYY-MM

---@class tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherUsageDetails.Response
---@field Data? tcbilling.intlpartnersmgt.UsageDetail[]
---@field VoucherId integer
---@field TotalAmount string USD
---@field RemainAmount string USD
---@field TotalRecordsCount integer
---@field Month string
---@field RecordsCountByMonth integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherUsageDetails.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerOwnVoucherUsageDetails.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerOwnVoucherUsageDetails(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerUin.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 or more

---@class tcbilling.intlpartnersmgt.DescribeCustomerUin.Response
---@field Data? tcbilling.intlpartnersmgt.DescribeCustomerUinData[]
---@field Total? string
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerUin.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerUin.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerUin(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerVoucherList.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100
---@field CustomerUin? integer|string
---@field VoucherStatus? string|integer such as "Issued"|"Used"|"Expired"|"Invalidated"
---@field PaymentMode? string|integer such as "AllPayment"|"Prepaid"|"Postpaid"
---@field Usage? string|integer such as "ProductTrial"|"CustomerOffer"
---@field ProductScope? string|integer such as "AllProducts"|"SpecifyProducts"|"SpecifyProductsBlacklist"
---@field VoucherId? integer|string

---@class tcbilling.intlpartnersmgt.DescribeCustomerVoucherList.Response
---@field TotalCount integer
---@field Data? tcbilling.intlpartnersmgt.DescribeCustomerVoucherItem[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerVoucherList.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerVoucherList.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerVoucherList(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeCustomerVoucherUsageDetails.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100
---@field CustomerUin integer|string
---@field VoucherId integer|string
---@field Month? string YYYY-MM

---@class tcbilling.intlpartnersmgt.DescribeCustomerVoucherUsageDetails.Response
---@field Data? tcbilling.intlpartnersmgt.UsageDetail[]
---@field CustomerUin integer
---@field VoucherId integer
---@field TotalAmount string USD
---@field RemainAmount string USD
---@field TotalRecordsCount integer
---@field Month string
---@field RecordsCountByMonth integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.DescribeCustomerVoucherUsageDetails.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeCustomerVoucherUsageDetails.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeCustomerVoucherUsageDetails(params, options) end

---@class tcbilling.intlpartnersmgt.DescribeRebateDownloadUrl.Params
---@field Month string YYYY-MM
---@field FileType string|integer such as "CommissionDetail"

---@class tcbilling.intlpartnersmgt.DescribeRebateDownloadUrl.Response
---@field DownloadUrl string
---@field Ready integer
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.DescribeRebateDownloadUrl.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.DescribeRebateDownloadUrl.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:DescribeRebateDownloadUrl(params, options) end

---@class tcbilling.intlpartnersmgt.ForceQN.Params
---@field ClientUin integer|string
---@field Type 0|2

---@class tcbilling.intlpartnersmgt.ForceQN.Response
---@field C integer
---@field M string
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.ForceQN.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.ForceQN.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:ForceQN(params, options) end

---@class tcbilling.intlpartnersmgt.GetCountryCodes.Params

---@class tcbilling.intlpartnersmgt.GetCountryCodes.Response
---@field Data? tcbilling.intlpartnersmgt.CountryCodeItem[]
---@field RequestId string

--- Reads. 5 requests a second.
---@param params? tcbilling.intlpartnersmgt.GetCountryCodes.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.GetCountryCodes.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:GetCountryCodes(params, options) end

---@class tcbilling.intlpartnersmgt.GetTradeConfigList.Params

---@class tcbilling.intlpartnersmgt.GetTradeConfigList.Response
---@field TradeList? tcbilling.intlpartnersmgt.TradeOneNode[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.intlpartnersmgt.GetTradeConfigList.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.GetTradeConfigList.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:GetTradeConfigList(params, options) end

---@class tcbilling.intlpartnersmgt.ModifyClientRemark.Params
---@field ClientUin string|integer
---@field Remark string|integer

---@class tcbilling.intlpartnersmgt.ModifyClientRemark.Response
---@field ClientRemark string
---@field RequestId string

--- Changes something. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.ModifyClientRemark.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.ModifyClientRemark.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:ModifyClientRemark(params, options) end

---@class tcbilling.intlpartnersmgt.QueryAccountVerificationStatus.Params
---@field ClientUin integer|string

---@class tcbilling.intlpartnersmgt.QueryAccountVerificationStatus.Response
---@field AccountStatus boolean
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.QueryAccountVerificationStatus.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryAccountVerificationStatus.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryAccountVerificationStatus(params, options) end

---@class tcbilling.intlpartnersmgt.QueryCreditAllocationHistory.Params
---@field ClientUin integer|string
---@field Page? integer|string 1 or more
---@field PageSize? integer|string 1 or more

---@class tcbilling.intlpartnersmgt.QueryCreditAllocationHistory.Response
---@field Total integer
---@field History? tcbilling.intlpartnersmgt.QueryCreditAllocationHistoryData[]
---@field RequestId string

--- Reads. 5 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.QueryCreditAllocationHistory.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryCreditAllocationHistory.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryCreditAllocationHistory(params, options) end

---@class tcbilling.intlpartnersmgt.QueryCreditByUinList.Params
---@field UinList (integer|string)[] 1 to 50 items

---@class tcbilling.intlpartnersmgt.QueryCreditByUinList.Response
---@field Data? tcbilling.intlpartnersmgt.QueryDirectCustomersCreditData[]
---@field RequestId string

--- Reads. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.QueryCreditByUinList.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryCreditByUinList.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryCreditByUinList(params, options) end

---@class tcbilling.intlpartnersmgt.QueryCustomerBillingQuota.Params
---@field EventId? integer|string no longer taken
---@field ComponentName? string|integer no longer taken

---@class tcbilling.intlpartnersmgt.QueryCustomerBillingQuota.Response
---@field Data? tcbilling.intlpartnersmgt.QueryCustomerBillingQuotaData
---@field RequestId string

--- Reads. 20 requests a second.
---@param params? tcbilling.intlpartnersmgt.QueryCustomerBillingQuota.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryCustomerBillingQuota.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryCustomerBillingQuota(params, options) end

---@class tcbilling.intlpartnersmgt.QueryCustomersCredit.Params
---@field FilterType? string|integer such as "ClientUin"|"Name"|"Remark"|"Email"
---@field Filter? string|integer
---@field Page? integer|string 1 or more
---@field PageSize? integer|string 1 or more
---@field Order? string|integer such as "desc"|"asc"; default desc

---@class tcbilling.intlpartnersmgt.QueryCustomersCredit.Response
---@field Data? tcbilling.intlpartnersmgt.QueryCustomersCreditData[]
---@field Total integer
---@field RequestId string

--- Reads. 5 requests a second. One page; see `rows`.
---@param params? tcbilling.intlpartnersmgt.QueryCustomersCredit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryCustomersCredit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryCustomersCredit(params, options) end

---@class tcbilling.intlpartnersmgt.QueryDirectCustomersCredit.Params

---@class tcbilling.intlpartnersmgt.QueryDirectCustomersCredit.Response
---@field Data? tcbilling.intlpartnersmgt.QueryDirectCustomersCreditData[]
---@field RequestId string

--- Reads. 5 requests a second.
---@param params? tcbilling.intlpartnersmgt.QueryDirectCustomersCredit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryDirectCustomersCredit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryDirectCustomersCredit(params, options) end

---@class tcbilling.intlpartnersmgt.QueryInvitationInfo.Params
---@field InvitationToken (string|integer)[] 1 to 100 items

---@class tcbilling.intlpartnersmgt.QueryInvitationInfo.Response
---@field InvitationInfo? tcbilling.intlpartnersmgt.QueryInvitationInfoData[]
---@field RequestId string

--- Reads. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.QueryInvitationInfo.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryInvitationInfo.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryInvitationInfo(params, options) end

---@class tcbilling.intlpartnersmgt.QueryPartnerCredit.Params

---@class tcbilling.intlpartnersmgt.QueryPartnerCredit.Response
---@field AllocatedCredit string USD
---@field TotalCredit string USD
---@field RemainingCredit string USD
---@field CustomerTotalCredit? string USD
---@field CustomerRemainingCredit? string USD
---@field RequestId string

--- Reads. 5 requests a second.
---@param params? tcbilling.intlpartnersmgt.QueryPartnerCredit.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryPartnerCredit.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryPartnerCredit(params, options) end

---@class tcbilling.intlpartnersmgt.QueryPendingClientsV2.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100

---@class tcbilling.intlpartnersmgt.QueryPendingClientsV2.Response
---@field Data? tcbilling.intlpartnersmgt.QueryPendingCustomersItem[]
---@field Total? integer
---@field RequestId string

--- Reads. 5 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.QueryPendingClientsV2.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryPendingClientsV2.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryPendingClientsV2(params, options) end

---@class tcbilling.intlpartnersmgt.QueryPendingSubAgentsV2.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100

---@class tcbilling.intlpartnersmgt.QueryPendingSubAgentsV2.Response
---@field Data? tcbilling.intlpartnersmgt.QueryPendingSubAgentsV2ResponseData[]
---@field Total? integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.QueryPendingSubAgentsV2.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryPendingSubAgentsV2.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryPendingSubAgentsV2(params, options) end

---@class tcbilling.intlpartnersmgt.QueryPolicyProductListByCode.Params
---@field PolicyCode string|integer
---@field ProductCode? string|integer
---@field ProductName? string|integer
---@field SubProductCode? string|integer
---@field SubProductName? string|integer
---@field Page? integer|string 1 or more
---@field PageSize? integer|string 1 to 200; default 200

---@class tcbilling.intlpartnersmgt.QueryPolicyProductListByCode.Response
---@field ProductList? tcbilling.intlpartnersmgt.PolicyProductList[]
---@field Total integer
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.QueryPolicyProductListByCode.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryPolicyProductListByCode.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryPolicyProductListByCode(params, options) end

---@class tcbilling.intlpartnersmgt.QuerySubAgentsDetailV2.Params
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100
---@field FilterType? string|integer
---@field Filter? string|integer
---@field Order? string|integer such as "Desc"|"acs"

---@class tcbilling.intlpartnersmgt.QuerySubAgentsDetailV2.Response
---@field Total? integer
---@field Data? tcbilling.intlpartnersmgt.QuerySubAgentsDetailV2ResponseData[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.QuerySubAgentsDetailV2.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QuerySubAgentsDetailV2.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QuerySubAgentsDetailV2(params, options) end

---@class tcbilling.intlpartnersmgt.QueryT1IndirectCustomersDetail.Params
---@field SubAgentUin integer|string
---@field Page integer|string 1 or more
---@field PageSize integer|string 1 to 100

---@class tcbilling.intlpartnersmgt.QueryT1IndirectCustomersDetail.Response
---@field Total? integer
---@field SubAgentUin? integer
---@field SubAgentName? string
---@field Data? tcbilling.intlpartnersmgt.QueryT1IndirectCustomersDetailResponseData[]
---@field RequestId string

--- Reads. 20 requests a second. One page; see `rows`.
---@param params tcbilling.intlpartnersmgt.QueryT1IndirectCustomersDetail.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryT1IndirectCustomersDetail.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryT1IndirectCustomersDetail(params, options) end

---@class tcbilling.intlpartnersmgt.QueryVoucherAmountByUin.Params
---@field ClientUins (integer|string)[] 1 to 20 items

---@class tcbilling.intlpartnersmgt.QueryVoucherAmountByUin.Response
---@field Data? tcbilling.intlpartnersmgt.QueryVoucherAmountByUinItem[]
---@field RequestId string

--- Reads. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.QueryVoucherAmountByUin.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryVoucherAmountByUin.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryVoucherAmountByUin(params, options) end

---@class tcbilling.intlpartnersmgt.QueryVoucherListByUin.Params
---@field ClientUins (integer|string)[] 1 to 20 items
---@field Status? string|integer such as "Unused"|"Used"|"Expired"

---@class tcbilling.intlpartnersmgt.QueryVoucherListByUin.Response
---@field Data? tcbilling.intlpartnersmgt.QueryVoucherListByUinItem[]
---@field RequestId string

--- Reads. 5 requests a second.
---@param params tcbilling.intlpartnersmgt.QueryVoucherListByUin.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryVoucherListByUin.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryVoucherListByUin(params, options) end

---@class tcbilling.intlpartnersmgt.QueryVoucherPool.Params

---@class tcbilling.intlpartnersmgt.QueryVoucherPool.Response
---@field AgentName string
---@field AccountType integer
---@field TotalQuota string USD
---@field RemainingQuota string USD
---@field IssuedNum integer
---@field RequestId string

--- Reads. 5 requests a second.
---@param params? tcbilling.intlpartnersmgt.QueryVoucherPool.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.QueryVoucherPool.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:QueryVoucherPool(params, options) end

---@class tcbilling.intlpartnersmgt.SendVerifyCode.Params
---@field CountryCode string|integer
---@field PhoneNum string|integer 1 to 32 characters

---@class tcbilling.intlpartnersmgt.SendVerifyCode.Response
---@field RequestId string

--- Changes something. 20 requests a second.
---@param params tcbilling.intlpartnersmgt.SendVerifyCode.Params
---@param options? tcbilling.CallOptions
---@return tcbilling.intlpartnersmgt.SendVerifyCode.Response? response
---@return string? message
---@return tcbilling.Detail detail
function Partners:SendVerifyCode(params, options) end
-- end of what is made: intlpartnersmgt

---@class tcbilling.Client
---@field billing tcbilling.Billing
---@field intlpartnersmgt tcbilling.Partners
local Client = {}

---@param service "billing"|"intlpartnersmgt"
---@param action string
---@param params? table
---@param options? tcbilling.CallOptions
---@return table? response, string? message, tcbilling.Detail detail
function Client:call(service, action, params, options) end

--- Runs f(...) as a task, at once until it waits for the first time.
---@param f function
---@return tcbilling.Task
function Client:spawn(f, ...) end

--- Waits, while tasks go on.
---@param seconds number
---@return boolean slept false: the task was cancelled
---@return string? message
function Client:sleep(seconds) end

--- Calls f(item) for each of the items, several at once, and gives `item, ...`
--- as they are done.
---@param items any[]|fun(): any
---@param f fun(item: any): any, string?, tcbilling.Detail?
---@param options? { concurrency?: integer, on_progress?: fun(progress: tcbilling.Progress) }
---@return tcbilling.Each
function Client:each(items, f, options) end

--- What a run will take at least.
---@param service "billing"|"intlpartnersmgt"
---@param action string
---@param about { items?: integer, rows?: integer, limit?: integer, params?: table }
---@return tcbilling.Plan?, string? message, table? detail
function Client:plan(service, action, about) end

function Client:close() end

---@class tcbilling
---@field null lightuserdata
---@field _VERSION string
local tcbilling = {}

---@param options? tcbilling.Options
---@return tcbilling.Client?, string? message
function tcbilling.new(options) end

---@param keys { secret_id: string, secret_key: string, token?: string }
---@return tcbilling.Signer?, string? message
function tcbilling.signer(keys) end

---@param value string|integer|tcbilling.Decimal
---@return tcbilling.Decimal?, string? message
function tcbilling.decimal(value) end

---@param list table[]|string[]
---@param field? string
---@return tcbilling.Decimal? sum, integer|string counted_or_message, integer? skipped
function tcbilling.sum(list, field) end

--- Months as plain "YYYY-MM" texts. What is no text raises.
tcbilling.month = {}

--- Is it a month?
---@param text string
---@return string? text as it is, if it is "YYYY-MM"
---@return string? message
function tcbilling.month.check(text) end

--- The month of "YYYY-MM", or of a text that begins with "YYYY-MM-DD", as a
--- row's BillMonth "2023-10-01 00:00:00"; otherwise nil.
---@param text string
---@return string? month
function tcbilling.month.of(text) end

--- The month after "YYYY-MM".
---@param text string
---@return string? month, string? message
function tcbilling.month.next(text) end

--- The month before "YYYY-MM".
---@param text string
---@return string? month, string? message
function tcbilling.month.previous(text) end

--- The months from first to last, both included.
---@param first string "YYYY-MM"
---@param last string "YYYY-MM", not before first
---@return string[]? months, string? message
function tcbilling.month.range(first, last) end

--- How far a month's bill is: open until the month ends in Beijing (UTC+8),
--- then closing, with figures that are provisional, and final from the 5th of
--- the next month, 01:00, on. A final one may still be adjusted.
---@param text string "YYYY-MM", or a date in the month
---@param now? number UNIX seconds, default os.time()
---@return "open"|"closing"|"final"|nil state, string? message
function tcbilling.month.state(text, now) end

---@class tcbilling.TransactionType
---@field code? string the main code; nil where none is known
---@field codes string[] all codes of the same meaning
---@field name string the present name
---@field names string[] all names known, in English and Chinese
---@field is_precision boolean billVirtualId, which closes the gap between fees of 8 places and payments of 2: to be kept when summing, and no usage

--- What an ActionType (a code) or an ActionTypeName means, in any case, with
--- any blanks, in either spelling. "Upgrade/Downgrade", which several codes
--- share, is prepay_modify.
---@param word string
---@return tcbilling.TransactionType?, string? message
function tcbilling.transaction_type(word) end

---@class tcbilling.Difference
---@field path string "SummaryOverview[1].Detail"; "" is the bill itself
---@field field string
---@field kind "payments"|"details"|"total"|"rows"
---@field group? string of kind rows, unless in all: "Pay-as-you-go", ...
---@field left tcbilling.Decimal payments: RealTotalCost. details: of the object that the list is in. total: of the total. rows: of the summary's items
---@field right tcbilling.Decimal payments: the sum of the four payments. details, total: the sum of the list. rows: the sum of the rows
---@field difference tcbilling.Decimal left - right, never 0

---@class tcbilling.Reconciliation
---@field checked integer checks made
---@field skipped integer checks not made: an amount is "-", absent or unreadable, or the total is of more than the list
---@field differences tcbilling.Difference[] in the order of the bill's lists, names by alphabet; those of rows last
---@field unreadable string[] paths of what is no decimal number, at most 100

--- Looks for what does not add up in a bill, exactly; small differences are
--- usual in the API's own answers, so nothing is refused. nil, message, detail
--- if a row fails.
---@param action string its name: by it rows are grouped, for DescribeBillSummaryByPayMode, -Product, -Project and -Region
---@param bill table a Response as a call returned it
---@param rows? tcbilling.Rows|table[]|fun(): integer?, table?, string?, tcbilling.Detail? of the bill by instance of the same month; they are not kept
---@return tcbilling.Reconciliation?, string? message, tcbilling.Detail? detail
function tcbilling.reconcile(action, bill, rows) end

---@class tcbilling.AdjustedMonth
---@field month string "YYYY-MM"
---@field adjustments table[] rows of DescribeBillAdjustInfo
---@field adjusted_at? string their latest AdjustCompletionTime, in UTC+8

---@class tcbilling.AdjustmentsOptions
---@field payer_uin? string|integer
---@field since? string|number only what was completed after it: "YYYY-MM-DD HH:MM:SS" in UTC+8, or UNIX seconds
---@field timeout? number milliseconds, one attempt
---@field deadline? number seconds, each call
---@field retry? boolean
---@field priority? "interactive"|"bulk"

tcbilling.json = { null = tcbilling.null }

--- Marks a table as a list, so that an empty one is [] in JSON.
---@param t table
---@return table t
function tcbilling.json.list(t) end

--- A number with just these digits.
---@param text string
---@return userdata? number, string? message
function tcbilling.json.number(text) end

---@param text string
---@param options? { fields?: string[], lossless?: boolean, text?: table, depth?: integer }
---@return any value, string? message
function tcbilling.json.decode(text, options) end

---@param value any
---@return string? text, string? message
function tcbilling.json.encode(value) end

-- require "tcbilling.testing"

---@class tcbilling.TestBox
---@field answers table[]
---@field requests { url: string, method: string, headers: string[], body: string }[]
---@field sleeps number[] seconds
---@field events tcbilling.Event[]
---@field logged string[] "warning: ..."
---@field now number seconds; moves by sleeping and answering
---@field unix number the wall clock's time where `now` was 1000

---@class tcbilling.Testing
local testing = {}

--- A box of answers, and of what was done with them.
---@param answers (table|fun(request: table): table)[] in turn, the last for ever
---@return tcbilling.TestBox
function testing.new(answers) end

--- A client on a box, with keys, and limits of its own.
---@param box tcbilling.TestBox
---@param options? tcbilling.Options
---@return tcbilling.Client
function testing.client(box, options) end

--- An answer of the API.
---@param response table|string the Response object, or the whole body
---@param changes? table of the answer: status, date, took (seconds), ...
---@return table answer
function testing.response(response, changes) end

--- An answer that is an error of the API's.
---@param code string "RequestLimitExceeded", ...
---@param changes? table
---@return table answer
function testing.error(code, changes) end

--- No answer: what a transport that failed tells.
---@param outcome "resolve"|"connect"|"closed"|"protocol"|"failed"|"tls"|"connect_timeout"|"timeout"|"too_large"|"cancelled"|"unsendable"
---@param changes? table message, sent, ...
---@return table answer
function testing.broken(outcome, changes) end

--- The value of a header of the n-th request.
---@param box tcbilling.TestBox
---@param n integer
---@param name string in any case
---@return string?
function testing.header(box, n, name) end

-- require "tcbilling.runtime.curl", for an event loop of the program's own

---@class tcbilling.CurlRuntime
local curl = {}

--- The descriptors to wait for.
---@return { fd: integer, read: boolean, write: boolean }[]
function curl.fds() end

--- One descriptor that can be read whenever one of those is ready.
---@return integer? fd nil: there is none to wait for
function curl.backend_fd() end

--- When to step though no descriptor is ready.
---@return number? seconds from now; nil: never
function curl.timeout() end

--- Does what there is to do, without waiting.
function curl.step() end

-- require "tcbilling.pull"

---@class tcbilling.PullOptions
---@field months string[] "YYYY-MM"
---@field to string|table FILE.csv, FILE.ndjson, sqlite:FILE, postgresql://...; or a sink of your own
---@field format? "resources"|"focus"|"customers"
---@field scope? "organization"|"account" of resources
---@field uins? (string|integer)[] of customers
---@field refresh? boolean asks for settled months, too
---@field account? string its name, where one client is given
---@field no_formulas? boolean of CSV
---@field timeout? number milliseconds, one attempt
---@field concurrency? integer of customers: calls at once
---@field on_progress? fun(progress: tcbilling.PullProgress)
---@field note? fun(text: string) takes remarks

---@class tcbilling.PullProgress
---@field title string "resources 2023-08"
---@field done integer rows, or bills
---@field total? integer of these, as far as is known
---@field eta? number seconds
---@field bills_done integer
---@field bills_total integer
---@field rows integer committed in this run
---@field kept integer
---@field failed integer
---@field elapsed number seconds

---@class tcbilling.PullFailure
---@field account string
---@field month string
---@field customer_uin? string
---@field message string
---@field kind string
---@field code? string

---@class tcbilling.PullMonth
---@field account string
---@field month string
---@field bills integer
---@field rows integer
---@field sums table<string, string> exact, by field
---@field provisional table<"open"|"closing"|"moved", integer> bills that are

---@class tcbilling.PullReport
---@field kind "resources"|"customers"
---@field bills integer asked for
---@field pulled integer
---@field kept integer settled before
---@field failed integer
---@field left integer
---@field resumed integer that went on from where they were left
---@field rows integer committed
---@field failures tcbilling.PullFailure[]
---@field months tcbilling.PullMonth[] what is whole now
---@field elapsed number seconds

---@class tcbilling.Pull
local pull = {}

--- Pulls bills by resource into a target; goes on where it was left.
---@param clients tcbilling.Client|table<string, tcbilling.Client> one, or by account
---@param options tcbilling.PullOptions
---@return tcbilling.PullReport? report
---@return string? message
---@return table? detail kind, and `report` if it had begun
function pull.resources(clients, options) end

--- The same of customers' totals: one call for each and each month.
---@param clients tcbilling.Client|table<string, tcbilling.Client>
---@param options tcbilling.PullOptions
---@return tcbilling.PullReport? report
---@return string? message
---@return table? detail
function pull.customers(clients, options) end

--- What of earlier runs failed and has not come since.
---@param target string|table
---@param kind "resources"|"customers"
---@param format? string
---@return tcbilling.PullFailure[]? failures
---@return string? message
---@return table? detail
function pull.failures(target, kind, format) end

--- Looks at options before there are clients, and touches nothing.
---@param kind "resources"|"customers"
---@param options tcbilling.PullOptions
---@return boolean? ok
---@return string? message
---@return table? detail
function pull.look(kind, options) end

return tcbilling
