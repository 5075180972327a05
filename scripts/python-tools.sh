#!/usr/bin/env bash
# Installs test/clients/requirements.txt into .venv, once for each content of that file: `scripts/python-tools.sh`.
# `scripts/python-tools.sh NAME` installs test/clients/requirements-NAME.txt into .venv-NAME, for what does not go together.
# Exit code 3 where this machine has no Python with venv: checks that need it are then skipped.
set -eu
cd "$(dirname "$0")/.."
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo 'no python3 with venv'; exit 3; }
requirements=test/clients/requirements${1:+-$1}.txt
venv=.venv${1:+-$1}
cmp -s "$requirements" "$venv/requirements.txt" && exit 0
rm -rf "$venv"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$venv/requirements.txt"
