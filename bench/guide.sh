#!/usr/bin/env bash
# The gateway beside the way of Telnyx's guide, in one run on one machine: messages a second, from the webhook to the picture on disk
# and, for the gateway, the manifest and the sink. Linux, with a JDK 17 or newer, and Python with Flask and requests.
# bench/README.md says what the lines mean. Everything is written below target/bench/. Argument: how many times as long (1).
set -Eeuo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

times=${1:-1}
[[ $times =~ ^[1-9][0-9]{0,3}$ ]] || { printf '%s\n' "bench/guide.sh: The argument is '$times': write how many times as long, a whole number from 1 on." >&2; exit 1; }
rounds=${ROUNDS:-3}
pictures=${PICTURES:-$((600 * times))} # messages with one picture of 50 KB, in each round
large=${LARGE:-$((30 * times))}        # messages with ten of 300 KB
slow=${SLOW:-$((200 * times))}         # messages whose pictures come after 2 s
traced=${TRACED:-150}                  # messages under strace
warm_up=${WARM_UP:-$((3000 * times))} # messages before, to the gateway
guide_warm_up=100                      # and to the guide's way
connections=${CONNECTIONS:-16}
ahead=${AHEAD:-64}
idle_seconds=${IDLE_SECONDS:-$((5 * times))}
port=${PORT:-28300}

work=$PWD/target/bench/guide
tick=$(getconf CLK_TCK)
delivered_series='mms_messages_total{camelContext="mms-routes",outcome="delivered"'
declare -A pid next signed url
url[guide]=$((port + 1))
url[gateway]=$((port + 2))
metrics=$((port + 3))

say() { printf '%s\n' "$*" >&2; }
fail() { say "bench/guide.sh: $*"; exit 1; }

whole() { # name of a variable, least, what it means
  local given=${!1}
  [[ $given =~ ^[0-9]{1,8}$ ]] && ((10#$given >= $2)) || fail "$3 is '$given': write a whole number from $2 on."
  printf -v "$1" '%d' "$((10#$given))"
}

now() { echo "${EPOCHREALTIME/./}"; } # microseconds
ticks() { sed 's/.*) //' "$1/stat" | awk '{ print $12 + $13 }'; } # of a folder in /proc

compiling() { # ticks of the JVM's compiler; none where there is none
  local task used sum=0
  for task in /proc/"$1"/task/*; do
    if [[ $(cat "$task/comm" 2> /dev/null) == C[12]\ Compiler* ]]; then
      used=$(ticks "$task" 2> /dev/null) || used=0 # one that has just ended
      sum=$((sum + used))
    fi
  done
  echo "$sum"
}

switches() { # guide|gateway: those that ended their threads are told by the process itself
  case $1 in
    guide) curl -sf "http://127.0.0.1:${url[guide]}/switches" ;;
    gateway) awk '/ctxt_switches/ { sum += $2 } END { print sum }' /proc/"${pid[gateway]}"/task/*/status 2> /dev/null ;;
  esac
}

delivered() {
  curl -sf "http://127.0.0.1:$metrics/observe/metrics" \
    | awk -v series="$delivered_series" 'index($1, series) == 1 { sum += $2 } END { printf "%d", sum }'
}

stop_all() {
  local name
  for name in "${!pid[@]}"; do kill "${pid[$name]}" 2> /dev/null || true; done
  wait 2> /dev/null || true
}

await_ready() { # guide|gateway, URL, log
  local tries=0
  until curl -sf -m 5 "$2" > /dev/null; do
    kill -0 "${pid[$1]}" 2> /dev/null || fail "the $1 did not start: $(tail -n 3 "$3")"
    ((++tries < 1200)) || fail "the $1 is not ready after a minute; see $3"
    sleep 0.05
  done
}

# Has so many events posted to one of the two and waits for the last to be done. Sets seconds, p50, p99, failed, cpu (ms a message),
# compiled (of that, by the JVM's compiler), switched (a message).
post() { # guide|gateway, shape, count, ahead, a second, delay, picture
  local name=$1 shape=$2 count=$3 first=${next[$2]:-0} used compiled_before switched_before began target=0 ended
  next[$2]=$((first + count))
  ((next[$2] <= signed[$2])) || fail "only ${signed[$2]} events '$2' were signed, and ${next[$2]} are wanted: count them where they are signed."
  [[ $name == gateway ]] && target=$(($(delivered) + count))
  switched_before=$(switches "$name")
  used=$(ticks "/proc/${pid[$name]}")
  compiled_before=$(compiling "${pid[$name]}")
  began=$(now)
  [[ -n ${telnyx[1]:-} ]] || fail "Telnyx's part is gone: is port $port taken?"
  echo "$work/$shape ${url[$name]} $first $count $connections $4 $5 $6 $7" >&"${telnyx[1]}" || fail "Telnyx's part is gone."
  local answer=''
  read -r answer <&"${telnyx[0]}" || fail "Telnyx's part ended while it posted $count events '$shape' to the $name."
  [[ $answer != failed:* ]] || fail "$count events '$shape' to the $name ${answer}; see $work/$name*"
  read -r _ p50 p99 failed <<< "$answer"
  if [[ $name == gateway ]]; then
    local tries=0
    until (($(delivered || echo 0) >= target)); do
      kill -0 "${pid[gateway]}" 2> /dev/null || fail "the gateway ended: $(tail -n 3 "$work/gateway/log")"
      ((++tries < 1200)) || fail "the gateway does not deliver what it took; see $work/gateway/log"
      sleep 0.05
    done
  fi
  ended=$(now)
  used=$(($(ticks "/proc/${pid[$name]}") - used))
  compiled=$(awk -v a="$compiled_before" -v b="$(compiling "${pid[$name]}")" -v tick="$tick" -v n="$count" \
    'BEGIN { printf "%.2f", (b - a) / tick * 1e3 / n }')
  switched=$(awk -v a="$switched_before" -v b="$(switches "$name")" -v n="$count" 'BEGIN { printf "%.1f", (b - a) / n }')
  seconds=$(awk -v us=$((ended - began)) 'BEGIN { print us / 1e6 }')
  cpu=$(awk -v t="$used" -v tick="$tick" -v n="$count" 'BEGIN { printf "%.2f", t / tick * 1e3 / n }')
  failures=$((failures + failed))
}

keep() { # line, name, value...
  printf '%s\n' "$*" >> "$work/results"
}

median() { # line, name, column
  awk -v line="$1" -v name="$2" -v column="$3" '$1 == line && $2 == name { print $(column + 2) }' "$work/results" | sort -n \
    | awk '{ all[NR] = $1 } END { if (NR) print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'
}

syncs() { # guide|gateway: sets synced, a message, as strace counts them; nothing where it may not look
  rm -f "$work/strace"
  synced=''
  strace -f -q -c -e trace=fsync,fdatasync,msync -o "$work/strace" -p "${pid[$1]}" 2> "$work/strace.log" &
  local tracer=$!
  sleep 1
  kill -0 "$tracer" 2> /dev/null || { say "strace may not look: $(tail -n 1 "$work/strace.log")"; return 0; }
  post "$1" picture "$traced" "$ahead" 0 0 "$work/50k.jpg"
  kill -INT "$tracer" 2> /dev/null || true
  wait "$tracer" 2> /dev/null || true
  synced=$(awk -v n="$traced" '/ (fsync|fdatasync|msync)$/ { sum += $4 } END { printf "%.2f", sum / n }' "$work/strace")
}

jpeg() { # bytes, file
  { printf '\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00'; head -c $(($1 - 22)) /dev/urandom; printf '\xff\xd9'; } > "$2"
}

shape() { # name, media, bytes of each, file of one, events
  signed[$1]=$5
  mkdir -p "$work/$1"
  local hash media='' i
  hash=$(sha256sum "$4" | cut -d' ' -f1)
  for ((i = 0; i < $2; i++)); do
    media+="${media:+,}{\"content_type\":\"image/jpeg\",\"hash_sha256\":\"$hash\",\"size\":$3,\"url\":\"http://127.0.0.1:$port/00000000-0000-0000-0000-000000000000/$i.jpg\"}"
  done
  sed "s|\"media\": \[\]|\"media\": [$media]|" bench/event.json > "$work/$1/event.json"
  java -cp "$classes" bench.SignEvents "$work/$1/event.json" "$work/$1" "$5" "$work/key"
}

for name in rounds:ROUNDS pictures:PICTURES large:LARGE slow:SLOW traced:TRACED warm_up:WARM_UP connections:CONNECTIONS ahead:AHEAD \
  idle_seconds:IDLE_SECONDS port:PORT; do
  whole "${name%:*}" 1 "${name#*:}"
done
trap 'fail "it stopped at line $LINENO: $BASH_COMMAND"' ERR
for command in java javac curl python3; do command -v "$command" > /dev/null || fail "$command is missing."; done
python3 -c 'import flask, requests' 2> /dev/null || fail 'Flask or requests is missing: pip install flask requests'
if ! compgen -G 'target/mms-routes-*.jar' > /dev/null || [[ ! -d target/lib ]]; then
  say 'Building the gateway ...'
  mvn -q -B -Dstyle.color=never -DskipTests package > /dev/null || fail 'the build failed; see it with: mvn -DskipTests package'
fi
rm -rf "$work"
mkdir -p "$work/classes" "$work/guide" "$work/gateway" "$work/dist/bin"
javac -nowarn -d "$work/classes" -cp "target/classes:target/lib/*" bench/*.java
classes=$work/classes:$PWD/target/classes:$PWD/target/lib/*
: > "$work/results"
failures=0

say 'Signing events ...'
jpeg 50000 "$work/50k.jpg"
jpeg 300000 "$work/300k.jpg"
# One for each that is posted below: an event that a gateway had before brings nobody for its pictures.
shape picture 1 50000 "$work/50k.jpg" $((guide_warm_up + warm_up + 2 * rounds * pictures + slow + connections + 2 * traced))
shape large 10 300000 "$work/300k.jpg" $((2 * (1 + rounds) * large))

trap stop_all EXIT
coproc telnyx { exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$classes" bench.PostPictures "$port"; }
pid[telnyx]=$telnyx_PID

say 'Starting both ...'
began=$(now)
python3 bench/guide.py "${url[guide]}" "$work/guide" > "$work/guide.log" 2>&1 &
pid[guide]=$!
await_ready guide "http://127.0.0.1:${url[guide]}/switches" "$work/guide.log"
keep ready guide "$((($(now) - began) / 1000))"
cp -r routes kamelets "$work/gateway/"
# As it is shipped.
cp src/main/dist/bin/mms-routes "$work/dist/bin/"
cp target/mms-routes-*.jar "$work/dist/mms-routes.jar"
ln -s "$PWD/target/lib" "$work/dist/lib"
began=$(now)
(
  export MMS_HOME=$work/gateway JAVA_OPTS="${BENCH_JAVA_OPTIONS:-} -Dtelnyx.public-key=$(< "$work/key/public-key") -Dtelnyx.api-key=unused
    -Dtelnyx.signature-tolerance=1h -Dmms.media.trusted-hosts=127.0.0.1:$port -Dmms.routes.reload=false
    -Dcamel.server.host=127.0.0.1 -Dcamel.server.port=${url[gateway]} -Dcamel.management.port=$metrics"
  exec "$work/dist/bin/mms-routes"
) > "$work/gateway/log" 2>&1 &
pid[gateway]=$!
await_ready gateway "http://127.0.0.1:$metrics/observe/health/ready" "$work/gateway/log"
keep ready gateway "$((($(now) - began) / 1000))"

say 'Warming up ...'
post guide picture "$guide_warm_up" "$ahead" 0 0 "$work/50k.jpg"
post gateway picture "$warm_up" "$ahead" 0 0 "$work/50k.jpg"
for name in guide gateway; do post "$name" large "$large" 8 0 0 "$work/300k.jpg"; done

for ((round = 1; round <= rounds; round++)); do
  say "Round $round of $rounds ..."
  for name in guide gateway; do
    post "$name" picture "$pictures" "$ahead" 0 0 "$work/50k.jpg"
    keep picture "$name" "$(awk -v n="$pictures" -v s="$seconds" 'BEGIN { print n / s }')" "$cpu" "$switched" "$p50" "$p99" "$compiled"
  done
  for name in guide gateway; do
    post "$name" large "$large" 8 0 0 "$work/300k.jpg"
    keep large "$name" "$(awk -v n="$large" -v s="$seconds" 'BEGIN { print n * 3 / s }')" "$cpu"
  done
done

say 'Pictures that come after 2 s ...'
post gateway picture "$slow" 0 50 2000 "$work/50k.jpg"
keep slow gateway "$p50" "$p99"
# As many at once as there are connections, each of which waits.
post guide picture "$connections" 0 50 2000 "$work/50k.jpg"
keep slow guide "$p50" "$p99"

if command -v strace > /dev/null && strace -q -o /dev/null true 2> /dev/null; then
  say 'Counting what is synced ...'
  for name in guide gateway; do
    syncs "$name"
    [[ -z $synced ]] || keep syncs "$name" "$synced"
  done
fi

say 'Nothing to do ...'
sleep 2
for name in guide gateway; do keep before "$name" "$(ticks "/proc/${pid[$name]}")"; done
sleep "$idle_seconds"
for name in guide gateway; do
  keep idle "$name" "$(awk -v a="$(median before "$name" 1)" -v b="$(ticks "/proc/${pid[$name]}")" -v tick="$tick" -v s="$idle_seconds" \
    'BEGIN { printf "%.2f", (b - a) / tick / s * 100 }')"
  keep memory "$name" "$(awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/${pid[$name]}/status")"
done

row() { # words, line, column, format
  local one other
  one=$(median "$2" guide "$3")
  other=$(median "$2" gateway "$3")
  awk -v words="$1" -v one="$one" -v other="$other" -v format="$4" 'BEGIN {
    printf "%-58s " format " " format " ", words, one, other
    if (one + 0 > 0) printf "%8.2f", other / one
    print "" }'
}

cat << END

$(uname -sr), $(nproc) cores shared with Telnyx's part; load $(cut -d' ' -f1-3 /proc/loadavg) at the end
medians of $rounds rounds; $connections connections, at most $ahead messages taken and not fetched

                                                              guide  gateway  gateway/guide
$(row 'one picture of 50 KB: messages a second, to the end'   picture 1 '%8.1f')
$(row '  CPU ms a message'                                    picture 2 '%8.2f')
$(row "  of that, the JVM's compiler"                         picture 6 '%8.2f')
$(row '  context switches a message'                          picture 3 '%8.1f')
$(row '  answered in ms, p50'                                 picture 4 '%8.1f')
$(row '  answered in ms, p99'                                 picture 5 '%8.1f')
$(row '  fsyncs a message'                                    syncs 1 '%8.2f')
$(row 'ten of 300 KB: MB a second, to the end'                large 1 '%8.1f')
$(row '  CPU ms a message'                                    large 2 '%8.2f')
$(row 'hosts that take 2 s: answered in ms, p50'              slow 1 '%8.1f')
$(row '  answered in ms, p99'                                 slow 2 '%8.1f')
$(row 'nothing to do: per cent of a core'                     idle 1 '%8.2f')
$(row '  resident MB'                                         memory 1 '%8.0f')
$(row 'start to ready in ms'                                  ready 1 '%8.0f')

Answers that were no 200: $failures.
END
