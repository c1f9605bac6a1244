# For the scripts beside it, which source it: from the project's root, headings, and packages of Debian and Ubuntu.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Where rustup puts cargo, for a shell that was opened before.
PATH=$PATH:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin

heading() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo when it asks for no password (or there is somebody to ask).
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"
    else return 1
    fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >"$apt_log" 2>&1; }

# install <package>…: the package list is only fetched when the one at hand does not do.
install() {
    has apt-get || fail "Please install: $*   (this is not Debian or Ubuntu, so the names may differ)"
    printf 'installing %s\n' "$*"
    apt_log=$(mktemp)
    apt install -y --no-install-recommends "$@" ||
        { apt update && apt install -y --no-install-recommends "$@"; } ||
        { cat "$apt_log" >&2; fail "Please type: sudo apt-get update && sudo apt-get install -y $*"; }
    rm -f "$apt_log"
}

# need <command>:<package>…: installs the packages of those commands that are missing.
need() {
    local pair missing=()
    for pair; do has "${pair%%:*}" || missing+=("${pair#*:}"); done
    [ ${#missing[@]} = 0 ] || install "${missing[@]}"
}

need_rust() {
    has cargo || fail "Please install Rust 1.95 or newer: https://rustup.rs"
    # The linker and a few C parts of the dependencies need a compiler that finds the C library's headers.
    printf '#include <stdlib.h>\nint main(void) { return 0; }\n' | cc -x c - -o /dev/null 2>/dev/null ||
        install gcc libc6-dev
}

# PostgreSQL's programs, without the cluster on port 5432 that Debian would make and start.
need_postgres() {
    ! has initdb && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || return 0
    local setting=/etc/postgresql-common/createcluster.d/quittance.conf
    as_root sh -c "mkdir -p ${setting%/*} && echo 'create_main_cluster = off' > $setting" || true
    install postgresql
    as_root rm -f "$setting"
}

# Prometheus' programs, without the server on port 9090 that Debian would start with the machine.
need_prometheus() {
    ! has promtool || ! has prometheus || return 0
    local policy=/usr/sbin/policy-rc.d ours='' status=0
    [ -e $policy ] || { ours=yes; as_root sh -c "printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy" || true; }
    (install prometheus) || status=$?
    [ -z "$ours" ] || as_root rm -f $policy
    [ "$status" = 0 ] || exit "$status"
    ! has systemctl || as_root systemctl disable prometheus >/dev/null 2>&1 || true
}
