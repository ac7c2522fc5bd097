# Redis 7: its own server in the temporary folder, reached over a Unix socket. Sourced by run.sh.

redis_pid=
redis_call() { redis-cli -s "$work/redis/socket" "$@"; }

redis_start() { # further settings, as on the command line of redis-server
    mkdir -p "$work/redis"
    redis-server --port 0 --unixsocket "$work/redis/socket" --dir "$work/redis" --save "" --appendonly yes --auto-aof-rewrite-percentage 0 "$@" \
        > "$work/redis.log" 2>&1 &
    redis_pid=$!
    local attempt
    for attempt in {1..100}; do
        if [[ $(redis_call PING 2> /dev/null) == PONG ]]; then return; fi
        kill -0 "$redis_pid" 2> /dev/null || break
        sleep 0.1
    done
    tail -5 "$work/redis.log" >&2
    fail "Redis does not start"
}

redis_stop() {
    [[ -n $redis_pid ]] || return 0
    kill -TERM "$redis_pid" 2> /dev/null || true
    wait "$redis_pid" 2> /dev/null || true
    redis_pid=
    rm -rf "$work/redis"
}

# CLIENTS PIPELINE REQUESTS PREFIX: sets per_second, p50_us, p99_us (of a whole pipeline, as redis-benchmark counts). A prefix and three random numbers
# make a request id; redis-benchmark's seed is its start's second and its process id combined, which two loads may share: their prefixes differ.
redis_load() {
    local clients=$1 pipeline=$2 requests=$3 prefix=$4 id=__rand_int__ line
    redis-benchmark -s "$work/redis/socket" -c "$clients" -P "$pipeline" -n "$requests" -r "$accounts" --csv \
        EVALSHA "$redis_script" 3 "$prefix:$id:$id:$id" "a:$id" ledger 7 35 > "$work/redis-benchmark.log" 2>&1 \
        || { tail -3 "$work/redis-benchmark.log" >&2; fail "redis-benchmark failed"; }
    if grep -qi "error" "$work/redis-benchmark.log"; then fail "redis-benchmark: $(grep -im1 error "$work/redis-benchmark.log")"; fi
    line=$(tail -1 "$work/redis-benchmark.log" | tr -d '"')
    read -r per_second p50_us p99_us < <(awk -F, '{ n = NF; printf "%.0f %.0f %.0f\n", $(n-6), $(n-3) * 1000, $(n-1) * 1000 }' <<< "$line")
}

# SETTINGS CLIENTS PIPELINE SECONDS: a fresh server; redis-benchmark counts requests, not seconds, so a short run says how many fill the time.
redis_time() {
    local clients=$2 pipeline=$3 duration=$4 first=$(( 200 * $2 * $3 ))
    (( first < 100000 )) || first=100000
    # shellcheck disable=SC2086 # one word a setting
    redis_start $1
    redis_script=$(redis_call -x SCRIPT LOAD < "$here/redis/authorize.lua")
    [[ $(redis_call --eval "$here/redis/setup.lua" , "$accounts") == "$accounts" ]] || fail "Redis: the accounts were not made"
    redis_load "$clients" "$pipeline" "$first" f
    local requests=$(( per_second * duration + 1 ))
    redis_load "$clients" "$pipeline" "$requests" r
    redis_check $(( first + requests )) $(( 2 * clients * pipeline ))
    redis_stop
}

# One ledger entry and one hold of 35 for each request. redis-benchmark may send up to a pipeline a client more than it was asked for; a millionth may be
# missing, random ids that came twice. REQUESTS MORE
redis_check() {
    local entries held
    entries=$(redis_call XLEN ledger)
    held=$(redis_call --eval "$here/redis/held.lua" , "$accounts")
    (( held == entries * 35 && entries <= $1 + $2 && entries >= $1 - 2 - $1 / 1000000 )) || fail "Redis: $1 requests, $entries entries, $held held"
}

redis_measure() {
    local version shape threads
    version="Redis $(redis-server --version | sed 's/.* v=\([0-9.]*\) .*/\1/')"
    set_to "$version" "--appendonly yes --appendfsync always --save '' --auto-aof-rewrite-percentage 0; Unix socket; EVALSHA"
    for threads in 1 2; do
        for shape in 64x1 256x1 64x16 8x128 8x1024; do
            redis_time "--appendfsync always --io-threads $threads" "${shape%x*}" "${shape#*x}" "$seconds"
            measured "$version" "Lua script, io-threads $threads" "$shape" true "${shape%x*}" "${shape#*x}" "$per_second" "$p50_us" "$p99_us"
        done
    done
    for shape in 64x1 8x1024; do
        redis_time "--appendfsync everysec" "${shape%x*}" "${shape#*x}" "$seconds"
        measured "$version" "everysec: may lose a second" "$shape" false "${shape%x*}" "${shape#*x}" "$per_second" "$p50_us" "$p99_us"
    done
}
