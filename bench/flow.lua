-- One flow for wrk. As many threads as connections, so that each has a rotating refresh token of its own; "guess" needs none.
-- The environment names FLOW, and TOKENS: a file with a line "access refresh" for each thread. PAUSE is the time, in milliseconds,
-- between an answer and the connection's next request.
local sessions = {}
for line in io.lines(os.getenv("TOKENS")) do
    local access, refresh = line:match("(%S+) (%S+)")
    sessions[#sessions + 1] = { access = access, refresh = refresh }
end
local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
    local session = sessions[#threads] or {}
    thread:set("access", session.access)
    thread:set("refresh", session.refresh)
end

function init(arguments)
    refused = 0
    guesses = 0
    answers = {}
    flow = os.getenv("FLOW")
    pause = tonumber(os.getenv("PAUSE") or 0)
end

if tonumber(os.getenv("PAUSE") or 0) > 0 then
    function delay()
        return pause
    end
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
    guess = function()
        guesses = guesses + 1
        local password = guesses % 2 == 0 and "lovelace" or "mistaken"
        return wrk.format("POST", "/express/api/auth/login", json, '{"username": "bench", "password": "' .. password .. '"}')
    end,
    health = function()
        return wrk.format("GET", "/q/health/ready")
    end,
}

function request()
    return requests[flow]()
end

function response(status, headers, body)
    local cookie = headers["Set-Cookie"] or headers["set-cookie"]
    answers[status] = (answers[status] or 0) + 1
    if status ~= 200 then
        refused = refused + 1
    elseif flow == "refresh" and cookie then
        refresh = cookie:match("refresh_token=([^;]+)")
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
