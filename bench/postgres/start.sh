# For accept.sh and nodes.sh, which source it: a PostgreSQL out of the jar that the tests use, and nothing else to install.

# Sets pid[postgres], of what ends it, and postmaster, whose children do its work.
start_postgres() { # port
  local jars=$work/postgres-jars tries=0
  mkdir -p "$jars" "$work/postgres-classes"
  if [[ ! -e $jars/done ]]; then
    mvn -q -B -Dstyle.color=never dependency:copy-dependencies -DincludeScope=test \
      -DincludeGroupIds=io.zonky.test,io.zonky.test.postgres,org.tukaani,org.apache.commons,commons-io,commons-codec \
      -DoutputDirectory="$jars" > /dev/null || fail 'the PostgreSQL of the tests is not to be had'
    touch "$jars/done"
  fi
  javac -nowarn -d "$work/postgres-classes" -cp "$jars/*" bench/postgres/*.java
  rm -rf "$work/postgres" "$work/postgres.pid" # of the run before
  java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$work/postgres-classes:$jars/*:target/lib/*" bench.postgres.StartPostgres "$1" "$work/postgres" \
    > "$work/postgres.pid" 2> "$work/postgres.log" &
  pid[postgres]=$!
  until [[ -s $work/postgres.pid ]]; do
    kill -0 "${pid[postgres]}" 2> /dev/null && ((++tries < 600)) || fail "PostgreSQL did not start; see $work/postgres.log"
    sleep 0.2
  done
  postmaster=$(< "$work/postgres.pid")
}

# 0 until it is started.
postmaster=0

postgres_settings() { # port
  printf '%s' "-Dmms.database.url=jdbc:postgresql://127.0.0.1:$1/postgres -Dmms.database.user=postgres -Dmms.database.password=postgres"
}

# Of CPU, of those of its processes that run; each gateway keeps its connections for the time of a bench.
postgres_ticks() {
  local process
  ((postmaster)) || { echo 0; return; }
  # One that ends meanwhile is left out.
  for process in "$postmaster" $(ps -o pid= --ppid "$postmaster"); do cat "/proc/$process/stat" 2> /dev/null || true; done \
    | awk '{ sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'
}
