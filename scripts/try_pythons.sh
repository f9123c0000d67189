#!/bin/sh
# Installs the lock and reads the sample reports with every supported Python of this machine except the default.
# Usage: scripts/try_pythons.sh VENV. The environments are VENV-3.12 and so on, removed after success.
set -e
cd "$(dirname "$0")/.."
for version in 3.12 3.13; do
    python=
    for candidate in "python$version" "$HOME"/.pyenv/versions/"$version".*/bin/python; do
        if "$candidate" -c "" 2> /dev/null; then python=$candidate; break; fi
    done
    if [ -z "$python" ]; then echo "Python $version: not on this machine"; continue; fi
    venv="$1-$version"
    mkdir -p "$venv"
    if make --no-print-directory run PYTHON="$python" VENV="$venv" WAREHOUSE="$venv/warehouse" > "$venv.log" 2>&1; then
        echo "Python $version: $(grep '^Figures' "$venv.log")"
    else
        cat "$venv.log"; echo "Python $version: failed"; exit 1
    fi
    rm -rf "$venv" "$venv.log"
done
