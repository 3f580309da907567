import { summary } from '@actions/core';
import {
  PIPELINE_PHASES,
  type PipelinePhase,
  type RunEvent,
  type RunOutcome,
  type UsageSample,
} from '../shared/events.ts';
import { completedCheck } from '../shared/github/check-text.ts';
import type { RunFacts } from '../shared/github/run-facts.ts';
import { headBytes } from '../shared/text/cut.ts';
import { formatBytes, formatDuration } from '../shared/text/format.ts';
import { createTail } from '../shared/text/tail.ts';

/** Below GitHub's 1 MiB for all of a step. */
const MAX_BYTES = 1_000_000;
const TAIL_BYTES = 96 * 1024;

export interface SummaryWriter {
  hear(event: RunEvent): void;
  /** Writes the job summary; returns when the file holds it. */
  write(facts: RunFacts, outcome: RunOutcome): Promise<void>;
}

/** Collects what the job summary shows of a run. */
export function openSummary(): SummaryWriter {
  const startedAt = Date.now();
  const tail = createTail(TAIL_BYTES);
  const began = new Map<PipelinePhase, number>();
  let most: Partial<UsageSample> = {};
  return {
    hear(event) {
      if (event.type === 'output') tail.push(event.bytes);
      if (event.type === 'phase') began.set(event.phase, event.at.getTime());
      if (event.type === 'usage') most = highest(most, event.sample);
    },
    async write(facts, outcome) {
      const elapsedMs = Date.now() - startedAt;
      const progress = { notices: [], tail: tail.bytes(), totalBytes: tail.total, elapsedMs };
      const { summary: text, text: output } = completedCheck(facts, outcome, progress);
      const parts = [
        `## speckit / ${facts.phase}: ${outcome.conclusion.replace('_', ' ')}`,
        text,
        timesTable(began, startedAt + elapsedMs),
        usageLine(most),
        output ?? '',
      ];
      summary.addRaw(headBytes(`${parts.filter(Boolean).join('\n\n')}\n`, MAX_BYTES));
      await summary.write();
    },
  };
}

function timesTable(began: ReadonlyMap<PipelinePhase, number>, end: number): string {
  const steps = PIPELINE_PHASES.flatMap(phase => {
    const at = began.get(phase);
    return at === undefined ? [] : [{ phase, at }];
  });
  if (steps.length === 0) return '';
  const took = steps.map(
    ({ phase, at }, index) => `| ${phase} | ${formatDuration((steps[index + 1]?.at ?? end) - at)} |`,
  );
  return ['| Step | Time |', '| --- | --- |', ...took].join('\n');
}

function highest(a: Partial<UsageSample>, b: UsageSample): UsageSample {
  const top = (key: 'cpuPercent' | 'memoryBytes') => Math.max(a[key] ?? 0, b[key]);
  const diskBytes = Math.max(a.diskBytes ?? 0, b.diskBytes ?? 0);
  return {
    cpuPercent: top('cpuPercent'),
    memoryBytes: top('memoryBytes'),
    elapsedMs: b.elapsedMs,
    ...(diskBytes > 0 ? { diskBytes } : {}),
  };
}

function usageLine({ cpuPercent, memoryBytes, diskBytes }: Partial<UsageSample>): string {
  if (cpuPercent === undefined || memoryBytes === undefined) return '';
  const disk = diskBytes === undefined ? '' : `, disk ${formatBytes(diskBytes)}`;
  return `At most: CPU ${Math.round(cpuPercent)} %, memory ${formatBytes(memoryBytes)}${disk}.`;
}
