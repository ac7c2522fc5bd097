-- ARGV: how many accounts. Numbers of twelve digits, as redis-benchmark writes its random ones.
for account = 0, tonumber(ARGV[1]) - 1 do
    redis.call('HSET', string.format('a:%012d', account), 'status', 1, 'balance', 100000000000, 'held', 0)
end
return tonumber(ARGV[1])
