import { command } from '../command.ts';
import { tendRun } from '../runs/tend.ts';

/** The process behind a run. A signal lets go of it: the command goes on in its sandbox. */
export default command({
  arguments: [{ name: 'run', summary: 'its id' }],
  async run({ arguments: [id = ''], signal, env, folders }) {
    await tendRun({ env, folders }, id, signal);
    return undefined;
  },
});
