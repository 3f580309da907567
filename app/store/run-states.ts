import { PIPELINE_PHASES, type PipelinePhase } from '../../shared/events.ts';

/** How far a run is. `claimed`: a worker has it, and nothing was begun yet. */
export type RunStage = 'queued' | 'claimed' | PipelinePhase | 'ended';

export const RUN_STAGES: readonly RunStage[] = ['queued', 'claimed', ...PIPELINE_PHASES, 'ended'];

/**
 * Where a run may go from each stage, beside staying in it. Whoever takes a run over begins anew as long as its command
 * cannot have begun; from `execute` on nothing leads back, so a command is never run twice.
 */
const NEXT: Readonly<Record<RunStage, readonly RunStage[]>> = {
  queued: ['claimed', 'ended'],
  claimed: ['prepare', 'ended'],
  prepare: ['connect', 'ended'],
  connect: ['prepare', 'upload', 'release', 'ended'],
  upload: ['prepare', 'execute', 'release', 'ended'],
  execute: ['download', 'release', 'ended'],
  download: ['reconcile', 'release', 'ended'],
  reconcile: ['publish', 'release', 'ended'],
  publish: ['release', 'ended'],
  release: ['ended'],
  ended: [],
};

/** Whether a run in stage `from` may be in stage `to` next. Staying is allowed, except for what has ended. */
export function mayGo(from: RunStage, to: RunStage): boolean {
  return NEXT[from].includes(to) || (from === to && from !== 'ended');
}

/** The stages from which a run may come to `to`, that one included. */
export function stagesBefore(to: RunStage): RunStage[] {
  return RUN_STAGES.filter(from => mayGo(from, to));
}

/** The stage that a run's row tells of. */
export function stageOf({
  state,
  phase,
}: {
  state: 'queued' | 'running' | 'ended';
  phase?: PipelinePhase | undefined;
}): RunStage {
  return state === 'running' ? (phase ?? 'claimed') : state;
}

/** Whether the run's command may have begun: then it is followed, never started anew. */
export function mayHaveBegun(phase: PipelinePhase | undefined): boolean {
  return phase !== undefined && PIPELINE_PHASES.indexOf(phase) >= PIPELINE_PHASES.indexOf('execute');
}
