import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testImage } from '../../support/docker-image.ts';
import { dockerMissing } from '../../support/needs.ts';
import { type Checkout, makeCheckout } from '../support/checkout.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 600_000 });

let mine: Checkout;
beforeEach(async () => {
  mine = await makeCheckout();
});
afterEach(() => mine[Symbol.asyncDispose]());

const file = (name: string) => readFile(path.join(mine.project, name), 'utf8');
const run = (script: string) => mine.call(['run', '--', script]);

describe.skipIf(dockerMissing())('User Story 3 - File Synchronization Between Local and Remote', () => {
  beforeEach(async () => {
    const setting = ['--setting', `image=${await testImage()}`, '--setting', 'network=none'];
    await mine.call(['profile', 'add', 'box', ...setting, '--use']);
  });

  it('Given a user initiates a remote spec-kit operation, When the operation requires project files, Then relevant files are automatically synchronized to the remote environment before execution', async () => {
    await mine.write({ 'src/a.txt': 'edited\n', 'src/new.txt': 'untracked\n', 'debug.log': 'ignored\n' });
    const end = await run('cat README.md src/a.txt src/new.txt; ls *.log 2>/dev/null || echo no logs');
    expect(end).toMatchObject({ exitCode: 0, stdout: '# Shop\nedited\nuntracked\nno logs\n' });
  });

  it('Given a remote operation generates or modifies files, When the operation completes, Then changed files are synchronized back to the local project directory', async () => {
    await mine.write({ 'src/a.txt': '1\n2\n3\n4\nfive\n' });
    const end = await run(
      'mkdir -p specs; echo spec > specs/spec.md; sed -i s/1/one/ src/a.txt; rm README.md',
    );
    expect(end).toMatchObject({ exitCode: 0 });
    expect(await file('specs/spec.md')).toBe('spec\n');
    expect(await file('src/a.txt')).toBe('one\n2\n3\n4\nfive\n');
    expect(await mine.git('status', '--porcelain', '-uall')).toBe(
      ' D README.md\n M src/a.txt\n?? specs/spec.md',
    );
  });

  it('Given a user has configured sync exclusion patterns, When synchronization occurs, Then excluded files and directories are not transferred', async () => {
    await mine.writeProjectFile('exclude: [/private/, "*.secret"]\n');
    await mine.write({ 'private/plan.txt': 'mine\n', 'src/x.secret': 'mine\n', 'src/b.txt': 'b\n' });
    const end = await run(
      'find . -name .git -prune -o -type f -print | sort; mkdir private; echo theirs > private/plan.txt; echo t > y.secret; echo ok > ok.txt',
    );
    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.stdout).not.toMatch(/private|secret/);
    expect(end.stdout).toContain('./src/b.txt\n');
    expect(end.stderr).toContain('`exclude` kept 2 files of the repository out of the sandbox and 2 files');
    expect(await file('private/plan.txt')).toBe('mine\n');
    expect(await file('ok.txt')).toBe('ok\n');
    await expect(file('y.secret')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
