-- What is held on all accounts together. ARGV: how many accounts.
local held = 0
for account = 0, tonumber(ARGV[1]) - 1 do
    held = held + tonumber(redis.call('HGET', string.format('a:%012d', account), 'held'))
end
return string.format('%d', held)
