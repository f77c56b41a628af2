-- One flow for wrk, against whatever speaks one of the contracts. As many threads as connections, so that each has a rotating refresh
-- token of its own. The environment names FLOW; CONTRACT (express) and ROOT, which comes before its paths (/express where it is Latchkey's);
-- and TOKENS: a file with lines "access refresh", dealt out to the threads in turn. PAUSE is the time, in milliseconds, between an
-- answer and the connection's next request. With AGAIN a thread that has signed out of all its sessions begins with the first again.
local root = os.getenv("ROOT") or "/express"
local contract = os.getenv("CONTRACT") or "express"
local paths = ({
    express = { auth = "/api/auth/", refresh = "refresh", me = "GET /api/user" },
    ["drf-cookie"] = { auth = "/api/auth/", refresh = "refresh" },
    ["drf-token"] = { auth = "/api/auth/", refresh = "refresh", token = "refresh", out = "refresh_token" },
    fastapi = { auth = "/auth/", refresh = "refresh-token", token = "refresh_token", out = "refresh_token", me = "POST /auth/test-token" },
    tasti = { auth = "/api/v1/auth/", refresh = "token/refresh" },
})[contract]
local account = { username = "bench", password = "lovelace" }
local json = { ["Content-Type"] = "application/json" }
local dealt = {}
for line in io.lines(os.getenv("TOKENS")) do
    dealt[#dealt + 1] = line
end
local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
    thread:set("number", #threads)
    thread:set("stride", tonumber(os.getenv("CLIENTS") or 16))
end

function init(arguments)
    refused, count, answers = 0, 0, {}
    flow = os.getenv("FLOW")
    pause = tonumber(os.getenv("PAUSE") or 0)
    mine = number
    deal()
end

if tonumber(os.getenv("PAUSE") or 0) > 0 then
    function delay()
        return pause
    end
end

-- The next session that is this thread's.
function deal()
    if os.getenv("AGAIN") and not dealt[mine] then
        mine = number
    end
    if dealt[mine] then
        access, refresh = dealt[mine]:match("(%S+) (%S+)")
        mine = mine + stride
    else
        ended = true
    end
end

local function post(path, fields, headers)
    local texts = {}
    for name, value in pairs(fields) do
        texts[#texts + 1] = '"' .. name .. '": "' .. value .. '"'
    end
    return wrk.format("POST", root .. path, headers or json, "{" .. table.concat(texts, ", ") .. "}")
end

-- With the refresh token where the contract has it.
local function withRefresh(path, field)
    if field then
        return post(path, { [field] = refresh }, { ["Content-Type"] = "application/json", Authorization = "Bearer " .. access })
    end
    return wrk.format("POST", root .. path, { Cookie = "refresh_token=" .. refresh, Authorization = "Bearer " .. access })
end

local requests = {
    register = function()
        count = count + 1
        local name = string.format("b%d-%d-%d", os.time(), number, count)
        return post(paths.auth .. "register", { username = name, password = "lovelace", email = name .. "@bench.example" })
    end,
    login = function()
        return post(paths.auth .. "login", account)
    end,
    guess = function()
        count = count + 1
        return post(paths.auth .. "login", count % 2 == 0 and account or { username = "bench", password = "mistaken" })
    end,
    refresh = function()
        return withRefresh(paths.auth .. paths.refresh, paths.token)
    end,
    me = function()
        local method, path = paths.me:match("(%S+) (%S+)")
        return wrk.format(method, root .. path, { Authorization = "Bearer " .. access })
    end,
    logout = function()
        local request = withRefresh(paths.auth .. "logout", paths.out)
        deal()
        return request
    end,
    ["forward-auth"] = function()
        return wrk.format("GET", "/forward-auth", { Authorization = "Bearer " .. access })
    end,
    jwks = function()
        return wrk.format("GET", "/.well-known/jwks.json")
    end,
    health = function()
        return wrk.format("GET", "/q/health/ready")
    end,
}

-- Of a hundred: what an app with short access tokens asks for.
local function mixed()
    count = count + 1
    local place = count % 100
    return place == 0 and "login" or place <= 30 and "refresh" or place <= 40 and "forward-auth" or "me"
end

function request()
    asked = flow == "mixed" and mixed() or flow
    return requests[asked]()
end

function response(status, headers, body)
    -- A user cannot sign out more often than they sign in.
    if ended then
        wrk.thread:stop()
    end
    answers[status] = (answers[status] or 0) + 1
    if status >= 300 then
        refused = refused + 1
    elseif asked == "refresh" then
        local cookie = headers["Set-Cookie"] or headers["set-cookie"]
        refresh = cookie and cookie:match("refresh_token=([^;]+)") or body:match('"refresh[a-z_]*" ?: ?"([^"]+)"') or refresh
    end
end

function done(summary, latency, all)
    local refused, answers = 0, {}
    for _, thread in ipairs(threads) do
        refused = refused + thread:get("refused")
        for status, count in pairs(thread:get("answers")) do
            answers[status] = (answers[status] or 0) + count
        end
    end
    local e = summary.errors
    for status, count in pairs(answers) do
        print(string.format("ANSWERED %d %d", status, count))
    end
    print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
        latency:percentile(99), refused + e.connect + e.read + e.write + e.timeout))
end
