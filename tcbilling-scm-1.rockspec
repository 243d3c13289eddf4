rockspec_format = "3.0"
package = "tcbilling"
version = "scm-1"
source = { url = "git+file://." } -- `luarocks make` builds the tree it is in
description = {
  summary = "Tencent Cloud's International billing APIs, exact and in time",
  license = "MIT",
}
-- No upper bound: a new Lua must not block an installation. No rocks.
dependencies = { "lua >= 5.1" }
-- No header for curl: Debian keeps it where LuaRocks does not look.
external_dependencies = {
  CURL = { library = "curl" },
  OPENSSL = { header = "openssl/evp.h", library = "crypto" },
}
build = {
  type = "builtin",
  modules = {
    ["tcbilling"] = "lua/tcbilling/init.lua",
    ["tcbilling.ahead"] = "lua/tcbilling/ahead.lua",
    ["tcbilling.attempt"] = "lua/tcbilling/attempt.lua",
    ["tcbilling.bill"] = "lua/tcbilling/bill.lua",
    ["tcbilling.call"] = "lua/tcbilling/call.lua",
    ["tcbilling.catalog"] = "lua/tcbilling/catalog/init.lua",
    ["tcbilling.catalog.billing"] = "lua/tcbilling/catalog/billing.lua",
    ["tcbilling.catalog.intlpartnersmgt"] =
      "lua/tcbilling/catalog/intlpartnersmgt.lua",
    ["tcbilling.cells"] = "lua/tcbilling/cells.lua",
    ["tcbilling.chance"] = "lua/tcbilling/chance.lua",
    ["tcbilling.check"] = "lua/tcbilling/check.lua",
    ["tcbilling.client"] = "lua/tcbilling/client.lua",
    ["tcbilling.configure"] = "lua/tcbilling/configure.lua",
    ["tcbilling.copy"] = "lua/tcbilling/copy.lua",
    ["tcbilling.credentials"] = "lua/tcbilling/credentials.lua",
    ["tcbilling.decode"] = "lua/tcbilling/decode.lua",
    ["tcbilling.dry_run"] = "lua/tcbilling/dry_run.lua",
    ["tcbilling.each"] = "lua/tcbilling/each.lua",
    ["tcbilling.endpoint"] = "lua/tcbilling/endpoint.lua",
    ["tcbilling.errors"] = "lua/tcbilling/errors.lua",
    ["tcbilling.finalizer"] = "lua/tcbilling/finalizer.lua",
    ["tcbilling.http_date"] = "lua/tcbilling/http_date.lua",
    ["tcbilling.limits"] = "lua/tcbilling/limits.lua",
    ["tcbilling.month"] = "lua/tcbilling/month.lua",
    ["tcbilling.options"] = "lua/tcbilling/options.lua",
    ["tcbilling.pace"] = "lua/tcbilling/pace.lua",
    ["tcbilling.pages"] = "lua/tcbilling/pages.lua",
    ["tcbilling.patience"] = "lua/tcbilling/patience.lua",
    ["tcbilling.pipeline"] = "lua/tcbilling/pipeline.lua",
    ["tcbilling.plan"] = "lua/tcbilling/plan.lua",
    ["tcbilling.proxy"] = "lua/tcbilling/proxy.lua",
    ["tcbilling.queue"] = "lua/tcbilling/queue.lua",
    ["tcbilling.records"] = "lua/tcbilling/records.lua",
    ["tcbilling.retry"] = "lua/tcbilling/retry.lua",
    ["tcbilling.rows"] = "lua/tcbilling/rows.lua",
    ["tcbilling.rules"] = "lua/tcbilling/rules.lua",
    ["tcbilling.runtime"] = "lua/tcbilling/runtime/init.lua",
    ["tcbilling.runtime.cosocket"] = "lua/tcbilling/runtime/cosocket.lua",
    ["tcbilling.runtime.curl"] = "lua/tcbilling/runtime/curl.lua",
    ["tcbilling.runtime.light_threads"] =
      "lua/tcbilling/runtime/light_threads.lua",
    ["tcbilling.runtime.nginx"] = "lua/tcbilling/runtime/nginx.lua",
    ["tcbilling.runtime.scheduler"] = "lua/tcbilling/runtime/scheduler.lua",
    ["tcbilling.runtime.semaphore"] = "lua/tcbilling/runtime/semaphore.lua",
    ["tcbilling.runtime.task"] = "lua/tcbilling/runtime/task.lua",
    ["tcbilling.runtime.timers"] = "lua/tcbilling/runtime/timers.lua",
    ["tcbilling.service"] = "lua/tcbilling/service.lua",
    ["tcbilling.sign"] = "lua/tcbilling/sign.lua",
    ["tcbilling.suggest"] = "lua/tcbilling/suggest.lua",
    ["tcbilling.tell"] = "lua/tcbilling/tell.lua",
    ["tcbilling.testing"] = "lua/tcbilling/testing.lua",
    ["tcbilling.values"] = "lua/tcbilling/values.lua",
    ["tcbilling.visible"] = "lua/tcbilling/visible.lua",
    ["tcbilling.core"] = {
      sources = {
        "src/buffer.c", "src/clock.c", "src/decimal.c", "src/double.c",
        "src/http1.c", "src/http1_head.c", "src/http1_request.c",
        "src/json_read.c", "src/json_write.c", "src/limiter.c",
        "src/limiter_file.c", "src/limiter_open.c", "src/random.c",
        "src/sendable.c", "src/sha256.c", "src/status.c", "src/tc3.c",
        "src/lua/core.c", "src/lua/ldecimal.c", "src/lua/lhttp1.c",
        "src/lua/ljson.c", "src/lua/ljson_read.c", "src/lua/ljson_write.c",
        "src/lua/llimiter.c", "src/lua/llimiter_file.c",
        "src/lua/lsigner.c",
      },
      defines = { "_GNU_SOURCE" },
      libraries = { "crypto" },
      incdirs = { "include", "$(OPENSSL_INCDIR)" },
      libdirs = { "$(OPENSSL_LIBDIR)" },
    },
    ["tcbilling.curl"] = {
      sources = {
        "src/buffer.c", "src/clock.c", "src/http.c", "src/http_callbacks.c",
        "src/http_loop.c", "src/http_outcome.c", "src/http_request.c",
        "src/http_time.c", "src/http_written.c", "src/resolve.c",
        "src/sendable.c", "src/status.c", "src/lua/curl.c", "src/lua/lhttp.c",
      },
      defines = { "_GNU_SOURCE" },
      libraries = { "curl", "pthread" },
      incdirs = { "include", "$(CURL_INCDIR)" },
      libdirs = { "$(CURL_LIBDIR)" },
    },
  },
}
