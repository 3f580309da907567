import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { REPO, RUN_TIMEOUT, type ShellRuns, sandboxesOf, startShellRuns } from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({
    profile: { driver: 'local' },
    files: {
      'src/old.txt': 'old\n',
      'bin/tool': { mode: '100755', content: '#!/bin/sh\n' },
      link: { mode: '120000', content: 'src/old.txt' },
    },
  });
});
afterAll(() => runs.close());

/** Path → `mode content` of what the branch holds. */
async function filesOf(branch: string, paths: readonly string[]): Promise<Record<string, string>> {
  const { github } = runs.world;
  const tree = await github.tree(REPO, branch);
  const found = paths.map(async path => {
    const entry = tree.find(one => one.path === path);
    const content = entry && (await github.readFile(REPO, branch, path));
    return [path, entry ? `${entry.mode} ${content?.toString('latin1')}` : 'absent'] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

describe.concurrent('a result arrives exactly', () => {
  test('binary files, executable bits, symlinks, deletions, long and foreign names', async () => {
    const long = `deep/${Array.from({ length: 12 }, (_, i) => `folder-number-${i}`).join('/')}/${'x'.repeat(200)}.txt`;
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    const ended = await runs.run(
      [
        String.raw`printf '\000\001\377\r\n\000' > data.bin`,
        String.raw`printf 'dos\r\n' > dos.txt; printf 'no newline' > 'with space & "quotes".txt'`,
        'printf "#!/bin/sh\\n" > run.sh; chmod +x run.sh; chmod -x bin/tool',
        'ln -s src/cart.txt new-link; ln -sf ../README.md src/up; rm link; ln -s nowhere link',
        'rm src/old.txt',
        'mkdir -p "日本/ünïcode" && echo ja > "日本/ünïcode/файл 🛒.txt"',
        `mkdir -p "${long.slice(0, long.lastIndexOf('/'))}" && echo far > "${long}"`,
        'printf "" > empty; rm README.md; mkdir README.md; echo now a folder > README.md/inside',
      ].join('\n'),
    );
    expect(ended.said).toContain('Committed as');
    expect(ended.run).toMatchObject({ conclusion: 'success', commitSha: ended.after });
    const expected = {
      'data.bin': '100644 \0\x01\xff\r\n\0',
      'dos.txt': '100644 dos\r\n',
      'with space & "quotes".txt': '100644 no newline',
      'run.sh': '100755 #!/bin/sh\n',
      'bin/tool': '100644 #!/bin/sh\n',
      'new-link': '120000 src/cart.txt',
      'src/up': '120000 ../README.md',
      link: '120000 nowhere',
      'src/old.txt': 'absent',
      '日本/ünïcode/файл 🛒.txt': '100644 ja\n',
      [long]: '100644 far\n',
      empty: '100644 ',
      'README.md': 'absent',
      'README.md/inside': `100644 ${latin1('now a folder\n')}`,
      'src/cart.txt': '100644 empty\n',
    };
    expect(await filesOf(ended.branch, Object.keys(expected))).toEqual(expected);
    expect((await runs.world.github.commitOf(REPO, ended.branch)).parents).toEqual([ended.before]);
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
  });

  test('commits, branches, stashes and a changed index of the agent fold into one commit', async () => {
    const ended = await runs.run(
      `set -e
      git checkout -q -b elsewhere; echo 1 > one.txt; git add one.txt; git commit -qm "One
      
      Co-authored-by: Mallory <m@example.invalid>"
      echo 2 > two.txt; git add two.txt; git commit -qm Two
      git tag v1; git checkout -q --orphan nothing; git rm -qf --cached src/cart.txt; echo 3 > three.txt`,
    );
    expect(ended.run).toMatchObject({ conclusion: 'success', commitSha: ended.after });
    const { parents, message } = await runs.world.github.commitOf(REPO, ended.branch);
    expect(parents).toEqual([ended.before]);
    expect(message).not.toContain('Mallory');
    expect(await filesOf(ended.branch, ['one.txt', 'two.txt', 'three.txt', 'src/cart.txt'])).toEqual({
      'one.txt': '100644 1\n',
      'two.txt': '100644 2\n',
      'three.txt': '100644 3\n',
      'src/cart.txt': '100644 empty\n',
    });
    const refs = Object.keys(await runs.world.github.refs(REPO));
    expect(refs.filter(ref => /elsewhere|nothing|tags/.test(ref))).toEqual([]);
  });

  test.each([
    ['removes `.git`', 'rm -rf .git'],
    ['breaks `.git`', 'echo rubbish > .git/HEAD; rm -rf .git/objects; echo "[core" > .git/config'],
    ['puts a file in the place of `.git`', 'rm -rf .git; echo "gitdir: /nowhere" > .git'],
    [
      'plants hooks, filters and a remote',
      [
        'printf "#!/bin/sh\\necho hooked > hooked.txt\\n" | tee .git/hooks/pre-commit > .git/post-index-change',
        'git config filter.evil.clean "sed s/fine/changed/"; git config core.fsmonitor "touch fsmonitor.txt"',
        'git remote add origin http://127.0.0.1:1/x.git; echo "* filter=evil" > .git/info/attributes',
      ].join('; mkdir -p .git/hooks; '),
    ],
  ])('also when the command %s', async (_what, command) => {
    const ended = await runs.run(`mkdir -p .git/hooks; ${command}; echo fine > fine.txt`);
    expect(ended.run).toMatchObject({ conclusion: 'success', commitSha: ended.after });
    expect(ended.run.outcome?.changes).toEqual([{ path: 'fine.txt', status: 'added' }]);
    expect(await filesOf(ended.branch, ['fine.txt'])).toEqual({ 'fine.txt': '100644 fine\n' });
  });

  test('a command that deletes everything deletes it, in a commit that can be reverted', async () => {
    const ended = await runs.run('find . -mindepth 1 -delete; echo kept > one.txt');
    expect(ended.run).toMatchObject({ conclusion: 'success', commitSha: ended.after });
    expect((await runs.world.github.tree(REPO, ended.branch)).map(entry => entry.path)).toEqual(['one.txt']);
  });

  test('a command that leaves no file at all', async () => {
    const ended = await runs.run('find . -mindepth 1 -delete');
    expect(ended.run).toMatchObject({ conclusion: 'success', commitSha: ended.after });
    expect(await runs.world.github.tree(REPO, ended.branch)).toEqual([]);
  });
});
