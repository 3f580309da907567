import { command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { anyFailed, findingLines } from '../findings.ts';

export default command({
  async run(context) {
    const { examine } = await import('../doctor/index.ts');
    const { out } = context;
    out.progress('looking around …');
    const findings = await examine(context, ({ name }) => out.progress(`looking around: ${name} …`));
    out.progress('');
    out.result({ findings }, () => findingLines(findings, out.paint));
    return anyFailed(findings) ? EXIT.failed : EXIT.success;
  },
});
