import { describe, expect, test } from 'vitest';
import type { RunFact } from '../../../app/store/sandboxes.ts';
import { type Decision, judgeSandbox, type SandboxFact } from '../../../app/sweeper/decide.ts';
import { Orphans } from '../../../app/sweeper/sweep.ts';

const RUN: RunFact = { id: 'r1', state: 'running', leaseLeftMs: 12_000, ageMs: 60_000, timeoutMs: 1_800_000 };
const ENDED: RunFact = { ...RUN, state: 'ended', leaseLeftMs: undefined };
const CRASHED: RunFact = { ...RUN, leaseLeftMs: -1 };
const HANDED_OVER: RunFact = { ...RUN, leaseLeftMs: undefined };
const NEXT: RunFact = { ...RUN, id: 'r2', sandboxId: 's1' };

interface Case {
  labels?: Record<string, string>;
  sandboxAgeMs?: number;
  runs?: RunFact[];
  sparedMs?: number;
  orphanedMs?: number;
}

function judge(given: Case): Decision {
  const { labels = { server: 'me', run: 'r1' }, sandboxAgeMs = 60_000, runs = [], orphanedMs = 0 } = given;
  const fact: SandboxFact = {
    sandbox: { id: 's1', labels, ageMs: sandboxAgeMs },
    serverId: 'me',
    runs,
    sparedMs: given.sparedMs,
    orphanedMs: () => orphanedMs,
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
    ['a living run’s that a crash left orphaned for long', { runs: [RUN], orphanedMs: 90_000 }, 'in use'],
    ['an ended run’s that the next run has', { runs: [ENDED, NEXT] }, 'in use'],
    [
      'one whose sparing is over and which a run has taken just before',
      { runs: [ENDED, NEXT], sparedMs: -1 },
      'in use',
    ],
    ['a crashed run’s that may yet be taken over', { runs: [CRASHED], orphanedMs: 24_000 }, 'perhaps in use'],
    ['a handed over run’s within its time', { runs: [HANDED_OVER], orphanedMs: 90_000 }, 'perhaps in use'],
    [
      'a queued run’s',
      { runs: [{ ...RUN, state: 'queued', leaseLeftMs: undefined }], orphanedMs: 90_000 },
      'perhaps in use',
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
    [
      'a crashed run’s that nobody takes over',
      { runs: [CRASHED], orphanedMs: 25_000 },
      'its run was given up',
    ],
    [
      'a handed over run’s long after its time limit',
      { runs: [{ ...HANDED_OVER, ageMs: 1_800_000 + 600_000 }], orphanedMs: 25_000 },
      'its run was given up',
    ],
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

test('an orphan’s time starts anew once somebody had it in between', () => {
  const orphans = new Orphans();
  orphans.see([CRASHED], 1_000);
  orphans.see([CRASHED], 31_000);
  expect(orphans.forMs('r1', 31_000)).toBe(30_000);
  orphans.see([RUN], 32_000);
  orphans.see([CRASHED], 40_000);
  expect(orphans.forMs('r1', 41_000)).toBe(1_000);
  expect(orphans.forMs('r2', 41_000)).toBe(0);
});
