# A throw-away PostgreSQL cluster on a Unix socket for the tests; sourced by ../../amparo.

stop_postgres() {
  [ -n "${cluster:-}" ] || return 0
  as_unprivileged "pg_ctl -D '$cluster/data' -m immediate stop" >/dev/null 2>&1 || true
  rm -rf "$cluster"
}

# PostgreSQL refuses to run as root.
as_unprivileged() {
  if [ "$(id -u)" = 0 ]; then su nobody -s /bin/bash -c "export PATH='$PATH'; cd '$cluster'; $1"; else bash -c "cd '$cluster'; $1"; fi
}

# Debian keeps the server's programs out of the way.
postgres_path() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do [ -d "$folder" ] && printf ':%s' "$folder"; done
  return 0
}

# Starts one unless AMPARO_TEST_POSTGRES_URL names a server; says why when it cannot.
start_postgres() {
  [ -z "${AMPARO_TEST_POSTGRES_URL:-}" ] || return 0
  PATH="$PATH$(postgres_path)"
  command -v initdb >/dev/null || { say "no PostgreSQL: the tests named on_postgres are left out"; return 1; }
  # each test makes a database of a thousand files, which takes a disk longer than the test
  cluster=$(mktemp -d "$(roomy_base 3)/amparo-postgres.XXXXXX")
  [ "$(id -u)" = 0 ] && chown nobody "$cluster"
  if as_unprivileged "initdb -D data -A trust -U amparo -E UTF8 --no-sync >initdb.log 2>&1 && pg_ctl -D data -w -l server.log \
      -o \"-c listen_addresses= -c unix_socket_directories='$cluster' -c fsync=off -c max_wal_size=256MB -c max_connections=300\" start >/dev/null"; then
    export AMPARO_TEST_POSTGRES_URL="postgres://amparo@localhost/postgres?host=$cluster"
  else
    say "PostgreSQL did not start (see $cluster/initdb.log, server.log): the tests named on_postgres are left out"
    # left for who looks at its logs
    cluster=
    return 1
  fi
}
