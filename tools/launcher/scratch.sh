# Where the files of the tests lie, and their end; sourced by ../../amparo.

# Where a folder of the tests lies that wants so many GiB: in memory where there is room, on the disk otherwise.
roomy_base() {
  local free_kib
  free_kib=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || free_kib=0
  if [ -w /dev/shm ] && [ "${free_kib:-0}" -gt $(($1 << 20)) ]; then echo /dev/shm; else echo /tmp; fi
}

# A database is flushed hundreds of times by one test, and each flush waits for the disk: without one the tests wait for nothing. Only
# where programs may be started from such a folder, as some tests do.
make_scratch() {
  local base; base=$(roomy_base 6)
  [ "$base" = /dev/shm ] || return 0
  scratch=$(mktemp -d "$base/amparo-tests.XXXXXX")
  printf '#!/bin/sh\n' > "$scratch/program"
  chmod +x "$scratch/program"
  if "$scratch/program" 2>/dev/null; then export TMPDIR=$scratch; fi
  rm "$scratch/program"
}

# Each client of HTTP, of which a test makes many, reads every authority anew that the system trusts, and no test asks one of them: the
# first is enough. Called when nothing more is fetched.
trust_one_authority() {
  local all=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
  [ -n "${scratch:-}" ] && [ -r "$all" ] || return 0
  sed '/END CERTIFICATE/q' "$all" > "$scratch/authority.pem"
  unset SSL_CERT_DIR
  export SSL_CERT_FILE=$scratch/authority.pem
}

# What was made for this run goes with it.
clean_up() {
  [ -z "${building:-}" ] || kill "$building" 2>/dev/null || true
  stop_postgres
  [ -z "${scratch:-}" ] || rm -rf "$scratch"
}
