import { command } from '../command.ts';
import { pickRun, titleOf } from '../runs/pick.ts';
import {
  elapsedMs,
  elapsedText,
  lastLines,
  lastUsage,
  stateOf,
  stateWords,
  usageText,
} from '../runs/state.ts';
import { runJson } from '../runs/watch.ts';
import { columns } from '../table.ts';

const LINES = 10;

export default command({
  arguments: [{ name: 'run', summary: 'its id; default: the newest', optional: true, choices: 'runs' }],
  async run({ arguments: [id], folders, out }) {
    const record = await pickRun({ folders }, id);
    const [state, usage, output] = await Promise.all([
      stateOf({ folders }, record),
      lastUsage({ folders }, record.id),
      lastLines({ folders }, record.id, LINES),
    ]);
    const { profile, sandbox, outcome } = record;
    const value = { ...runJson(record), state, elapsedMs: elapsedMs(record), usage, output };
    out.result(value, () => {
      const rows = [
        ['run', record.id],
        ['what', titleOf(record)],
        ['state', stateWords(state, record)],
        ['time', elapsedText(record)],
        ['checkout', record.root],
        ...(profile
          ? [['profile', `${profile.name} (driver ${profile.driver}, agent ${profile.agent})`]]
          : []),
        ...(sandbox && !outcome ? [['sandbox', sandbox.id]] : []),
        ...(usage && !outcome ? [['usage', usageText(usage)]] : []),
        ...(outcome ? [['result', outcome.title], ...outcome.notes.map(note => ['', note])] : []),
        ...(state === 'untended' ? [['', `\`speckit-remote attach ${record.id}\` takes it up again.`]] : []),
      ];
      return [...columns(rows), ...(output.length > 0 ? ['', ...output] : [])];
    });
    return undefined;
  },
});
