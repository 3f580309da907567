import { isSpeckitError, SpeckitError, toSpeckitError } from '../errors.ts';
import type { ChangedFile, PipelinePhase, RunOutcome } from '../events.ts';
import type { Snapshot } from '../sync/pack.ts';
import { conflictQuestions } from './conflict-questions.ts';
import type { Download } from './download.ts';
import { inspectResult } from './inspect.ts';
import { type Landing, landResult, type Received, toResult, unmergedResult, wholeTrees } from './land.ts';
import { withObjects } from './land-objects.ts';
import { CONFLICT_TITLE, changedFiles, failedOutcome, type Verdict } from './outcome.ts';
import { whilePublisherIsAway } from './patience.ts';
import { ASIDE_NOTE, changesWorkflows, putAside } from './publish-workflows.ts';
import { withOpenQuestions } from './questions.ts';
import type { PipelinePorts, PipelineRun, Result } from './types.ts';
import type { JudgedWork } from './verdict.ts';

export interface PublishInput {
  run: PipelineRun;
  ports: PipelinePorts;
  verdict: JudgedWork;
  /** What came back; `undefined` when nothing changed. */
  received: Download | undefined;
  /** The last part of the redacted output, as text. */
  outputTail: string;
  /** What the run began with. */
  prepared: { snapshot: Snapshot; feature: string | undefined };
  enter(phase: PipelinePhase): Promise<void>;
  signal: AbortSignal;
}

/**
 * Turns a verdict and a result into the run's outcome: on the branch if the work went well and nobody else changed
 * the same lines, on a ref of its own if there is something worth keeping, nowhere if it must not leave the server.
 */
export async function publish(input: PublishInput): Promise<RunOutcome> {
  const { run, ports, received, enter, signal } = input;
  await enter('reconcile');
  const { feature, snapshot } = input.prepared;
  const before = { repository: ports.mirror, tree: snapshot.tree, feature };
  const { setUp, ...verdict } = await withOpenQuestions(input.verdict, { ...input, before });
  if (!received) return { ...verdict, notes: [...verdict.notes, NO_CHANGE], changes: [] };
  const remarks = setUp.map(setUpRemark);
  const rejection = await inspectResult(received, run, ports.secrets, signal);
  if (rejection?.keep === false) return { ...failedOutcome(rejection.error), changes: [] };
  const trees = await wholeTrees({ ...received, remarks }, run.headSha, signal);
  const result: Received = { ...received, ...trees, remarks };
  const afterwards = { conclusion: verdict.conclusion };
  if (rejection) return await keep(input, result, failedOutcome(rejection.error, { afterwards }));
  if (verdict.conclusion !== 'success' && !commitsAnyway(verdict))
    return await keep(input, result, { ...verdict, changes: [] });
  await enter('publish');
  return await land(input, result, verdict);
}

const NO_CHANGE = 'No file was changed, so there is nothing to commit.';

/** Open questions are answered on the pull request, so the document that asks them has to be there. */
function commitsAnyway({ conclusion, error }: Verdict): boolean {
  return conclusion === 'action_required' && error === undefined;
}

function setUpRemark(what: string): string {
  return what === 'spec-kit'
    ? 'Spec Kit was set up in this repository first (`specify init`).'
    : `Spec Kit's ${what} was added first.`;
}

async function land(input: PublishInput, result: Received, verdict: Verdict): Promise<RunOutcome> {
  const afterwards = { conclusion: verdict.conclusion };
  const { signal } = input;
  const patience = { patienceMs: input.ports.publishPatienceMs, emit: input.ports.emit, signal };
  let landing: Landing;
  try {
    landing = await whilePublisherIsAway(patience, again =>
      landResult(input.ports, result, { earlier: input.run.resume ?? (again ? {} : undefined), signal }),
    );
  } catch (error) {
    input.signal.throwIfAborted();
    return await keep(input, result, failedOutcome(toSpeckitError(error), { afterwards }));
  }
  if (landing.kind === 'conflict') {
    const kept = await keep(input, result, {
      ...verdict,
      afterwards,
      conclusion: 'conflict',
      title: CONFLICT_TITLE,
      changes: [],
      conflicts: landing.conflicts.map(({ path }) => path),
    });
    return kept.resultRef ? await ask(input, result, landing, kept) : kept;
  }
  if (landing.kind === 'handed') {
    const notes = [...result.remarks, landing.note, ...verdict.notes];
    return { ...verdict, notes, changes: changedFiles(landing.result.changes) };
  }
  const { sha, onTopOf } = landing;
  if (!sha) return { ...verdict, notes: [...verdict.notes, ALREADY_THERE], changes: [] };
  await input.ports.checkpoint({ commitSha: sha });
  const moved =
    onTopOf === input.run.headSha ? [] : [`The branch had moved on; the commit is on top of ${onTopOf}.`];
  return {
    ...verdict,
    notes: [...result.remarks, ...moved, ...verdict.notes],
    changes: changedFiles(landing.result.changes),
    commitSha: sha,
  };
}

/** Puts the conflicts to people; a failure to do so is told, and the kept result stays. */
async function ask(
  { ports, signal }: PublishInput,
  { scratch }: Received,
  { conflicts, head }: Extract<Landing, { kind: 'conflict' }>,
  outcome: RunOutcome,
): Promise<RunOutcome> {
  try {
    const questions = await conflictQuestions(scratch, conflicts, signal);
    return { ...outcome, asked: await ports.publisher.ask(questions, head, signal) };
  } catch (error) {
    signal.throwIfAborted();
    const { message } = toSpeckitError(error);
    const again =
      'Push to the branch, or post `/speckit keep branch` or `/speckit keep result`, and it is tried again.';
    return {
      ...outcome,
      notes: [...outcome.notes, `The conflicts could not be put to you: ${message} ${again}`],
    };
  }
}

const ALREADY_THERE = 'The branch has all of these changes already, so there is nothing to commit.';

/** Keeps the result where the branch is not touched; a failure to do so is told, and never hides the outcome. */
async function keep(
  { ports, run, signal }: PublishInput,
  received: Received,
  outcome: RunOutcome,
): Promise<RunOutcome> {
  let changes: ChangedFile[] = [];
  try {
    const result = await unmergedResult(received, run.headSha, signal);
    changes = changedFiles(result.changes);
    const workflows = !ports.publisher.keepsWorkflows && changesWorkflows(result.changes);
    const kept = workflows ? await withoutWorkflows(received, result, signal) : result;
    const patience = { patienceMs: ports.publishPatienceMs, emit: ports.emit, signal };
    const resultRef = await whilePublisherIsAway(patience, async () =>
      ports.publisher.keep(await withObjects(ports, kept, signal), signal),
    );
    if (typeof resultRef !== 'string')
      return { ...outcome, notes: [...outcome.notes, resultRef.note], changes };
    await ports.checkpoint({ resultRef });
    const notes = workflows ? [...outcome.notes, ASIDE_NOTE] : outcome.notes;
    return { ...outcome, notes, changes, resultRef };
  } catch (error) {
    signal.throwIfAborted();
    const { message } = isSpeckitError(error) ? error : NOT_KEPT;
    return {
      ...outcome,
      changes,
      notes: [...outcome.notes, `The result could not be kept in the repository: ${message}`],
    };
  }
}

async function withoutWorkflows(received: Received, result: Result, signal: AbortSignal): Promise<Result> {
  const { parent, parentTree, tree, changes } = result;
  const aside = await putAside(received.scratch, tree, changes, signal);
  return toResult(received, parent, parentTree, aside, signal);
}

const NOT_KEPT = new SpeckitError('internal', 'an unexpected failure, see the log of the server.', {
  hint: 'Look into the log of the server.',
});
