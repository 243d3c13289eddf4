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

---@class tcbilling.Options
---@field secret_id? string
---@field secret_key? string
---@field token? string
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

---@class tcbilling.PayModeDetail
---@field ActionType string
---@field ActionTypeName string
---@field RealTotalCost string
---@field TotalCost string
---@field CashPayAmount string
---@field IncentivePayAmount string
---@field VoucherPayAmount string
---@field TransferPayAmount string
---@field RealTotalCostRatio string
---@field BillMonth string

---@class tcbilling.PayMode
---@field PayMode string
---@field PayModeName string
---@field RealTotalCost string
---@field TotalCost string
---@field CashPayAmount string
---@field IncentivePayAmount string
---@field VoucherPayAmount string
---@field TransferPayAmount string
---@field RealTotalCostRatio string
---@field Detail tcbilling.PayModeDetail[]

---@class tcbilling.Billing
local Billing = {}

--- The bill by billing mode. 20 requests a second.
---@param params { BeginTime: string, EndTime: string, PayerUin?: string }
---@param options? tcbilling.CallOptions
---@return { Ready: integer, SummaryOverview?: tcbilling.PayMode[], RequestId: string }?
---@return string? message, tcbilling.Detail detail
function Billing:DescribeBillSummaryByPayMode(params, options) end

--- One page of the bill by instance that the admin account pays; see `rows`.
--- 20 requests a second.
---@param params { Offset: integer, Limit: integer, Month: string, PeriodType?: string, NeedRecordNum?: 0|1, ActionType?: string, ResourceId?: string, PayMode?: "prePay"|"postPay", BusinessCode?: string, TagKey?: string, TagValue?: string }
---@param options? tcbilling.CallOptions
---@return { ResourceSummarySet: table[], Total?: integer, RequestId: string }?
---@return string? message, tcbilling.Detail detail
function Billing:DescribeBillResourceSummaryForOrganization(params, options)
end

--- All rows of a paged action: `for i, row, message, detail in ... do`.
---@param action string
---@param params? table
---@param options? tcbilling.RowsOptions
---@return tcbilling.Rows
function Billing:rows(action, params, options) end

---@class tcbilling.Partners
local Partners = {}

--- What a customer's bill comes to. 1 request a second.
---@param params { CustomerUin: integer|string, Month: string, PayMode?: "prePay"|"postPay", ActionType?: string, IsConfirmed?: "0"|"1"|"2" }
---@param options? tcbilling.CallOptions
---@return { TotalCost: string, RequestId: string }?
---@return string? message, tcbilling.Detail detail
function Partners:DescribeCustomerBillSummary(params, options) end

---@param action string
---@param params? table
---@param options? tcbilling.RowsOptions
---@return tcbilling.Rows
function Partners:rows(action, params, options) end

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

return tcbilling
