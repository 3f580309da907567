// What a real server runs before it takes a pushed ref. Branches in `protected` and pull refs are refused; so are
// workflow files pushed with a token that may not change them.
export const UPDATE_HOOK = `#!/bin/sh
case "$1" in refs/pull/*) echo "error: deny updating a hidden ref" >&2; exit 1;; esac
if [ -f protected ] && grep -qxF "$1" protected; then
  echo "error: GH006: Protected branch update failed for $1." >&2; exit 1
fi
if [ -n "$NO_WORKFLOWS" ] && [ "$3" != 0000000000000000000000000000000000000000 ]; then
  file=$(git log -m --first-parent --format= --name-only "$3" --not --all -- .github/workflows | head -n 1)
  if [ -n "$file" ]; then
    echo "error: refusing to allow a GitHub App to create or update workflow \\\`$file\\\` without \\\`workflows\\\` permission" >&2
    exit 1
  fi
fi
`;
