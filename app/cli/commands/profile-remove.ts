import { command } from '../command.ts';

export default command({
  arguments: [{ name: 'name', summary: 'a profile of yours', choices: 'profiles' }],
  async run({ arguments: [name = ''], ...context }) {
    const { removeProfile } = await import('../profiles/remove.ts');
    const { wasChosen } = await removeProfile(context, name);
    context.out.result({ name, removed: true, wasChosen }, () => [
      `The profile ${name} is removed.`,
      ...(wasChosen ? ['It was the chosen one: `speckit-remote profile use` chooses another.'] : []),
    ]);
    return undefined;
  },
});
