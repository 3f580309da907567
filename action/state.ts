import { getState, saveState } from '@actions/core';
import { z } from 'zod';
import { DRIVER_NAMES, type DriverName } from '../shared/drivers/index.ts';

/** What the post step must know of a run that `main` has begun. */
export interface RunState {
  id: string;
  driver: DriverName;
  settings: unknown;
  /** Where local sandboxes are. */
  folder: string;
  /** Its status comment's memo and places, where there is a pull request. */
  shown?: { memo: string; statusCommentId?: number; checkRunId?: number; startedAt: string };
}

const Shape = z.object({
  id: z.string(),
  driver: z.enum(DRIVER_NAMES as [DriverName, ...DriverName[]]),
  settings: z.unknown(),
  folder: z.string(),
  shown: z
    .object({
      memo: z.string(),
      statusCommentId: z.number().optional(),
      checkRunId: z.number().optional(),
      startedAt: z.string(),
    })
    .optional(),
});

export function saveRun(state: RunState): void {
  saveState('run', JSON.stringify(state));
}

/** The sandbox is gone and everything is told. */
export function saveDone(): void {
  saveState('done', 'true');
}

/** `undefined` when `main` began no run or brought it to its end. */
export function unfinishedRun(): RunState | undefined {
  const text = getState('run');
  if (text === '' || getState('done') === 'true') return undefined;
  return Shape.parse(JSON.parse(text)) as RunState;
}
