import { command } from '../command.ts';
import { starting, suggest } from '../completion/candidates.ts';
import { LISTS } from '../completion/lists.ts';
import { COMMANDS, GROUPS } from './index.ts';

/** What the shells ask at the tabulator key. */
export default command({
  takesCommand: true,
  async run({ command: words = [''], out, ...context }) {
    const suggestion = await suggest(words, { commands: COMMANDS, groups: GROUPS });
    const found =
      'words' in suggestion
        ? suggestion.words
        : starting(await LISTS[suggestion.list](context), words.at(-1) ?? '');
    out.result(found, () => found.map(({ word, summary }) => `${word}\t${summary}`));
    return undefined;
  },
});
