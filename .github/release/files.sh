#!/usr/bin/env bash
# Makes what a release holds besides the binary, in a folder: the manual page, completions, and for the image the
# certificates of authorities, which are those of this machine.
set -euo pipefail

mkdir -p "$1/man" "$1/completions"
tocsin=$(mktemp -d)/tocsin
trap 'rm -rf "$(dirname "$tocsin")"' EXIT
go build -o "$tocsin" ./cmd/tocsin

"$tocsin" man >"$1/man/tocsin.1"
"$tocsin" completion bash >"$1/completions/tocsin.bash"
"$tocsin" completion zsh >"$1/completions/_tocsin"
"$tocsin" completion fish >"$1/completions/tocsin.fish"
"$tocsin" completion powershell >"$1/completions/tocsin.ps1"
cp /etc/ssl/certs/ca-certificates.crt "$1/ca-certificates.crt"
