/**
 * What was changed after the checkout and still in the same second, which git's index cannot tell from the checkout;
 * `find` compares finer where the system's does. Expects `$git`, and to be in the checkout.
 */
export const FIND_EARLY =
  'find . -name .git -prune -o ! -type d -cnewer "$git/settle/written" ! -cnewer "$git/settle/second" -print0';

/**
 * Gives the agent a repository of its own that shares the packs, with the index copied with the files' times, so that
 * neither side hashes anything again.
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
rm -rf .git "$git/settle"
mkdir -p "$git/settle" .git/objects/pack .git/refs/heads .git/refs/tags
: >"$git/settle/written"
ln "$git"/objects/pack/* .git/objects/pack/ 2>/dev/null || cp "$git"/objects/pack/* .git/objects/pack/
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

/** Unpacks the tar on stdin as our private git directory and checks out from it. */
export const UPLOAD = `
set -e
dir=$1 git=$2
mkdir -p "$dir" "$git"
tar -xof - -C "$git"
cd "$dir"
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
${CHECK_OUT}
${SETTLE}`;

/** What {@link UPLOAD} or {@link UPDATE} has left, as `NAME VALUE` lines of `snapshot`. */
export const HELD = 'cat "$1/snapshot"';

/**
 * Takes a thin pack on stdin, if one is said to come, and turns the checkout of an earlier snapshot into that of the
 * new one: changed files are put back, files of the command that git does not ignore are removed.
 */
export const UPDATE = `
set -e
dir=$1 git=$2 new=$3 branch=$4 config=$5 attributes=$6 snapshot=$7 pack=$8
if [ -L "$dir" ] || [ -L "$git" ]; then exit 1; fi
rm -f "$git"/*.lock "$git"/index.collect "$git/snapshot"
printf '%s' "$config" >"$git/config"
printf '%s' "$attributes" >"$git/info/attributes"
export GIT_DIR="$git"
[ "$pack" = none ] || git index-pack --fix-thin --stdin >&2
printf '%s\\n' "$new" >"$git/shallow"
printf 'ref: refs/heads/%s\\n' "$branch" >"$git/HEAD"
printf '# pack-refs with: peeled fully-peeled sorted \\n%s refs/heads/%s\\n' "$new" "$branch" >"$git/packed-refs"
rm -rf "$git/refs/heads"
mkdir "$git/refs/heads"
cd "$dir"
find . -type d ! -perm -700 -exec chmod u+rwx {} +
export GIT_WORK_TREE="$dir"
if [ -e "$git/settle/quiet" ]; then touch -r "$git/settle/second" "$git/index"; fi
${CHECK_OUT}
git clean -ffdq -e '!.specify/workflows/runs/'
${SETTLE}
printf '%s\\n' "$snapshot" >"$git/snapshot"
`;
