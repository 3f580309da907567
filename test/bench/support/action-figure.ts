import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { seconds } from '../measure.ts';
import type { Figure, Measurement } from '../types.ts';
import { openActionBench, wholeStep } from './action.ts';
import { benchImage } from './docker.ts';

const run = promisify(execFile);

/** `-- true` on a pull request as a whole step of the bundle, beside the process of a plain `run: true` step. */
export function actionFigure(driver: 'local' | 'docker'): Figure {
  return {
    name: `action-${driver}`,
    about: `the Action with \`-- true\` in the driver ${driver}, the whole step; reference: the process of a step \`run: true\``,
    unit: 's',
    runs: 5,
    target: { kind: 'above', most: driver === 'docker' ? 3 : 2 },
    open: () => open(driver),
  };
}

async function open(driver: 'local' | 'docker'): Promise<Measurement> {
  const profile =
    driver === 'docker' ? { driver, docker: { image: await benchImage(), network: 'none' } } : { driver };
  const bench = await openActionBench(profile);
  return {
    ours: async () => wholeStep(bench.job, await bench.step('/speckit run -- true')),
    // How GitHub's runner starts the script of a `run` step.
    reference: () => seconds(() => run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', 'true'])),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}
