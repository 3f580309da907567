/**
 * Gives the agent a repository of its own that shares the packs, with the index copied with the files' times, so that
 * neither side hashes anything again. Then notes the moment: git cannot tell a file that was written in the same second
 * as its index entry from one that was changed later in that second, and would read all of them again when the result
 * is collected. `find` compares finer where the system's does; `settled` exists only if it proved that here, which
 * nobody has to wait for: without it, collecting is exact but slower.
 * Expects `$dir` (where it runs) and `$git`.
 */
const SETTLE = `
rm -rf .git
mkdir -p .git/objects/pack .git/objects/info .git/refs/heads .git/refs/tags .git/info
for name in "$git"/objects/pack/*; do
  ln "$name" .git/objects/pack/ 2>/dev/null || cp "$name" .git/objects/pack/
done
cp "$git/HEAD" "$git/packed-refs" "$git/shallow" "$git/config" .git/
cp "$git/info/attributes" .git/info/
cp -p "$git/index" .git/index
rm -f "$git/settled"
: >"$git/written"
(
  sleep 0.03 2>/dev/null || sleep 1
  : >"$git/probe"
  second=$(date -r "$git/written" +%s) && touch -d "@$((second + 1))" "$git/second" &&
    [ -n "$(find "$git/probe" -cnewer "$git/written")" ] && [ -z "$(find "$git/written" -cnewer "$git/probe")" ] &&
    : >"$git/settled"
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
rm -f "$git"/*.lock "$git"/index.collect "$git/snapshot" "$git/settled"
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
${CHECK_OUT}
git clean -ffdq -e '!.specify/workflows/runs/'
${SETTLE}
printf '%s\\n' "$snapshot" >"$git/snapshot"
`;
