#!/usr/bin/env bash
# Installs the policy engines that `npm run bench -- expression` compares with into a folder: Cedar and OPA for JavaScript from
# npm, and the compiler of Rego by Go. None of them is part of Traingate.
# Usage: scripts/policy-engines.sh FOLDER
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1" && cd "$1"
[ -f package.json ] || npm init -y >/dev/null
npm install --save-exact @cedar-policy/cedar-wasm@4.13.0 @open-policy-agent/opa-wasm@1.10.0
if command -v go >/dev/null; then
  [ -x bin/opa ] || GOBIN=$PWD/bin go install github.com/open-policy-agent/opa@v1.22.3
  bin/opa build -t wasm -e traingate/deny -o bundle.tar.gz "$root/bench/engines/thirteen.rego"
  tar xzf bundle.tar.gz /policy.wasm
else
  echo 'no go: Rego is not compiled, so OPA is left out'
fi
echo "TRAINGATE_ENGINES=$PWD npm run bench -- expression"
