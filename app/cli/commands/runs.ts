import { command } from '../command.ts';

export default command({
  arguments: [{ name: 'run', summary: 'one run, by its id or how that begins', optional: true }],
  options: {
    repository: { value: 'OWNER/NAME', summary: 'of this repository only' },
    state: { value: 'STATE', summary: 'in this state only', choices: ['queued', 'running', 'ended'] },
    limit: { value: 'COUNT', summary: 'at most so many; default: 20' },
  },
  examples: ['speckit-remote runs --state running', 'DATABASE_URL=postgres://… speckit-remote runs --json'],
  async run({ arguments: [run], options, ...context }) {
    const { showRun, showRuns } = await import('../operator/runs.ts');
    const { value, lines } =
      run === undefined ? await showRuns(context, options) : await showRun(context, run);
    context.out.result(value, () => lines);
    return undefined;
  },
});
