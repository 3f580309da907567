import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExecResult, Sandbox } from '../drivers/types.ts';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { ARCHIVE, COLLECT, NESTED, ODD, UNREADABLE } from './collect-script.ts';
import { isDiskFull } from './disk-room.ts';
import { excludeLists } from './exclude.ts';
import { OddFiles } from './odd-files.ts';
import { lastLine, noGitInside, privateGitDir, SANDBOX_GIT_ENV, SANDBOX_IDENTITY } from './sandbox-git.ts';

export interface CollectOptions {
  /** The checkout inside. */
  dir: string;
  controlDir: string;
  /** The commit that was uploaded. */
  base: string;
  /**
   * Patterns in the syntax of `.gitignore`; nothing they match comes back. Those with `!` take back from what the
   * ones before match, and from what git ignores.
   */
  exclude: readonly string[];
  /** Called with the number of files that came up and that only `exclude` kept back. */
  onKeptBack?: (files: number) => void;
  /** How long all of it may take, default 600,000 ms: what runs in there is the sandbox's, and it may hang. */
  limitMs?: number;
  /** Whether git has to pack a large result too. */
  packed?: boolean;
  signal?: AbortSignal | undefined;
}

const LIMIT_MS = 600_000;

/**
 * Untrusted until it was received. The stream breaks off with a `SpeckitError` if the sandbox fails, and one of files
 * with {@link OddFiles} if they have to be packed.
 */
export interface Collected {
  /** The one commit on top of `base` that holds the working tree as it is. Absent for files. */
  commit?: string;
  /** A thin pack of that commit against `base`, or what `receiveFiles` takes. */
  stream: Readable;
}

/** Spec Kit's own state of a workflow, in whichever project; it is kept with the run, not in the repository. */
const RUN_STATE = '**/.specify/workflows/runs/';
const RUN_STATE_PART = '.specify/workflows/runs/';

const COMMITTER = {
  GIT_AUTHOR_NAME: SANDBOX_IDENTITY.name,
  GIT_AUTHOR_EMAIL: SANDBOX_IDENTITY.email,
  GIT_COMMITTER_NAME: SANDBOX_IDENTITY.name,
  GIT_COMMITTER_EMAIL: SANDBOX_IDENTITY.email,
};

/**
 * What the sandbox made of the snapshot, or `undefined` when the tree is as it was. Commits, branches and index of
 * the agent do not matter; its `.gitignore` files do. Whoever gets a stream must read it to its end or destroy it.
 * Changed files that are many or large come as they are, unless they must be `packed`; {@link OddFiles} when that is
 * seen only then.
 * Rejects with `rejected` when the tree cannot be taken (unreadable files, a git repository without commits inside),
 * `missing` without git inside, `exhausted` when the sandbox's disk is full. Beyond `limitMs` it rejects, or the
 * stream breaks off, with `rejected`.
 */
export async function collectResult(
  sandbox: Sandbox,
  options: CollectOptions,
): Promise<Collected | undefined> {
  const { dir, controlDir, base, exclude, limitMs = LIMIT_MS, packed, onKeptBack } = options;
  const git = privateGitDir(controlDir);
  const way = packed ? '' : sandbox.filesFirst ? 'file' : 'stream';
  const output = splitHead(way);
  const patterns = excludeLists(exclude);
  const abandoned = new AbortController();
  output.stream.once('close', () => {
    clearTimeout(timer);
    if (!output.stream.readableEnded) abandoned.abort(new Error('Nobody reads the result any more'));
  });
  const timer = setTimeout(() => {
    abandoned.abort(tooSlow(limitMs));
    // Whoever reads may be made to wait for the rest of something.
    output.stream.destroy(tooSlow(limitMs));
  }, limitMs);
  const lists = [patterns.exclude, patterns.inverted, RUN_STATE, RUN_STATE_PART];
  const signal = AbortSignal.any([abandoned.signal, ...(options.signal ? [options.signal] : [])]);
  const run = sandbox.exec(['sh', '-c', COLLECT, 'sh', dir, git, base, ...lists, way], {
    cwd: sandbox.home,
    env: { ...SANDBOX_GIT_ENV, ...COMMITTER },
    onStdout: output.take,
    bulk: true,
    signal,
  });
  const take = async (result: ExecResult) => {
    if (result.exitCode === ODD && way)
      throw new OddFiles('The files could not be read as they are', { cause: lastLine(result.stderr) });
    if (result.exitCode !== 0 || !output.begun()) {
      const full = await isDiskFull(sandbox, git, { signal: options.signal });
      throw full ? diskFull(result) : collectFailed(result, output.text());
    }
    const { made } = await output.head;
    if (made !== ANSWERS.file) {
      output.stream.end();
      return;
    }
    const archive = await sandbox.readFile(`${git}/${ARCHIVE}`, { signal }).catch(cause => {
      throw isSpeckitError(cause, 'missing') ? new OddFiles('The archive is gone', { cause }) : cause;
    });
    await pipeline(archive, output.stream, { signal });
  };
  const ended = run.then(take);
  ended.catch((error: Error) => output.stream.destroy(error));
  const head = await Promise.race([output.head, ended.then(() => output.head)]);
  onKeptBack?.(head.keptBack);
  if (head.made === 'same') {
    output.stream.resume();
    await ended;
    return undefined;
  }
  const { stream } = output;
  return head.made === ANSWERS[way] ? { stream } : { commit: head.made, stream };
}

interface Head {
  made: string;
  keptBack: number;
}

const HEAD_BYTES = 4096;
/** What {@link COLLECT} says when the files come one by one, by the way that it was asked for. */
const ANSWERS = { stream: 'files', file: 'stored', '': undefined };

/** Takes the first line off the output; the rest flows on with backpressure. */
function splitHead(way: keyof typeof ANSWERS) {
  const stream = new PassThrough();
  // Until somebody reads it, the reason it broke travels with the rejected promise.
  stream.on('error', () => undefined);
  const head = Promise.withResolvers<Head>();
  let start: Buffer | undefined = Buffer.alloc(0);
  const take = async (chunk: Uint8Array): Promise<void> => {
    let rest = chunk;
    if (start) {
      // What begins otherwise is no result; only enough of it for the message is kept.
      if (start.length < HEAD_BYTES) start = Buffer.concat([start, chunk]);
      const end = start.indexOf(10);
      const line = start.subarray(0, Math.max(end, 0)).toString('latin1');
      const [, made = '', keptBack] = /^(\S+) (\d{1,9})$/.exec(line) ?? [];
      if (made !== 'same' && made !== ANSWERS[way] && !/^[0-9a-f]{40}$/.test(made)) return;
      rest = start.subarray(end + 1);
      start = undefined;
      head.resolve({ made, keptBack: Number(keptBack) });
    }
    if (rest.length === 0 || stream.destroyed || stream.write(rest)) return;
    await new Promise<void>(resolve => {
      const go = () => {
        stream.off('drain', go).off('close', go);
        resolve();
      };
      stream.on('drain', go).on('close', go);
    });
  };
  return {
    stream,
    head: head.promise,
    take,
    begun: () => start === undefined,
    text: () => start?.subarray(0, HEAD_BYTES).toString('utf8') ?? '',
  };
}

function tooSlow(ms: number): SpeckitError {
  return new SpeckitError(
    'rejected',
    `The result could not be collected within ${Math.round(ms / 1000)} s.`,
    {
      hint: 'Keep generated files out with `.gitignore` or `exclude`; the command may have changed git’s own settings.',
    },
  );
}

function diskFull({ exitCode, stderr }: ExecResult): SpeckitError {
  return new SpeckitError('exhausted', "The sandbox's disk is full, so the result could not be collected.", {
    hint: 'Let the command remove what it does not need, or give the profile more disk space.',
    cause: new Error(`The collect script ended with ${exitCode}: ${stderr.toString('utf8')}`),
  });
}

/** Git names the file first, and says at last that it failed. */
function unreadable(stderr: Buffer): string {
  const named = stderr.toString('utf8').match(/^error: .*$/m)?.[0];
  return lastLine(named === undefined ? stderr : Buffer.from(named));
}

function collectFailed({ exitCode, stderr }: ExecResult, stdout: string): SpeckitError {
  const cause = new Error(`The collect script ended with ${exitCode}: ${stderr.toString('utf8')}`);
  if (exitCode === 127) return noGitInside(cause);
  if (exitCode === NESTED) {
    const repositories = stdout.split('\n').map(line => line.replace(/^\.\//, '').replace(/\/\.git$/, ''));
    const named = repositories.filter(Boolean).map(path => `\`${lastLine(Buffer.from(path))}\``);
    return new SpeckitError(
      'rejected',
      `The command left a git repository inside the tree: ${named.join(', ')}.`,
      {
        hint: 'Remove the `.git` folder of the nested repository at the end of the command, or ignore the folder.',
        cause,
      },
    );
  }
  if (exitCode === UNREADABLE) {
    return new SpeckitError('rejected', `The changed files could not be read: ${unreadable(stderr)}`, {
      hint: 'Make every file readable at the end of the command, or ignore it in `.gitignore`.',
      cause,
    });
  }
  return new SpeckitError(
    'rejected',
    `The result could not be collected in the sandbox: ${lastLine(stderr)}`,
    {
      hint: 'Use `/speckit retry`; the command may have changed files outside of its checkout.',
      cause,
    },
  );
}
