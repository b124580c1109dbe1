#!/usr/bin/env bash
# How many webhooks a second this machine takes, and what each part of taking one costs. Linux, with a JDK 17 or newer,
# Maven and wrk. bench/README.md says what the lines mean. Everything is written below target/bench/.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

cores=$(nproc)
rounds=${ROUNDS:-3}
seconds=${ROUND_SECONDS:-4}
warm_up=${WARM_UP_SECONDS:-8}
connections=${CONNECTIONS:-32}
threads=${WRK_THREADS:-$((cores < 4 ? 2 : cores / 2))}
events=${EVENTS:-$((cores < 5 ? cores * 200000 : 1000000))}
port=${PORT:-28080}

work=$PWD/target/bench
declare -A pid first path=(
  [bare]=/bench/bare [verify]=/bench/verify [verify-jdk]=/bench/verify-jdk
  [endpoint]=/webhooks [endpoint-postgres]=/webhooks [endpoint-watched]=/webhooks [endpoint-collecting]=/webhooks
  [endpoint-console]=/webhooks)
declare -A gateway=(
  [bare]=alone [verify]=alone [verify-jdk]=alone
  [endpoint]=alone [endpoint-postgres]=shared [endpoint-watched]=watched [endpoint-collecting]=collecting
  [endpoint-console]=alone)
# LINES_OF leaves some out: their figures are 0 then.
read -ra lines <<< "${LINES_OF:-bare verify verify-jdk endpoint endpoint-postgres endpoint-watched endpoint-console endpoint-collecting}"
source bench/postgres/start.sh
accepted_series='mms_webhooks_total{camelContext="mms-routes",outcome="accepted"'
collected_series='mms_messages_total{camelContext="mms-routes",outcome="delivered"'

say() { printf '%s\n' "$*" >&2; }
fail() { say "bench/accept.sh: $*"; exit 1; }

need() { # command, where it comes from
  command -v "$1" > /dev/null || fail "$1 is missing. $2"
}

stop_gateways() {
  local name
  for name in "${!pid[@]}"; do
    kill -CONT "${pid[$name]}" 2> /dev/null && kill "${pid[$name]}" 2> /dev/null || true
  done
  wait
}

# A gateway in a folder of its own: the routes of the product, those of the bench beside them, an empty database.
start() { # name, port, files to leave out, options of the JVM...
  local name=$1 at=$2 without=$3 home=$work/$1
  shift 3
  rm -rf "$home"
  mkdir -p "$home"
  cp -r routes "$home/routes"
  cp -r bench/routes "$home/routes/bench"
  (cd "$home/routes" && rm -f $without)
  (
    cd "$home"
    exec java ${BENCH_JAVA_OPTIONS:-} "$@" \
      -Dtelnyx.public-key="$(< "$work/public-key")" -Dtelnyx.api-key=unused -Dtelnyx.signature-tolerance=1h -Dmms.admin-key=bench \
      -Dcamel.server.host=127.0.0.1 -Dcamel.server.port="$at" -Dcamel.management.port="$((at + 1))" \
      io.mmsroutes.Gateway
  ) > "$home/log" 2>&1 &
  pid[$name]=$!
  first[$name]=0
  address[$name]=127.0.0.1:$at
  local tries=0
  until curl -sf "http://127.0.0.1:$((at + 1))/observe/health" > /dev/null; do
    kill -0 "${pid[$name]}" 2> /dev/null && ((++tries < 300)) || fail "the gateway '$name' did not start: $(tail -n 3 "$home/log")"
    sleep 0.2
  done
  kill -STOP "${pid[$name]}"
}

counter() { # gateway, series as in the metrics
  local at=${address[$1]}
  curl -sf "http://${at%:*}:$((${at#*:} + 1))/observe/metrics" \
    | awk -v series="$2" 'index($1, series) == 1 { sum += $2 } END { printf "%d", sum }'
}

ticks() { # of CPU that a process has used so far
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}

all_ticks() { # of all cores so far: those that were used, and all
  awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9, $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 }' /proc/stat
}

# A gateway that is stopped with a request under way sees it time out when it goes on: let it finish first.
pause() { # gateway
  sleep 0.3
  if [[ $1 == collecting ]]; then
    local accepted tries=0
    accepted=$(counter "$1" "$accepted_series")
    until (($(counter "$1" "$collected_series") >= accepted)); do
      ((++tries < 300)) || fail "the gateway '$1' does not collect what it took"
      sleep 0.2
    done
    sleep 0.3
  fi
  kill -STOP "${pid[$1]}"
}

# What an open console asks for, each two seconds.
look_on() { # gateway
  local at=${address[$1]} path
  while true; do
    for path in received sent sent-counts status; do
      curl -s -o /dev/null -H 'Authorization: Bearer bench' "http://${at%:*}:$((${at#*:} + 1))/admin/v1/$path"
    done
    sleep 2
  done
}

# One run. All other gateways stand still meanwhile, so that none of them takes a share of the machine.
# Appends to the results: line, requests/s, p50 and p99 in ms, CPU microseconds a request, requests that failed, messages
# collected a second, per cent of all cores that neither gateway, PostgreSQL nor wrk used, CPU microseconds of PostgreSQL a request.
run() { # line, seconds, file for the results
  local line=$1 length=$2 into=$3 name=${gateway[$1]} from=0 collected=0 used database before after looking
  [[ ${path[$line]} == /webhooks ]] && from=${first[$name]}
  kill -CONT "${pid[$name]}"
  [[ $name == collecting ]] && collected=$(counter "$name" "$collected_series")
  used=$(ticks "${pid[$name]}")
  database=$(postgres_ticks)
  before=$(all_ticks)
  [[ $line != endpoint-console ]] || { look_on "$name" & looking=$!; }
  (
    wrk -t"$threads" -c"$connections" -d"${length}s" -s bench/events.lua "http://${address[$name]}" \
      -- "${path[$line]}" "$work" "$threads" "$from" > "$work/wrk"
    times > "$work/times"
  ) || fail "wrk did not finish the line '$line'"
  after=$(all_ticks)
  [[ $line != endpoint-console ]] || { kill "$looking"; wait "$looking" || true; }
  used=$(($(ticks "${pid[$name]}") - used))
  database=$(($(postgres_ticks) - database))
  [[ $name == collecting ]] && collected=$(($(counter "$name" "$collected_series") - collected))
  pause "$name"
  awk -v OFS='\t' -v line="$line" -v used="$used" -v database="$database" -v seconds="$length" -v collected="$collected" \
    -v before="$before" -v after="$after" -v tick="$(getconf CLK_TCK)" '
      function cpu(time, part) { split(time, part, /[ms]/); return part[1] * 60 + part[2] }
      FILENAME ~ /times$/ { wrk = cpu($1) + cpu($2) }
      /^RESULT/ { rate = $2; p50 = $3; p99 = $4; failed = $5 }
      END {
        split(before, b, " "); split(after, a, " ")
        print line, rate, p50, p99, used / tick * 1e6 / (rate * seconds + 1), failed, collected / seconds,
          100 * (a[1] - b[1] - used - database - wrk * tick) / (a[2] - b[2]), database / tick * 1e6 / (rate * seconds + 1)
      }' "$work/wrk" "$work/times" >> "$into"
  [[ ${path[$line]} == /webhooks ]] && first[$name]=$((from + $(awk '/^RESULT/ { print $6 }' "$work/wrk")))
  return 0
}

median() { # line, column of the results
  awk -F '\t' -v line="^$1\$" -v column="$2" '$1 ~ line { print $column }' "$work/results" | sort -n \
    | awk '{ all[NR] = $1 } END { if (!NR) print 0; else print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'
}

row() { # line, words
  printf '%-52s %8.0f %9.1f %8.1f %9.0f\n' "$2" "$(median "$1" 2)" "$(median "$1" 3)" "$(median "$1" 4)" "$(median "$1" 5)"
}

ratio() { # words, line, line
  awk -v words="$1" -v one="$(median "$2" 2)" -v other="$(median "$3" 2)" \
    'BEGIN { printf "  %-50s %8.2f\n", words, other ? one / other : 0 }'
}

declare -A address
need java 'Install a JDK 17 or newer, on Debian: apt install openjdk-17-jdk'
need javac 'Install a JDK, not only a JRE, on Debian: apt install openjdk-17-jdk'
need mvn 'Install Maven, on Debian: apt install maven'
need curl 'On Debian: apt install curl'
need wrk 'On Debian and Ubuntu: apt install wrk. Elsewhere: build it from github.com/wg/wrk'

if [[ ! -e target/classes/io/mmsroutes/Gateway.class || ! -d target/lib ]]; then
  say 'Building the gateway ...'
  mvn -q -B -Dstyle.color=never -DskipTests package > /dev/null || fail 'the build failed; see it with: mvn -DskipTests package'
fi
camel=$(basename "$(ls target/lib/camel-main-*.jar | tail -n 1)" .jar)
mkdir -p "$work/classes"
# JMX needs a jar that the product does not carry.
[[ " ${lines[*]} " != *' endpoint-watched '* ]] || mvn -q -B -Dstyle.color=never dependency:copy -Dartifact=org.apache.camel:camel-management:"${camel#camel-main-}" \
  -DoutputDirectory="$work/jmx" > /dev/null || fail 'camel-management is not to be had'
javac -nowarn -d "$work/classes" -cp "target/classes:target/lib/*" bench/*.java

say "Signing $events events ..."
cp bench/event.json "$work/"
java -cp "$work/classes:target/lib/*" bench.SignEvents bench/event.json "$work" "$events"

say 'Starting the gateways ...'
trap stop_gateways EXIT
classes=$work/classes:$PWD/target/classes:$PWD/target/lib/*
wanted=" $(for line in "${lines[@]}"; do printf '%s ' "${gateway[$line]}"; done)"
[[ $wanted != *' alone '* ]] || start alone "$port" inbound/2-process-message.camel.yaml -cp "$classes"
[[ $wanted != *' watched '* ]] || start watched "$((port + 10))" inbound/2-process-message.camel.yaml -cp "$classes:$work/jmx/*" \
  -Dcamel.main.jmx-enabled=true \
  -Dcamel.metrics.enable-exchange-event-notifier=true -Dcamel.metrics.enable-route-event-notifier=true \
  -Dcamel.metrics.enable-route-policy=true -Dcamel.metrics.enable-message-history=true
if [[ $wanted == *' shared '* ]]; then
  start_postgres "$((port + 40))"
  # shellcheck disable=SC2046
  start shared "$((port + 30))" inbound/2-process-message.camel.yaml -cp "$classes" $(postgres_settings "$((port + 40))")
fi
[[ $wanted != *' collecting '* ]] || start collecting "$((port + 20))" '' -cp "$classes"

say "Warming up, $warm_up s a line ..."
: > "$work/warm-up"
: > "$work/results"
for line in "${lines[@]}"; do run "$line" "$warm_up" "$work/warm-up"; done
for ((round = 1; round <= rounds; round++)); do
  say "Round $round of $rounds ..."
  for line in "${lines[@]}"; do run "$line" "$seconds" "$work/results"; done
done

duplicates=0
for name in "${!address[@]}"; do
  kill -CONT "${pid[$name]}"
  duplicates=$((duplicates + $(counter "$name" 'mms_webhooks_total{camelContext="mms-routes",outcome="duplicate"')))
done
# As the database does it: into a file that has its full size already.
dd if=/dev/zero of="$work/probe" bs=4k count=500 conv=fsync 2> /dev/null
sync_seconds=$({ dd if=/dev/zero of="$work/probe" bs=4k count=500 conv=notrunc oflag=dsync; } 2>&1 \
  | awk -F ', ' 'END { print $(NF - 1) }')
rm -f "$work/probe"

cat << EOF

Camel ${camel#camel-main-}, JDK $(java -XshowSettings:properties -version 2>&1 | awk '/java.version =/ { print $3 }'), $(uname -sr)
$cores cores of $(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo), shared with wrk; other work took $(median '[a-z-]*' 8 | xargs printf '%.0f') % of them
$(awk -v all="$sync_seconds" 'BEGIN { printf "%.0f synchronous writes of 4 KiB a second, one after the other", 500 / all }')
$connections connections, each sends its next event when the last one is answered; medians of $rounds rounds of $seconds s

                                                     requests   p50 ms   p99 ms    CPU µs
                                                     a second                    a request
$(row bare       'bare: the HTTP server answers 200')
$(row verify     'verify: signature checked, nothing kept')
$(row verify-jdk 'verify, with the Ed25519 of the JDK')
$(row endpoint       'the endpoint: verified and durable, then 200')
$(row endpoint-postgres 'the endpoint, on PostgreSQL')
$(row endpoint-watched 'the endpoint, with JMX and metrics of every exchange')
$(row endpoint-console 'the endpoint, with a console open')
$(row endpoint-collecting 'the endpoint, while messages are collected')
  CPU µs of PostgreSQL a request, at the endpoint on it  $(printf '%8.0f' "$(median endpoint-postgres 9)")
  of these collected, stored and delivered at once   $(printf '%8.0f' "$(median endpoint-collecting 7)")

$(ratio 'verify / bare' verify bare)
$(ratio 'verify / verify with the JDK' verify verify-jdk)
$(ratio 'the endpoint / bare' endpoint bare)
$(ratio 'the endpoint / verify' endpoint verify)
$(ratio 'the endpoint on PostgreSQL / bare' endpoint-postgres bare)
$(ratio 'the endpoint with JMX and metrics / the endpoint' endpoint-watched endpoint)
$(ratio 'the endpoint with a console open / the endpoint' endpoint-console endpoint)
$(ratio 'the endpoint while collecting / the endpoint' endpoint-collecting endpoint)

Requests that failed or took more than 2 s: $(awk -F '\t' '{ sum += $6 } END { print sum + 0 }' "$work/results"). Events taken twice: $duplicates.
EOF
