#!/bin/sh
# Bring .venv up to date: venv.sh demo (fastlint alone) or venv.sh dev (with everything that the tests need).
# Needs a Python of 3.11 or newer and nothing else; never touches the system's packages nor the home folder's.
# A second run does nothing, unless pyproject.toml or the Python behind .venv has changed.
set -eu
cd "$(dirname "$0")/.."

want=${1:-dev}
venv=.venv
python=$venv/bin/python
stamp=$venv/installed-$want

# Settings of the caller's shell that would leak into the environment.
unset PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_NO_INPUT=1
export PIP_DISABLE_PIP_VERSION_CHECK PIP_NO_INPUT

is_recent() {
    "$@" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_recent "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "fastlint needs Python 3.11 or newer, and found none (tried PYTHON, python3, python3.11 to python3.14)." >&2
    echo "Install one, or say where it is: make $want PYTHON=/path/to/python3.12" >&2
    return 1
}

# What an installation depends on: the metadata, and where this folder lies (an editable install remembers it).
fingerprint() {
    pwd
    cat pyproject.toml
}

if is_recent "$python" && "$python" -m pip --version >/dev/null 2>&1; then
    for done in "$stamp" "$venv/installed-dev"; do
        if [ -f "$done" ] && fingerprint | cmp -s - "$done"; then
            exit 0
        fi
    done
else
    base=$(find_python)
    rm -rf "$venv"
    echo "Creating $venv with $base" >&2
    if ! "$base" -m venv "$venv"; then
        rm -rf "$venv"
        # Some distributions ship venv without ensurepip, but with a pip that can install into another environment.
        if ! { "$base" -m venv --without-pip "$venv" && "$base" -m pip --python "$python" install --quiet pip; }; then
            rm -rf "$venv"
            echo "$base cannot create a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2
            exit 1
        fi
    fi
fi

case $want in
    demo) what=. ;;
    *) what=".[$want]" ;;
esac
echo "Installing fastlint ($want) into $venv" >&2
rm -f "$stamp"
"$python" -m pip install --quiet --editable "$what"
fingerprint >"$stamp"
