import { expect, test } from 'vitest';
import local from '../../shared/drivers/local.ts';
import type { ExecOptions, Sandbox } from '../../shared/drivers/types.ts';
import { SpeckitError } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import { type FillInput, fillSandbox } from '../../shared/pipeline/fill.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { pinned, tempDir } from '../sync/repo.ts';

const unreachable = () => new SpeckitError('unreachable', 'No answer.', { hint: 'Wait.' });

/** The sandbox behind a line that `broken` cuts after an upload has done its work, or before it has begun. */
function behind(sandbox: Sandbox, broken: () => 'after' | 'before' | undefined): Sandbox {
  return {
    ...sandbox,
    async exec(argv, options: ExecOptions = {}) {
      if (!options.stdin) return sandbox.exec(argv, options);
      const when = broken();
      if (when === 'before') throw unreachable();
      const result = await sandbox.exec(argv, options);
      if (when === 'after') throw unreachable();
      return result;
    },
  };
}

async function filled(drops: ('after' | 'before')[], unreachableMs: number) {
  await using dir = await tempDir();
  const { mirror, base } = await pinned(dir.path, { 'a.txt': 'one\n', 'b/c.txt': 'two\n' });
  const sandbox = await local
    .make(local.settings.parse({}), { dataDir: dir.path })
    .create({ name: `fill-${process.pid}`, labels: {} });
  try {
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const heard: RunEvent[] = [];
    const profile = { unreachableMs } as FillInput['run']['profile'];
    await fillSandbox(
      behind(sandbox, () => drops.shift()),
      {
        run: { branch: 'feature', profile },
        ports: { emit: event => void heard.push(event) },
        snapshot,
        signal: AbortSignal.timeout(60_000),
      },
    );
    const look = 'git status --porcelain && git log --format=%H%d && cat a.txt b/c.txt';
    const { stdout } = await sandbox.exec(['sh', '-ec', look], { cwd: `${sandbox.home}/repo` });
    return { base, shown: stdout.toString(), heard };
  } finally {
    await sandbox.destroy();
  }
}

test('an upload that a dropped line breaks off is made again', { timeout: 60_000 }, async () => {
  const { base, shown, heard } = await filled(['after', 'before'], 30_000);
  expect(shown).toBe(`${base} (grafted, HEAD -> feature)\none\ntwo\n`);
  expect(heard.at(-1)).toMatchObject({ step: 'upload', doneFiles: 2, totalFiles: 2 });
});

test('a line that stays dead ends it', { timeout: 60_000 }, async () => {
  const drops = Array.from({ length: 1000 }, () => 'before' as const);
  await expect(filled(drops, 300)).rejects.toMatchObject({ code: 'unreachable' });
});
