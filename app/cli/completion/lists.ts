import type { Choices, Context } from '../command.ts';
import type { Candidate } from './candidates.ts';

type Lists = Record<
  Exclude<Choices, readonly string[]>,
  (context: Pick<Context, 'cwd' | 'folders'>) => Promise<Candidate[]>
>;

/** Words that only the moment knows. */
export const LISTS: Lists = {
  async profiles({ cwd, folders }) {
    const [{ readConfiguration }, { knownProfiles }] = await Promise.all([
      import('../configuration/read.ts'),
      import('../configuration/choice.ts'),
    ]);
    const known = knownProfiles(await readConfiguration(folders, cwd));
    return known.filter(({ hidden }) => !hidden).map(({ name, source }) => ({ word: name, summary: source }));
  },
  async runs({ folders }) {
    const [{ listRuns }, { titleOf }] = await Promise.all([
      import('../runs/store.ts'),
      import('../runs/pick.ts'),
    ]);
    return (await listRuns(folders)).map(record => ({ word: record.id, summary: titleOf(record) }));
  },
};
