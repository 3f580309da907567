import { command } from '../command.ts';

export default command({
  arguments: [{ name: 'name', summary: 'default: the chosen one', optional: true, choices: 'profiles' }],
  async run({ arguments: [name], ...context }) {
    const [{ showProfile }, { stringify }] = await Promise.all([
      import('../profiles/show.ts'),
      import('yaml'),
    ]);
    const shown = await showProfile(context, name);
    context.out.result(shown, () => stringify(shown, { lineWidth: 0 }).trimEnd().split('\n'));
    return undefined;
  },
});
