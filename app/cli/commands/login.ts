import { command } from '../command.ts';
import { KEEPERS } from '../keepers.ts';

export default command({
  arguments: [{ name: 'for', summary: 'a driver, an agent, or the name of a variable', choices: KEEPERS }],
  examples: [
    'speckit-remote login e2b',
    'speckit-remote login claude',
    'pass show e2b | speckit-remote login e2b',
  ],
  async run({ arguments: [target = ''], ...context }) {
    const { login } = await import('../login.ts');
    const { variable, shadowed } = await login(context, target);
    if (shadowed)
      context.out.warn(`\`${variable}\` is set in the environment too, and the environment comes first.`);
    context.out.result({ variable, stored: true }, () => `${variable} is in the keychain.`);
    return undefined;
  },
});
