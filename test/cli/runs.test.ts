import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Checkout, makeCheckout } from './support/checkout.ts';

vi.setConfig({ testTimeout: 120_000 });

let mine: Checkout;

const file = (name: string) => readFile(path.join(mine.project, name), 'utf8');
const status = () => mine.git('status', '--porcelain', '-uall');
/** Waits until the command of the newest run has said something: what is changed from then on, it has not seen. */
const began = () =>
  vi.waitFor(async () => expect((await mine.call(['logs'])).stdout).toBe('began\n'), 60_000);
const json = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, unknown>;

describe('run', () => {
  beforeEach(async () => {
    mine = await makeCheckout();
  });
  afterEach(() => mine[Symbol.asyncDispose]());

  it('takes the working tree as it is, and brings the result back into it', async () => {
    await mine.write({ 'README.md': '# Changed\n', 'new.txt': 'untracked\n', 'debug.log': 'ignored\n' });
    const end = await mine.run(
      'cat README.md new.txt; ls *.log; echo made > made.txt; chmod +x new.txt; rm src/a.txt',
    );
    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/^# Changed\nuntracked\nls: /);
    expect(end.stderr).toContain('✔ The command succeeded.');
    expect(await status()).toBe(' M README.md\n D src/a.txt\n?? made.txt\n?? new.txt');
    expect((await stat(path.join(mine.project, 'new.txt'))).mode & 0o111).not.toBe(0);
    expect(await file('debug.log')).toBe('ignored\n');
    expect(await mine.sandboxes()).toEqual([]);
  });

  it('sends no file that may hold secrets unless it is named, and takes none', async () => {
    await mine.write({ '.env': 'A=1\n', '.env.test': 'B=2\n', 'certs/server.key': 'k\n', id_rsa: 'r\n' });
    await mine.git('add', 'id_rsa');
    await mine.git('commit', '-q', '-m', 'A mistake');
    const end = await mine.run('find . -name .git -prune -o -type f -print | sort; echo x > .env', {
      flags: ['--include', '.env.test'],
    });
    expect(end.stdout.split('\n')).toEqual(['./.env.test', './.gitignore', './README.md', './src/a.txt', '']);
    expect(end.stderr).toContain('`exclude` kept 3 files of the repository out of the sandbox and 1 file');
    expect(end.stderr).toContain('--include FILE');
    expect(await file('.env')).toBe('A=1\n');
    expect(await file('id_rsa')).toBe('r\n');
    expect(await status()).toBe('?? .env\n?? .env.test\n?? certs/server.key');
  });

  it('sends a file that git ignores if it is named', async () => {
    await mine.write({
      '.gitignore': '.env\n',
      '.env': 'A=1\n',
      '.git/info/exclude': '',
      '../.gitconfig': '',
    });
    const end = await mine.run('cat .env; echo B=2 >> .env; echo made > made.txt; exit 1', {
      flags: ['--include', '.env'],
    });
    expect(end.stdout).toBe('A=1\n');
    const [branch = ''] = /speckit\/r\w{12}/.exec(end.stderr) ?? [];
    expect(await mine.git('diff', '--name-only', 'HEAD', `${branch}^`)).toBe('.gitignore');
    const again = await mine.run('echo B=2 >> .env', { flags: ['--include', '.env'] });
    expect(again).toMatchObject({ exitCode: 0 });
    expect(await file('.env')).toBe('A=1\nB=2\n');
    const cwd = path.join(mine.project, 'src');
    expect(await mine.run('ls', { cwd, flags: ['--include', '.env'] })).toMatchObject({ exitCode: 2 });
  });

  it('sends nothing that you ignore in every repository', async () => {
    await mine.write({
      '../.gitconfig': '[core]\n\texcludesFile = ~/mine\n',
      '../mine': '*.swp\n',
      'x.swp': 'mine\n',
    });
    const end = await mine.run('ls -A; echo theirs > x.swp');
    expect(end.stdout).not.toContain('swp');
    expect(await file('x.swp')).toBe('mine\n');
  });

  it('keeps uncommitted content that the result replaces', async () => {
    await mine.write({ 'README.md': 'mine\n', 'new.txt': 'mine too\n' });
    const end = await mine.run('echo run > README.md; rm new.txt');
    expect(await status()).toBe(' M README.md');
    const [ref = ''] = /refs\/speckit\/replaced\/\w+/.exec(end.stderr) ?? [];
    expect(await mine.git('show', `${ref}:README.md`)).toBe('mine');
    expect(await mine.git('show', `${ref}:new.txt`)).toBe('mine too');
    expect(await mine.git('diff', '--name-only', 'HEAD', ref)).toBe('README.md\nnew.txt');
  });

  it('merges with what was changed here meanwhile', async () => {
    const flag = path.join(mine.home, 'go');
    const run = mine.run(`echo began; until [ -e ${flag} ]; do sleep 0.1; done; sed -i s/1/one/ src/a.txt`);
    await began();
    await mine.write({ 'src/a.txt': '1\n2\n3\n4\nfive\n', 'other.txt': 'new\n' });
    await mine.write({ '../go': '' });
    expect(await run).toMatchObject({ exitCode: 0, stdout: 'began\n' });
    expect(await file('src/a.txt')).toBe('one\n2\n3\n4\nfive\n');
    expect(await file('other.txt')).toBe('new\n');
  });

  it('leaves a conflict on a branch where there is nobody to ask', async () => {
    const flag = path.join(mine.home, 'go');
    await mine.write({ '.env': 'SECRET=1\n', 'started.txt': 'with\n' });
    const run = mine.run(
      `echo began; until [ -e ${flag} ]; do sleep 0.1; done; sed -i s/3/theirs/ src/a.txt; echo n > n.txt`,
    );
    await began();
    await mine.write({ 'src/a.txt': '1\n2\nours\n4\n5\n', '../go': '' });
    const end = await run;
    expect(end).toMatchObject({ exitCode: 3 });
    expect(await file('src/a.txt')).toBe('1\n2\nours\n4\n5\n');
    expect(await status()).toBe(' M src/a.txt\n?? .env\n?? started.txt');
    const [branch = ''] = /speckit\/r\w{12}/.exec(end.stderr) ?? [];
    expect(await mine.git('show', `${branch}:src/a.txt`)).toBe('1\n2\ntheirs\n4\n5');
    expect(await mine.git('diff', '--name-only', `${branch}^`, branch)).toBe('n.txt\nsrc/a.txt');
    // What the run started with is below it, but nothing that may be secret.
    expect(await mine.git('diff', '--name-only', 'HEAD', `${branch}^`)).toBe('started.txt');
  });

  it('overwrites no file that git ignores', async () => {
    await mine.write({ 'build.log': 'mine\n' });
    const end = await mine.run('sed -i /log/d .gitignore; echo run > build.log; echo n > n.txt');
    expect(end).toMatchObject({ exitCode: 3 });
    expect(end.stderr).toContain('Files that git ignores are in the way of the result');
    expect(await file('build.log')).toBe('mine\n');
    expect(await status()).toBe('');
    const [branch = ''] = /speckit\/r\w{12}/.exec(end.stderr) ?? [];
    expect(await mine.git('show', `${branch}:build.log`)).toBe('run');
  });

  it('of a command that fails keeps the result on a branch, and ends with 1', async () => {
    const end = await mine.run('echo 1 > made.txt; exit 4');
    expect(end).toMatchObject({ exitCode: 1 });
    expect(end.stderr).toContain('✘ The command failed with exit code 4.');
    expect(await status()).toBe('');
    const [branch = ''] = /speckit\/r\w{12}/.exec(end.stderr) ?? [];
    expect(await mine.git('show', `${branch}:made.txt`)).toBe('1');
  });

  it('keeps it beside a branch that has the name before the slash', async () => {
    await mine.git('branch', 'speckit');
    const { run, outcome } = json(await mine.run('echo 1 > made.txt; exit 4', { flags: ['--json'] }));
    expect(outcome).toMatchObject({ exitCode: 4, resultRef: `refs/heads/speckit-${run}` });
    expect(await mine.git('show', `speckit-${run}:made.txt`)).toBe('1');
  });

  it('ends as ever beside a record that cannot be read, and warns of that', async () => {
    const { run } = json(await mine.run('true', { flags: ['--json'] }));
    const record = path.join(mine.home, '.local/state/speckit-remote/runs', String(run), 'run.json');
    await writeFile(record, '');
    const end = await mine.run('echo said; exit 4');
    await rm(path.dirname(record), { recursive: true });
    expect(end).toMatchObject({ exitCode: 1, stdout: 'said\n' });
    expect(end.stderr).toContain(`warning: The record of a run, ${record}, cannot be read.`);
    expect(end.stderr).toContain('✘ The command failed with exit code 4.');
  });

  it('prints one JSON object with --json, and the output of the command elsewhere', async () => {
    const end = await mine.run('echo out; echo made > made.txt', { flags: ['--json'] });
    expect(end.stderr).toContain('out\n');
    expect(json(end)).toMatchObject({
      run: expect.stringMatching(/^r\w{12}$/),
      state: 'ended',
      driver: 'local',
      outcome: { conclusion: 'success', exitCode: 0, changes: [{ path: 'made.txt', status: 'added' }] },
    });
  });

  it('takes changes of workflow files, unless the project protects them', async () => {
    const workflow = '.github/workflows/ci.yml';
    const script = `mkdir -p .github/workflows; echo on > ${workflow}`;
    expect(await mine.run(script)).toMatchObject({ exitCode: 0 });
    expect(await file(workflow)).toBe('on\n');
    await mine.writeProjectFile('protect: [/.github/workflows/]\n');
    const end = await mine.run(`echo off > ${workflow}`);
    expect(end).toMatchObject({ exitCode: 1 });
    expect(await file(workflow)).toBe('on\n');
    const [branch = ''] = /speckit\/r\w{12}/.exec(end.stderr) ?? [];
    expect(await mine.git('show', `${branch}:${workflow}`)).toBe('off');
  });

  it('tells with --json on which branch a result is', async () => {
    const { run, outcome } = json(await mine.run('echo 1 > made.txt; exit 4', { flags: ['--json'] }));
    expect(outcome).toMatchObject({ exitCode: 4, resultRef: `refs/heads/speckit/${run}` });
    expect(await mine.git('show', `speckit/${run}:made.txt`)).toBe('1');
  });

  it.each([
    ['several words', ['printf', '%s|', 'a b', "c'd"], "a b|c'd|"],
    ['a script in one word', ['echo $((1 + 1)); echo done'], '2\ndone\n'],
  ])('gives the command as the shell here has read it: %s', async (_name, words, stdout) => {
    expect(await mine.call(['run', '--driver', 'local', '--', ...words])).toMatchObject({ stdout });
  });

  it('runs a command in the folder where one is', async () => {
    const cwd = path.join(mine.project, 'src');
    const end = await mine.run('pwd; echo made > here.txt', { cwd });
    expect(end.stdout).toMatch(/\/repo\/src\n$/);
    expect(await status()).toBe('?? src/here.txt');
  });

  it('outside of a checkout says so, as JSON too', async () => {
    const end = await mine.run('ls', { cwd: mine.home, flags: ['--json'] });
    expect(end).toMatchObject({ exitCode: 2 });
    expect(json(end)).toMatchObject({ error: { code: 'usage', hint: expect.any(String) } });
  });
});

describe('words that are no command', () => {
  beforeAll(async () => {
    mine = await makeCheckout();
  });
  afterAll(() => mine[Symbol.asyncDispose]());

  it.each([
    [['run'], 'needs a phase or a command'],
    [['run', 'plam'], 'There is no phase `plam`. Did you mean `plan`?'],
    [['run', 'specify'], 'The phase `specify` needs a description.'],
    [['run', 'plan', '--', 'ls'], 'a phase and a shell command at once'],
    [['run', '--'], 'There is no command after `--`.'],
    [['run', '--timeout', 'soon', '--', 'ls'], '`--timeout`'],
    [['run', '--driver', 'dokker', '--', 'ls'], 'There is no driver `dokker`. Did you mean `docker`?'],
    [['run', '--nonsense'], "Unknown option '--nonsense'."],
    [['run', '--profile'], 'argument missing'],
    [['status', 'r123456789012'], 'There is no run `r123456789012`'],
    [['list', '--', 'ls'], 'takes nothing behind `--`'],
    [['lst'], 'Did you mean list?'],
    [[], 'Usage: speckit-remote'],
  ])('refuses %j with 2, and says what is wrong', async (words, what) => {
    const end = await mine.call(words);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain(what);
  });

  it('start nothing', async () => {
    expect(await mine.call(['list', '--running', '--json'])).toMatchObject({ stdout: '[]\n' });
  });
});
