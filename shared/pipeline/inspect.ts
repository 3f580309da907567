import { SpeckitError } from '../errors.ts';
import type { ResolvedProfile } from '../profile/resolve.ts';
import { isSetUpFile } from '../speckit/set-up-files.ts';
import { judgeProtected, judgeResult } from '../sync/guards.ts';
import { findSecrets } from '../sync/secrets.ts';
import { treeLookup } from '../sync/tree-lookup.ts';
import type { Download } from './download.ts';
import type { PipelineRun } from './types.ts';

/** Named in a message at most; a hostile result can have thousands. */
const MOST_NAMED = 10;

export interface Rejection {
  error: SpeckitError;
  /** Whether the result may be kept on a ref of the repository. */
  keep: boolean;
}

/** Why a result must not be committed, or `undefined` when it may be. */
export async function inspectResult(
  result: Download,
  { id, profile }: PipelineRun,
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Rejection | undefined> {
  const { scratch, changes, theirsTree } = result;
  const found = await findSecrets(scratch, changes, Object.values(secrets), { signal });
  if (found.length > 0) {
    const places = found.map(({ path, line }) => (line ? `${path}:${line}` : path));
    return {
      keep: false,
      error: new SpeckitError(
        'rejected',
        `The result holds the value of a secret, so nothing was committed: ${some(places)}.`,
        {
          hint: 'Have the agent refer to the variable by its name. If anybody else could see the value, replace the secret.',
        },
      ),
    };
  }
  const serious = await judgeResult(scratch, changes, {
    tree: theirsTree,
    limits: profile.limits,
    protectedPaths: [],
    signal,
  });
  if (serious.length === 0) {
    const touched = await protectedPaths(result, profile);
    if (touched.length === 0) return undefined;
    return {
      keep: true,
      error: new SpeckitError(
        'rejected',
        `The result changes protected files, so nothing was committed: ${some(touched)}.`,
        {
          hint: `Somebody with the admin permission can look at the kept result and commit it with \`/speckit apply ${id}\`.`,
        },
      ),
    };
  }
  return {
    keep: false,
    error: new SpeckitError(
      'rejected',
      `The result is not fit to be committed: ${some(serious.map(v => v.message.replace(/\.$/, '')))}.`,
      {
        hint: 'Nothing of it was published. The output shows what the command did.',
      },
    ),
  };
}

/** Protected paths that the result changes, but for what Spec Kit's set-up adds to a repository that had none. */
async function protectedPaths(
  { objects, changes, baseTree }: Download,
  { protect, agent, project }: ResolvedProfile,
): Promise<string[]> {
  const touched = new Set(
    protect.flatMap(patterns => judgeProtected(changes, patterns).map(({ path }) => path)),
  );
  if (touched.size === 0) return [];
  const specify = project === '.' ? '.specify' : `${project}/.specify`;
  const had = await treeLookup(objects)(baseTree, specify);
  const isSetUp = isSetUpFile(agent, project);
  return changes
    .filter(({ path, status }) => touched.has(path) && !(!had && status === 'added' && isSetUp(path)))
    .map(({ path }) => path);
}

function some(items: readonly string[]): string {
  const shown = items.slice(0, MOST_NAMED).join('; ');
  return items.length > MOST_NAMED ? `${shown}; and ${items.length - MOST_NAMED} more` : shown;
}
