/**
 * The POSIX sh texts by which a command runs in Daytona, which answers a call only when its command has ended,
 * with both outputs merged and bytes that are no UTF-8 replaced. So a command runs detached as a *job*, and calls
 * fetch what it has printed, in base64.
 *
 * A job's folder holds `o.0`, `o.1` … (pieces of stdout, at most 1 MiB each), `n` (number of the piece that is being
 * written), `a` (number of the one that the client reads), `err` (the last 64 KiB of stderr), `i.0` … and `i.end` (pieces of stdin), `beat` (when the
 * client was last heard of, in seconds), `pid`, and in the end `rc`. Numbers are overwritten in place, so that a
 * full disk does not empty them. Variables begin with `_`: a command's own, which come by the environment, must not
 * be overwritten.
 */

/** How many pieces the command may be ahead of the client; then it waits. */
const AHEAD = 4;
/** How many pieces of stdin may wait to be read. */
const PIECES_AHEAD = 4;
/** Seconds without the client after which its end of stdin counts as closed. */
const SILENCE = 120;

/** `$1` folder, `$2` file to read stdin from, or `feed` for the pieces; then the command. */
const JOB = `
_dir=$1 _in=$2
shift 2
put() { printf '%-8s\\n' "$1" 1<>"$_dir/$2"; }
put "$$" pid
spool() {
  _n=0
  while :; do
    dd bs=65536 count=16 of="$_dir/o.$_n" || return
    [ -s "$_dir/o.$_n" ] || return 0
    _n=$((_n + 1))
    put "$_n" n
    while read -r _taken <"$_dir/a"; [ "$((_n - _taken))" -gt ${AHEAD} ]; do sleep 0.02 || sleep 1; done
  done
}
feed() {
  exec 9>"$_dir/i"
  _piece=0 _round=0
  while :; do
    _end=
    [ -e "$_dir/i.end" ] && _end=yes
    if [ -e "$_dir/i.$_piece" ]; then
      cat "$_dir/i.$_piece" >&9
      rm -f "$_dir/i.$_piece"
      _piece=$((_piece + 1))
      continue
    fi
    [ "$_end" ] && exit
    _round=$((_round + 1))
    if [ "$((_round % 100))" -eq 0 ]; then
      read -r _beat <"$_dir/beat" && [ "$(($(date +%s) - _beat))" -gt ${SILENCE} ] && exit
    fi
    sleep 0.05 || sleep 1
  done
}
_feeder=
if [ "$_in" = feed ]; then
  mkfifo "$_dir/i"
  _in=$_dir/i
  feed &
  _feeder=$!
fi
mkfifo "$_dir/e"
tail -c 65536 <"$_dir/e" >"$_dir/err" &
_tailer=$!
{
  "$@" <"$_in" 2>"$_dir/e"
  put "$?" c
} | spool || put full c
wait "$_tailer"
[ -z "$_feeder" ] || kill "$_feeder"
read -r _code <"$_dir/c"
put "$_code" rc.new
mv "$_dir/rc.new" "$_dir/rc"
`;

/** How many times a poll looks; then it answers that there is nothing new. About 10 s. */
const LOOKS = 220;

/**
 * Prints what is new, waiting for it. Needs `$_dir`, `$_tries` (looks already taken), `$_prev` and `$_next` (pieces
 * from the former to the latter are in the client's hands) and `$_at` (how many bytes of the latter are, too).
 * First line: the new `next` and `at`, exit code or `-` while there is more to come (`full`: no space left,
 * `lost`: killed from outside), folder. Then the bytes in base64, a dot, and at the end stderr in base64.
 * Exit 5: there is no such job.
 */
const POLL = `
[ -e "$_dir/pid" ] || exit 5
date +%s >"$_dir/beat"
while [ "$_prev" -lt "$_next" ]; do
  rm -f "$_dir/o.$_prev"
  _prev=$((_prev + 1))
done
printf '%-8s\\n' "$_next" 1<>"$_dir/a"
while :; do
  _end=-
  [ -e "$_dir/rc" ] && read -r _end <"$_dir/rc"
  read -r _n <"$_dir/n"
  read -r _pid <"$_dir/pid"
  _size=$(wc -c <"$_dir/o.$_next") || _size=0
  [ "$_n" -gt "$_next" ] || [ "$_size" -gt "$_at" ] || [ "$_end" != - ] && break
  if ! kill -0 "$_pid" && [ ! -e "$_dir/rc" ]; then _end=lost; break; fi
  _tries=$((_tries + 1))
  [ "$_tries" -lt ${LOOKS} ] || break
  if [ "$_tries" -lt 20 ]; then sleep 0.01; else sleep 0.05; fi || sleep 1
done
_from=$_next _skip=$_at
set --
while [ "$_next" -lt "$_n" ] && [ "$_next" -lt "$((_from + 3))" ]; do
  [ "$_next" -eq "$_from" ] || set -- "$@" "$_dir/o.$_next"
  _next=$((_next + 1)) _at=0
done
[ "$_next" -ge "$_n" ] || _end=-
if [ "$_next" -eq "$_from" ]; then _at=$_size; else _size=$(wc -c <"$_dir/o.$_from"); _end=-; fi
echo "$_next $_at $_end $_dir"
[ "$_size" -le "$_skip" ] && [ "$#" -eq 0 ] || {
  tail -c "+$((_skip + 1))" "$_dir/o.$_from" | head -c "$((_size - _skip))"
  [ "$#" -eq 0 ] || cat "$@"
} | base64
echo .
if [ "$_end" != - ]; then
  base64 <"$_dir/err"
  rm -rf "$_dir"
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
  const input = stdin === 'none' ? '/dev/null' : stdin === 'feed' ? 'feed' : '"$_dir/in"';
  const words = argv.map(quote).join(' ');
  return `exec 2>/dev/null
cd ${quote(cwd)} || exit 94
for _base in ${BASES(home)}; do
  _dir=$_base/${folder(mark)}
  mkdir -m 700 "$_dir" && break
done
for _number in n a c pid; do printf '%-8s\\n' 0 >"$_dir/$_number" || exit 3; done
printf '%-8s\\n' '' >"$_dir/rc.new"
${stdin instanceof Uint8Array ? `printf %s ${quote(bytes)} | base64 -d >"$_dir/in" || exit 3` : ''}
_detach=
command -v setsid >/dev/null && _detach=setsid
$_detach sh -c ${quote(JOB)} job "$_dir" ${input} ${words} </dev/null >/dev/null 2>&1 &
_prev=0 _next=0 _at=0 _tries=${stdin === 'feed' ? LOOKS : 0}
${POLL}`;
}

/** How far the client is: it has all pieces before `next`, and `at` bytes of that one. */
export interface JobPosition {
  next: number;
  at: number;
}

/** Polls a job from a position on; pieces from number `prev` on may be removed now. */
export const pollJob = (dir: string, prev: number, { next, at }: JobPosition) =>
  `exec 2>/dev/null\n_dir=${quote(dir)} _prev=${prev} _next=${next} _at=${at} _tries=0\n${POLL}`;

/**
 * Puts piece number `number` of stdin into a job's folder; none: that was the last one. `content` is bytes, or an uploaded
 * file. Waits up to 10 s for earlier ones to be read. Exit 3: no space, 7: not yet, try again.
 */
export function feedJob(dir: string, number: number, content?: Uint8Array | { file: string }): string {
  const find = `exec 2>/dev/null\n_dir=${quote(dir)}\n`;
  if (content === undefined) return `${find}: >"$_dir/i.end"`;
  const fill =
    content instanceof Uint8Array
      ? `printf %s ${quote(Buffer.from(content).toString('base64'))} | base64 -d >"$_dir/draft"`
      : `cat ${quote(content.file)} >"$_dir/draft" && rm -f ${quote(content.file)}`;
  return `${find}_tries=0
while [ -e "$_dir/i.${number - PIECES_AHEAD}" ]; do
  _tries=$((_tries + 1))
  [ "$_tries" -lt 200 ] || exit 7
  sleep 0.05 || sleep 1
done
{ ${fill}; } && mv "$_dir/draft" "$_dir/i.${number}" || { [ ! -d "$_dir" ] || exit 3; }`;
}

/** Removes the folders of jobs whose processes have been killed. */
export const removeJobs = (marks: readonly string[], home: string) =>
  marks.map(mark => `for _base in ${BASES(home)}; do rm -rf "$_base/${folder(mark)}"; done`).join('\n');
