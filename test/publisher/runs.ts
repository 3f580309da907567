import type { RunOutcome } from '../../shared/events.ts';
import type { Progress } from '../../shared/github/check-text.ts';
import type { RunFacts } from '../../shared/github/run-facts.ts';

export const HEAD = '1111111111111111111111111111111111111111';
export const NEW = '2222222222222222222222222222222222222222';

export const RUN: RunFacts = {
  id: 'r1k7zq3m9x2ab',
  phase: 'specify',
  pullNumber: 7,
  headSha: HEAD,
  driver: 'docker',
  profile: 'default',
  agent: 'claude',
  requestedBy: 'mona',
  repositoryUrl: 'https://ghe.example/acme/app',
};

export const PROGRESS: Progress = { notices: [], tail: Buffer.alloc(0), totalBytes: 0 };

export function outcome(parts: Partial<RunOutcome> = {}): RunOutcome {
  return { conclusion: 'success', title: 'The command succeeded.', notes: [], changes: [], ...parts };
}

export function printed(text: string | Uint8Array, totalBytes?: number): Progress {
  const tail = Buffer.from(text);
  return { ...PROGRESS, tail, totalBytes: totalBytes ?? tail.length };
}
