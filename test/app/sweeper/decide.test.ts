import { describe, expect, test } from 'vitest';
import type { RunFact } from '../../../app/store/sandboxes.ts';
import { type Decision, judgeSandbox, type SandboxFact } from '../../../app/sweeper/decide.ts';

const RUN: RunFact = { id: 'r1', state: 'running' };
const ENDED: RunFact = { ...RUN, state: 'ended' };
const NEXT: RunFact = { ...RUN, id: 'r2', sandboxId: 's1' };

interface Case {
  labels?: Record<string, string>;
  sandboxAgeMs?: number;
  runs?: RunFact[];
  sparedMs?: number;
}

function judge(given: Case): Decision {
  const { labels = { server: 'me', run: 'r1' }, sandboxAgeMs = 60_000, runs = [] } = given;
  const fact: SandboxFact = {
    sandbox: { id: 's1', labels, ageMs: sandboxAgeMs },
    serverId: 'me',
    runs,
    sparedMs: given.sparedMs,
  };
  return judgeSandbox(fact);
}

describe('stays', () => {
  test.each<[string, Case, Decision['because']]>([
    [
      'another server’s, whatever else',
      { labels: { server: 'you', run: 'r1' }, runs: [ENDED] },
      'of another server',
    ],
    ['one without a server’s label', { labels: { run: 'r1' } }, 'of another server'],
    ['a living run’s', { runs: [RUN] }, 'in use'],
    ['a living run’s, however old', { runs: [RUN], sandboxAgeMs: 90_000_000 }, 'in use'],
    ['an ended run’s that the next run has', { runs: [ENDED, NEXT] }, 'in use'],
    [
      'one whose sparing is over and which a run has taken just before',
      { runs: [ENDED, NEXT], sparedMs: -1 },
      'in use',
    ],
    ['a queued run’s', { runs: [{ ...RUN, state: 'queued' }] }, 'in use'],
    [
      'one that a run which has not ended is noted with, whatever its label',
      { runs: [{ ...NEXT }] },
      'in use',
    ],
    ['a kept one', { runs: [ENDED], sparedMs: 1 }, 'spared'],
    ['a kept one whose run is forgotten', { sparedMs: 1 }, 'spared'],
    ['an unknown one that was just made', { sandboxAgeMs: 19_000 }, 'young'],
  ])('%s', (_, given, because) => {
    expect(judge(given)).toEqual({ remove: false, because });
  });
});

describe('goes', () => {
  test.each<[string, Case, Decision['because']]>([
    ['an ended run’s', { runs: [ENDED] }, 'its run has ended'],
    ['an ended run’s, however young', { runs: [ENDED], sandboxAgeMs: 0 }, 'its run has ended'],
    ['a kept one after its time', { runs: [ENDED], sparedMs: 0 }, 'kept long enough'],
    ['an unknown one', { sandboxAgeMs: 20_000 }, 'its run is unknown'],
    [
      'one that only another run’s facts came with',
      { runs: [{ ...NEXT, sandboxId: 's2' }] },
      'its run is unknown',
    ],
    ['one without a run', { labels: { server: 'me' } }, 'its run is unknown'],
  ])('%s', (_, given, because) => {
    expect(judge(given)).toEqual({ remove: true, because });
  });
});
