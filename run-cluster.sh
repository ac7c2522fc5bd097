#!/usr/bin/env bash
# Runs a group of three replicas on this host until Ctrl-C: builds, starts, waits until all are in sync, shows where they are and what to try.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'USAGE'
usage: ./run-cluster.sh [--nodes N] [--data DIR] [--clean] [--etcd] [--base-port N] [--durability quorum-fsync|quorum-memory]
       ./run-cluster.sh --demo [--seconds N] [--json] [the options above]

  --nodes N       members, 2 to 7 [3]
  --data DIR      folder of the whole group; it stays, and the group goes on where it was [a temporary one, deleted at the end]
  --clean         delete what the folder holds of a group first
  --etcd          keep the view in an etcd of its own, started here (installed from Debian if missing), instead of a locked file
  --base-port N   member n listens on N + n, HTTP on N + 100 + n, for the others on UDP N + 200 + n; etcd on N + 300, N + 301 [7400]
  --durability D  what a payment must have come to on every in-sync member before it is answered [quorum-fsync]
  --demo          run payments, kill the primary a few times, and prove that nothing was lost or doubled; exit code 1 otherwise
  --seconds N     with --demo: for how long payments are made [20]
  --json          results as lines of JSON

Needs the .NET SDK; installs what else is missing from Debian, as root or with sudo.
USAGE
}

arguments=() demo=() etcd=0 base_port=7400
while (($# > 0)); do
    case "$1" in
        --etcd) etcd=1; shift ;;
        --demo) demo=(demo); shift ;;
        --clean | --json) arguments+=("$1"); shift ;;
        --nodes | --data | --base-port | --durability | --seconds)
            [[ -n "${2:-}" ]] || { echo "$1 needs a value" >&2; exit 2; }
            [[ "$1" == --base-port ]] && base_port=$2
            arguments+=("$1" "$2")
            shift 2
            ;;
        -h | --help) usage; exit 0 ;;
        *) echo "unknown option '$1'" >&2; usage >&2; exit 2 ;;
    esac
done

command -v dotnet > /dev/null || { echo "the .NET SDK is missing: dotnet is not on the PATH" >&2; exit 2; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1

etcd_process='' etcd_data=''
stop_etcd() {
    if [[ -n "$etcd_process" ]]; then
        kill "$etcd_process" 2> /dev/null || true
        wait "$etcd_process" 2> /dev/null || true
        rm -rf "$etcd_data"
    fi
}
trap stop_etcd EXIT

if ((etcd)); then
    if ! command -v etcd > /dev/null; then
        echo "installing etcd-server" >&2
        as_root=()
        ((EUID == 0)) || as_root=(sudo)
        "${as_root[@]}" apt-get install -y -qq etcd-server > /dev/null 2>&1 \
            || { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq etcd-server; } > /dev/null
    fi

    etcd_data=$(mktemp -d)
    client=http://127.0.0.1:$((base_port + 300)) peer=http://127.0.0.1:$((base_port + 301))
    # In a session of its own, so that Ctrl-C reaches the members first and etcd is there until they have stopped.
    setsid etcd --name local --data-dir "$etcd_data" --listen-client-urls "$client" --advertise-client-urls "$client" \
        --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "local=$peer" > "$etcd_data.log" 2>&1 &
    etcd_process=$!
    arguments+=(--etcd-endpoints "$client")
fi

echo "building" >&2
dotnet build src/TpWallet.Server -c Release -v q --nologo > /dev/null || dotnet build src/TpWallet.Server -c Release -v q --nologo
# Not exec: etcd is stopped afterwards. Ctrl-C reaches the command by itself; this shell only waits.
trap : INT TERM
dotnet src/TpWallet.Server/bin/Release/net10.0/tpwallet.dll cluster "${demo[@]:-run}" "${arguments[@]}" &
cluster=$!
while kill -0 "$cluster" 2> /dev/null; do
    wait "$cluster" && status=0 || status=$?
done
exit "${status:-0}"
