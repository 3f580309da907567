import { command } from '../command.ts';
import { followRun } from '../runs/follow.ts';
import { pickOpenRun } from '../runs/pick.ts';
import { ensureTender } from '../runs/start.ts';
import { concludeCancel, requestCancel } from '../runs/watch.ts';

export default command({
  arguments: [{ name: 'run', summary: 'its id; default: the only one', optional: true, choices: 'runs' }],
  async run({ arguments: [id], ...context }) {
    const { folders, signal } = context;
    const record = await pickOpenRun({ folders }, id);
    if (record.outcome) return concludeCancel(context, record.id);
    await requestCancel({ folders }, record.id);
    const tender = await ensureTender(context, record.id);
    const silent = { onOutput: async () => undefined, onEntry: () => undefined };
    await followRun({ folders }, record.id, silent, { signal, ...tender });
    return concludeCancel(context, record.id);
  },
});
