import { expect, vi } from 'vitest';
import { type Scene, type Seen, type Town, timesRun } from './town.ts';

const LINES = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`);

/** Says that it runs, prints for half a second, and makes a file; half-way it waits for the file `gate`, if one is named. */
export function commandOf({ mark }: Scene, gate?: string): string {
  const wait = gate ? ` [ $i -ne 20 ] || until [ -e ${gate} ]; do sleep 0.05; done;` : '';
  return `/speckit run -- echo once >>${mark}; i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo "line $i"; [ $((i % 10)) -gt 0 ] || sleep 0.12;${wait} done; echo made >made.txt`;
}

/** Whether a run of {@link commandOf} is where it waits. */
export const isHalfway = ({ output }: Seen) => output === LINES.slice(0, 20).join('');

/** That a run of {@link commandOf} was done once and is told in full, whatever happened on the way. */
export async function expectWhole(town: Town, scene: Scene, { run, output }: Seen): Promise<void> {
  const { github } = town;
  const { repo, pr, branch, headSha } = scene;
  expect([run.conclusion, run.outcome?.title]).toEqual(['success', 'The command succeeded.']);
  expect(output).toBe(LINES.join(''));
  expect(await timesRun(scene)).toBe(1);

  const commit = await github.commitOf(repo, branch);
  expect(commit.parents).toEqual([headSha]);
  expect(commit.message).toContain(`Speckit-Run: ${run.id}`);
  expect([run.commitSha, run.outcome?.commitSha]).toEqual([commit.sha, commit.sha]);
  expect(run.outcome?.changes).toEqual([{ path: 'made.txt', status: 'added' }]);
  expect(Object.keys(await github.refs(repo)).filter(ref => ref.startsWith('refs/speckit/'))).toEqual([]);

  const said = github.comments(repo, pr).filter(({ user }) => user === github.app.botLogin);
  expect(said.map(({ body }) => body.split('\n', 1)[0])).toEqual([`<!-- speckit-remote run=${run.id} -->`]);
  expect(said[0]?.body).toContain(commit.sha.slice(0, 7));
  for (const sha of [headSha, commit.sha]) {
    const checks = github.checkRuns(repo, sha);
    expect(checks.map(({ status, conclusion }) => [status, conclusion])).toEqual([['completed', 'success']]);
    expect(checks[0]?.text).toContain('line 40');
  }
  await vi.waitFor(async () => expect(await town.sandboxes()).toEqual([]), { timeout: 20_000, interval: 50 });
}
