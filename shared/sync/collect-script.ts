import { FIND_EARLY } from './upload-script.ts';

/** Exit codes of the script, above those of git (128, 129) and the shell (126, 127). */
export const NESTED = 90;
export const UNREADABLE = 91;
/** {@link COLLECT} cannot have the files carried one by one. */
export const ODD = 93;

/** Where the files are, below our private git directory. */
export const ARCHIVE = 'collect/archive';
/** KiB of changed files, not compressed, from which on a result counts as large. */
const LARGE_KIB = 16 * 1024;
/** For git to take a file costs about what so much content does, however small it is. */
const EACH_KIB = 64;

/**
 * One snapshot of the working tree through our own git directory and index, whatever became of the agent's
 * `.git`. First line of the output: the commit, or `same`, and how many files the patterns kept back; then the pack.
 *
 * While git takes the files it is looked up how much there is to take. For git that means to hash it, to write it, to
 * read it again and to look for differences; a large result is carried as it is instead, in a tar, and the host does
 * what is left. $8 says how: by `stream`, after the line `files`, or by `file`, of which the line is `stored` and which
 * is then {@link ARCHIVE}; without it, by a pack. Patterns and Spec Kit's own state are left to git.
 *
 * $4 are the patterns, $5 the same with each turned around, if any takes something back: what git then lists comes
 * even if it is ignored. What the patterns match and git took all the same (a `.gitignore` can negate them, and it may
 * be in `base`) is put back to what `base` holds; git goes through every file for that, so without patterns it is done
 * only when $7, a part of every path that $6 matches, is among the changes.
 *
 * Where `settled` says so, git reads no file just because its index was written in the same second. Unless it is known
 * that none was changed later in that second, that is looked up meanwhile, and if there are, git takes all once more.
 */
export const COLLECT = `
set -e
dir=$1 git=$2 base=$3 patterns=$4 inverted=$5 state=$6 part=$7 way=$8
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
cd "$dir"
index="$git/index.collect" lists="$git/collect"
rm -rf "$index" "$index.lock" "$lists"
mkdir -p "$lists/objects/info"
printf '%s\\n' "$git/objects" >"$lists/objects/info/alternates"
printf '%s%s\\n' "$patterns" "$state" >"$lists/exclude"
export GIT_INDEX_FILE="$index" GIT_OBJECT_DIRECTORY="$lists/objects"
# Objects are packed right after they are made, so compressing them twice would be in vain.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.looseCompression GIT_CONFIG_VALUE_0=0
not_taken() {
  find . -mindepth 2 -name .git -prune -print | head -n 10 >"$lists/nested"
  [ -s "$lists/nested" ] && { cat "$lists/nested"; exit ${NESTED}; }
  exit ${UNREADABLE}
}
add_all() { exec git -c core.excludesFile="$lists/exclude" add -A . >&2; }
take_all() { (add_all) || not_taken; }
as_before() { GIT_INDEX_FILE="$git/settle/index" git "$@"; }
is_large() {
  as_before diff-files -z --name-only --diff-filter=d >"$lists/files" || return
  as_before -c core.excludesFile="$lists/exclude" ls-files -z -o --exclude-standard >>"$lists/files" || return
  count=$(tr -dc '\\000' <"$lists/files" | wc -c)
  kib=$(du -ck --apparent-size --files0-from="$lists/files" 2>/dev/null | tail -n 1 | cut -f 1)
  [ "$((kib + ${EACH_KIB} * count))" -gt ${LARGE_KIB} ] || return
  printf '%s\\000' "$((count))" >"$lists/gone"
  as_before diff-files -z --name-only --diff-filter=D >>"$lists/gone" || return
  # Some see nothing behind a NUL, so each path is a line.
  cat "$lists/files" "$lists/gone" | tr '\\000' '\\n' | grep -qF "$part"
  [ "$?" = 1 ] && tar --version | grep -q GNU
}
archive() {
  TAR_OPTIONS= tar -b512 --format=gnu --numeric-owner --hard-dereference --no-recursion --no-unquote -cf "$1" \\
    -C "$lists" gone -C "$dir" --null -T "$lists/files" || exit ${ODD}
}
take_quickly() {
  add_all &
  adding=$!
  if [ "$way" ] && [ -z "$patterns" ] && is_large; then
    # It may be over, with whatever result.
    kill "$adding" 2>/dev/null || :
    wait "$adding" || :
    if [ "$way" = file ]; then
      archive "$git/${ARCHIVE}"
      echo 'stored 0'
    else
      echo 'files 0'
      archive -
    fi
    exit 0
  fi
  wait "$adding" || not_taken
}
if ! [ -e "$git/settle/settled" ]; then
  cp -p "$git/index" "$index"
  take_all
else
  cp -p "$git/settle/index" "$index"
  if [ -e "$git/settle/quiet" ]; then
    take_quickly
  else
    ${FIND_EARLY} >"$lists/early" &
    search=$!
    take_all
    wait "$search"
    if [ -s "$lists/early" ]; then
      cp -p "$git/settle/index" "$index"
      # A file can be where a folder was, in which git would look for what was there.
      git diff-files -z --name-only --diff-filter=D | git update-index -z --force-remove --stdin >&2
      git add --renormalize --pathspec-from-file="$lists/early" --pathspec-file-nul >&2 || exit ${UNREADABLE}
      take_all
    fi
  fi
fi
put_back() {
  git ls-files -z -c -i --exclude-from="$lists/exclude" >"$lists/matched"
  if [ -s "$lists/matched" ]; then
    git reset -q --pathspec-from-file="$lists/matched" --pathspec-file-nul "$base" -- >&2
  fi
}
compare() {
  tree=$(git write-tree)
  changed=$(git diff-tree -r --name-only "$base" "$tree")
}
back=0
if [ "$patterns" ]; then
  put_back
  if [ "$inverted" ]; then
    printf '%s!%s\\n' "$inverted" "$state" >"$lists/inverted"
    git ls-files -z -c -o -i --exclude-from="$lists/inverted" >"$lists/included"
    if [ -s "$lists/included" ]; then
      git add -A -f --pathspec-from-file="$lists/included" --pathspec-file-nul >&2 || exit ${UNREADABLE}
    fi
  fi
  back=$(git -c core.excludesFile=/dev/null ls-files -z -o --exclude-standard -x "$state" | tr -dc '\\000' | wc -c)
  compare
else
  compare
  case $changed in *"$part"*)
    put_back
    compare
  esac
fi
if [ -z "$changed" ]; then echo "same $back"; exit 0; fi
commit=$(git commit-tree "$tree" -p "$base" -m "Result of a run" </dev/null)
echo "$commit $back"
# Looking for the best deltas pays for a few changed files; for a large result it takes longer than sending it, and one
# look finds what the file was before.
set -- $(du -sk "$lists/objects")
if [ "$1" -gt ${LARGE_KIB} ]; then set -- --window=1 --compression=1; else set --; fi
printf '%s\\n^%s\\n' "$commit" "$base" | git pack-objects -q --revs --thin --delta-base-offset "$@" --stdout
`;
