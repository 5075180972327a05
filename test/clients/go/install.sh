#!/usr/bin/env bash
# Builds the client; exit code 3 where this machine has no Go.
set -eu
cd "$(dirname "$0")"
command -v go >/dev/null || { echo 'no go'; exit 3; }
go build -o client .
