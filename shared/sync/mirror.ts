import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SpeckitError } from '../errors.ts';
import { explainFetchFailure } from './fetch-failure.ts';
import { GitFailure, git } from './git.ts';
import { withLock } from './lock.ts';
import { orServerDiskFull } from './server-disk.ts';

export interface FetchOptions {
  /** Where the repository is served over smart HTTP. */
  url: string;
  /** An installation token; it travels in git's environment only. */
  token?: string | undefined;
  /** 40 hexadecimal digits. */
  commit: string;
  signal?: AbortSignal | undefined;
}

/** A bare copy of one repository that holds the trees of pinned commits, without their history. */
export interface Mirror {
  /** Everything of this mirror: the repository, its lock, packed snapshots. */
  readonly dir: string;
  /** The bare repository. */
  readonly gitDir: string;
  /**
   * Makes sure that `commit` is here with its whole tree, and pins it. Does nothing if it is already pinned.
   * Rejects with `missing` when the repository has no such commit (or no such repository), `auth` when the token
   * is refused, `unreachable` when the server does not answer, `exhausted` when the disk is full.
   */
  fetch(options: FetchOptions): Promise<void>;
  /** Pinned commits that nobody has fetched for so long, in milliseconds. */
  unused(ms: number): Promise<string[]>;
  /** Unpins `commits` and removes what was packed for them and all objects that only they needed. */
  release(commits: readonly string[]): Promise<void>;
}

const COMMIT = /^[0-9a-f]{40}$/;

/** The mirror in the folder `dir`, made on demand. Rejects with `exhausted` when the disk is full. */
export async function openMirror(dir: string): Promise<Mirror> {
  const root = resolve(dir);
  const mirror = { dir: root, gitDir: join(root, 'repo.git') };
  await mkdir(root, { recursive: true });
  await withLock(lockOf(mirror), () => initialise(mirror));
  return {
    ...mirror,
    fetch: options => fetchCommit(mirror, options),
    unused: ms => unusedPins(mirror, ms),
    release: commits => releaseCommits(mirror, commits),
  };
}

export const pinRef = (commit: string) => `refs/pin/${commit}`;
/** Synthetic commits that were made from a pinned one. */
export const derivedRefs = (commit: string) => `refs/derived/${commit}`;
/** What was packed for a commit. */
export const packsDir = ({ dir }: Pick<Mirror, 'dir'>, commit: string) => join(dir, 'packs', commit);

type Place = Pick<Mirror, 'dir' | 'gitDir'>;
const lockOf = ({ dir }: Place) => join(dir, 'mirror.lock');

async function initialise({ dir, gitDir }: Place): Promise<void> {
  try {
    await git(['init', '-q', '--bare', '--template=', '--', gitDir]);
    await git(['config', 'gc.auto', '0'], { gitDir });
  } catch (error) {
    throw await orServerDiskFull(error, dir);
  }
}

async function fetchCommit(mirror: Place, options: FetchOptions): Promise<void> {
  const { commit, signal } = options;
  if (!COMMIT.test(commit)) {
    throw new SpeckitError('missing', `\`${commit}\` is not the full id of a commit.`, {
      hint: 'Give all 40 hexadecimal digits of the commit.',
    });
  }
  if (await usePin(mirror, commit, signal)) return;
  await withLock(
    lockOf(mirror),
    async () => {
      if (await usePin(mirror, commit, signal)) return;
      // We hold the mirror's lock, so this one can only be the rest of a killed fetch.
      await rm(join(mirror.gitDir, 'shallow.lock'), { force: true });
      await runFetch(mirror, options);
    },
    signal,
  );
}

/** Whether the commit is pinned; then it counts as used now. */
async function usePin(mirror: Place, commit: string, signal?: AbortSignal): Promise<boolean> {
  if (!(await isPinned(mirror, commit, signal))) return false;
  const now = new Date();
  try {
    await utimes(pinFile(mirror, commit), now, now);
  } catch (error) {
    // Released in this very moment.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
  return true;
}

/** Refs are files, as nothing here ever packs them; the time of a pin's is when it was used last. */
const pinFile = ({ gitDir }: Place, commit: string) => join(gitDir, pinRef(commit));

async function unusedPins(mirror: Place, ms: number): Promise<string[]> {
  const pins = await readdir(pinFile(mirror, '')).catch(nothing);
  const used = await Promise.all(pins.map(commit => stat(pinFile(mirror, commit)).catch(nothing)));
  return pins.filter((_, at) => {
    const file = used[at];
    return file && 'mtimeMs' in file && Date.now() - file.mtimeMs > ms;
  });
}

function nothing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** Git moves the ref only after it has found the commit's whole tree, so the ref is proof enough. */
async function isPinned({ gitDir }: Place, commit: string, signal?: AbortSignal): Promise<boolean> {
  const found = await git(['for-each-ref', '--format=%(objectname)', pinRef(commit)], { gitDir, signal });
  return found.length > 0;
}

async function runFetch({ gitDir }: Place, { url, token, commit, signal }: FetchOptions): Promise<void> {
  const args = [
    'fetch',
    '--quiet',
    '--depth=1',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
  ];
  const refspec = `+${commit}:${pinRef(commit)}`;
  try {
    await git([...args, '--no-recurse-submodules', '--', url, refspec], {
      gitDir,
      env: httpConfig(token),
      signal,
    });
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw await explainFetchFailure(error, { gitDir, url, commit, authorization: basicAuth(token), signal });
  }
}

const basicAuth = (token: string | undefined) =>
  token === undefined ? undefined : `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;

/** Configuration by environment: arguments are visible to everybody on the machine. */
export function httpConfig(token: string | undefined): Record<string, string> {
  const authorization = basicAuth(token);
  const config: [string, string][] = [
    ['protocol.version', '2'],
    // Git would repeat the header to wherever a redirect points.
    ['http.followRedirects', 'false'],
    // A connection that stands still for a minute is dead.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', '60'],
    ...(authorization ? [['http.extraHeader', `Authorization: ${authorization}`] as [string, string]] : []),
  ];
  const entries = config.flatMap(([key, value], i) => [
    [`GIT_CONFIG_KEY_${i}`, key],
    [`GIT_CONFIG_VALUE_${i}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(config.length), ...Object.fromEntries(entries) };
}

/** What is being made of pinned commits, and has no ref yet, is younger than this. */
const PRUNE_OLDER = '2.hours.ago';

async function releaseCommits(mirror: Place, commits: readonly string[]): Promise<void> {
  const { gitDir } = mirror;
  if (commits.length === 0) return;
  await withLock(lockOf(mirror), async () => {
    const refs = commits.flatMap(commit => [pinRef(commit), derivedRefs(commit)]);
    const doomed = await git(['for-each-ref', '--format=delete %(refname)', ...refs], { gitDir });
    await git(['update-ref', '--stdin'], { gitDir, stdin: doomed });
    for (const commit of commits) await rm(packsDir(mirror, commit), { recursive: true, force: true });
    // What is packed was fetched, so it hangs on a pin or is not needed; nothing is compressed anew.
    await git(['repack', '-a', '-d', '-q', '--window=0'], { gitDir });
    await git(['prune', `--expire=${PRUNE_OLDER}`], { gitDir });
  });
}
