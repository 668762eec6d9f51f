# Somebody else's scanners, on a build with planted defects first and then on the real one; sourced by ../../amparo.

# Says what is missing and leaves the scan out, or gives the scan's outcome.
run_scan() {
  need_rust
  debian "cc=gcc libc6-dev" wapiti=wapiti sqlmap=sqlmap sslscan=sslscan openssl=openssl "python3=python3 python3-venv"
  local program
  for program in wapiti sqlmap sslscan openssl; do
    command -v "$program" >/dev/null || { say "no $program: nothing is scanned"; return 0; }
  done
  python_folder "$cache/scan" requirements-scan.txt "nothing is scanned" || return 0
  cargo build --locked --manifest-path "$here/Cargo.toml" --package amparo --bin amparo --features canary-vulns
  mkdir -p "$target/canary" && cp "$target/debug/amparo" "$target/canary/amparo"
  build
  check_sbom
  PYTHONPATH=$here/e2e/python "$cache/scan/bin/python" -m scan --schemathesis "$cache/scan/bin/schemathesis" \
    --canary "$target/canary/amparo" --real "$target/debug/amparo" "$@"
}

# The bill of materials, judged by the format's own library.
check_sbom() {
  local bill=$target/amparo.cdx.json
  python3 "$here/tools/sbom.py" > "$bill" && "$cache/scan/bin/python" "$here/e2e/python/judge_sbom.py" "$bill"
}
