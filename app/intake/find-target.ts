import { quoted } from '../../shared/command/suggest.ts';
import { SpeckitError } from '../../shared/errors.ts';
import type { Run } from '../store/run-row.ts';
import type { Store } from '../store/store.ts';
import type { Request } from './request.ts';

/**
 * The run that a command is about: the one named, else the newest of the pull request.
 * @throws SpeckitError `usage` when there is none
 */
export async function findTarget(
  store: Pick<Store, 'findRun' | 'newestRun' | 'listRuns'>,
  { repositoryId, number }: Request,
  named: string | undefined,
): Promise<Run> {
  const run = await (named
    ? store.findRun(repositoryId, number, named)
    : store.newestRun(repositoryId, number));
  if (run) return run;
  if (!named) {
    throw new SpeckitError('usage', 'There has been no run on this pull request yet.', {
      hint: 'Start one with `/speckit run <phase> [text]`.',
    });
  }
  const known = await store.listRuns({ repositoryId, pr: number, limit: 5 });
  const hint =
    known.length > 0
      ? `The newest ones: ${known.map(({ id }) => `\`${id}\``).join(', ')}.`
      : 'There is none yet.';
  throw new SpeckitError('usage', `There is no run ${quoted(named)} on this pull request.`, { hint });
}
