/**
 * The POSIX sh texts that run inside a sandbox. They keep to what dash, busybox and bash have in common:
 * no `kill --`, no `read -t`, no `tail -f` (busybox looks only once a second). A zombie counts as dead: where
 * nothing reaps orphans (a server that is process 1 of its container) it would be there for ever.
 *
 * A session's folder holds `script`, `log` (stdout and stderr), `pid` (leader of the command's process group),
 * `keeper` (pid of the supervisor), and in the end `rc`.
 */

/** Prints the kernel's counts of what this cgroup (version 2 or 1) was short of: memory, processes. */
const SHORTAGES =
  "grep -hs '^oom_kill ' /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control; " +
  "grep -hs '^max ' /sys/fs/cgroup/pids.events /sys/fs/cgroup/pids/pids.events";
/** Below it a disk counts as full, in KiB. */
const FULL_KIB = 1024;

/**
 * Supervises one command. `$1` session folder, `$2` working directory.
 * The command gets a session of its own: within ours, a TERM to its group would end us too and no `rc` would appear.
 * Without `setsid` (macOS, whose sh is bash) job control gives it a process group at least; dash and busybox
 * have none without a terminal, so there START refuses.
 * `rc` is allocated first and overwritten in place, so that it can be written on a full disk too.
 */
export const SUPERVISE = `
dir=$1
cd "$2" || { echo "cannot enter $2" >>"$dir/log"; printf '%-8s\\n' 126 >"$dir/rc.new"; mv "$dir/rc.new" "$dir/rc"; exit; }
if command -v setsid >/dev/null 2>&1
then setsid sh "$dir/script" </dev/null >>"$dir/log" 2>&1 &
else set -m; sh "$dir/script" </dev/null >>"$dir/log" 2>&1 &
fi
pid=$!
printf '%-8s\\n' "$pid" 1<>"$dir/pid.new" && mv "$dir/pid.new" "$dir/pid"
wait "$pid"
printf '%-8s\\n' "$?" 1<>"$dir/rc.new" && mv "$dir/rc.new" "$dir/rc"
`;

/**
 * Starts a session once. `$1` session folder, `$2` working directory, `$3` the text of the supervisor, `$4` the
 * script's length in bytes; the script itself comes on stdin, and one that was cut off on its way is never run. Ends when the command's pid is known. Exit: 0 started (or was already),
 * 3 the folder cannot be written, 4 no process group to be had or the supervisor did not come up,
 * 5 the script is not whole.
 */
export const START = `
umask 077
dir=$1
command -v setsid >/dev/null 2>&1 || { set -m; case $- in *m*) ;; *) exit 4 ;; esac; } 2>/dev/null
mkdir -p "$dir" || exit 3
if mkdir "$dir/started" 2>/dev/null; then
  cat >"$dir/script" || { rm -rf "$dir/started"; exit 3; }
  [ "$(wc -c <"$dir/script")" -eq "$4" ] || { rm -rf "$dir/started"; exit 5; }
  : >"$dir/log" && { { ${SHORTAGES}; } >"$dir/short"; [ -e "$dir/short" ]; } &&
  printf '%-8s\\n' '' >"$dir/rc.new" && printf '%-8s\\n' '' >"$dir/pid.new" && printf '%-8s\\n' '' >"$dir/keeper" ||
    { rm -rf "$dir/started"; exit 3; }
  if command -v setsid >/dev/null 2>&1
  then setsid sh -c "$3" sh "$dir" "$2" </dev/null >/dev/null 2>&1 &
  else set -m; sh -c "$3" sh "$dir" "$2" </dev/null >/dev/null 2>&1 &
  fi
  printf '%-8s\\n' "$!" 1<>"$dir/keeper"
fi
n=0
# A command that removes its session's folder at once has started all the same.
until [ -e "$dir/pid" ] || [ -e "$dir/rc" ] || [ ! -d "$dir" ]; do
  n=$((n + 1)); [ "$n" -lt 500 ] || exit 4
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
alive() {
  kill -0 "$1" || return 1
  [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat" || return 0
  case $stat in *') Z '*) return 1 ;; esac
}
{ read -r pid <"$dir/pid"; read -r keeper <"$dir/keeper"; } 2>/dev/null
tail -c "+$(($2 + 1))" <&3
n=0
while :; do
  state=running
  if [ -e "$dir/rc" ]; then state=ended
  elif ! alive "$pid" && ! alive "$keeper"; then
    if [ -e "$dir/rc" ]; then state=ended; else state=lost; fi
  fi 2>/dev/null
  cat <&3
  case $state in
    ended) cat "$dir/rc" >&2
      short=$({
        { ${SHORTAGES}; } | grep -vxF -e ' ' -f "$dir/short"
        df -Pk "$dir" | { read -r _; read -r _ _ _ free _; [ "$free" -lt ${FULL_KIB} ] && echo disk; }
      } 2>/dev/null)
      printf '%s\\n' "$short" >&2
      quit 0 ;;
    lost) quit 3 ;;
  esac
  n=$((n + 1)); [ "$n" -lt "$3" ] || quit 4
  # Short commands are over soon; for long ones a tenth of a second costs less.
  nap=0.1; [ "$n" -gt 10 ] || nap=0.02
  sleep "$nap" 2>/dev/null || sleep 1
done
`;

/**
 * Ends the command's process group. `$1` session folder, `$2` grace in tenths of a second.
 * Exit: 0 nobody of the group is left, 5 no such session, 6 somebody outlived KILL.
 */
export const CANCEL = `
{ read -r pid <"$1/pid"; } 2>/dev/null || exit 5
case $pid in '' | *[!0-9]* | 0 | 1) exit 5 ;; esac
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
