import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openDriver } from '../../shared/drivers/open.ts';
import { release } from '../../shared/pipeline/release.ts';
import type { PipelineRun } from '../../shared/pipeline/types.ts';

const run = { id: 'r1k7zq3m9x2ab', profile: { keepMs: 0 } } as PipelineRun;

/** What is said and asked for when a run lets go, with the local driver's data in `dataDir`. */
async function letGo(dataDir: string): Promise<string[]> {
  const said: string[] = [];
  const driver = await openDriver({ driver: 'local', settings: {}, variables: {}, dataDir });
  const ports = {
    driver,
    warn: (message: string) => said.push(message),
    notReleased: () => said.push('left'),
  };
  await release({ run, ports, connection: undefined, outcome: undefined });
  return said;
}

it('whoever sweeps hears of a sandbox that could not be released', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'release-'));
  expect(await letGo(folder.path)).toEqual([]);
  const file = path.join(folder.path, 'file');
  await writeFile(file, '');
  expect(await letGo(file)).toEqual(['left', 'The sandbox could not be released yet.']);
});
