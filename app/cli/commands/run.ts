import path from 'node:path';
import { FLAGS } from '../../../shared/command/flags.ts';
import { PHASES } from '../../../shared/command/phases.ts';
import { toSpeckitError } from '../../../shared/errors.ts';
import { findWorkspace } from '../../../shared/sync/workspace.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { checkLocalWork } from '../runs/local-phases.ts';
import { showRun } from '../runs/show.ts';
import { startTender } from '../runs/start.ts';
import { createRun, forgetOldRuns, readRun } from '../runs/store.ts';
import { untilStarted } from '../runs/until-started.ts';
import { concludeRun, runJson, watchRun } from '../runs/watch.ts';
import { namedFiles, readRunFlags, readWork } from '../runs/words.ts';

const flag = (name: string) => ({ value: FLAGS[name]?.value ?? '', summary: FLAGS[name]?.summary ?? '' });

export default command({
  arguments: [
    {
      name: 'phase',
      summary: "one of Spec Kit's phases",
      optional: true,
      choices: PHASES.map(({ name }) => name),
    },
    { name: 'text', summary: 'what the phase is about', optional: true, rest: true },
  ],
  options: {
    profile: { ...flag('profile'), choices: 'profiles' },
    driver: { ...flag('driver'), choices: ['local', 'docker', 'e2b', 'daytona'] },
    agent: flag('agent'),
    timeout: flag('timeout'),
    feature: flag('feature'),
    include: { value: 'FILE', summary: 'send this file although it may hold secrets', many: true },
    detach: { summary: 'leave once the command has begun' },
  },
  takesCommand: true,
  examples: [
    'speckit-remote run specify "A shopping cart that remembers its contents"',
    'speckit-remote run --driver e2b -- npm test',
  ],
  async run({ arguments: [phase, text], options, command: words, ...context }) {
    const { out, cwd, folders, signal } = context;
    const flags = readRunFlags(options);
    const { root, directory } = await findWorkspace(cwd, signal);
    const work = await checkLocalWork(readWork(phase, text, words), path.join(root, directory));
    const include = namedFiles(options.include, { root, cwd });
    const { id } = await createRun(folders, { root, directory, work, flags, include });
    const { gone } = await startTender(context, id);
    // A record that cannot be read is nothing that this run has to do with.
    const cleaning = forgetOldRuns(folders).catch(error => {
      const { message, hint } = toSpeckitError(error);
      out.warn(`${message} ${hint}`);
    });
    if (!options.detach) {
      const outcome = await watchRun(context, id, showRun(out), { gone });
      await cleaning;
      return concludeRun(context, id, outcome);
    }
    const ended = await untilStarted(context, id, { gone });
    await cleaning;
    if (ended) return concludeRun(context, id, ended);
    out.progress('');
    out.result(runJson(await readRun(folders, id)), () => id);
    out.note(`It goes on by itself: \`speckit-remote attach ${id}\` shows it.`);
    return EXIT.success;
  },
});
