import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Ended,
  REPO,
  RUN_TIMEOUT,
  type ShellRuns,
  sandboxesOf,
  startShellRuns,
} from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

let runs: ShellRuns;
let tools: string;
beforeAll(async () => {
  tools = await mkdtemp(path.join(tmpdir(), 'speckit-hostile-'));
  // What a sandbox sends is up to the sandbox: its `git` reports the tree that the command left in $HOME/hostile.
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  await writeFile(
    path.join(tools, 'git'),
    `#!/bin/sh
export REAL_GIT=${real}
case "$1" in
  write-tree) [ -s "$HOME/hostile" ] && { cat "$HOME/hostile"; exit; } ;;
  commit-tree) [ -s "$HOME/hostile-commit" ] && { cat "$HOME/hostile-commit"; exit; } ;;
  pack-objects) [ -s "$HOME/hostile-pack" ] && exec sh "$HOME/hostile-pack" ;;
esac
exec ${real} "$@"
`,
  );
  await chmod(path.join(tools, 'git'), 0o755);
  runs = await startShellRuns({
    profile: {
      driver: 'local',
      local: { path: [tools] },
      limits: { file: '100k', files: 20, tree: '1m', result: '2m' },
    },
  });
});
afterAll(async () => {
  await runs.close();
  await rm(tools, { recursive: true, force: true });
});

async function expectRefused(ended: Ended, message: string | RegExp): Promise<void> {
  expect(ended.run.conclusion).toBe('failure');
  expect(ended.check.conclusion).toBe('failure');
  for (const place of [ended.comment.body, ended.check.summary]) expect(place).toMatch(message);
  expect(ended.run.outcome?.error?.code).toBe('rejected');
  expect(ended.run.resultRef).toBeUndefined();
  expect(ended.after).toBe(ended.before);
  expect(Object.keys(await runs.world.github.refs(REPO))).not.toContain(`refs/speckit/runs/${ended.run.id}`);
  expect(await sandboxesOf(runs, ended.run)).toEqual([]);
}

describe.concurrent('a result is refused as a whole, and the message names what it is', () => {
  test.each([
    ['a symlink out of the tree', 'ln -s ../../../etc/passwd out', /`out` leads out of the repository/],
    ['an absolute symlink', 'ln -s /etc/passwd out', /`out` leads out of the repository/],
    ['a symlink into .git', 'ln -s .git/config inside', /`inside` leads into git’s own folder/],
    ['a symlink through a symlink', 'ln -s . here; ln -s here/../../out out', /leads out of the repository/],
    [
      'a file over the limit',
      'head -c 200000 /dev/zero > large.bin',
      /`large\.bin` has 196 KiB, more than the 100 KiB/,
    ],
    ['too many files', 'for i in $(seq 30); do echo $i > "file-$i"; done', /more than 20 files/],
    [
      'too many bytes',
      'for i in $(seq 15); do head -c 90000 /dev/urandom > "file-$i"; done',
      /larger than the limit of 1024 KiB/,
    ],
    ['case collisions', 'echo 1 > src/Cart.txt', /`src\/Cart\.txt` and `src\/cart\.txt` are the same name/],
    [
      'a nested repository',
      'git init -q inner; cd inner; echo a > a; git add a; git -c user.name=a -c user.email=b commit -qm A',
      /`inner` is a git repository of its own/,
    ],
    [
      'a nested repository without commits',
      'git init -q inner; echo a > inner/a',
      /left a git repository inside the tree: `inner`/,
    ],
    ['names for no Windows', 'echo 1 > "aux.txt"', /`aux\.txt` cannot exist on Windows/],
    [
      'a control character in a name',
      String.raw`touch "$(printf 'a\033[31mb')"`,
      /control characters in its name/,
    ],
    [
      'a bidi character in a name',
      String.raw`touch "$(printf 'a\342\200\256txt.exe')"`,
      /control characters in its name/,
    ],
    ['a name that is no UTF-8', String.raw`touch "$(printf 'a\377b')"`, /is not valid UTF-8/],
    ['a backslash in a name', "touch '..\\up'", /has a backslash/],
  ])('%s', async (_what, command, message) => {
    await expectRefused(await runs.run(command), message);
  });

  const blob = 'b=$(echo evil | git hash-object -w --stdin)';
  const tree = (entry: string) =>
    `export GIT_DIR="$HOME/ctl/git"; ${blob}; ${entry.includes('$t') ? `t=$(printf '100644 blob %s\\tconfig\\n' $b | git mktree); ` : ''}{ git ls-tree HEAD; printf '${entry}\\n' ${entry.includes('tree') ? '$t' : '$b'}; } | git mktree --missing > "$HOME/hostile"`;
  test.each([
    [
      '../',
      tree('040000 tree %s\\t..'),
      /`\.\.\/config`? leads out of the repository|not fit to be committed/,
    ],
    ['.git/config', tree('040000 tree %s\\t.git'), /`\.git\/config` is read as git’s own folder/],
    ['.GIT/config', tree('040000 tree %s\\t.GIT'), /`\.GIT\/config` is read as git’s own folder/],
    ['git~1', tree('100644 blob %s\\tgit~1'), /`git~1` is read as git’s own folder/],
    ['a dot', tree('100644 blob %s\\t.'), /`\.` leads out of the repository/],
    [
      'a gitlink',
      `export GIT_DIR="$HOME/ctl/git"; { git ls-tree HEAD; printf '160000 commit %s\\tsub\\n' $(git rev-parse HEAD); } | git mktree --missing > "$HOME/hostile"`,
      /`sub` is a git repository of its own/,
    ],
    ['an odd mode', tree('100777 blob %s\\tx'), /`x` has the unusual file mode 100777/],
  ])('a tree made by hand: %s', async (_what, command, message) => {
    await expectRefused(
      await runs.run(command.replace('; {', `; t=$(printf '100644 blob %s\\tconfig\\n' $b | git mktree); {`)),
      message,
    );
  });

  test.each([
    ['no pack at all', 'echo 1 > a; echo "exit 0" > "$HOME/hostile-pack"'],
    ['rubbish', 'echo 1 > a; echo "head -c 5000 /dev/urandom" > "$HOME/hostile-pack"'],
    ['a pack of nothing', `echo 1 > a; echo ': | $REAL_GIT pack-objects --stdout -q' > "$HOME/hostile-pack"`],
  ])('%s in the place of the result', async (_what, command) => {
    await expectRefused(await runs.run(command), /damaged or not complete git data/);
  });

  test('a pack over the limit', async () => {
    await expectRefused(
      await runs.run('echo 1 > a; echo "cat /dev/zero" > "$HOME/hostile-pack"'),
      /packed result is larger than the limit of 2048 KiB/,
    );
  });

  test('a commit that is not on top of what was given', async () => {
    const command = `echo 1 > a; export GIT_DIR="$HOME/ctl/git"
      git commit-tree "$(git rev-parse HEAD^{tree})" -m Rootless </dev/null > "$HOME/made"; mv "$HOME/made" "$HOME/hostile-commit"`;
    await expectRefused(await runs.run(command), /did not return one commit on top/);
  });

  test('a change under .github/workflows/: kept for the person, not committed', async () => {
    const ended = await runs.run(
      'mkdir -p .github/workflows; echo "on: push" > .github/workflows/ci.yml; echo fine > fine.txt',
    );
    expect(ended.run).toMatchObject({ conclusion: 'failure', commitSha: undefined });
    expect(ended.said).toContain('`.github/workflows/ci.yml`');
    expect(ended.said).toContain(`/speckit apply ${ended.run.id}`);
    expect(ended.after).toBe(ended.before);
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    // GitHub takes workflow files from no App without that permission, on no ref.
    const kept = (path: string) => runs.world.github.readFile(REPO, ended.run.resultRef ?? '', path);
    expect((await kept('fine.txt'))?.toString()).toBe('fine\n');
    expect((await kept('.github/speckit-kept/workflows/ci.yml'))?.toString()).toBe('on: push\n');
  });
});
