#!/usr/bin/env bash
# A throw-away PostgreSQL server for the tests, in a folder of its own, on a unix socket only.
#
#   tools/postgres.sh start FOLDER     makes and starts it (FOLDER must not exist), prints its address
#   tools/postgres.sh stop FOLDER      stops it and removes the folder
#   tools/postgres.sh with COMMAND…    start, COMMAND with CHUHAI_TEST_STORE set, stop; COMMAND's exit code
#
# As root the server runs as the user postgres, which the Debian package makes. It doesn't sync: what
# it holds is worth nothing.
set -euo pipefail

binaries() {
  local newest
  newest=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)
  [ -x "$newest/initdb" ] || {
    echo "error: no PostgreSQL server here: apt-get install postgresql" >&2
    return 1
  }
  echo "$newest"
}

as_server() {
  if [ "$(id -u)" = 0 ]; then
    runuser -u postgres -- env LANG=C.UTF-8 LC_ALL=C.UTF-8 "$@"
  else
    env LANG=C.UTF-8 LC_ALL=C.UTF-8 "$@"
  fi
}

start() {
  local folder=$1 bin
  bin=$(binaries)
  mkdir -m 755 "$folder"
  [ "$(id -u)" != 0 ] || chown postgres "$folder"
  cd "$folder"
  as_server "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 >"$folder.log" 2>&1 || {
    cat "$folder.log" >&2
    return 1
  }
  cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
fsync = off
full_page_writes = off
logging_collector = off
log_min_messages = warning
CONF
  as_server "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent start \
    >/dev/null || {
    cat "$folder/server.log" >&2
    return 1
  }
  rm -f "$folder.log"
  as_server "$bin/createdb" --host="$folder" --username=postgres chuhai
  echo "postgresql://postgres@/chuhai?host=$folder"
}

stop() {
  local folder=$1 bin
  bin=$(binaries)
  cd /
  as_server "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --wait --silent stop \
    >/dev/null || true
  rm -rf "$folder"
}

case "${1:-}" in
start) start "$(realpath -m "$2")" ;;
stop) stop "$(realpath "$2")" ;;
with)
  shift
  folder=$(mktemp -u /tmp/chuhai-postgres.XXXXXX)
  trap 'stop "$folder"' EXIT
  here=$PWD
  CHUHAI_TEST_STORE=$(start "$folder")
  export CHUHAI_TEST_STORE
  cd "$here"
  "$@"
  ;;
*)
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
  ;;
esac
