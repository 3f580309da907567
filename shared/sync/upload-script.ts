/**
 * What was changed after the checkout and still in the same second, which git's index cannot tell from the checkout;
 * `find` compares finer where the system's does. Expects `$git`, and to be in the checkout.
 */
export const FIND_EARLY =
  'find . -name .git -prune -o ! -type d -cnewer "$git/settle/written" ! -cnewer "$git/settle/second" -print0';

/** Makes room for what {@link SETTLE} leaves. Expects `$git`, and to be in the checkout. */
const MAKE_ROOM = `
rm -rf .git "$git/settle"
mkdir -p "$git/settle" .git/objects/info .git/objects/pack .git/refs/heads .git/refs/tags
`;

/**
 * Gives the agent a repository of its own that reads our objects, with the index copied with the files' times, so that
 * neither side hashes anything again. They are neither linked nor copied: for some seconds after files are removed, as an
 * update does, ext4 takes a millisecond or two to make each new one.
 *
 * Git would all the same when the result is collected, as it reads every file that was written in the same second as
 * the index. So, which nobody has to wait for, it is proved here that `find` compares finer. Then `settle` gets an
 * index that is dated to the next second, and `settled`: {@link FIND_EARLY} tells what that index hides. Once that
 * second is over, `quiet` says that there is nothing. Without them collecting is exact but slower. A later upload
 * takes the folder away from under this one.
 *
 * Expects `$dir` (where it runs) and `$git`.
 */
const SETTLE = `
: >"$git/settle/written"
printf '%s\\n' "$git/objects" >.git/objects/info/alternates
cp -rp "$git/HEAD" "$git/packed-refs" "$git/shallow" "$git/config" "$git/index" "$git/info" .git/
(
  cd "$git/settle"
  cp -p "$git/index" index
  sleep 0.03 2>/dev/null || sleep 1
  : >probe
  second=$(date -r written +%s)
  touch -d "@$((second + 1))" second || exit
  [ -n "$(find probe -cnewer written)" ] && [ -z "$(find written -cnewer probe)" ] || exit
  touch -r second index
  : >settled
  sleep 1
  (cd "$dir" && ${FIND_EARLY}) >early && ! [ -s early ] && : >quiet
) </dev/null >/dev/null 2>&1 &
`;

const CHECK_OUT = 'git -c checkout.workers=0 -c core.logAllRefUpdates=false read-tree --reset -u HEAD';

/** The exit code of {@link UPLOAD} when the packs are not to be seen; nothing has happened then. */
export const NOT_SHOWN = 75;

/**
 * Unpacks the tar on stdin as our private git directory and checks out from it. GNU's tar reads 10 KiB at a time unless
 * told to take more at once; others do not look at the variable.
 *
 * With `shown`, an objects folder elsewhere, packs of these sizes are there instead of in the tar. Git reads them there
 * while they are copied, and where that fails, again from the copy: then what is wrong is told as after a stream. A copy,
 * never a link, so that nothing done to it reaches the file it was made from; where a file system can share blocks until
 * they are changed, `cp` does that by itself.
 */
export const UPLOAD = `
set -e
dir=$1 git=$2 shown=$3 packs=$3/pack ready=
shows() { [ -n "$(find "$packs/$1" -type f -size "$2c")" ] && (: <"$packs/$1"); }
if [ -n "$shown" ]; then
  { shows pack-snapshot.pack "$4" && shows pack-snapshot.idx "$5"; } 2>/dev/null || exit ${NOT_SHOWN}
fi
mkdir -p "$dir" "$git"
TAR_OPTIONS=-b512 tar -xof - -C "$git"
cd "$dir"
${MAKE_ROOM}
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
if [ -n "$shown" ]; then
  cp "$packs/pack-snapshot.pack" "$packs/pack-snapshot.idx" "$git/objects/pack/" &
  copying=$!
  GIT_OBJECT_DIRECTORY="$shown" ${CHECK_OUT} && ready=1
  wait "$copying"
fi
[ -n "$ready" ] || ${CHECK_OUT}
${SETTLE}`;

/** Exit code: what the command left could not be cleared away. */
export const NOT_CLEARED = 92;

/**
 * Turns the checkout of an earlier snapshot into that of a new one. From $6 on a command that clears away what the last
 * run has left, if anything.
 * First puts back every changed file of the snapshot that is held, which {@link UPLOAD} or this has left as `snapshot`,
 * removes files of the command that git does not ignore, and says on stdout what is held. Then a line on stdin names the
 * new commit, the key of its excludes and what follows: a thin `pack`, or `nothing`.
 */
export const UPDATE = `
set -e
dir=$1 git=$2 branch=$3 config=$4 attributes=$5
shift 5
if [ "$1" ]; then "$@" </dev/null >&2 || exit ${NOT_CLEARED}; fi
if [ -L "$dir" ] || [ -L "$git" ]; then exit 1; fi
held=$(head -c 200 "$git/snapshot")
cd "$dir"
find . -type d ! -perm -700 -exec chmod u+rwx {} +
if [ -e "$git/settle/quiet" ]; then touch -r "$git/settle/second" "$git/index"; fi
${MAKE_ROOM}
rm -rf "$git"/*.lock "$git"/index.collect "$git"/collect "$git"/refs/heads/*
printf '%s' "$config" >"$git/config"
printf '%s' "$attributes" >"$git/info/attributes"
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
clean() { git clean -ffdq -e '!.specify/workflows/runs/'; }
${CHECK_OUT}
clean
printf '%s\\n' "$held"
read -r new key follows
: >"$git/snapshot"
printf '%s\\n' "$new" >"$git/shallow"
printf 'ref: refs/heads/%s\\n' "$branch" >"$git/HEAD"
printf '# pack-refs with: peeled fully-peeled sorted \\n%s refs/heads/%s\\n' "$new" "$branch" >"$git/packed-refs"
if [ "$follows" = pack ]; then git -c core.fsync=none -c core.compression=0 index-pack --fix-thin --stdin >&2; fi
git diff-tree -r --name-only "\${held%% *}" "$new" | grep -qF .gitignore &
comparing=$!
${CHECK_OUT}
# What was ignored may not be any more.
if wait "$comparing"; then clean; fi
${SETTLE}
printf '%s %s\\n' "$new" "$key" >"$git/snapshot"
`;
