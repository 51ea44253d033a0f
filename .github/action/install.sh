#!/usr/bin/env bash
# Installs a release of tocsin that proves to be one, and puts it on the PATH of the steps that follow. action.yml calls it.
set -euo pipefail

repository=tocsin-dev/tocsin
workflow=.github/workflows/release.yml

die() { echo "tocsin: $*" >&2; exit 1; }

# platform: prints the name of a release's archive for this runner, which the runner tells.
platform() {
  local system machine kind=tar.gz
  case ${RUNNER_OS-} in
    Linux) system=linux ;;
    macOS) system=darwin ;;
    Windows) system=windows kind=zip ;;
    *) die "there is no release for ${RUNNER_OS:-a runner without RUNNER_OS}" ;;
  esac
  case ${RUNNER_ARCH-} in
    X64) machine=amd64 ;;
    ARM64) machine=arm64 ;;
    *) die "there is no release for ${RUNNER_ARCH:-a runner without RUNNER_ARCH}" ;;
  esac
  echo "tocsin_${TOCSIN_VERSION#v}_${system}_$machine.$kind"
}

# download FILE...: gets files of the release into the current folder. A file:// mirror may be a mounted folder.
download() {
  local file
  for file; do
    curl --fail --silent --show-error --location --retry 3 --proto '=https,file' --proto-redir '=https' \
      --output "$file" -- "$TOCSIN_RELEASES/$TOCSIN_VERSION/$file" || die "cannot download $file of $TOCSIN_VERSION"
  done
}

# sum FILE: prints its SHA-256. macOS has another program for it.
sum() { if command -v sha256sum >/dev/null; then sha256sum -- "$1"; else shasum -a 256 -- "$1"; fi | cut -d ' ' -f 1; }

# check_sum FILE: the release's list of checksums has to name it, once, with its checksum.
check_sum() {
  local want
  want=$(awk -v file="$1" '$2 == file { print $1 }' checksums.txt)
  [[ $want =~ ^[0-9a-f]{64}$ ]] || die "checksums.txt of $TOCSIN_VERSION does not name $1"
  [ "$(sum "$1")" = "$want" ] || die "$1 is not what checksums.txt of $TOCSIN_VERSION says"
}

# check_provenance FILE: this project's release workflow has to have built it, for that very version. A list of checksums
# proves nothing of the kind, as whoever replaces a file replaces the list as well.
check_provenance() {
  if command -v gh >/dev/null; then
    gh attestation verify "$1" --repo "$repository" --signer-workflow "$repository/$workflow" \
      --source-ref "refs/tags/$TOCSIN_VERSION" >&2 || die "$1 has no attestation of $repository for $TOCSIN_VERSION"
  elif command -v cosign >/dev/null; then
    download checksums.txt.sigstore.json
    cosign verify-blob checksums.txt --bundle checksums.txt.sigstore.json \
      --certificate-identity "https://github.com/$repository/$workflow@refs/tags/$TOCSIN_VERSION" \
      --certificate-oidc-issuer https://token.actions.githubusercontent.com >&2 ||
      die "checksums.txt has no signature of $repository for $TOCSIN_VERSION"
  else
    die "neither gh nor cosign is here to prove where $1 is from; install one, or set provenance: checksum"
  fi
}

[[ ${TOCSIN_VERSION-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || die "version: want a release such as v1.2.3"
case ${TOCSIN_PROVENANCE-} in required | checksum) ;; *) die "provenance: want required or checksum" ;; esac

place=$RUNNER_TEMP/tocsin/bin
mkdir -p "$place"
cd "$place"
archive=$(platform)
download checksums.txt "$archive"
check_sum "$archive"
[ "$TOCSIN_PROVENANCE" = checksum ] || check_provenance "$archive"
# By name: nothing else of the archive gets onto the PATH.
case $archive in
  *.zip) program=tocsin.exe && unzip -q -o "$archive" "$program" ;;
  *) program=tocsin && tar -xzf "$archive" "$program" ;;
esac
rm -f -- "$archive" checksums.txt checksums.txt.sigstore.json
"$place/$program" version
echo "$place" >>"$GITHUB_PATH"
