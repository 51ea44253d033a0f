#!/usr/bin/env bash
# Scans the account of the job's credentials and writes the action's outputs. action.yml calls it. It succeeds whatever the
# verdict is, which is the output `status`: the findings are yet to be uploaded. The bash of macOS is 3.2.
set -euo pipefail

die() { echo "tocsin: $*" >&2; exit 1; }

# add PREFIX TEXT: adds each line of a text that is not empty to the arguments. Nothing in it is looked at.
add() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "$line" ] || arguments+=("$1$line")
  done <<<"$2"
}

# limit_of_summary is GitHub's, beyond which it shows nothing at all.
limit_of_summary=$((1024 * 1024))

summarize() {
  if [ "$(wc -c <"$1")" -le "$limit_of_summary" ]; then
    cat -- "$1" >>"$GITHUB_STEP_SUMMARY"
  else
    echo "The report is too long for a summary." >>"$GITHUB_STEP_SUMMARY"
  fi
}

# counts REPORT: prints the outputs that the report tells. What an account's id is not stays out of them.
counts() {
  jq -r '
    "account=\(.scan.account_id | gsub("[^0-9]"; ""))",
    "complete=\(.scan.complete == true)",
    "undecided=\(.summary.outcomes | .unknown + .error)",
    (.summary.findings | "critical=\(.critical + 0)", "high=\(.high + 0)", "medium=\(.medium + 0)", "low=\(.low + 0)")
  ' "$1" | tr -d '\r'
}

command -v jq >/dev/null || die "jq is missing, which reads the report"
mkdir -p "$RUNNER_TEMP/tocsin"
place=$(mktemp -d "$RUNNER_TEMP/tocsin/scan-XXXXXX")

arguments=(-o text -o "json=$place/report.json" -o "sarif=$place/report.sarif" --snapshot "$place/snapshot.json")
[ "${TOCSIN_SUMMARY-}" = false ] || arguments+=(-o "markdown=$place/summary.md")
[ -z "${TOCSIN_FAIL_ON-}" ] || arguments+=("--fail-on=$TOCSIN_FAIL_ON")
[ -z "${TOCSIN_CONFIG-}" ] || arguments+=("--config=$TOCSIN_CONFIG")
if [ -e "${TOCSIN_BASELINE-}" ]; then
  arguments+=("--baseline=$TOCSIN_BASELINE")
elif [ -n "${TOCSIN_BASELINE-}" ]; then
  printf 'no baseline: there is no file %q\n' "$TOCSIN_BASELINE"
fi
add --policy= "${TOCSIN_POLICY-}"
add "" "${TOCSIN_ARGS-}"

# Whoever names a resource in the account must not give orders to the runner, which takes them from a step's output.
silence=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$silence"
status=0
tocsin scan "${arguments[@]}" || status=$?
printf '\n::%s::\n' "$silence"

case $status in 0 | 1 | 3) ;; *) exit "$status" ;; esac
{
  echo "status=$status"
  counts "$place/report.json"
  for file in json sarif; do echo "$file=$place/report.$file"; done
  echo "snapshot=$place/snapshot.json"
} >>"$GITHUB_OUTPUT"
[ ! -e "$place/summary.md" ] || summarize "$place/summary.md"
