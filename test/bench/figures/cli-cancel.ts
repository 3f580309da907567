import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openCliBench } from '../support/cli.ts';
import type { Figure, Measurement } from '../types.ts';

const RUNNER = path.join(import.meta.dirname, '..', '..', 'cli', 'support', 'terminal.py');
const CTRL_C = '\x03';

async function open(): Promise<Measurement> {
  const bench = await openCliBench();
  const { project: cwd, env, program } = bench;
  return {
    async ours() {
      const words = ['run', '--driver', 'local', '--', 'echo began; sleep 1000'];
      const child = spawn('python3', [RUNNER, '40', '120', process.execPath, program, ...words], {
        cwd,
        env: { ...env, TERM: 'xterm' },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let shown = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        shown += chunk;
      });
      while (!shown.includes('began')) await once(child.stdout, 'data');
      const start = performance.now();
      child.stdin.write(CTRL_C);
      const [code] = await once(child, 'exit');
      if (code !== 130) throw new Error(`A cancelled run ended with ${code}`);
      return performance.now() - start;
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

const figure: Figure = {
  name: 'cli-cancel',
  about: 'Ctrl-C on a terminal to the end of the call, with the command ended and its sandbox gone',
  unit: 'ms',
  runs: 7,
  target: { kind: 'value', most: 3000 },
  open,
};
export default [figure];
