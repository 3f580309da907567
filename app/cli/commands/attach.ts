import { command } from '../command.ts';
import { pickRun } from '../runs/pick.ts';
import { showRun } from '../runs/show.ts';
import { ensureTender } from '../runs/start.ts';
import { concludeRun, watchRun } from '../runs/watch.ts';

export default command({
  arguments: [{ name: 'run', summary: 'its id; default: the newest', optional: true, choices: 'runs' }],
  async run({ arguments: [id], ...context }) {
    const record = await pickRun(context, id);
    const tender = record.outcome ? {} : await ensureTender(context, record.id);
    const outcome = await watchRun(context, record.id, showRun(context.out), tender);
    return concludeRun(context, record.id, outcome);
  },
});
