import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Checkout, makeCheckout } from './support/checkout.ts';

vi.setConfig({ testTimeout: 180_000 });

const execute = promisify(execFile);
const HUGE = 96 * 1024 * 1024;
/** Names, kinds, modes and contents of everything but git's own. */
const LISTING = `import hashlib, os
top = os.environ.get("TOP", ".").encode()
for folder, folders, files in os.walk(top):
    folders[:] = sorted(name for name in folders if name != b".git")
    for name in sorted(files + [name for name in folders if os.path.islink(os.path.join(folder, name))]):
        at = os.path.join(folder, name)
        shown = repr(os.path.relpath(at, top))
        if os.path.islink(at):
            print(shown, "->", repr(os.readlink(at)))
        else:
            mode = "x" if os.stat(at).st_mode & 0o100 else "-"
            print(shown, mode, hashlib.sha256(open(at, "rb").read()).hexdigest())
`;

let mine: Checkout;
beforeAll(async () => {
  mine = await makeCheckout();
  await fill(mine);
});
afterAll(() => mine[Symbol.asyncDispose]());

const at = (...names: string[]) => path.join(mine.project, ...names);
const odd = (...bytes: number[]) =>
  Buffer.concat([Buffer.from(`${mine.project}/`), Buffer.from('caf'), Buffer.from(bytes)]);
const listing = async (top: string) =>
  (await execute('python3', ['-c', LISTING], { env: { ...mine.env, TOP: top }, maxBuffer: 1e7 })).stdout;

async function fill({ git, write, project }: Checkout): Promise<void> {
  await write({
    'new\nline.txt': 'a\n',
    ' leading and trailing ': 'b\n',
    '-dash': 'c\n',
    '"quoted" $HOME `x`': 'd\n',
    'tab\tin': 'e\n',
    'größe/日本語.txt': 'f\n',
    'crlf.txt': 'one\r\ntwo\r\n',
    'empty.txt': '',
    'no-end': 'no newline',
    'ignored.log': 'stays here\n',
    'deep/a/b/c/d/e/f.txt': 'g\n',
  });
  await writeFile(odd(0xe9), 'latin-1 name\n');
  await writeFile(path.join(project, 'binary'), Buffer.from([0, 255, 0, 1, 13, 10, 254]));
  await writeFile(path.join(project, 'huge'), Buffer.alloc(HUGE, 'huge '));
  await write({ 'tool.sh': '#!/bin/sh\n' });
  await chmod(path.join(project, 'tool.sh'), 0o755);
  await symlink('README.md', path.join(project, 'link'));
  await symlink('nowhere/at/all', path.join(project, 'dangling'));
  await symlink('src', path.join(project, 'folder-link'));
  await symlink('/etc/hostname', path.join(project, 'absolute'));
  await mkdir(path.join(project, 'empty/folder'), { recursive: true });
  // A repository inside, and a submodule.
  await write({ 'nested/inner.txt': 'theirs\n' });
  const nested = path.join(project, 'nested');
  const quiet = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  await git('-C', nested, 'init', '-q', '-b', 'main');
  await git('-C', nested, 'add', '.');
  await git('-C', nested, ...quiet, 'commit', '-q', '-m', 'inner');
  await git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', nested, 'module');
  await git('commit', '-q', '-m', 'A submodule');
}

it('everything that a commit can hold goes up as it is, and nothing here changes', async () => {
  const before = await listing(mine.project);
  const status = await mine.git('status', '--porcelain', '--ignored', '-uall');
  const end = await mine.run(`python3 - <<'SCRIPT'\n${LISTING}SCRIPT`);
  expect(end).toMatchObject({ exitCode: 0 });
  // Ignored files stay here, and what is inside of other repositories is theirs.
  const sent = before
    .split('\n')
    .filter(line => !/ignored\.log|^b'(nested|module)\//.test(line))
    .join('\n');
  expect(end.stdout).toBe(sent);
  expect(end.stderr).toContain('No file was changed');
  expect(await listing(mine.project)).toBe(before);
  expect(await mine.git('status', '--porcelain', '--ignored', '-uall')).toBe(status);
});

it('what the command makes of them comes back as it is', async () => {
  const end = await mine.run(
    [
      'echo more >> "$(printf "new\\nline.txt")"',
      'chmod 644 tool.sh',
      'chmod 755 crlf.txt',
      'ln -sfn deep link',
      'rm dangling " leading and trailing "',
      'mv größe/日本語.txt größe/moved.txt',
      'rm -r deep && echo file > deep',
      'printf "\\000\\377" > made.bin',
      'mkdir -p nothing/in/here',
    ].join(' && '),
  );
  expect(end.stderr).toContain('✔');
  expect(await readFile(at('new\nline.txt'), 'utf8')).toBe('a\nmore\n');
  expect(await readlink(at('link'))).toBe('deep');
  expect(await readFile(at('deep'), 'utf8')).toBe('file\n');
  expect(await readFile(at('größe', 'moved.txt'), 'utf8')).toBe('f\n');
  expect([...(await readFile(at('made.bin')))]).toEqual([0, 255]);
  const after = await listing(mine.project);
  expect(after).toMatch(/^b'crlf\.txt' x/m);
  expect(after).toMatch(/^b'tool\.sh' -/m);
  expect(after).not.toMatch(/dangling|leading/);
  expect(await readFile(odd(0xe9), 'utf8')).toBe('latin-1 name\n');
  expect(await readFile(at('ignored.log'), 'utf8')).toBe('stays here\n');
  expect(await readFile(at('nested', 'inner.txt'), 'utf8')).toBe('theirs\n');
  expect(await mine.git('-C', at('module'), 'status', '--porcelain')).toBe('');
});

it('what no system could take is not written, and nothing else of it either', async () => {
  const end = await mine.run('echo x > "$(printf "two\\nlines")"; echo y > fine.txt');
  expect(end).toMatchObject({ exitCode: 1 });
  expect(end.stderr).toContain('`two\\u{a}lines` has control characters in its name');
  await expect(readFile(at('fine.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
});

it('a file whose name is no UTF-8 is never overwritten', async () => {
  const end = await mine.run('for name in caf*; do echo run > "$name"; done');
  expect(end).toMatchObject({ exitCode: 3 });
  expect(await readFile(odd(0xe9), 'utf8')).toBe('latin-1 name\n');
});
