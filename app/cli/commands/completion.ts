import { didYouMean, listed, quoted } from '../../../shared/command/suggest.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { command } from '../command.ts';
import { INSTALL, SCRIPTS } from '../completion/scripts.ts';

const SHELLS = Object.keys(SCRIPTS);

export default command({
  arguments: [{ name: 'shell', summary: SHELLS.join(', '), choices: SHELLS }],
  examples: INSTALL,
  async run({ arguments: [shell = ''], out }) {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) {
      throw new SpeckitError(
        'usage',
        `There is no completion for ${quoted(shell)}.${didYouMean(shell, SHELLS)}`,
        { hint: `The shells are ${listed(SHELLS)}.` },
      );
    }
    out.result({ shell, script }, () => script.trimEnd());
    return undefined;
  },
});
