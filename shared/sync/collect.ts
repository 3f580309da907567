import { PassThrough, type Readable } from 'node:stream';
import type { ExecResult, Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { isDiskFull } from './disk-room.ts';
import { excludeLists } from './exclude.ts';
import { lastLine, noGitInside, privateGitDir, SANDBOX_GIT_ENV, SANDBOX_IDENTITY } from './sandbox-git.ts';
import { FIND_EARLY } from './upload-script.ts';

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
  /** Called once with the number of files that came up and that only `exclude` kept back. */
  onKeptBack?: (files: number) => void;
  /** How long all of it may take, default 600,000 ms: what runs in there is the sandbox's, and it may hang. */
  limitMs?: number;
  signal?: AbortSignal | undefined;
}

const LIMIT_MS = 600_000;

export interface Collected {
  /** The one commit on top of `base` that holds the working tree as it is. Untrusted until it was received. */
  commit: string;
  /** A thin pack of that commit against `base`; it breaks off with a `SpeckitError` if the sandbox fails. */
  stream: Readable;
}

/** Spec Kit's own state of a workflow, in whichever project; it is kept with the run, not in the repository. */
const RUN_STATE = '**/.specify/workflows/runs/';
const RUN_STATE_PART = '.specify/workflows/runs/';

/** Exit codes of the script, above those of git (128, 129) and the shell (126, 127). */
const NESTED = 90;
const UNREADABLE = 91;

/** KiB of changed files, not compressed, from which on a result counts as large. */
const LARGE_KIB = 16 * 1024;
/** KiB of a file from which on one look for a delta is cheaper than sending it. */
const LARGE_FILE_KIB = 1024;

/**
 * One snapshot of the working tree through our own git directory and index, whatever became of the agent's
 * `.git`. First line of the output: the commit, or `same`, and how many files the patterns kept back; then the pack.
 *
 * $4 are the patterns, $5 the same with each turned around, if any takes something back: what git then lists comes
 * even if it is ignored. What the patterns match and git took all the same (a `.gitignore` can negate them, and it may
 * be in `base`) is put back to what `base` holds; git goes through every file for that, so without patterns it is done
 * only when $7, a part of every path that $6 matches, is among the changes.
 *
 * Where `settled` says so, git reads no file just because its index was written in the same second. Unless it is known
 * that none was changed later in that second, that is looked up meanwhile, and if there are, git takes all once more.
 */
const COLLECT = `
set -e
dir=$1 git=$2 base=$3 patterns=$4 inverted=$5 state=$6 part=$7
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
cd "$dir"
index="$git/index.collect" lists="$git/collect"
rm -rf "$index" "$index.lock" "$lists"
mkdir -p "$lists/objects/info"
printf '%s\\n' "$git/objects" >"$lists/objects/info/alternates"
printf '%s%s\\n' "$patterns" "$state" >"$lists/exclude"
export GIT_INDEX_FILE="$index" GIT_OBJECT_DIRECTORY="$lists/objects"
# Objects are packed right after they are made, so compressing them twice would be in vain.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.looseCompression GIT_CONFIG_VALUE_0=0
take_all() {
  git -c core.excludesFile="$lists/exclude" add -A . >&2 || {
    find . -mindepth 2 -name .git -prune -print | head -n 10 >"$lists/nested"
    [ -s "$lists/nested" ] && { cat "$lists/nested"; exit ${NESTED}; }
    exit ${UNREADABLE}
  }
}
if ! [ -e "$git/settle/settled" ]; then
  cp -p "$git/index" "$index"
  take_all
else
  cp -p "$git/settle/index" "$index"
  if [ -e "$git/settle/quiet" ]; then
    take_all
  else
    ${FIND_EARLY} >"$lists/early" &
    search=$!
    take_all
    wait "$search"
    if [ -s "$lists/early" ]; then
      cp -p "$git/settle/index" "$index"
      # A file can be where a folder was, in which git would look for what was there.
      git diff-files -z --name-only --diff-filter=D | git update-index -z --force-remove --stdin >&2
      git add --renormalize --pathspec-from-file="$lists/early" --pathspec-file-nul >&2 || exit ${UNREADABLE}
      take_all
    fi
  fi
fi
put_back() {
  git ls-files -z -c -i --exclude-from="$lists/exclude" >"$lists/matched"
  if [ -s "$lists/matched" ]; then
    git reset -q --pathspec-from-file="$lists/matched" --pathspec-file-nul "$base" -- >&2
  fi
}
compare() {
  tree=$(git write-tree)
  changed=$(git diff-tree -r --name-only "$base" "$tree")
}
back=0
if [ "$patterns" ]; then
  put_back
  if [ "$inverted" ]; then
    printf '%s!%s\\n' "$inverted" "$state" >"$lists/inverted"
    git ls-files -z -c -o -i --exclude-from="$lists/inverted" >"$lists/included"
    if [ -s "$lists/included" ]; then
      git add -A -f --pathspec-from-file="$lists/included" --pathspec-file-nul >&2 || exit ${UNREADABLE}
    fi
  fi
  back=$(git -c core.excludesFile=/dev/null ls-files -z -o --exclude-standard -x "$state" | tr -dc '\\000' | wc -c)
  compare
else
  compare
  case $changed in *"$part"*)
    put_back
    compare
  esac
fi
if [ -z "$changed" ]; then echo "same $back"; exit 0; fi
commit=$(git commit-tree "$tree" -p "$base" -m "Result of a run" </dev/null)
echo "$commit $back"
# Looking for the best deltas pays for a few changed files; for a large result it takes longer than sending it.
set -- $(du -sk "$lists/objects")
kib=$1
set -- "$lists"/objects/??/*
if [ "$kib" -le ${LARGE_KIB} ]; then set --
elif [ "$((kib / $#))" -ge ${LARGE_FILE_KIB} ]; then set -- --window=1
else set -- --window=0 --compression=1
fi
printf '%s\\n^%s\\n' "$commit" "$base" | git pack-objects -q --revs --thin --delta-base-offset "$@" --stdout
`;

const COMMITTER = {
  GIT_AUTHOR_NAME: SANDBOX_IDENTITY.name,
  GIT_AUTHOR_EMAIL: SANDBOX_IDENTITY.email,
  GIT_COMMITTER_NAME: SANDBOX_IDENTITY.name,
  GIT_COMMITTER_EMAIL: SANDBOX_IDENTITY.email,
};

/**
 * What the sandbox made of the snapshot, or `undefined` when the tree is as it was. Commits, branches and index of
 * the agent do not matter; its `.gitignore` files do. Whoever gets a stream must read it to its end or destroy it.
 * Rejects with `rejected` when the tree cannot be taken (unreadable files, a git repository without commits inside),
 * `missing` without git inside, `exhausted` when the sandbox's disk is full. Beyond `limitMs` it rejects, or the
 * stream breaks off, with `rejected`.
 */
export async function collectResult(
  sandbox: Sandbox,
  { dir, controlDir, base, exclude, limitMs = LIMIT_MS, signal, onKeptBack }: CollectOptions,
): Promise<Collected | undefined> {
  const output = splitHead();
  const patterns = excludeLists(exclude);
  const abandoned = new AbortController();
  output.stream.once('close', () => {
    if (!output.stream.readableEnded) abandoned.abort(new Error('Nobody reads the result any more'));
  });
  const timer = setTimeout(() => abandoned.abort(tooSlow(limitMs)), limitMs);
  const lists = [patterns.exclude, patterns.inverted, RUN_STATE, RUN_STATE_PART];
  const run = sandbox.exec(['sh', '-c', COLLECT, 'sh', dir, privateGitDir(controlDir), base, ...lists], {
    cwd: sandbox.home,
    env: { ...SANDBOX_GIT_ENV, ...COMMITTER },
    onStdout: output.take,
    signal: AbortSignal.any([abandoned.signal, ...(signal ? [signal] : [])]),
  });
  const ended = run
    .finally(() => clearTimeout(timer))
    .then(async result => {
      if (result.exitCode !== 0 || !output.begun()) {
        const full = await isDiskFull(sandbox, privateGitDir(controlDir), { signal });
        throw full ? diskFull(result) : collectFailed(result, output.text());
      }
      output.stream.end();
    });
  ended.catch((error: Error) => output.stream.destroy(error));
  const head = await Promise.race([output.head, ended.then(() => output.head)]);
  onKeptBack?.(head.keptBack);
  if (head.made === 'same') {
    output.stream.resume();
    await ended;
    return undefined;
  }
  return { commit: head.made, stream: output.stream };
}

interface Head {
  made: string;
  keptBack: number;
}

const HEAD_BYTES = 4096;

/** Takes the first line off the output; the rest flows on with backpressure. */
function splitHead() {
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
      const [, made, keptBack] = /^(same|[0-9a-f]{40}) (\d{1,9})$/.exec(line) ?? [];
      if (made === undefined) return;
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
    return new SpeckitError('rejected', `The changed files could not be read: ${lastLine(stderr)}`, {
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
