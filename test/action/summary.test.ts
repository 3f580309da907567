import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSummary } from '../../action/summary.ts';
import { PIPELINE_PHASES, type RunEvent, type RunOutcome } from '../../shared/events.ts';
import type { RunFacts } from '../../shared/github/run-facts.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'speckit-summary-'));
// The toolkit looks it up once.
const file = path.join(folder, 'summary.md');
process.env.GITHUB_STEP_SUMMARY = file;
writeFileSync(file, '');
beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => vi.useRealTimers());
afterAll(() => rmSync(folder, { recursive: true }));

const START = Date.parse('2026-11-20T10:00:00Z');
const facts: RunFacts = {
  ...{ id: 'r1k7zq3m9x2ab', phase: 'plan', pullNumber: 7, headSha: 'a'.repeat(40) },
  ...{ driver: 'docker', profile: 'fast', agent: 'claude', requestedBy: 'alice' },
  repositoryUrl: 'https://github.com/acme/shop',
};
const fine: RunOutcome = { conclusion: 'success', title: 'It went well.', notes: [], changes: [] };

async function written(events: readonly RunEvent[], outcome: RunOutcome, tookMs = 0): Promise<string> {
  await writeFile(file, '');
  const summary = openSummary();
  for (const event of events) summary.hear(event);
  vi.setSystemTime(START + tookMs);
  await summary.write(facts, outcome);
  return readFile(file, 'utf8');
}

const usage = (cpuPercent: number, memoryBytes: number, diskBytes?: number): RunEvent => ({
  type: 'usage',
  sample: { cpuPercent, memoryBytes, elapsedMs: 1000, ...(diskBytes ? { diskBytes } : {}) },
});
const printed = (text: string): RunEvent => ({ type: 'output', offset: 0, bytes: Buffer.from(text) });

describe('the job summary', () => {
  it('begins with the phase and how it ended, and names driver, profile, agent and who asked', async () => {
    const text = await written([], { ...fine, conclusion: 'timed_out', title: 'It took too long.' });
    expect(text).toMatch(/^## speckit \/ plan: timed out\n\nIt took too long\.\n/);
    expect(text).toContain('driver `docker`, profile `fast`, agent `claude`');
    expect(text).toContain('asked for by alice');
  });

  it('has the time of each step, the last one up to the end, and of the whole', async () => {
    const events = PIPELINE_PHASES.map((phase, index): RunEvent => {
      return { type: 'phase', phase, at: new Date(START + index * 61_000) };
    });
    const text = await written(events, fine, 7 * 61_000 + 5_000);
    const times = [...text.matchAll(/^\| (\w+) \| (.*) \|$/gm)].map(([, step, time]) => [step, time]);
    expect(times).toEqual([
      ['Step', 'Time'],
      ...PIPELINE_PHASES.slice(0, -1).map(phase => [phase, '1 min 1 s']),
      ['release', '5.0 s'],
    ]);
    expect(text).toContain('took 7 min 12 s');
  });

  it('has the most that was used of each, not the last', async () => {
    const events = [usage(12.4, 5e6, 9e6), usage(150.2, 80e6), usage(3, 1e6, 2e6)];
    expect(await written(events, fine)).toContain('At most: CPU 150 %, memory 80 MB, disk 9.0 MB.');
    expect(await written([], fine)).not.toContain('At most');
  });

  it('lists the files that changed, and the conflicts', async () => {
    const changes = [
      { path: 'src/new.ts', status: 'added' },
      { path: 'a|b.md', status: 'deleted' },
    ] as const;
    const text = await written([], {
      ...{ ...fine, conclusion: 'conflict', changes: [...changes], conflicts: ['src/cart.ts', 'b.md'] },
      resultRef: 'refs/speckit/runs/r1k7zq3m9x2ab',
    });
    expect(text).toContain('| 2 files changed | |');
    expect(text).toContain('| `src/new.ts` | added |');
    expect(text).toContain('The branch and this run both changed:\n\n- `src/cart.ts`\n- `b.md`\n');
    expect(text).toContain('git fetch https://github.com/acme/shop.git refs/speckit/runs/r1k7zq3m9x2ab');
  });

  it("has the output's end, and stays below GitHub's limit whatever was printed", async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} \`\`\`\n`).join('');
    const text = await written([printed(lines), printed('the end\n')], fine);
    expect(text).toContain('the end\n');
    expect(text).toMatch(/The last [\d.]+ kB of [\d.]+ kB of output/);
    expect(text).not.toContain('line 1 ');
    expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
  });
});
