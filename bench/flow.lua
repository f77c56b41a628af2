-- One flow for wrk. As many threads as connections, so that each has a rotating refresh token of its own.
-- The environment names FLOW, and TOKENS: a file with a line "access refresh" for each thread.
local sessions = {}
for line in io.lines(os.getenv("TOKENS")) do
    local access, refresh = line:match("(%S+) (%S+)")
    sessions[#sessions + 1] = { access = access, refresh = refresh }
end
local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
    local session = sessions[#threads]
    thread:set("access", session.access)
    thread:set("refresh", session.refresh)
end

function init(arguments)
    refused = 0
    flow = os.getenv("FLOW")
end

local json = { ["Content-Type"] = "application/json" }
local requests = {
    refresh = function()
        return wrk.format("POST", "/express/api/auth/refresh", { Cookie = "refresh_token=" .. refresh })
    end,
    me = function()
        return wrk.format("GET", "/express/api/user", { Authorization = "Bearer " .. access })
    end,
    ["forward-auth"] = function()
        return wrk.format("GET", "/forward-auth", { Authorization = "Bearer " .. access })
    end,
    jwks = function()
        return wrk.format("GET", "/.well-known/jwks.json")
    end,
    login = function()
        return wrk.format("POST", "/express/api/auth/login", json, '{"username": "bench", "password": "lovelace"}')
    end,
}

function request()
    return requests[flow]()
end

function response(status, headers, body)
    local cookie = headers["Set-Cookie"] or headers["set-cookie"]
    if status ~= 200 then
        refused = refused + 1
    elseif flow == "refresh" and cookie then
        refresh = cookie:match("refresh_token=([^;]+)")
    end
end

function done(summary, latency, all)
    local refused = 0
    for _, thread in ipairs(threads) do
        refused = refused + thread:get("refused")
    end
    local e = summary.errors
    print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
        latency:percentile(99), refused + e.connect + e.read + e.write + e.timeout))
end
