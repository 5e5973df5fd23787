import { toScript } from '../../redis/script.js'

/**
 * Everything that processes tell each other and ask of Redis, as a list of steps done in one go, on Redis's clock.
 *
 * KEYS: 1 news (epoch, version, who is down until when), 2 speeds, 3 processes, then of each limit its counts and its
 * leases.
 * Counts are a hash: requests and tokens by number of the bucket (`r17`, `t17`), their sums over the window (`R`, `T`)
 * and the newest bucket (`n`). Leases are a sorted set by the time at which they end.
 * ARGV: window ms, buckets, lease ms, known version, name of the process, and the steps as JSON, each a name and its
 * fields.
 * Reply, as JSON: ms now, epoch, version, the news where the version is another, claims, uses of each limit, speeds,
 * number of processes.
 */
export const EXCHANGE = toScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, buckets, leaseMs, knownVersion = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local bucketMs = window / buckets
-- The bucket that is being filled counts beside the whole ones: no window, wherever it begins, holds more than the sum.
local length = buckets + 1
local counts = {}

local function countsOf(limit)
  local known = counts[limit]
  if known then return known end
  local key = KEYS[2 + 2 * limit]
  local stored = redis.call('HMGET', key, 'n', 'R', 'T')
  local newest, bucket = tonumber(stored[1]), math.floor(now / bucketMs)
  local count = { key = key, newest = bucket, requests = tonumber(stored[2]) or 0, tokens = tonumber(stored[3]) or 0 }
  -- What is added is written once, at the end.
  count.added = { r = {}, t = {} }
  count.waits = {}
  if newest and math.abs(bucket - newest) >= length then
    redis.call('DEL', key)
    count.requests, count.tokens = 0, 0
  elseif newest and bucket < newest then
    count.newest = newest -- the clock was set back
  elseif newest and bucket > newest then
    local fields = {}
    for gone = newest - length + 1, bucket - length do
      fields[#fields + 1] = 'r' .. gone
      fields[#fields + 1] = 't' .. gone
    end
    local values = redis.call('HMGET', key, unpack(fields))
    local found = {}
    for i = 1, #fields, 2 do
      count.requests = count.requests - (tonumber(values[i]) or 0)
      count.tokens = count.tokens - (tonumber(values[i + 1]) or 0)
      if values[i] then found[#found + 1] = fields[i] end
      if values[i + 1] then found[#found + 1] = fields[i + 1] end
    end
    if #found > 0 then
      redis.call('HDEL', key, unpack(found))
      count.changed = true
    end
  end
  counts[limit] = count
  return count
end

local function add(limit, ms, requests, tokens)
  local count = countsOf(limit)
  local bucket = math.min(math.floor(ms / bucketMs), count.newest)
  if bucket <= count.newest - length then return end
  count.added.r[bucket] = (count.added.r[bucket] or 0) + requests
  count.added.t[bucket] = (count.added.t[bucket] or 0) + tokens
  count.requests = count.requests + requests
  count.tokens = count.tokens + tokens
  count.changed = true
  count.waits = {}
end

local function store(count)
  for kind, buckets in pairs(count.added) do
    for bucket, amount in pairs(buckets) do
      if amount ~= 0 then redis.call('HINCRBY', count.key, kind .. bucket, amount) end
    end
  end
  redis.call('HSET', count.key, 'n', count.newest, 'R', count.requests, 'T', count.tokens)
  redis.call('PEXPIRE', count.key, 2 * window)
end

local function search(count, kind, sum, most)
  local first = count.newest - length + 1
  while first <= count.newest do
    local fields = {}
    for bucket = first, math.min(first + 31, count.newest) do fields[#fields + 1] = kind .. bucket end
    for i, value in ipairs(redis.call('HMGET', count.key, unpack(fields))) do
      local bucket = first + i - 1
      sum = sum - (tonumber(value) or 0) - (count.added[kind][bucket] or 0)
      if sum <= most then return math.max(1, math.ceil((bucket + length) * bucketMs) - now) end
    end
    first = first + 32
  end
  return window
end

-- ms until the sum of one kind will be at most so much, if nothing is added.
local function wait(count, kind, sum, most)
  if sum <= most then return 0 end
  local asked = kind .. most
  local known = count.waits[asked]
  if not known then
    known = search(count, kind, sum, most)
    count.waits[asked] = known
  end
  return known
end

local running = {}

local function parallel(limit)
  local known = running[limit]
  if known then return known end
  local key = KEYS[3 + 2 * limit]
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  known = redis.call('ZCARD', key)
  running[limit] = known
  return known
end

local function lease(limit, id)
  local key = KEYS[3 + 2 * limit]
  local before = parallel(limit)
  running[limit] = before + redis.call('ZADD', key, now + leaseMs, id)
  redis.call('PEXPIRE', key, 2 * leaseMs)
end

local claims, speeds = {}, {}
local steps = {}

-- Room at the first of several limits that has it. -1: no such limit.
function steps.claim(step)
  local tokens, id = step[2], step[3]
  local answer, chosen = { 0 }, 0
  for i = 4, #step, 4 do
    local limit, rpm, tpm, most = step[i], step[i + 1], step[i + 2], step[i + 3]
    if chosen == 0 then
      local count = countsOf(limit)
      local requestsWait = rpm >= 0 and wait(count, 'r', count.requests, rpm - 1) or 0
      local tokensWait = tpm >= 0 and wait(count, 't', count.tokens, math.max(0, tpm - tokens)) or 0
      local full = most >= 0 and parallel(limit) >= most
      if requestsWait == 0 and tokensWait == 0 and not full then
        chosen = i / 4
        add(limit, now, rpm >= 0 and 1 or 0, tpm >= 0 and tokens or 0)
        if most >= 0 then lease(limit, id) end
      else
        answer[#answer + 1] = requestsWait
        answer[#answer + 1] = tokensWait
        answer[#answer + 1] = full and 1 or 0
      end
    end
  end
  answer[1] = chosen
  claims[#claims + 1] = answer
end

-- Corrects what was counted at a time; a negative one is an age.
function steps.count(step)
  local ms = step[3]
  if ms <= 0 then ms = now + ms end
  add(step[2], ms, step[4], step[5])
end

function steps.release(step)
  local limit, id = step[2], step[3]
  local before = parallel(limit)
  running[limit] = before - redis.call('ZREM', KEYS[3 + 2 * limit], id)
end

function steps.renew(step)
  lease(step[2], step[3])
end

function steps.leave()
  redis.call('ZREM', KEYS[3], ARGV[5])
end

function steps.down(step)
  local id, ms = 'd' .. step[2], step[3]
  local known = tonumber(redis.call('HGET', KEYS[1], id)) or 0
  if ms <= 0 and known == 0 or ms > 0 and known >= now + ms - 50 then return end
  if ms <= 0 then redis.call('HDEL', KEYS[1], id) else redis.call('HSET', KEYS[1], id, now + ms) end
  redis.call('HINCRBY', KEYS[1], 'version', 1)
end

function steps.speed(step)
  local id, firstToken, perToken = step[2], step[3], step[4]
  if redis.call('HLEN', KEYS[2]) > 5000 then redis.call('DEL', KEYS[2]) end
  redis.call('HSET', KEYS[2], id, now .. ' ' .. firstToken .. ' ' .. perToken)
  redis.call('PEXPIRE', KEYS[2], 300000)
end

function steps.ask(step)
  local id = step[2]
  local ms, firstToken, perToken = string.match(redis.call('HGET', KEYS[2], id) or '', '^(%d+) (%S+) (%S+)$')
  if ms and now - tonumber(ms) < 300000 then
    speeds[#speeds + 1] = id
    speeds[#speeds + 1] = firstToken
    speeds[#speeds + 1] = perToken
  end
end

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = tostring(time[1] .. '-' .. time[2])
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'version', 0)
end
redis.call('PEXPIRE', KEYS[1], 20 * window)

redis.call('ZADD', KEYS[3], now + leaseMs, ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('PEXPIRE', KEYS[3], 2 * leaseMs)

for _, step in ipairs(cjson.decode(ARGV[6])) do steps[step[1]](step) end

local uses = {}
for limit = 1, (#KEYS - 3) / 2 do
  local count = countsOf(limit)
  if count.changed then store(count) end
  uses[#uses + 1] = count.requests
  uses[#uses + 1] = count.tokens
  uses[#uses + 1] = parallel(limit)
end

local version = redis.call('HGET', KEYS[1], 'version')
local news = {}
version = epoch .. ' ' .. version
if version ~= knownVersion then
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 1) == 'd' then
      local ms = all[i + 1] - now
      if ms > 0 then
        news[#news + 1] = string.sub(all[i], 2)
        news[#news + 1] = ms
      else
        redis.call('HDEL', KEYS[1], all[i])
      end
    end
  end
end
return cjson.encode({ now, epoch, version, news, claims, uses, speeds, redis.call('ZCARD', KEYS[3]) })
`)
