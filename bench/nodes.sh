#!/usr/bin/env bash
# How the rate of webhooks, and that of collected messages, changes with the number of gateways that share one PostgreSQL. Linux,
# with a JDK 17 or newer, Maven and wrk; the PostgreSQL is that of the tests. bench/README.md says what the lines mean. Everything is written below target/bench/.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

nodes=(1 2 4)
most=4
rounds=${ROUNDS:-3}
seconds=${ROUND_SECONDS:-4}
warm_up=${WARM_UP_SECONDS:-6}
connections=${CONNECTIONS:-32}
fastest=${EVENTS_A_SECOND:-3000}
collect_warm_up=${COLLECT_WARM_UP_SECONDS:-12}
collect_seconds=${COLLECT_SECONDS:-8}
port=${PORT:-29080}

work=$PWD/target/bench
database_port=$port
declare -A pid
first=0
source bench/postgres/start.sh

say() { printf '%s\n' "$*" >&2; }
fail() { say "bench/nodes.sh: $*"; exit 1; }

stop_all() {
  local name
  for name in "${!pid[@]}"; do kill "${pid[$name]}" 2> /dev/null || true; done
  wait
}

await() { # what, command...
  local what=$1 tries=0
  shift
  until "$@" > /dev/null 2>&1; do
    ((++tries < 900)) || fail "$what does not come"
    sleep 0.2
  done
}

# A gateway with a folder of its own, on the one PostgreSQL.
start() { # name, port, files to leave out
  local home=$work/nodes/$1
  rm -rf "$home"
  mkdir -p "$home"
  cp -r routes "$home/routes"
  (cd "$home/routes" && rm -f $3)
  (
    cd "$home"
    # shellcheck disable=SC2046
    exec java -Xmx384m -cp "$classes" $(postgres_settings "$database_port") \
      -Dtelnyx.public-key="$(< "$work/public-key")" -Dtelnyx.api-key=unused -Dtelnyx.signature-tolerance=1h \
      -Dcamel.server.host=127.0.0.1 -Dcamel.server.port="$2" -Dcamel.management.port="$(($2 + 1))" -Dmms.routes.reload=false \
      io.mmsroutes.Gateway
  ) > "$home/log" 2>&1 &
  pid[$1]=$!
}

ready() { curl -sf "http://127.0.0.1:$(($1 + 1))/observe/health/ready"; }

delivered() { # gateways
  local i
  for ((i = 0; i < $1; i++)); do curl -sf "http://127.0.0.1:$((port + 201 + 10 * i))/observe/metrics" || true; done \
    | awk 'index($1, "mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"") == 1 { sum += $2 } END { printf "%d", sum }'
}

ticks() { # of CPU that these gateways have used so far: names
  local name
  for name in "$@"; do awk '{ print $14 + $15 }' "/proc/${pid[$name]}/stat"; done | awk '{ sum += $1 } END { print sum }'
}

names() { # kind, gateways
  seq -f "$1-%.0f" 0 "$(($2 - 1))"
}

# One wrk for each gateway, all at once; connections are shared out. Appends: gateways, requests/s of all, worst p99 in ms, failures,
# and CPU microseconds a request, of the gateways and of PostgreSQL.
run() { # gateways, seconds, file for the results
  local count=$1 length=$2 into=$3 i waiting=() endpoints database
  endpoints=$(ticks $(names endpoint "$count")) database=$(postgres_ticks)
  for ((i = 0; i < count; i++)); do
    wrk -t1 -c"$((connections / count))" -d"${length}s" -s bench/events.lua "http://127.0.0.1:$((port + 10 + 10 * i))" \
      -- /webhooks "$work" 1 "$((first + i * length * fastest / count))" > "$work/wrk-$i" &
    waiting+=($!)
  done
  for i in "${waiting[@]}"; do wait "$i" || fail 'wrk did not finish'; done
  first=$((first + length * fastest))
  endpoints=$(($(ticks $(names endpoint "$count")) - endpoints)) database=$(($(postgres_ticks) - database))
  for ((i = 0; i < count; i++)); do grep '^RESULT' "$work/wrk-$i"; done \
    | awk -v OFS='\t' -v count="$count" -v seconds="$length" -v endpoints="$endpoints" -v database="$database" -v tick="$(getconf CLK_TCK)" '
      { rate += $2; if ($4 > p99) p99 = $4; failed += $5 }
      END { print count, rate, p99, failed, endpoints / tick * 1e6 / (rate * seconds + 1), database / tick * 1e6 / (rate * seconds + 1) }' >> "$into"
}

# Each by itself, so that all are equally warm, however many share the work later.
warm_up() { # number of the gateway
  wrk -t1 -c"$connections" -d"${warm_up}s" -s bench/events.lua "http://127.0.0.1:$((port + 10 + 10 * $1))" \
    -- /webhooks "$work" 1 "$first" > "$work/wrk-$1" || fail 'wrk did not finish'
  first=$((first + warm_up * fastest))
}

# What the endpoints entered is worked on by so many gateways, all from their start; the rate is that of a window when
# they are warm. Nothing is posted meanwhile, and what is left is for the next.
drain() { # gateways
  local count=$1 i from to begin gateways database
  for ((i = 0; i < count; i++)); do start "collect-$i" "$((port + 200 + 10 * i))" ''; done
  for ((i = 0; i < count; i++)); do await "collector $i" ready "$((port + 200 + 10 * i))"; done
  sleep "$collect_warm_up"
  from=$(delivered "$count") begin=$(date +%s%N)
  gateways=$(ticks $(names collect "$count")) database=$(postgres_ticks)
  sleep "$collect_seconds"
  to=$(delivered "$count")
  gateways=$(($(ticks $(names collect "$count")) - gateways)) database=$(($(postgres_ticks) - database))
  ((to > from)) || fail 'the queue ran dry: set WARM_UP_SECONDS or ROUNDS higher'
  awk -v OFS='\t' -v count="$count" -v messages="$((to - from))" -v nanos="$(($(date +%s%N) - begin))" \
    -v gateways="$gateways" -v database="$database" -v tick="$(getconf CLK_TCK)" \
    'BEGIN { print count, messages / nanos * 1e9, gateways / tick * 1e6 / messages, database / tick * 1e6 / messages }' >> "$work/drained"
  for ((i = 0; i < count; i++)); do
    kill "${pid[collect-$i]}"
    wait "${pid[collect-$i]}" || true
    unset "pid[collect-$i]"
  done
}

median() { # file, gateways, column
  awk -F '\t' -v count="$2" -v column="$3" '$1 == count { print $column }' "$1" | sort -n \
    | awk '{ all[NR] = $1 } END { print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'
}

for command in java javac mvn curl wrk; do command -v "$command" > /dev/null || fail "$command is missing; see bench/accept.sh"; done
if [[ ! -e target/classes/io/mmsroutes/Gateway.class || ! -d target/lib ]]; then
  say 'Building the gateway ...'
  mvn -q -B -Dstyle.color=never -DskipTests package > /dev/null || fail 'the build failed; see it with: mvn -DskipTests package'
fi
classes=$PWD/target/classes:$PWD/target/lib/*
mkdir -p "$work/classes" "$work/nodes"
javac -nowarn -d "$work/classes" -cp "target/classes:target/lib/*" bench/*.java
cp bench/event.json "$work/"
events=$(((warm_up * most + seconds * rounds * ${#nodes[@]}) * fastest))
say "Signing $events events ..."
java -cp "$work/classes:target/lib/*" bench.SignEvents bench/event.json "$work" "$events"

say "Starting PostgreSQL and $most gateways ..."
trap stop_all EXIT
start_postgres "$database_port"
for ((i = 0; i < most; i++)); do start "endpoint-$i" "$((port + 10 + 10 * i))" inbound/2-process-message.camel.yaml; done
for ((i = 0; i < most; i++)); do await "gateway $i" ready "$((port + 10 + 10 * i))"; done

: > "$work/results"; : > "$work/drained"
say 'Warming up ...'
for ((i = 0; i < most; i++)); do warm_up "$i"; done
for ((round = 1; round <= rounds; round++)); do
  say "Round $round of $rounds ..."
  for count in "${nodes[@]}"; do run "$count" "$seconds" "$work/results"; done
done

say 'Collecting ...'
for ((i = 0; i < most; i++)); do kill "${pid[endpoint-$i]}"; wait "${pid[endpoint-$i]}" || true; unset "pid[endpoint-$i]"; done
for count in "${nodes[@]}"; do drain "$count"; done

row() { # file, column, words
  local count
  printf '%-44s' "$3"
  for count in "${nodes[@]}"; do printf '%9.0f' "$(median "$1" "$count" "$2")"; done
  printf '\n'
}

ratios() { # file, column, words
  local count
  printf '%-44s' "$3"
  for count in "${nodes[@]}"; do
    awk -v one="$(median "$1" 1 "$2")" -v all="$(median "$1" "$count" "$2")" 'BEGIN { printf "%9.2f", all / one }'
  done
  printf '\n'
}

cat << EOF

JDK $(java -XshowSettings:properties -version 2>&1 | awk '/java.version =/ { print $3 }'), $(uname -sr)
$(nproc) cores of $(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo), shared by wrk, PostgreSQL and all gateways; load $(cut -d ' ' -f 1 /proc/loadavg)
$connections connections in all; endpoints: medians of $rounds rounds of $seconds s; collecting: one window of $collect_seconds s

gateways on one PostgreSQL                           1        2        4
$(row "$work/results" 2 'webhooks a second, durable')
$(row "$work/results" 3 'worst p99, ms')
$(ratios "$work/results" 2 'webhooks, of those of one')
$(row "$work/results" 5 'CPU us a webhook, of the gateways')
$(row "$work/results" 6 'CPU us a webhook, of PostgreSQL')

$(row "$work/drained" 2 'messages collected a second')
$(ratios "$work/drained" 2 'collected, of those of one')
$(row "$work/drained" 3 'CPU us a message, of the gateways')
$(row "$work/drained" 4 'CPU us a message, of PostgreSQL')

Requests that failed or took more than 2 s: $(awk -F '\t' '{ sum += $4 } END { print sum + 0 }' "$work/results").
EOF
