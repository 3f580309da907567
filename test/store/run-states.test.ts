import { describe, expect, test } from 'vitest';
import { mayGo, mayHaveBegun, RUN_STAGES, type RunStage, stageOf } from '../../app/store/run-states.ts';
import { PIPELINE_PHASES } from '../../shared/events.ts';
import { claimedRun, createRun, onEachDatabase, runInput, SUCCESS, takeOver } from './databases.ts';

describe('the model', () => {
  const pairs = RUN_STAGES.flatMap(from => RUN_STAGES.map(to => [from, to] as const));
  const begun = (stage: RunStage) => mayHaveBegun(PIPELINE_PHASES.find(phase => phase === stage));

  test('leads from queued to every stage, and from every stage to the end', () => {
    const reach = (from: RunStage): Set<RunStage> => {
      const seen = new Set([from]);
      for (const one of seen) for (const to of RUN_STAGES) if (mayGo(one, to)) seen.add(to);
      return seen;
    };
    expect(reach('queued')).toEqual(new Set(RUN_STAGES));
    for (const stage of RUN_STAGES) expect(reach(stage)).toContain('ended');
  });

  test('never leads back to before the command, nor out of the end, nor back into the queue', () => {
    for (const [from, to] of pairs.filter(([from, to]) => mayGo(from, to))) {
      if (begun(from) && to !== 'ended') expect(begun(to)).toBe(true);
      expect(from).not.toBe('ended');
      if (to === 'queued') expect(from).toBe('queued');
    }
  });

  test('leads into the command only from the upload', () => {
    expect(RUN_STAGES.filter(from => !begun(from) && mayGo(from, 'execute'))).toEqual(['upload']);
  });
});

onEachDatabase(database => {
  /** A claimed run that was brought to `stage` by what the worker does. */
  const at = async (stage: RunStage) => {
    const claimed = await claimedRun(database.store);
    if (stage !== 'claimed')
      await database.store.database.query('UPDATE speckit.runs SET phase = $2 WHERE id = $1', [
        claimed.run.id,
        stage,
      ]);
    return claimed;
  };
  const stageIn = async (id: string) => {
    const run = await database.store.getRun(id);
    return run && stageOf(run);
  };
  const running = RUN_STAGES.filter(stage => stage !== 'queued' && stage !== 'ended');

  test('the store lets a worker note down what the model allows, and nothing else', async () => {
    for (const from of running) {
      for (const phase of PIPELINE_PHASES) {
        const { run, fence } = await at(from);
        const noted = await database.store.checkpoint(fence, { phase }).catch(error => error.code);
        expect([from, phase, noted ?? 'noted']).toEqual([
          from,
          phase,
          mayGo(from, phase) ? 'noted' : 'internal',
        ]);
        expect(await stageIn(run.id)).toBe(mayGo(from, phase) ? phase : from);
      }
    }
  });

  test('claiming, taking over and ending are steps of the model', async () => {
    const { store } = database;
    const { run } = await createRun(store, runInput());
    expect(stageOf(run)).toBe('queued');
    expect(await stageIn((await claimedRun(store)).run.id)).toBe('claimed');
    for (const stage of running) {
      const { run: begun } = await at(stage);
      const next = await takeOver(store, begun.id);
      expect(stageOf(next)).toBe(stage);
      await store.endRun({ id: next.id, attempt: next.attempt, worker: 'w2' }, SUCCESS);
      expect(await stageIn(next.id)).toBe('ended');
      // Out of the end leads nothing.
      expect(await store.claimRun(next.id, 'w3')).toBeUndefined();
      expect(await store.endQueuedRun(next.id, SUCCESS)).toBe(false);
    }
  });
});
