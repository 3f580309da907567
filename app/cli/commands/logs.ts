import { command } from '../command.ts';
import { followRun } from '../runs/follow.ts';
import { tailFile } from '../runs/journal.ts';
import { pickRun } from '../runs/pick.ts';
import { runFiles } from '../runs/store.ts';

export default command({
  arguments: [{ name: 'run', summary: 'its id; default: the newest', optional: true, choices: 'runs' }],
  options: { follow: { summary: 'go on until the run has ended' } },
  async run({ arguments: [id], options: { follow }, folders, out, signal }) {
    const record = await pickRun({ folders }, id);
    const decoder = new TextDecoder();
    // With --json a line for each piece, so that nobody has to wait for the end of the run.
    const show = async (offset: number, bytes: Buffer) => {
      if (!out.json) return out.write(bytes);
      out.result({ run: record.id, offset, text: decoder.decode(bytes, { stream: true }) }, () => []);
    };
    if (follow && !record.outcome) {
      await followRun({ folders }, record.id, { onOutput: show, onEntry: () => undefined }, { signal });
      return undefined;
    }
    const output = tailFile(runFiles(folders, record.id).output);
    for (;;) {
      signal.throwIfAborted();
      const { offset } = output;
      const bytes = await output.read();
      if (bytes.length === 0) return undefined;
      await show(offset, bytes);
    }
  },
});
