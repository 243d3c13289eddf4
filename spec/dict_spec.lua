local new_dict = require "spec.shared_dict"
local tcbilling = require "tcbilling"
local testing = require "tcbilling.testing"

describe("the dict of shared answers", function()
  local real

  before_each(function() real = rawget(_G, "ngx") end)
  after_each(function() rawset(_G, "ngx", real) end)

  local function problem_of(cache)
    local ok, message = pcall(function()
      tcbilling.new { secret_id = "a", secret_key = "b", cache = cache }
    end)
    assert.is_false(ok)
    assert.matches("dict_spec.lua:%d+: client option cache", message)
    return message
  end

  it("has a name or is an object, and its times are seconds", function()
    local dict = new_dict(testing.new {})
    for _, case in ipairs {
      { 5, "cache must be the name of an nginx lua_shared_dict, or { dict" },
      { false, "cache must be the name" },
      { {}, "cache must be the name" },
      { dict, "cache must be the name" }, -- the object itself
      { { dict = 5 }, "cache.dict must be a table, got number" },
      { { dict = {} }, "cache.dict must have the function get" },
      { { dict = { get = print, set = print, add = print } },
        "cache.dict must have the function delete" },
      { { dict = dict, setled = 5 }, "did you mean settled?" },
      { { dict = dict, open = -1 }, "cache.open must be 0 to 315360000 "
        .. "seconds, got -1" },
      { { dict = dict, failures = 1 / 0 }, "cache.failures must be 0 to" },
    } do
      assert.matches(case[2], problem_of(case[1]), 1, true)
    end
  end)

  it("has no name outside of nginx", function()
    rawset(_G, "ngx", nil)
    for _, cache in ipairs { "bills", { dict = "bills" } } do
      assert.matches("cache: a name is that of an nginx lua_shared_dict, and "
        .. "this is not nginx: give { dict = an object with get, set, add "
        .. "and delete }", problem_of(cache), 1, true)
    end
  end)

  it("must be in nginx.conf", function()
    rawset(_G, "ngx", { shared = {} })
    for _, cache in ipairs { "bills", { dict = "bills" } } do
      assert.matches("cache: nginx.conf has no lua_shared_dict bills: add "
        .. "`lua_shared_dict bills 64m;`", problem_of(cache), 1, true)
    end
  end)

  it("is found by its name", function()
    local box = testing.new {}
    local dict = new_dict(box)
    rawset(_G, "ngx", { shared = { bills = dict } })
    assert.equal(dict, testing.client(box, { cache = "bills" }).cache.dict)
    assert.equal(dict, testing.client(box,
      { cache = { dict = "bills" } }).cache.dict)
  end)
end)
