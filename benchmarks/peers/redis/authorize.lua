-- The same authorization as the switch's. KEYS: the request, its account, the ledger. ARGV: merchant, amount.
-- Results: 0 approved, 1 insufficient funds or account not active, 2 the id names another request.
local body = KEYS[2] .. '>' .. ARGV[1] .. ':' .. ARGV[2]
local known = redis.call('GET', KEYS[1])
if known then
    return string.sub(known, 3) == body and tonumber(string.sub(known, 1, 1)) or 2
end

local amount = tonumber(ARGV[2])
local account = redis.call('HMGET', KEYS[2], 'status', 'balance', 'held')
if account[1] ~= '1' or tonumber(account[2]) - tonumber(account[3]) < amount then
    redis.call('SET', KEYS[1], '1 ' .. body)
    return 1
end

redis.call('HINCRBY', KEYS[2], 'held', amount)
redis.call('SET', KEYS[1], '0 ' .. body)
redis.call('XADD', KEYS[3], '*', 'r', KEYS[1], 'd', KEYS[2], 'c', ARGV[1], 'a', ARGV[2])
return 0
