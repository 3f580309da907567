import { command } from '../command.ts';

export default command({
  arguments: [
    { name: 'name', summary: 'a profile, or local for this machine', optional: true, choices: 'profiles' },
  ],
  options: {
    here: { summary: 'for this project only' },
    unset: { summary: 'take back the choice' },
  },
  examples: ['speckit-remote profile use cloud', 'speckit-remote profile use local --here'],
  async run({ arguments: [name], options, ...context }) {
    const { useProfile } = await import('../profiles/use.ts');
    const { name: now, driver, everywhere } = await useProfile(context, { name, ...options });
    const where = everywhere ? '' : ' in this project';
    context.out.result(
      { name: now, driver, everywhere },
      () => `Runs${where} now take the profile ${now} (${driver}).`,
    );
    return undefined;
  },
});
