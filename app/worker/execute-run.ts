import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { loadDriver } from '../../shared/drivers/index.ts';
import type { Driver } from '../../shared/drivers/types.ts';
import { SpeckitError, toSpeckitError } from '../../shared/errors.ts';
import type { RunEvent, RunOutcome } from '../../shared/events.ts';
import { createPublisher } from '../../shared/github/publisher.ts';
import { reactionTo } from '../../shared/github/reactions.ts';
import { failedOutcome } from '../../shared/pipeline/outcome.ts';
import { runPipeline } from '../../shared/pipeline/run.ts';
import type { PipelinePorts } from '../../shared/pipeline/types.ts';
import { openMirror } from '../../shared/sync/mirror.ts';
import type { AppContext } from '../context.ts';
import { createOutputWriter } from '../store/output-writer.ts';
import { type Fence, fenceOf, type Run } from '../store/run-row.ts';
import { profileOf, workName, workOf, workSubject } from './facts.ts';
import { bestEffortReaction, closeCheck, openReporter } from './open-reporter.ts';
import type { Reporter } from './reporter.ts';
import { passSecrets } from './secrets.ts';
import { settleHead } from './settle-head.ts';

/** Works on one claimed run up to its end. Rejects only on hand-over or when the run was taken over. */
export async function executeRun(context: AppContext, claimed: Run, signal: AbortSignal): Promise<void> {
  const log = context.log.child({ run: claimed.id });
  const fence = fenceOf(claimed);
  let run = claimed;
  let reporter: Reporter | undefined;
  let outcome: RunOutcome;
  try {
    const settled = await settleHead(context, claimed, fence, signal);
    run = settled.run;
    reporter = await openReporter(context, run, settled.requestedSha);
    if (settled.requestedSha) await closeCheck(context, claimed, settled.requestedSha, run.headSha);
    const places = await reporter.started();
    await context.store.checkpoint(fence, {
      driver: profileOf(run).driver,
      ...(places.statusCommentId ? { statusCommentId: places.statusCommentId } : {}),
      checkRunIds: { ...run.checkRunIds, ...(places.checkRunId ? { [run.headSha]: places.checkRunId } : {}) },
    });
    outcome = settled.refusal
      ? failedOutcome(settled.refusal)
      : await work(context, run, fence, reporter, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.error({ err: error }, 'the run failed');
    outcome = failedOutcome(toSpeckitError(error));
  }
  await context.store.assertOwner(fence);
  reporter ??= await openReporter(context, run).catch(error => {
    log.error({ err: error }, 'the end of the run cannot be shown on GitHub');
    return undefined;
  });
  await reporter?.ended(outcome);
  await context.store.endRun(fence, outcome);
  log.info({ conclusion: outcome.conclusion, code: outcome.error?.code }, 'run ended');
  await bestEffortReaction(context, run, reactionTo(outcome.conclusion));
}

async function work(
  context: AppContext,
  run: Run,
  fence: Fence,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const profile = profileOf(run);
  const definition = await loadDriver(profile.driver);
  const driver = definition.make(profile.settings, { dataDir: path.join(context.dataDir, 'sandboxes') });
  if (run.attempt > 1) return endInterrupted(context, run, driver, signal);

  const scratchRoot = path.join(context.dataDir, 'scratch');
  await mkdir(scratchRoot, { recursive: true });
  const scratchDir = await mkdtemp(path.join(scratchRoot, `${run.id}-`));
  const output = createOutputWriter(context.store.output, fence, {
    from: run.outputOffset,
    capBytes: profile.limits.outputBytes,
    onError: error => context.log.warn({ run: run.id, err: error }, 'output could not be stored yet'),
  });
  const cancel = new AbortController();
  const watch = context.store.watchCancel(run.id, ({ by }) => cancel.abort(cancelledBy(by.login)));
  try {
    const emit = (event: RunEvent) => {
      if (event.type === 'output') output.write(event.offset, event.bytes);
      if (event.type === 'phase') context.log.info({ run: run.id, phase: event.phase }, 'phase');
      reporter.hear(event);
      context.listen?.(run.id, event);
    };
    const ports = await openPorts(context, run, fence, { driver, emit, scratchDir });
    const { work: asked, flags } = workOf(run);
    return await runPipeline(
      {
        id: run.id,
        attempt: run.attempt,
        work: asked,
        profile,
        headSha: run.headSha,
        branch: run.headRef,
        ...(flags.feature ? { feature: flags.feature } : {}),
        labels: { installation: String(run.installationId), repository: String(run.repositoryId) },
      },
      ports,
      { cancel: cancel.signal, signal },
    );
  } finally {
    watch.stop();
    await output
      .close()
      .catch(error => context.log.error({ run: run.id, err: error }, 'output was not stored'));
    await rm(scratchDir, { recursive: true, force: true });
  }
}

async function openPorts(
  context: AppContext,
  run: Run,
  fence: Fence,
  local: Pick<PipelinePorts, 'driver' | 'emit' | 'scratchDir'>,
): Promise<PipelinePorts> {
  const { github, store, dataDir } = context;
  const { owner, repo } = run;
  const mirror = await openMirror(path.join(dataDir, 'mirrors', String(run.repositoryId)));
  const token = github.fetchToken(run);
  const { work: asked } = workOf(run);
  return {
    ...local,
    mirror,
    secrets: passSecrets(context.variables, run),
    fetch: async (commit, signal) =>
      mirror.fetch({
        url: `${github.endpoints.server}/${owner}/${repo}.git`,
        token: await token(),
        commit,
        signal,
      }),
    publisher: createPublisher({
      client: github.client(run, 'publish'),
      owner,
      repo,
      pullNumber: run.pr,
      branch: run.headRef,
      runId: run.id,
      phase: workName(asked),
      subject: workSubject(asked),
      requestedBy: run.sender,
      serverUrl: github.endpoints.server,
      assertOwner: () => store.assertOwner(fence),
    }),
    checkpoint: state => store.checkpoint(fence, state),
    saveRunState: archive => store.saveRunState(fence, archive),
    warn: (message, cause) => context.log.warn({ run: run.id, err: cause }, message),
  };
}

/** The server went away in the middle of the run. What it left behind is removed, and the person is told. */
async function endInterrupted(
  context: AppContext,
  run: Run,
  driver: Driver,
  signal: AbortSignal,
): Promise<RunOutcome> {
  for (const { id } of await driver.list({ run: run.id }, { signal })) {
    await (await driver.attach(id, { signal })).destroy({ signal });
    context.log.info({ run: run.id, sandbox: id }, 'removed the sandbox of an interrupted run');
  }
  return failedOutcome(
    new SpeckitError('unreachable', 'The server stopped in the middle of this run.', {
      hint: 'Nothing was committed. `/speckit retry` runs it again.',
    }),
  );
}

function cancelledBy(login: string): SpeckitError {
  return new SpeckitError('cancelled', `The run was cancelled by ${login}.`, {
    hint: '`/speckit retry` runs it again.',
  });
}
