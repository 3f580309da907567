import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { OUTPUTS } from '../../action/outputs.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { openPlace, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const NOTHING = {
  ...{ 'run-id': '', conclusion: '', 'commit-sha': '', 'result-ref': '' },
  ...{ 'changed-files': '[]', conflicts: '[]' },
};

describe('the outputs', () => {
  it('are those of action.yml', () => {
    const file = path.join(import.meta.dirname, '..', '..', 'action.yml');
    const { outputs } = parse(readFileSync(file, 'utf8')) as { outputs: object };
    expect(Object.keys(outputs).sort()).toEqual([...OUTPUTS].sort());
  });

  it('are all set by whatever a comment asks for, and by what asks for nothing', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const ask = async (body: string) => (await job.run(await place.comment(body))).outputs;
    expect(await ask('Looks good')).toEqual({ ...NOTHING, status: 'ignored' });
    expect(await ask('/speckit fly')).toEqual({ ...NOTHING, status: 'refused' });
    expect(await ask('/speckit status')).toEqual({ ...NOTHING, status: 'refused' });
    expect(await ask('/speckit help')).toEqual({ ...NOTHING, status: 'completed' });
    const ran = await ask('/speckit run -- echo 1 > made.txt');
    expect(Object.keys(ran).sort()).toEqual([...OUTPUTS].sort());
    expect(ran).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      'changed-files': '["made.txt"]',
    });
    const about = { ...NOTHING, status: 'completed', 'run-id': ran['run-id'] };
    expect(await ask('/speckit status')).toEqual(about);
    expect(await ask('/speckit apply r000000000000')).toEqual({ ...NOTHING, status: 'refused' });
    expect(await ask(`/speckit cancel ${ran['run-id']}`)).toEqual({ ...NOTHING, status: 'refused' });
  });

  it('are set where the step breaks off', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const wrong = await job.run({ ...place.dispatch(), inputs: { commit: 'maybe' } });
    expect(wrong).toMatchObject({ exitCode: 1, outputs: { ...NOTHING, status: 'refused' } });
  });
});
