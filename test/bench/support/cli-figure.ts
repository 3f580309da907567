import { seconds } from '../measure.ts';
import type { Figure, Measurement } from '../types.ts';
import { openCliBench } from './cli.ts';
import { benchImage, docker } from './docker.ts';

/** `speckit-remote run -- true` on a working tree, beside `docker run --rm IMAGE true`. */
export function cliFigure(driver: 'local' | 'docker'): Figure {
  return {
    name: `cli-${driver}`,
    about: `\`speckit-remote run -- true\` with the ${driver} driver, the whole call; reference: \`docker run --rm IMAGE true\``,
    unit: 's',
    runs: 7,
    target: { kind: 'above', most: driver === 'docker' ? 1.5 : 1 },
    open: () => open(driver),
  };
}

async function open(driver: 'local' | 'docker'): Promise<Measurement> {
  const image = await benchImage();
  const bench = await openCliBench();
  const settings = driver === 'docker' ? ['--setting', `image=${image}`, '--setting', 'network=none'] : [];
  await bench.call('profile', 'add', 'bench', '--driver', driver, ...settings, '--use');
  return {
    ours: () => seconds(() => bench.call('run', '--', 'true')),
    reference: () => seconds(() => docker('run', '--rm', image, 'true')),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}
