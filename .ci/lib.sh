# What the steps share. Each step is a script of its own that sources this file.

shopt -s inherit_errexit # a failure inside "$(…)" counts

cache=${XDG_CACHE_HOME:-$HOME/.cache}/tocsin-ci
work=${TOCSIN_CI_WORK:?run the steps by .ci/run}
shared=${TOCSIN_SHARED:-../shared}

die() { echo "$*" >&2; exit 1; }

# exits STATUS COMMAND...: succeeds if the command ends with just that status.
exits() {
  local want=$1 got=0
  shift
  "$@" || got=$?
  [ "$got" = "$want" ] || die "exit status $got, want $want: $*"
}

# tool NAME: prints the path of a development tool, which it builds if the cache lacks this version of it.
tool() {
  local name=$1 module dir
  module=$(awk -v name="$name" '$1 == name { print $2 }' .ci/tools/versions)
  [ -n "$module" ] || die "no tool $name in .ci/tools/versions"
  dir=$cache/$name@${module##*@}
  if [ ! -x "$dir/$name" ]; then
    echo "building $module" >&2
    if [ -d ".ci/tools/$name" ]; then
      go -C ".ci/tools/$name" build -o "$dir/$name" "${module%@*}" >&2
    else
      GOBIN=$dir go install "$module" >&2
    fi
  fi
  echo "$dir/$name"
}

# python NAME REQUIREMENTS CHECK: prints the path of a Python that has the requirements, which it installs if the
# cache lacks them: a program that imports them tells.
python() {
  local python=$cache/$1-$(sha256sum "$2" | cut -c1-12)/bin/python
  if [ ! -x "$python" ] || ! "$python" -c "$3" 2>/dev/null; then
    python3 -m venv "$(dirname "$(dirname "$python")")" >&2
    "$python" -m pip install --quiet -r "$2" >&2
  fi
  echo "$python"
}

# tocsin: prints the path of a stripped binary of the checkout.
tocsin() {
  [ -x "$work/tocsin" ] || go build -ldflags '-s -w' -o "$work/tocsin" ./cmd/tocsin
  echo "$work/tocsin"
}

# demo: prints the path of a snapshot of the recorded, compromised account.
demo() {
  [ -s "$work/demo.json" ] || "$(tocsin)" collect --demo --quiet -o "$work/demo.json" >&2 || [ $? = 3 ]
  [ -s "$work/demo.json" ] || die "collect --demo made no snapshot"
  echo "$work/demo.json"
}

# shared_file PATH: prints the path of test data that lies beside the checkout, not in it.
shared_file() {
  [ -e "$shared/$1" ] || die "$shared/$1 is missing: put the test data beside the checkout, or name its place in TOCSIN_SHARED"
  echo "$shared/$1"
}

# moto_server: starts moto, a third-party AWS emulator, for as long as the step runs, and exports where it
# answers, and the Python and the AWS CLI that come with it.
moto_server() {
  local bin port
  bin=$(dirname "$(python moto .ci/tools/requirements.txt 'import awscli, boto3, moto.server')")
  port=$("$bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  export MOTO_ENDPOINT=http://127.0.0.1:$port MOTO_PYTHON=$bin/python MOTO_AWS_CLI=$bin/aws
  MOTO_IAM_LOAD_MANAGED_POLICIES=true "$bin/python" -m moto.server -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
  moto_pid=$!
  trap 'kill $moto_pid' EXIT
  for _ in $(seq 60); do
    curl --silent --fail "$MOTO_ENDPOINT/moto-api/data.json" >/dev/null && return
    kill -0 $moto_pid || { cat "$work/moto.log"; die "moto did not start"; }
    sleep 0.5
  done
  die "moto does not answer"
}
