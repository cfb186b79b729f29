#!/usr/bin/env bash
# coverage.sh PACKAGE... -- REPORT...: the line coverage of packages over all cobertura reports together. A line counts as
# covered when any of the runs has executed it.
set -euo pipefail

packages=()
while [ "$1" != -- ]; do
  packages+=("$1")
  shift
done
shift

cat "$@" | awk -v wanted="${packages[*]}" '
  function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
  BEGIN { count = split(wanted, names, " "); for (i = 1; i <= count; i++) isWanted[names[i]] = 1 }
  /<package / { package = attribute("name") }
  /<class / { file = attribute("filename") }
  /<line / && package in isWanted {
    line = package SUBSEP file SUBSEP attribute("number")
    if (!(line in hits)) { hits[line] = 0; total[package]++ }
    if (attribute("hits") > 0 && !hits[line]) { hits[line] = 1; covered[package]++ }
  }
  END {
    for (i = 1; i <= count; i++) if (total[names[i]] > 0)
      printf "Line coverage of %s: %.1f %%\n", names[i], 100 * covered[names[i]] / total[names[i]]
  }'
