# PostgreSQL 15: its own cluster in the temporary folder, reached over a Unix socket. Sourced by run.sh.

pg_bin=/usr/lib/postgresql/15/bin
pg_pid=
pg_user=()
(( EUID != 0 )) || pg_user=(runuser -u postgres --)

pg_sql() { "$pg_bin/psql" -h "$work/pg" -p "$pg_port" -U bench -d postgres -qAtX -v ON_ERROR_STOP=1 "$@"; }

postgres_start() { # further settings, each NAME=VALUE
    local options=() setting
    for setting in "$@"; do options+=(-c "$setting"); done
    "${pg_user[@]}" "$pg_bin/postgres" -D "$work/pg/data" -p "$pg_port" -k "$work/pg" "${pg_settings[@]/#/--}" "${options[@]}" >> "$work/pg/log" 2>&1 &
    pg_pid=$!
    local attempt
    for attempt in {1..100}; do
        if "$pg_bin/pg_isready" -q -h "$work/pg" -p "$pg_port"; then return; fi
        kill -0 "$pg_pid" 2> /dev/null || break
        sleep 0.1
    done
    tail -5 "$work/pg/log" >&2
    fail "PostgreSQL does not start"
}

postgres_stop() {
    [[ -n $pg_pid ]] || return 0
    # runuser passes the signal on; the server's own id stands in its lock file.
    kill -INT "$(head -1 "$work/pg/data/postmaster.pid" 2> /dev/null || echo "$pg_pid")" 2> /dev/null || true
    wait "$pg_pid" 2> /dev/null || true
    pg_pid=
}

postgres_create() {
    mkdir "$work/pg"
    if (( EUID == 0 )); then chmod 711 "$work"; chown postgres "$work/pg"; fi
    "${pg_user[@]}" "$pg_bin/initdb" -D "$work/pg/data" -U bench --auth=trust --encoding=UTF8 --locale=C > "$work/initdb.log" 2>&1 \
        || { tail -5 "$work/initdb.log" >&2; fail "initdb failed"; }
}

# Empty tables and full accounts, all on disk, so that no checkpoint of an earlier run falls into this one.
postgres_furnish() {
    pg_sql -c "TRUNCATE authorizations, ledger, accounts" \
        -c "INSERT INTO accounts SELECT id, 1, 100000000000, 0 FROM generate_series(1, $accounts) AS id" \
        -c "VACUUM ANALYZE accounts" -c "CHECKPOINT"
}

# SCRIPT CLIENTS BATCH SECONDS: sets per_second (authorizations), p50_us, p99_us (calls).
postgres_load() {
    local script=$1 clients=$2 batch=$3 duration=$4 threads=2 calls
    (( clients >= 2 )) || threads=1
    postgres_furnish
    rm -f "$work"/calls.*
    "$pg_bin/pgbench" -h "$work/pg" -p "$pg_port" -U bench -n -M prepared -c "$clients" -j "$threads" -T "$duration" -l --log-prefix="$work/calls" \
        -D n=0 -D run=1 -D "accounts=$accounts" -D "batch=$batch" -f "$here/postgres/$script.pgbench" postgres > "$work/pgbench.log" 2>&1 \
        || { tail -5 "$work/pgbench.log" >&2; fail "pgbench failed"; }
    if grep -q aborted "$work/pgbench.log"; then fail "a client of pgbench was aborted: $(grep -m1 ERROR "$work/pgbench.log")"; fi
    per_second=$(awk -v batch="$batch" '/^tps =/ { printf "%.0f", $3 * batch }' "$work/pgbench.log")
    read -r p50_us p99_us < <(cat "$work"/calls.* | awk '{ print $3 }' | sort -n \
        | awk '{ t[NR] = $1 } END { print t[int((NR + 1) * .50)], t[int((NR + 1) * .99)] }')
    calls=$(awk '/^number of transactions actually processed:/ { print $6 }' "$work/pgbench.log")
    postgres_check $(( ${calls%%/*} * batch ))
}

# Everything that was asked for is there once, and what is held is what the ledger says.
postgres_check() {
    local found
    found=$(pg_sql -c "SELECT (SELECT count(*) FROM authorizations) = $1 AND (SELECT count(*) FROM ledger) = $1
        AND (SELECT sum(held) FROM accounts) = (SELECT sum(amount) FROM ledger)")
    [[ $found == t ]] || fail "PostgreSQL: books and answers differ"
}

postgres_measure() {
    local version best=0 best_settings=() candidate shape clients batch
    pg_port=$(free_port)
    # Durable: synchronous_commit, fsync and full_page_writes stay on. No checkpoint falls into a run, tables and log buffers fit into memory.
    pg_settings=(listen_addresses= fsync=on synchronous_commit=on full_page_writes=on shared_buffers=2GB wal_buffers=64MB max_wal_size=32GB
        min_wal_size=4GB checkpoint_timeout=1h max_connections=300 huge_pages=try track_activities=off jit=off max_parallel_workers_per_gather=0)
    postgres_create
    postgres_start
    version="PostgreSQL $("$pg_bin/postgres" --version | awk '{ print $3 }')"
    pg_sql -f "$here/postgres/schema.sql"
    postgres_stop

    for candidate in "wal_sync_method=fdatasync wal_compression=off commit_delay=0" "wal_sync_method=open_datasync wal_compression=off commit_delay=0" \
        "wal_sync_method=fdatasync wal_compression=lz4 commit_delay=0" "wal_sync_method=fdatasync wal_compression=off commit_delay=100" \
        "wal_sync_method=fdatasync wal_compression=off commit_delay=500"; do
        # shellcheck disable=SC2086 # one word a setting
        postgres_start $candidate
        postgres_load one 64 1 3
        postgres_stop
        attempted "$version" "$candidate" "$per_second"
        if (( per_second > best )); then
            best=$per_second
            read -ra best_settings <<< "$candidate"
        fi
    done

    set_to "$version" "${pg_settings[*]} ${best_settings[*]}; Unix socket; pgbench -M prepared"
    postgres_start "${best_settings[@]}"
    for clients in 16 64 128; do
        postgres_load one "$clients" 1 "$seconds"
        measured "$version" "one authorization a call" "${clients}x1" true "$clients" 1 "$per_second" "$p50_us" "$p99_us"
    done
    for shape in 8x16 8x64 16x64 4x128 2x256 8x256 8x1024; do
        clients=${shape%x*}
        batch=${shape#*x}
        postgres_load batch "$clients" "$batch" "$seconds"
        measured "$version" "batches of $batch" "$shape" true "$clients" "$batch" "$per_second" "$p50_us" "$p99_us"
    done
    postgres_stop
}
