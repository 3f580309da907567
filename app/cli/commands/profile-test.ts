import { command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { anyFailed, findingLines } from '../findings.ts';

export default command({
  arguments: [{ name: 'name', summary: 'default: the chosen one', optional: true, choices: 'profiles' }],
  async run({ arguments: [name], ...context }) {
    const { testProfile } = await import('../profiles/test.ts');
    const { out } = context;
    out.progress('testing …');
    const { profile, findings } = await testProfile(context, name);
    out.progress('');
    out.result({ profile: profile.name, driver: profile.driver, findings }, () => [
      `Profile ${profile.name}:`,
      ...findingLines(findings, out.paint),
    ]);
    return anyFailed(findings) ? EXIT.failed : EXIT.success;
  },
});
