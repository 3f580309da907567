import { ended, milliseconds, openCliBench } from '../support/cli.ts';
import type { Figure } from '../types.ts';

const figure: Figure = {
  name: 'cli-help',
  about: '`speckit-remote --help` as npm installs it, cold; reference: `node -e 0`',
  unit: 'ms',
  runs: 15,
  target: { kind: 'ratio', most: 2 },
  async open() {
    const bench = await openCliBench();
    return {
      ours: () => milliseconds(() => bench.call('--help')),
      reference: () => milliseconds(() => ended(['-e', '0'])),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  },
};
const inAll: Figure = { ...figure, name: 'cli-help-ms', target: { kind: 'value', most: 150 } };

export default [figure, inAll];
