#!/usr/bin/env bash
# What entering and working off cost, on SQLite or, with QUEUE_URL, on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "$1" >&2; exit 1; }
for command in java javac mvn; do command -v "$command" > /dev/null || fail "$command is missing; see bench/accept.sh"; done

work=target/bench/queue
rm -rf "$work"
mkdir -p "$work/classes"
mvn -q -B -DskipTests -DskipITs -Dassembly.skipAssembly -Dcyclonedx.skip package
javac -nowarn -d "$work/classes" -cp "target/classes:target/lib/*" bench/QueueBench.java
printf '<Configuration><Loggers><Root level="ERROR"/></Loggers></Configuration>' > "$work/quiet.xml"
run() { java -Xmx512m "-Dlog4j2.configurationFile=$work/quiet.xml" -cp "$work/classes:target/classes:target/lib/*" bench.QueueBench "$@"; }

run "$work/data" "${QUEUE_URL:-}" "${CALLERS:-32}" "${ENTRIES:-60000}" "${BYTES:-900}"
if [ -z "${QUEUE_URL:-}" ] && command -v strace > /dev/null; then
    strace -f -c -q -e trace=fsync,fdatasync -o "$work/syncs" java -Xmx512m "-Dlog4j2.configurationFile=$work/quiet.xml" \
        -cp "$work/classes:target/classes:target/lib/*" bench.QueueBench "$work/data-1" "" 1 200 "${BYTES:-900}" > /dev/null
    echo "Syncs of 400 entries, one caller, and of working them off one at a time:"
    cat "$work/syncs"
fi
