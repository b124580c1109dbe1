-- Posts signed events, each one once. Arguments: path, folder of the events, threads, number of the first event.
-- Says at the end, on one line: requests a second, p50 and p99 in milliseconds, requests that failed, events taken.
local LINE = 36 + 1 + 88 + 1 -- id, blank, signature, end of line
local ID = "00000000%-0000%-0000%-0000%-000000000000"
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  local path, folder = arguments[1], arguments[2]
  count, taken, dry = tonumber(arguments[3]), 0, false
  events = io.open(folder .. "/events", "rb")
  events:seek("set", tonumber(arguments[4]) * LINE)
  local event = assert(io.open(folder .. "/event.json", "rb")):read("*a")
  before, between, after = event:match("^(.-)" .. ID .. "(.-)" .. ID .. "(.*)$")
  head = "POST " .. path .. " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    .. "User-Agent: telnyx-webhooks\r\nContent-Length: " .. #event
    .. "\r\ntelnyx-timestamp: " .. assert(io.open(folder .. "/timestamp")):read("*l")
    .. "\r\ntelnyx-signature-ed25519: "
end

-- Each thread takes its own of every `count` lines.
function request()
  local lines = events:read(LINE * count)
  if lines == nil or #lines < LINE * count then
    dry = true
    wrk.thread:stop()
    events:seek("set", 0)
    lines = events:read(LINE * count)
  end
  taken = taken + 1
  local own = number * LINE
  local id = lines:sub(own + 1, own + 36)
  return head .. lines:sub(own + 38, own + LINE - 1) .. "\r\n\r\n" .. before .. id .. between .. id .. after
end

function done(summary, latency)
  local most = 0
  for _, thread in ipairs(threads) do
    if thread:get("dry") then
      io.stderr:write("The prepared events ran out: set EVENTS higher.\n")
    end
    most = math.max(most, thread:get("taken"))
  end
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(("RESULT %d %.1f %.1f %d %d"):format(summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed, most * #threads))
end
