# TpWallet: a switch of its own for each measurement. Sourced by run.sh.

tpwallet_build() {
    say "building TpWallet"
    dotnet build -c Release -v q "$root/src/TpWallet.Server" > "$work/build.log" 2>&1 || { tail -5 "$work/build.log" >&2; fail "the build failed"; }
    tpwallet=$(ls "$root"/src/TpWallet.Server/bin/Release/net*/tpwallet.dll)
}

# A number of a line of JSON without nesting around it: NAME LINE
field() { sed -n "s/.*\"$1\":\([0-9.]*\)[,}].*/\1/p" <<< "$2"; }

tpwallet_measure() {
    local shape line
    [[ -s $runs ]] || set_to TpWallet "as 'bench --target embedded' starts it: one node, fsync, journal only; TCP over loopback"
    for shape in 64x1 8x1024; do
        line=$(dotnet "$tpwallet" bench --target embedded --connections "${shape%x*}" --window "${shape#*x}" --accounts "$accounts" --seconds "$seconds" --json)
        measured TpWallet "binary protocol, $(grep -q PostgreSQL "$runs" && echo after || echo before) the others" "$shape" true "${shape%x*}" "${shape#*x}" \
            "$(field acknowledged_per_s "$line")" "$(field p50_us "$line")" "$(field p99_us "$line")"
    done
}
