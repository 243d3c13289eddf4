# script/openresty-demo in the background, for tests. They set $work, a folder
# of theirs.

demo="" # its pid

# Starts it in a process group of its own, as a terminal does, and reads what
# it prints, until it says where its log is.
start() { # demo's arguments...
  mkfifo "$work/out"
  setsid env --default-signal=INT script/openresty-demo "$@" \
    >"$work/out" 2>"$work/problems" &
  demo=$!
  exec 3<"$work/out"
  service="" control="" prefix=""
  while read -r line <&3; do
    case $line in
      *"/healthz'") service=${line#*\'} service=${service%/healthz*} ;;
      *"/_sandbox/ "*) control=${line#*: } control=${control%% *} ;;
      *"/run/error.log") prefix=${line##*: } prefix=${prefix%/run/*}; break ;;
    esac
  done
  if [ -z "$prefix" ]; then
    cat "$work/problems"
    echo "not so: the demo starts"
    echo "0 passed, 1 failed"
    exit 1
  fi
  master=$(<"$prefix/run/nginx.pid") # for those who look after it
}

# Ends it, if it runs.
end() {
  [ -z "$demo" ] || kill -TERM "$demo" 2>/dev/null
  [ -z "$demo" ] || wait "$demo"
  demo=""
}
