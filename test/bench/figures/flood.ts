import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { DriverName } from '../../../shared/drivers/index.ts';
import type { Flooded, FloodOptions } from '../flood/follower.ts';
import { openPlace } from '../places/index.ts';
import { openSandbox } from '../support/docker.ts';
import type { Figure, Measurement } from '../types.ts';

const BYTES = 100_000_000;

async function open(driver: DriverName, value: keyof Flooded): Promise<Measurement> {
  const place = await openPlace(driver);
  return {
    async ours() {
      await using sandbox = await openSandbox(place.driver);
      const options: FloodOptions = { handle: place.handle, sandboxId: sandbox.id, bytes: BYTES };
      return (await flood(options))[value];
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** What the process of the figure answers; rejects when it ends without an answer. */
async function flood(options: FloodOptions): Promise<Flooded> {
  const child = fork(path.join(import.meta.dirname, '../flood/follower.ts'), [JSON.stringify(options)]);
  let answer: Flooded | undefined;
  child.on('message', message => {
    answer = message as Flooded;
  });
  const [code] = await once(child, 'exit');
  if (!answer) throw new Error(`The process of the figure ended with ${code}`);
  return answer;
}

const figures = (driver: DriverName): Figure[] => [
  {
    name: `flood-${driver}`,
    about: '100 MB of output through one session',
    unit: 's',
    runs: 3,
    open: () => open(driver, 'seconds'),
  },
  {
    name: `flood-${driver}-memory`,
    about: 'peak memory of the following process above idle, for 100 MB of output through one session',
    unit: 'bytes',
    runs: 3,
    open: () => open(driver, 'memoryBytes'),
  },
];
export default figures;
