import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import daytona from '../../shared/drivers/daytona.ts';
import { startDaytona } from '../services/daytona/server.ts';

/** What the driver's own scripts call; the rest is the shell's. */
const TOOLS =
  'base64 cat chmod date dd grep head mkdir mkfifo mv rm setsid sleep tail tr wc ls seq env'.split(' ');

const root = await mkdtemp(join(tmpdir(), 'speckit-shells-'));
afterAll(() => rm(root, { recursive: true }));

const which = (name: string) =>
  (process.env.PATH ?? '')
    .split(':')
    .map(folder => join(folder, name))
    .find(path => existsSync(path));

/** A folder with `sh` and nothing but those tools: busybox has its own, else they are the system's. */
async function toolbox(name: string, shell: string, tools: readonly string[]): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  await symlink(shell, join(folder, 'sh'));
  for (const tool of tools) {
    const target = shell.endsWith('busybox') ? shell : which(tool);
    if (target) await symlink(target, join(folder, tool));
  }
  return folder;
}

describe.for([
  ['dash', 'dash', TOOLS],
  ['bash', 'bash', TOOLS],
  ['busybox', 'busybox', TOOLS],
  ['dash without setsid', 'dash', TOOLS.filter(tool => tool !== 'setsid')],
] as const)('Daytona’s scripts in %s', ([name, program, tools]) => {
  const shell = which(program);

  test.skipIf(!shell && process.env.CI !== 'true')(
    `run, feed, follow, end and place${shell ? '' : ` (no ${program} here)`}`,
    async () => {
      const PATH = await toolbox(name, shell ?? program, tools);
      await using service = await startDaytona({ env: { PATH } });
      const driver = daytona.make(daytona.settings.parse({ apiUrl: service.apiUrl }), {
        dataDir: '/nonexistent',
        credentials: { DAYTONA_API_KEY: service.key },
      });
      const sandbox = await driver.create({ name: 'one', labels: {} });

      const { stdout, stderr, exitCode } = await sandbox.exec(
        ['sh', '-c', 'echo "$1"; cat; echo err >&2; exit 7', 'sh', "it's"],
        {
          stdin: Buffer.from('\xff\0in', 'latin1'),
        },
      );
      expect([exitCode, stdout.toString('latin1'), stderr.toString()]).toEqual([
        7,
        "it's\n\xff\0in",
        'err\n',
      ]);

      const content = Buffer.alloc(3_000_000, 'abc\xff', 'latin1');
      const fed = await sandbox.exec(['cat'], {
        stdin: Readable.from([content.subarray(0, 9), content.subarray(9)]),
      });
      expect(fed.stdout.equals(content)).toBe(true);

      const abort = new AbortController();
      const reason = new Error('enough');
      const endless = sandbox.exec(['sh', '-c', 'echo up; sleep 4321.1234 & sleep 4321.1234'], {
        signal: abort.signal,
        onStdout: () => abort.abort(reason),
      });
      await expect(endless).rejects.toBe(reason);
      // A pattern that does not match itself.
      const left = await sandbox.exec(['sh', '-c', "grep -la 'sleep.4321[.]1234' /proc/[0-9]*/cmdline"]);
      expect(left.stdout.toString()).toBe('');

      await sandbox.writeFile(`${sandbox.home}/f`, content, { mode: 0o600 });
      expect((await buffer(await sandbox.readFile(`${sandbox.home}/f`))).equals(content)).toBe(true);
      await expect(sandbox.readFile(`${sandbox.home}/none`)).rejects.toMatchObject({ code: 'missing' });
    },
  );
});
