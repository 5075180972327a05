#!/usr/bin/env bash
# Runs a command with MOTO_URL set to moto's AWS on a free port: `scripts/with-moto.sh <command...>`. Wants .venv
# (scripts/python-tools.sh).
set -eu
cd "$(dirname "$0")/.."
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
.venv/bin/moto_server -H 127.0.0.1 -p "$port" >/dev/null 2>&1 &
moto=$!
trap 'kill "$moto"' EXIT
export MOTO_URL="http://127.0.0.1:$port"
.venv/bin/python - <<'PY'
import os, time, urllib.request

for _ in range(150):
    try:
        urllib.request.urlopen(os.environ["MOTO_URL"] + "/moto-api/", timeout=2)
        break
    except OSError:
        time.sleep(0.2)
else:
    raise SystemExit("moto does not serve")
PY
"$@"
