import { command } from '../command.ts';

export default command({
  arguments: [
    { name: 'delivery', summary: 'its id; without it, those that failed are listed', optional: true },
  ],
  async run({ arguments: [id], ...context }) {
    const { listFailed, replay } = await import('../operator/replay.ts');
    const { value, lines } = id === undefined ? await listFailed(context) : await replay(context, id);
    context.out.result(value, () => lines);
    return undefined;
  },
});
