/**
 * The POSIX sh texts by which a command runs in Daytona, which answers a call only when its command has ended,
 * with both outputs merged and bytes that are no UTF-8 replaced. So a command runs detached as a *job*, and calls
 * fetch what it has printed, in base64.
 *
 * A job's folder holds `o.0`, `o.1` … (pieces of stdout, at most 1 MiB each), `n` (number of the piece that is being
 * written), `a` (number of the one that the client reads), `err` (the last 64 KiB of stderr), `i.0` … and `i.end` (pieces of stdin), `beat` (when the
 * client was last heard of, in seconds), `pid`, and in the end `rc`. Numbers are overwritten in place, so that a
 * full disk does not empty them.
 */

/** How many pieces the command may be ahead of the client; then it waits. */
const AHEAD = 4;
/** How many pieces of stdin may wait to be read. */
const PIECES_AHEAD = 4;
/** Seconds without the client after which its end of stdin counts as closed. */
const SILENCE = 120;

/** `$1` folder, `$2` file to read stdin from, or `feed` for the pieces; then the command. */
const JOB = `
dir=$1 in=$2
shift 2
put() { printf '%-8s\\n' "$1" 1<>"$dir/$2"; }
put "$$" pid
spool() {
  n=0
  while :; do
    dd bs=65536 count=16 of="$dir/o.$n" || return
    [ -s "$dir/o.$n" ] || return 0
    n=$((n + 1))
    put "$n" n
    while read -r taken <"$dir/a"; [ "$((n - taken))" -gt ${AHEAD} ]; do sleep 0.02 || sleep 1; done
  done
}
feed() {
  exec 9>"$dir/i"
  piece=0 round=0
  while :; do
    end=
    [ -e "$dir/i.end" ] && end=yes
    if [ -e "$dir/i.$piece" ]; then
      cat "$dir/i.$piece" >&9
      rm -f "$dir/i.$piece"
      piece=$((piece + 1))
      continue
    fi
    [ "$end" ] && exit
    round=$((round + 1))
    if [ "$((round % 100))" -eq 0 ]; then
      read -r beat <"$dir/beat" && [ "$(($(date +%s) - beat))" -gt ${SILENCE} ] && exit
    fi
    sleep 0.05 || sleep 1
  done
}
feeder=
if [ "$in" = feed ]; then
  mkfifo "$dir/i"
  in=$dir/i
  feed &
  feeder=$!
fi
mkfifo "$dir/e"
tail -c 65536 <"$dir/e" >"$dir/err" &
tailer=$!
{
  "$@" <"$in" 2>"$dir/e"
  put "$?" c
} | spool || put full c
wait "$tailer"
[ -z "$feeder" ] || kill "$feeder"
read -r code <"$dir/c"
put "$code" rc.new
mv "$dir/rc.new" "$dir/rc"
`;

/** How many times a poll looks; then it answers that there is nothing new. About 10 s. */
const LOOKS = 220;

/**
 * Prints what is new, waiting for it. Needs `$dir`, `$tries` (looks already taken), `$prev` and `$next` (pieces
 * from the former to the latter are in the client's hands) and `$at` (how many bytes of the latter are, too).
 * First line: the new `next` and `at`, exit code or `-` while there is more to come (`full`: no space left,
 * `lost`: killed from outside), folder. Then the bytes in base64, a dot, and at the end stderr in base64.
 * Exit 5: there is no such job.
 */
const POLL = `
[ -e "$dir/pid" ] || exit 5
date +%s >"$dir/beat"
while [ "$prev" -lt "$next" ]; do
  rm -f "$dir/o.$prev"
  prev=$((prev + 1))
done
printf '%-8s\\n' "$next" 1<>"$dir/a"
while :; do
  end=-
  [ -e "$dir/rc" ] && read -r end <"$dir/rc"
  read -r n <"$dir/n"
  read -r pid <"$dir/pid"
  size=$(wc -c <"$dir/o.$next") || size=0
  [ "$n" -gt "$next" ] || [ "$size" -gt "$at" ] || [ "$end" != - ] && break
  if ! kill -0 "$pid" && [ ! -e "$dir/rc" ]; then end=lost; break; fi
  tries=$((tries + 1))
  [ "$tries" -lt ${LOOKS} ] || break
  if [ "$tries" -lt 20 ]; then sleep 0.01; else sleep 0.05; fi || sleep 1
done
from=$next skip=$at
set --
while [ "$next" -lt "$n" ] && [ "$next" -lt "$((from + 3))" ]; do
  [ "$next" -eq "$from" ] || set -- "$@" "$dir/o.$next"
  next=$((next + 1)) at=0
done
[ "$next" -ge "$n" ] || end=-
if [ "$next" -eq "$from" ]; then at=$size; else size=$(wc -c <"$dir/o.$from"); end=-; fi
echo "$next $at $end $dir"
[ "$size" -le "$skip" ] && [ "$#" -eq 0 ] || {
  tail -c "+$((skip + 1))" "$dir/o.$from" | head -c "$((size - skip))"
  [ "$#" -eq 0 ] || cat "$@"
} | base64
echo .
if [ "$end" != - ]; then
  base64 <"$dir/err"
  rm -rf "$dir"
fi
`;

/** Where jobs may live: in memory where possible, as that works on a full disk too. */
const BASES = (home: string) => `"\${XDG_RUNTIME_DIR:-/dev/shm}" ${quote(home)}`;
const folder = (mark: string) => `.speckit-${mark}`;

/** One word for sh, whatever it holds. */
export const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export interface JobStart {
  mark: string;
  home: string;
  cwd: string;
  argv: readonly string[];
  /** `none`, bytes that fit into one call, or `feed` for pieces that follow. */
  stdin: 'none' | 'feed' | Uint8Array;
}

/** Starts a job and polls it once. Exit 3: no folder can be made, 94: there is no folder `cwd`. */
export function startJob({ mark, home, cwd, argv, stdin }: JobStart): string {
  const bytes = stdin instanceof Uint8Array ? Buffer.from(stdin).toString('base64') : '';
  const input = stdin === 'none' ? '/dev/null' : stdin === 'feed' ? 'feed' : '"$dir/in"';
  const words = argv.map(quote).join(' ');
  return `exec 2>/dev/null
cd ${quote(cwd)} || exit 94
for base in ${BASES(home)}; do
  dir=$base/${folder(mark)}
  mkdir -m 700 "$dir" && break
done
for number in n a c pid; do printf '%-8s\\n' 0 >"$dir/$number" || exit 3; done
printf '%-8s\\n' '' >"$dir/rc.new"
${stdin instanceof Uint8Array ? `printf %s ${quote(bytes)} | base64 -d >"$dir/in" || exit 3` : ''}
detach=
command -v setsid >/dev/null && detach=setsid
$detach sh -c ${quote(JOB)} job "$dir" ${input} ${words} </dev/null >/dev/null 2>&1 &
prev=0 next=0 at=0 tries=${stdin === 'feed' ? LOOKS : 0}
${POLL}`;
}

/** How far the client is: it has all pieces before `next`, and `at` bytes of that one. */
export interface JobPosition {
  next: number;
  at: number;
}

/** Polls a job from a position on; pieces from number `prev` on may be removed now. */
export const pollJob = (dir: string, prev: number, { next, at }: JobPosition) =>
  `exec 2>/dev/null\ndir=${quote(dir)} prev=${prev} next=${next} at=${at} tries=0\n${POLL}`;

/**
 * Puts piece number `number` of stdin into a job's folder; none: that was the last one. `content` is bytes, or an uploaded
 * file. Waits up to 10 s for earlier ones to be read. Exit 3: no space, 7: not yet, try again.
 */
export function feedJob(dir: string, number: number, content?: Uint8Array | { file: string }): string {
  const find = `exec 2>/dev/null\ndir=${quote(dir)}\n`;
  if (content === undefined) return `${find}: >"$dir/i.end"`;
  const fill =
    content instanceof Uint8Array
      ? `printf %s ${quote(Buffer.from(content).toString('base64'))} | base64 -d >"$dir/draft"`
      : `cat ${quote(content.file)} >"$dir/draft" && rm -f ${quote(content.file)}`;
  return `${find}tries=0
while [ -e "$dir/i.${number - PIECES_AHEAD}" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || exit 7
  sleep 0.05 || sleep 1
done
{ ${fill}; } && mv "$dir/draft" "$dir/i.${number}" || { [ ! -d "$dir" ] || exit 3; }`;
}

/** Removes the folders of jobs whose processes have been killed. */
export const removeJobs = (marks: readonly string[], home: string) =>
  marks.map(mark => `for base in ${BASES(home)}; do rm -rf "$base/${folder(mark)}"; done`).join('\n');
