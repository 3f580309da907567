import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CLI, makePlace } from '../../cli/support/place.ts';
import { seconds } from '../measure.ts';
import type { Figure } from '../types.ts';

const execute = promisify(execFile);

const figure: Figure = {
  name: 'cli-switch',
  about:
    '`speckit-remote profile use` between two drivers, from its start to its end; reference: `node -e 0`',
  unit: 's',
  runs: 15,
  // SC-005: below 5 seconds.
  target: { kind: 'value', most: 5 },
  async open() {
    const place = await makePlace();
    const { project: cwd, env } = place;
    await place.inside('profile add one --driver docker');
    await place.inside('profile add two --driver e2b');
    let turn = 0;
    return {
      async ours() {
        const name = turn++ % 2 === 0 ? 'two' : 'one';
        return seconds(() => execute(process.execPath, [CLI, 'profile', 'use', name], { cwd, env }));
      },
      reference: () => seconds(() => execute(process.execPath, ['-e', '0'], { cwd, env })),
      [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
    };
  },
};
export default [figure];
