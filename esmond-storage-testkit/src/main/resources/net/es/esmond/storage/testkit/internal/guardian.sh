# Ends the servers of a JVM when that JVM is gone, however it went: the JVM holds the other end of
# standard input and never closes it, so end of input means that it has died.
# Lines: "+ PID" a server has started, "- PID" it has ended, "d PATH" a folder to remove at the end.
trap '' HUP INT TERM
pids=
dirs=
while read -r what value; do
  case $what in
    +) pids="$pids $value" ;;
    -) rest=
       for p in $pids; do [ "$p" = "$value" ] || rest="$rest $p"; done
       pids=$rest ;;
    d) dirs="$dirs
$value" ;;
  esac
done

doomed=
# Holds a process before looking for its children, so that it cannot get more meanwhile.
doom() {
  kill -STOP "$1" || return 0
  doomed="$doomed $1"
  for stat in /proc/[0-9]*/stat; do
    { read -r line < "$stat"; } || continue
    after_name=${line##*) }
    after_state=${after_name#* }
    [ "${after_state%% *}" = "$1" ] && doom "${line%% *}"
  done
}
for p in $pids; do doom "$p"; done
[ -z "$doomed" ] || kill -KILL $doomed
set -f
IFS='
'
# What is killed may take a moment to end, and may write until it has.
for again in 1 2 3 4 5; do
  [ -z "$dirs" ] || rm -rf -- $dirs && break
  sleep 1
done
