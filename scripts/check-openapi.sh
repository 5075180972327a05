#!/usr/bin/env bash
# Checks the OpenAPI document of a running stack, and the stack against it:
#   node scripts/with-stack.ts scripts/check-openapi.sh validate|fuzz [options of schemathesis run]
# Needs .venv (scripts/python-tools.sh) and what with-stack.ts puts into the environment.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-}
shift || true
case $what in
  validate)
    .venv/bin/python -c 'import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())' \
      "$TRAINGATE_URL/v1/openapi.json" | .venv/bin/openapi-spec-validator --schema 3.1 -
    ;;
  fuzz)
    SCHEMATHESIS_HOOKS=test/clients/openapi/hooks.py .venv/bin/schemathesis \
      --config-file test/clients/openapi/schemathesis.toml run "$@" "$TRAINGATE_URL/v1/openapi.json"
    ;;
  *)
    sed -n '2,4s/^# //p' "$0"
    exit 2
    ;;
esac
