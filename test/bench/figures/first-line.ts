import type { DriverName } from '../../../shared/drivers/index.ts';
import { runSession } from '../../../shared/session/index.ts';
import { openPlace } from '../places/index.ts';
import { openSandbox } from '../support/docker.ts';
import type { Figure, Measurement } from '../types.ts';

async function open(driver: DriverName): Promise<Measurement> {
  const place = await openPlace(driver);
  return {
    async ours() {
      const start = performance.now();
      let heard = Number.NaN;
      await using sandbox = await openSandbox(place.driver);
      await runSession(sandbox, {
        dir: `${sandbox.home}/ctl/cmd`,
        start: { script: 'echo up', cwd: sandbox.home },
        onOutput() {
          heard = performance.now();
        },
      });
      return (heard - start) / 1000;
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** The specification's bound for a sandbox to be at work. */
const target = { kind: 'value', most: 30 } as const;
const figures = (driver: DriverName): Figure[] => [
  {
    name: `first-line-${driver}`,
    about: 'a sandbox is asked for, to the first line of a command’s output',
    unit: 's',
    runs: 5,
    target,
    open: () => open(driver),
  },
];
export default figures;
