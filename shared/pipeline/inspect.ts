import { SpeckitError } from '../errors.ts';
import { judgeResult, PROTECTED_RULE } from '../sync/guards.ts';
import { findSecrets } from '../sync/secrets.ts';
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
  { scratch, changes, theirsTree }: Download,
  { profile }: PipelineRun,
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Rejection | undefined> {
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
  const violations = await judgeResult(scratch, changes, {
    tree: theirsTree,
    limits: profile.limits,
    signal,
  });
  if (violations.length === 0) return undefined;
  const serious = violations.filter(({ rule }) => rule !== PROTECTED_RULE);
  if (serious.length === 0) {
    return {
      keep: true,
      error: new SpeckitError(
        'rejected',
        `The result changes protected files, so nothing was committed: ${some(violations.map(v => v.path))}.`,
        {
          hint: 'Changes under `.github/workflows/` decide what runs with your secrets; make them by hand.',
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

function some(items: readonly string[]): string {
  const shown = items.slice(0, MOST_NAMED).join('; ');
  return items.length > MOST_NAMED ? `${shown}; and ${items.length - MOST_NAMED} more` : shown;
}
