# Fuzzing: every target for a while, on the corpus that is kept; sourced by ../../amparo.

# Takes SECONDS a target. Prints how often each was executed; an input that breaks one stays in fuzz/artifacts. What is found on the way
# grows beside the cache, never in the repository: `cargo fuzz cmin` takes over what is worth keeping.
fuzz_targets() {
  local seconds=$1 target log broken=()
  fuzz_tools || return 1
  # the sanitizer's flag is one that a stable compiler takes only when told to
  export RUSTC_BOOTSTRAP=1
  say "building the fuzz targets (a few minutes the first time)"
  cargo fuzz build --fuzz-dir "$here/fuzz" >&2 || return 1
  for target in $(cargo fuzz list --fuzz-dir "$here/fuzz"); do
    log=$cache/fuzz/$target.log
    mkdir -p "$cache/fuzz/$target"
    cargo fuzz run --fuzz-dir "$here/fuzz" "$target" "$cache/fuzz/$target" "$here/fuzz/corpus/$target" -- \
      -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1 || broken+=("$target")
    say "$(printf '%-16s %12s executions' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")")"
  done
  unset RUSTC_BOOTSTRAP
  [ ${#broken[@]} -eq 0 ] || { say "broken targets: ${broken[*]} (see $cache/fuzz/NAME.log)"; return 1; }
}

fuzz_tools() {
  debian c++=g++
  cargo fuzz --version >/dev/null 2>&1 && return
  say "installing cargo-fuzz from crates.io"
  cargo install --quiet --locked --version 0.13.2 cargo-fuzz >&2 || { say "cargo-fuzz could not be had: nothing is fuzzed"; return 1; }
}
