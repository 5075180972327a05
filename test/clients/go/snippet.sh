#!/usr/bin/env bash
# `test/clients/go/snippet.sh FILE`: builds a program by the pinned modules of this folder and runs it where the caller is.
# BUILD_HOME: whose home has Go's caches; HOME is the program's own, which is empty.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Go leaves out files whose names begin with a dot.
cp "$1" "$folder/main.go"
HOME=$BUILD_HOME go build -C "$(dirname "$0")" -o "$folder/snippet" "$folder/main.go"
"$folder/snippet"
