import { command } from '../command.ts';
import { KEEPERS } from '../keepers.ts';

export default command({
  arguments: [{ name: 'from', summary: 'a driver, an agent, or the name of a variable', choices: KEEPERS }],
  async run({ arguments: [target = ''], ...context }) {
    const { logout } = await import('../login.ts');
    const { removed, stillSet } = await logout(context, target);
    for (const variable of stillSet) context.out.warn(`\`${variable}\` is still set in the environment.`);
    context.out.result({ removed }, () =>
      removed.length > 0
        ? `Removed from the keychain: ${removed.join(', ')}.`
        : 'The keychain had nothing of it.',
    );
    return undefined;
  },
});
