/**
 * The POSIX sh texts that run inside a sandbox. They keep to what dash, busybox and bash have in common:
 * no `kill --`, no `read -t`, no `tail -f` (busybox looks only once a second). A zombie counts as dead: where
 * nothing reaps orphans (a server that is process 1 of its container) it would be there for ever.
 * The two that the command inherits from set no variable that anybody else could have: an exported one of the
 * command's own, like `dir`, would be overwritten.
 *
 * A session's folder holds `script`, `log` (stdout and stderr), `pid` (leader of the command's process group),
 * `keeper` (pid of the supervisor) and `rc` (the exit code). These three are blank until they are known. They are
 * allocated first and overwritten in place, so that they can be written on a full disk and without another process,
 * which the limit of processes may refuse.
 */

/** Tells the kernel's counts of what this cgroup (version 2 or 1) was short of: memory, processes. Forks nothing. */
const COUNTS = `counts() {
  for file in memory.events memory/memory.oom_control pids.events pids/pids.events; do
    [ -r "/sys/fs/cgroup/$file" ] || continue
    while read -r word number; do
      case $file:$word in memory*:oom_kill | pids*:max) tell "$word $number" ;; esac
    done <"/sys/fs/cgroup/$file"
  done
}`;
/** Below it a disk counts as full, in KiB. */
const FULL_KIB = 1024;

/**
 * Supervises one command. `$1` session folder, `$2` working directory.
 * The command gets a session of its own: within ours, a TERM to its group would end us too and no `rc` would appear.
 * Without `setsid` (macOS, whose sh is bash) job control gives it a process group at least; dash and busybox
 * have none without a terminal, so there START refuses.
 */
export const SUPERVISE = `
cd "$2" || { echo "cannot enter $2" >>"$1/log"; printf '%-8s\\n' 126 1<>"$1/rc"; exit; }
if command -v setsid >/dev/null 2>&1
then setsid sh "$1/script" </dev/null >>"$1/log" 2>&1 &
else set -m; sh "$1/script" </dev/null >>"$1/log" 2>&1 &
fi
printf '%-8s\\n' "$!" 1<>"$1/pid"
wait "$!"
printf '%-8s\\n' "$?" 1<>"$1/rc"
`;

/**
 * Starts a session once. `$1` session folder, `$2` working directory, `$3` the text of the supervisor, `$4` the
 * script's length in bytes; the script itself comes on stdin, and one that was cut off on its way is never run. Ends
 * when the command's pid is known. Exit: 0 started (or was already), 3 the folder cannot be written, 4 no process
 * group to be had or the supervisor did not come up, 5 the script is not whole.
 */
export const START = `
umask 077
tell() { echo "$1"; }
${COUNTS}
command -v setsid >/dev/null 2>&1 || { set -m; case $- in *m*) ;; *) exit 4 ;; esac; } 2>/dev/null
mkdir -p "$1" || exit 3
if mkdir "$1/started" 2>/dev/null; then
  cat >"$1/script" || { rm -rf "$1/started"; exit 3; }
  [ "$(wc -c <"$1/script")" -eq "$4" ] || { rm -rf "$1/started"; exit 5; }
  : >"$1/log" && ( counts ) >"$1/short" &&
  printf '%-8s\\n' '' >"$1/rc" && printf '%-8s\\n' '' >"$1/pid" && printf '%-8s\\n' '' >"$1/keeper" ||
    { rm -rf "$1/started"; exit 3; }
  if command -v setsid >/dev/null 2>&1
  then setsid sh -c "$3" sh "$1" "$2" </dev/null >/dev/null 2>&1 &
  else set -m; sh -c "$3" sh "$1" "$2" </dev/null >/dev/null 2>&1 &
  fi
  printf '%-8s\\n' "$!" 1<>"$1/keeper"
fi
_speckit_tries=0
known() { read -r _speckit_known <"$1" && [ "$_speckit_known" ]; } 2>/dev/null
# A command that removes its session's folder at once has started all the same.
until known "$1/pid" || known "$1/rc" || [ ! -d "$1/started" ]; do
  _speckit_tries=$((_speckit_tries + 1)); [ "$_speckit_tries" -lt 500 ] || exit 4
  sleep 0.02 2>/dev/null || sleep 1
done
`;

/**
 * Prints the log from a byte offset on as it grows. `$1` session folder, `$2` offset, `$3` rounds after which it
 * ends itself. Stdin stays open as long as somebody listens: a dropped connection ends this process.
 * The shared file position of descriptor 3 is what makes each `cat` go on where the last one stopped.
 * Exit: 0 finished (stderr: the exit code, then the counts of shortages that changed and \`disk\` if it is full),
 * 3 lost, 4 ask again, 5 no such session.
 */
export const FOLLOW = `
dir=$1
[ -r "$dir/log" ] || exit 5
exec 4<&0 3<"$dir/log" </dev/null
( read -r _ <&4; kill -KILL $$ ) 2>/dev/null &
watch=$!
quit() { kill -KILL "$watch" 2>/dev/null; exit "$1"; }
ended() { read -r rc <"$dir/rc" && [ "$rc" ]; } 2>/dev/null
alive() {
  kill -0 "$1" || return 1
  [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat" || return 0
  case $stat in *') Z '*) return 1 ;; esac
}
before=
tell() { case $before in *"|$1|"*) ;; *) echo "$1" ;; esac; }
${COUNTS}
{
  read -r pid <"$dir/pid"; read -r keeper <"$dir/keeper"
  while read -r line; do before="$before|$line|"; done <"$dir/short"
} 2>/dev/null
tail -c "+$(($2 + 1))" <&3
n=0
while :; do
  state=running
  if ended; then state=ended
  elif ! alive "$pid" && ! alive "$keeper"; then
    if ended; then state=ended; else state=lost; fi
  fi 2>/dev/null
  cat <&3
  case $state in
    ended) echo "$rc" >&2
      counts >&2
      df -Pk "$dir" 2>/dev/null | {
        read -r _; read -r _ _ _ free _; [ "$free" -lt ${FULL_KIB} ] 2>/dev/null && echo disk >&2
      }
      quit 0 ;;
    lost) quit 3 ;;
  esac
  n=$((n + 1)); [ "$n" -lt "$3" ] || quit 4
  # Short commands are over soon; for long ones a tenth of a second costs less.
  nap=0.1; [ "$n" -gt 10 ] || nap=0.02
  sleep "$nap" 2>/dev/null || sleep 1
done
`;

/** So many processes a follower and its helpers need; with fewer to be had it ends in the middle. */
const PROCESSES = 8;

/** Sets `pid` to the leader of the command's group; exit 5 where there is none. Needs no further process. */
const LEADER = `{ read -r pid <"$1/pid"; } 2>/dev/null || exit 5
case $pid in '' | *[!0-9]* | 0 | 1) exit 5 ;; esac`;

/** Kills what an ended command has left behind and exits with 7; with 0 where it has not ended. Expects `pid`. */
const KILL_REST = `{ read -r rc <"$1/rc" && [ "$rc" ]; } 2>/dev/null || exit 0
kill -KILL "-$pid" 2>/dev/null
exit 7`;

/**
 * For when FOLLOW ends in the middle, as it cannot start another process: needs none itself. `$1` session folder. At
 * the limit of processes it kills what an ended command has left behind, to make room.
 * Exit: 0 the limit is reached, 1 it is not, 5 no such session, 7 it is and the command has ended.
 */
export const CROWDED = `
${LEADER}
limits=/sys/fs/cgroup
[ -r "$limits/pids.current" ] || limits=$limits/pids
{ read -r now <"$limits/pids.current" && read -r most <"$limits/pids.max"; } 2>/dev/null || exit 1
[ "$most" != max ] && [ "$((most - now))" -lt ${PROCESSES} ] || exit 1
${KILL_REST}
`;

/**
 * For when something else of ours ends in the middle. `$1` session folder. Where the limit of processes was ever met, it
 * kills what an ended command has left behind. Needs no further process. Exit: 1 it was not, 5 no such session, 0 the
 * command has not ended, 7 its rest was killed.
 */
export const ROOM = `
${LEADER}
met=
tell() { case $1 in 'max 0') ;; max*) met=1 ;; esac; }
${COUNTS}
counts 2>/dev/null
[ "$met" ] || exit 1
${KILL_REST}
`;

/** Kills the command's process group. `$1` session folder. Needs no further process. Exit 5: no such session. */
export const KILL = `
${LEADER}
kill -KILL "-$pid" 2>/dev/null
exit 0
`;

/**
 * Ends the command's process group. `$1` session folder, `$2` grace in tenths of a second.
 * Exit: 0 nobody of the group is left, 5 no such session, 6 somebody outlived KILL.
 */
export const CANCEL = `
${LEADER}
alive() {
  kill -0 "-$pid" 2>/dev/null || return 1
  [ -r /proc/self/stat ] || return 0
  cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' | grep -q "^[^ZX] [0-9]* $pid "
}
kill -TERM "-$pid" 2>/dev/null
n=0
while alive; do
  [ "$n" -ne "$2" ] || kill -KILL "-$pid" 2>/dev/null
  [ "$n" -lt "$(($2 + 50))" ] || exit 6
  n=$((n + 1))
  sleep 0.1 2>/dev/null || sleep 1
done
exit 0
`;
