#!/usr/bin/env bash
# PostgreSQL 15, Redis 7 and TpWallet with the same authorization, one after the other on this machine, each made as fast as it is while durable.
# Ends with a report: table, ratios, plot. What each does and how it is set up: README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=10
accounts=100000
name=peers
output="$root/perf-reports"

usage() {
    cat <<TEXT
usage: benchmarks/peers/run.sh [options]
  --seconds N      each measurement, 3 to 600 (default $seconds)
  --accounts N     accounts, 1000 to 999999 (default $accounts)
  --name NAME      the report's folder (default $name)
  --output DIR     where reports stand (default perf-reports)
Needs Debian with root or sudo when PostgreSQL 15 or Redis 7 are not installed yet. TMPDIR says which disk all of them write to.
TEXT
}

fail() { echo "error: $*" >&2; exit 1; }
say() { echo "$(date +%T) $*" >&2; }

number() { # NAME VALUE LEAST MOST
    [[ $2 =~ ^[0-9]{1,9}$ ]] && (( 10#$2 >= $3 && 10#$2 <= $4 )) || { echo "error: $1 must be a number from $3 to $4, not '$2'" >&2; exit 2; }
}

while (( $# > 0 )); do
    case $1 in
        --help) usage; exit 0 ;;
        --seconds|--accounts|--name|--output)
            (( $# > 1 )) || { echo "error: $1 needs a value" >&2; exit 2; }
            declare "${1#--}=$2"; shift 2 ;;
        *) echo "error: unknown option '$1'; see --help" >&2; exit 2 ;;
    esac
done
number --seconds "$seconds" 3 600
number --accounts "$accounts" 1000 999999
[[ $name =~ ^[a-z0-9][a-z0-9-]*$ ]] || { echo "error: --name must be of small letters, digits and hyphens, not '$name'" >&2; exit 2; }
[[ ! -e $output/$name ]] || { echo "error: $output/$name exists; give another --name" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/tpwallet-peers.XXXXXX")
runs="$work/runs.jsonl"
tried="$work/tried.jsonl"
settings="$work/settings.jsonl"
: > "$runs"; : > "$tried"; : > "$settings"

# One line of JSON for a measurement: SYSTEM LABEL SHAPE DURABLE CONNECTIONS WINDOW PER_SECOND P50_US P99_US
measured() {
    printf '{"system":"%s","label":"%s","shape":"%s","durable":%s,"connections":%d,"window":%d,"per_second":%s,"p50_us":%s,"p99_us":%s}\n' "$@" >> "$runs"
    say "$1, $2: $7/s, p50 $8 us, p99 $9 us"
}

# A setting that was tried before the measurements: SYSTEM SETTING PER_SECOND
attempted() {
    printf '{"system":"%s","setting":"%s","per_second":%s}\n' "$@" >> "$tried"
    say "$1 with $2: $3/s"
}

# A setting that was measured with: SYSTEM TEXT
set_to() { printf '{"system":"%s","setting":"%s"}\n' "$@" >> "$settings"; }

free_port() {
    local port
    for port in $(shuf -i 20000-29999 -n 50); do
        if ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then echo "$port"; return; fi
    done
    fail "no free port"
}

# shellcheck source=postgres.sh
source "$here/postgres.sh"
# shellcheck source=redis.sh
source "$here/redis.sh"
# shellcheck source=tpwallet.sh
source "$here/tpwallet.sh"

clean_up() {
    local code=$?
    trap - EXIT INT TERM
    postgres_stop
    redis_stop
    rm -rf "$work"
    exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

install_missing() {
    local packages=() as_root=()
    [[ -x $pg_bin/postgres ]] || packages+=(postgresql-15)
    command -v redis-server redis-benchmark > /dev/null || packages+=(redis-server redis-tools)
    (( ${#packages[@]} > 0 )) || return 0
    (( EUID == 0 )) || as_root=(sudo)
    say "installing ${packages[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" > "$work/apt.log" 2>&1 \
        || { tail -5 "$work/apt.log" >&2; fail "apt-get install ${packages[*]} failed"; }
}

# All lines of a file as one JSON array.
array() { printf '['; paste -sd, "$1" | tr -d '\n'; printf ']'; }

install_missing
tpwallet_build
tpwallet_measure
postgres_measure
redis_measure
tpwallet_measure

printf '{"seconds":%d,"accounts":%d,"settings":%s,"tried":%s,"runs":%s}\n' \
    "$seconds" "$accounts" "$(array "$settings")" "$(array "$tried")" "$(array "$runs")" > "$work/peers.json"
cd "$root"
dotnet "$tpwallet" bench report --name "$name" --output "$output" --peers "$work/peers.json" \
    --made-by "benchmarks/peers/run.sh --name $name --seconds $seconds --accounts $accounts" \
    --expected "The same authorization, durable, on the same machine, one system after the other; each by the fastest way that was found for it."
