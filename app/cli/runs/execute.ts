import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { openDriver } from '../../../shared/drivers/open.ts';
import type { Driver } from '../../../shared/drivers/types.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import type { RunOutcome } from '../../../shared/events.ts';
import { workName, workSubject } from '../../../shared/pipeline/facts.ts';
import { discardSandboxes } from '../../../shared/pipeline/release.ts';
import { runPipeline } from '../../../shared/pipeline/run.ts';
import { passSecrets } from '../../../shared/pipeline/secrets.ts';
import type { Checkpoint, ResumePoint } from '../../../shared/pipeline/types.ts';
import { createRedactor } from '../../../shared/text/redact.ts';
import { agentKeyHint } from '../credentials.ts';
import { inTerminal } from './in-terminal.ts';
import type { Journal } from './journal.ts';
import { prepareRun } from './prepare.ts';
import type { RunRecord } from './record.ts';
import type { Tending } from './tend.ts';
import { workingTree } from './working-tree.ts';

/** Runs the pipeline for a run of this machine, from its beginning or from where another process has left it. */
export async function executeRun(tending: Tending, before: RunRecord, journal: Journal): Promise<RunOutcome> {
  const { context, cancel, signal, warn } = tending;
  // The command of one that is taken up is ended by the pipeline, which brings what it has made.
  const early = before.startedAt === undefined ? AbortSignal.any([cancel, signal]) : signal;
  const { profile, variables, ...prepared } = await prepareRun(tending, before, early);
  const { work } = before;
  const secrets = passSecrets(variables, { work, profile }, agentKeyHint(profile.agent));
  checkSameSecrets(before, secrets);
  const { driver: name, settings } = profile;
  const driver = await openDriver({ driver: name, settings, variables, dataDir: context.folders.state });
  const resume = await resumePoint(before, driver, journal, signal);
  if (before.attempt > 0 && !resume) await discardSandboxes(driver, before.id, signal);
  const checkpoint = checkpointsOf(tending, before);
  await tending.note({ secretNames: Object.keys(secrets) });
  const redactor = createRedactor(Object.values(secrets));
  const publisher = workingTree({
    runId: before.id,
    subject: `speckit: ${workName(work)} ${redactor.text(workSubject(work))}`.slice(0, 100).trim(),
    ...prepared,
  });
  const outcome = await runPipeline(
    {
      id: before.id,
      attempt: before.attempt + 1,
      work,
      profile,
      headSha: prepared.started.commit,
      branch: prepared.branch,
      ...(before.flags.feature ? { feature: before.flags.feature } : {}),
      labels: { server: 'cli', repository: checkoutId(before.root) },
      ...(resume ? { resume } : {}),
    },
    {
      ...{ emit: journal.hear, driver, secrets, publisher, checkpoint, warn },
      mirror: prepared.mirror,
      scratchDir: prepared.scratchDir,
      handover: { dir: path.join(prepared.scratchDir, 'handover') },
      // What is merged with is a snapshot of the working tree, and in the mirror already.
      fetch: async () => undefined,
      saveRunState: async () => undefined,
    },
    { cancel, signal },
  );
  return inTerminal(before.id, outcome, { inTheWay: publisher.inTheWay, keptBack: prepared.keptBack });
}

/** Stands for a checkout of this machine, whose runs may share caches. */
const checkoutId = (root: string): string =>
  createHash('sha256').update(`${hostname()}\0${root}`).digest('hex').slice(0, 12);

/** Times are those of the first one who tended the run. */
function checkpointsOf({ note }: Tending, before: RunRecord): (state: Checkpoint) => Promise<void> {
  return async ({ phase, sandboxId }) => {
    const now = new Date().toISOString();
    if (sandboxId !== undefined && sandboxId !== before.sandbox?.id) {
      await note({ sandbox: { id: sandboxId, madeAt: now } });
    }
    const begins = phase === 'execute' && before.startedAt === undefined;
    if (phase !== undefined) await note({ phase, ...(begins ? { startedAt: now } : {}) });
  };
}

/** Where the command of a run is that another process has begun to tend; nothing before it began. */
async function resumePoint(
  { sandbox, startedAt }: RunRecord,
  driver: Driver,
  journal: Journal,
  signal: AbortSignal,
): Promise<ResumePoint | undefined> {
  if (!sandbox || startedAt === undefined) return undefined;
  // Out of reach is no end of the run: somebody may try again.
  await driver.probe({ signal });
  return {
    sandboxId: sandbox.id,
    madeAt: new Date(sandbox.madeAt),
    outputOffset: journal.offset,
    elapsedMs: Math.max(0, Date.now() - Date.parse(startedAt)),
  };
}

/** Whoever goes on with a run has to know every value that its output must not show. */
function checkSameSecrets({ secretNames = [] }: RunRecord, secrets: Readonly<Record<string, string>>): void {
  const missing = secretNames.filter(name => secrets[name] === undefined);
  if (missing.length === 0) return;
  throw new SpeckitError('auth', `The run was started with ${missing.join(', ')}, which is not set here.`, {
    hint: 'Set it to the same value, and attach to the run again.',
  });
}
