#!/usr/bin/env bash
# Builds the solution, checks its formatting and runs every test project. The last line is the sum: "N passed, N failed[, N skipped]".
# A build, format check or test project that breaks without naming a failed test counts as one failure. Exit code: 0 all passed, 1 not, 2 wrong usage.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'USAGE'
usage: ./test.sh [--filter EXPRESSION] [--long] [--help]

  --filter EXPRESSION  only tests that match, in the notation of `dotnet test --filter`,
                       such as FullyQualifiedName~Ledger
  --long               longer fuzz, property and kill loops (sets TPWALLET_LONG=1)
  --help               this text

Needs the .NET SDK; installs what else is missing from Debian, as root or with sudo.
USAGE
}

filter=()
while (($# > 0)); do
    case "$1" in
        --filter)
            [[ -n "${2:-}" ]] || { echo "--filter needs an expression" >&2; exit 2; }
            filter=(--filter "$2")
            shift 2
            ;;
        --long)
            export TPWALLET_LONG=1
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            echo "unknown option '$1'" >&2
            usage >&2
            exit 2
            ;;
    esac
done

# Nothing may outlive the run, ask a question or phone home.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1
readonly results=TestResults
readonly test_hang_minutes_max=6
passed=0 failed=0 skipped=0

finish() {
    ((skipped == 0)) && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
    exit $((failed > 0 ? 1 : 0))
}

# need COMMAND PACKAGE: the command is there, or comes from Debian's package, or the run fails.
need() {
    command -v "$1" > /dev/null && return
    echo "installing $2"
    local as_root=()
    ((EUID == 0)) || as_root=(sudo)
    if ! { "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq "$2"; } < /dev/null > /dev/null; then
        echo "error: '$1' is missing and package '$2' could not be installed"
        failed=1
        finish
    fi
}

# counter FILE NAME: a number from the summary of a TRX file.
counter() {
    sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

run_project() {
    local project=$1 name trx started=$SECONDS total ok bad status=0
    name=$(basename "$project" .csproj)
    trx=$results/$name.trx
    dotnet test "$project" -c Release --no-build --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
        --blame-hang-timeout "${test_hang_minutes_max}m" --blame-hang-dump-type none "${filter[@]}" < /dev/null > "$results/$name.log" 2>&1 || status=$?

    total=0 ok=0 bad=0
    if [[ -f $trx ]]; then
        total=$(counter "$trx" total) ok=$(counter "$trx" passed) bad=$(counter "$trx" failed)
    fi

    local verdict=ok
    if ((bad > 0)); then
        verdict=FAILED
    elif ((status != 0)); then
        verdict="FAILED: ended with code $status"
        bad=1 total=$((total + 1))
    elif ((total == 0 && ${#filter[@]} == 0)); then
        verdict="FAILED: no test ran"
        bad=1 total=1
    fi

    printf '%-32s %6d passed %4d failed %4d skipped %5d s  %s\n' "$name" "$ok" "$bad" $((total - ok - bad)) $((SECONDS - started)) "$verdict"
    ((bad == 0)) || grep -vE '^\s*(Passed|Test run for|VSTest version) ' "$results/$name.log" | tail -n 200
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - ok - bad))
}

need dotnet dotnet-sdk-10.0
need sed sed
need promtool prometheus
need etcd etcd-server
rm -rf "$results"
mkdir -p "$results"

echo "building"
if ! dotnet build TpWallet.sln -c Release -warnaserror -v quiet --nologo -p:UseSharedCompilation=false < /dev/null; then
    echo "error: the build failed"
    failed=1
    finish
fi
echo "built in $SECONDS s"

format_started=$SECONDS
if dotnet format TpWallet.sln --verify-no-changes --no-restore < /dev/null; then
    echo "formatting checked in $((SECONDS - format_started)) s"
else
    echo "error: formatting differs; 'dotnet format TpWallet.sln' mends it"
    failed=$((failed + 1))
fi

for project in tests/*.Tests/*.csproj; do
    run_project "$project"
done

if ((passed + failed + skipped == 0)); then
    echo "error: no test matches"
    failed=1
fi
echo "took $SECONDS s"
finish
