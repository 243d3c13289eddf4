# An nginx for tests, to be sourced in the checkout's root: it listens on a
# socket in a directory of its own ($dir), and goes when the script does.
# shellcheck shell=bash
# shellcheck disable=SC2034

# Paths of the caller's Lua would reach a worker that runs on another one.
unset LUA_PATH LUA_CPATH LUA_INIT

root=$PWD
build=${TCB_BUILD:-$root/build}
dir=$(mktemp -d)
nginx=
under=${TCB_NGINX_UNDER:-} # what nginx is run by: valgrind and its options

finish() {
  [ -n "$nginx" ] && kill -TERM "$nginx" 2>/dev/null && wait "$nginx"
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Fills in a template: each @NAME@ is a value.
configure() { # TEMPLATE, NAME=VALUE...
  local conf word modules="" path user=""
  for path in /usr/lib/nginx/modules /usr/share/nginx/modules; do
    [ -e $path/ngx_http_lua_module.so ] && modules=$path
  done
  # The worker reads what we may; others may not name a user.
  [ "$(id -u)" -eq 0 ] && user="user root;"
  conf=$(<"$1")
  for word in "MODULES=$modules" "USER=$user" "ROOT=$root" "BUILD=$build" \
    "SANDBOX=$TCBILLING_SANDBOX_DIR" "DIR=$dir" "${@:2}"; do
    conf=${conf//@${word%%=*}@/"${word#*=}"}
  done
  printf '%s\n' "$conf" >"$dir/nginx.conf"
}

ask() { # path, seconds, more of curl's arguments...
  curl -s --unix-socket "$dir/socket" --max-time "$2" "http://nginx/$1" \
    "${@:3}"
}

# Says whether it did, once a worker answers: its pid is $worker.
start() {
  # shellcheck disable=SC2086
  PATH=$PATH:/usr/sbin setpriv --pdeathsig TERM $under nginx \
    -p "$dir/" -c "$dir/nginx.conf" -e "$dir/error.log" >"$dir/out" 2>&1 &
  nginx=$!
  local tries=1000
  until worker=$(ask worker 10); do
    if ! kill -0 "$nginx" 2>/dev/null || ((--tries == 0)); then
      cat "$dir/out" "$dir/error.log"
      return 1
    fi
    sleep 0.01
  done
}

# With QUIT gracefully, which tells of what was left open.
stop() { # signal
  kill "-$1" "$nginx"
  wait "$nginx"
  nginx=
}
