import type { Work } from '../command/types.ts';
import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError } from '../errors.ts';
import type { Emit } from '../events.ts';
import type { ResolvedProfile } from '../profile/resolve.ts';
import { type RunEnd, runSession } from '../session/index.ts';
import { phaseScript } from '../speckit/command.ts';
import type { Redactor } from '../text/redact.ts';
import { plainText } from '../text/sanitize.ts';
import { type Before, createTail } from '../text/tail.ts';
import { commandMark } from './clear.ts';
import { patienceOf } from './patience.ts';
import type { ResumePoint } from './types.ts';
import { sampleUsage } from './usage.ts';

/** Where everything of ours is inside a sandbox. All absolute. */
export interface Layout {
  home: string;
  /** The checkout. */
  repo: string;
  /** Our control files. */
  control: string;
  /** The folder of the command's session. */
  session: string;
}

export function layoutOf(sandbox: Sandbox): Layout {
  const { home } = sandbox;
  return { home, repo: `${home}/repo`, control: `${home}/ctl`, session: `${home}/ctl/cmd` };
}

export interface Execution {
  work: Work;
  profile: ResolvedProfile;
  /** The feature's directory, relative to the project, when the phase has one. */
  feature: string | undefined;
  /** Values by name that the command gets beside the profile's literal ones. */
  secrets: Readonly<Record<string, string>>;
  redactor: Redactor;
  emit: Emit;
  /** What was heard of the command before. */
  resume?: ResumePoint | undefined;
  /** Told once the command is known to run. */
  onStarted(): Promise<void>;
  /** Aborting ends the command. */
  cancel: AbortSignal;
  /** Aborting lets go of the command and leaves it running. */
  signal: AbortSignal;
}

export interface Executed {
  end: RunEnd;
  /** The end of the redacted output as plain text. */
  outputTail: string;
}

export const TAIL_BYTES = 256 * 1024;
/** A command that ended in time while nobody looked is found so before its time limit counts. */
const FIND_MS = 30_000;

/**
 * Runs the work detached in the sandbox to its end, or goes on with it where it began before; its output is emitted
 * redacted, as it comes.
 */
export async function execute(sandbox: Sandbox, execution: Execution): Promise<Executed> {
  const { redactor, emit, resume } = execution;
  const stream = redactor.stream();
  const tail = createTail(TAIL_BYTES, resume && heardBefore(resume));
  const pass = (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    emit({ type: 'output', offset: tail.total, bytes });
    tail.push(bytes);
  };
  using _usage = sampleUsage(sandbox, emit, { ranMs: resume?.elapsedMs ?? 0 });
  const session = runSession(sandbox, {
    ...(await sessionOf(sandbox, execution)),
    onStarted: execution.onStarted,
    onOutput: (_offset, bytes) => pass(stream.push(bytes)),
    ...patienceOf(execution),
  });
  const end = await session.catch(error => {
    // All that will ever come of it; after an abort somebody else goes on from where this one stopped.
    if (isSpeckitError(error, 'unreachable') && !execution.signal.aborted) pass(stream.flush());
    throw error;
  });
  pass(stream.flush());
  return { end: resume?.commandEnd ?? end, outputTail: plainText(tail.bytes()) };
}

const heardBefore = ({ outputOffset, outputTail }: ResumePoint): Before => ({
  total: outputOffset,
  tail: outputTail ?? new Uint8Array(0),
});

/** What is started or followed, and what may end it. */
async function sessionOf(sandbox: Sandbox, execution: Execution) {
  const { profile, resume, cancel } = execution;
  const layout = layoutOf(sandbox);
  const place = { dir: layout.session, offset: resume?.outputOffset ?? 0 };
  // All that can be missing is the rest of its output.
  if (resume?.commandEnd) return place;
  if (resume?.executing) {
    return { ...place, cancel, timeLimitMs: Math.max(profile.timeoutMs - resume.elapsedMs, FIND_MS) };
  }
  // A session that was started all the same is left as it is.
  const start = await prepareCommand(sandbox, layout, execution);
  const env = { ...start.env, ...profile.set, ...execution.secrets, ...commandMark(sandbox) };
  return { ...place, cancel, timeLimitMs: profile.timeoutMs, start: { ...start, env } };
}

async function prepareCommand(
  sandbox: Sandbox,
  layout: Layout,
  { work, profile, feature, signal }: Execution,
) {
  const cwd = profile.project === '.' ? layout.repo : `${layout.repo}/${profile.project}`;
  if (work.kind === 'shell') return { script: work.command, cwd, env: {} };
  const { script, files, env } = phaseScript({
    phase: work.phase,
    text: work.text,
    agent: profile.agent,
    feature,
    projectDir: profile.project,
    home: layout.home,
    initialise: true,
  });
  for (const { path, content } of files) await sandbox.writeFile(path, Buffer.from(content), { signal });
  return { script, cwd: layout.repo, env };
}
