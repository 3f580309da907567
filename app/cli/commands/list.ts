import { command } from '../command.ts';
import { titleOf } from '../runs/pick.ts';
import { elapsedText, stateOf, stateWords } from '../runs/state.ts';
import { listRuns } from '../runs/store.ts';
import { runJson } from '../runs/watch.ts';
import { columns } from '../table.ts';

const SUBJECT = 50;

export default command({
  options: { running: { summary: 'only those that have not ended' } },
  async run({ options: { running }, folders, out }) {
    const records = (await listRuns(folders)).filter(({ outcome }) => !running || !outcome);
    const runs = await Promise.all(
      records.map(async record => ({ record, state: await stateOf({ folders }, record) })),
    );
    const value = runs.map(({ record, state }) => ({ ...runJson(record), state }));
    out.result(value, () => {
      if (runs.length === 0) return 'There is no run.';
      const rows = runs.map(({ record, state }) => [
        record.id,
        stateWords(state, record),
        elapsedText(record),
        record.profile?.driver ?? '',
        record.root,
        titleOf(record).slice(0, SUBJECT),
      ]);
      return columns([['RUN', 'STATE', 'TIME', 'DRIVER', 'CHECKOUT', 'WHAT'], ...rows]);
    });
    return undefined;
  },
});
