import { seconds } from '../measure.ts';
import type { Figure, Measurement } from '../types.ts';
import { benchImage, docker } from './docker.ts';
import { openRuns } from './runs.ts';

/** `/speckit run -- true` from the comment to the completed check run, beside `docker run --rm IMAGE true`. */
export function runFigure(driver: 'local' | 'docker'): Figure {
  return {
    name: `run-${driver}`,
    about: `\`/speckit run -- true\` with the ${driver} driver, comment to completed check run; reference: \`docker run --rm IMAGE true\``,
    unit: 's',
    runs: 7,
    target: { kind: 'above', most: 1.5 },
    open: () => open(driver),
  };
}

async function open(driver: 'local' | 'docker'): Promise<Measurement> {
  const image = await benchImage();
  const runs = await openRuns(driver === 'docker' ? { driver, docker: { image } } : { driver });
  return {
    async ours() {
      const taken = await seconds(() => runs.comment('/speckit run -- true'));
      // The release of the sandbox must not disturb the reference.
      await runs.idle();
      return taken;
    },
    reference: () => seconds(() => docker('run', '--rm', image, 'true')),
    [Symbol.asyncDispose]: () => runs[Symbol.asyncDispose](),
  };
}
