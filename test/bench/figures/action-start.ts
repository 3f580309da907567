import { openActionBench, untilFirstLine } from '../support/action.ts';
import type { Figure } from '../types.ts';

const figure: Figure = {
  name: 'action-start',
  about: 'the Action from its start to the first line of its log; reference: an empty node24 action',
  unit: 'ms',
  runs: 15,
  target: { kind: 'above', most: 100 },
  async open() {
    const bench = await openActionBench({ driver: 'local' });
    const nothing = await bench.step('Thank you');
    return {
      ours: () => untilFirstLine(bench.job, nothing),
      reference: () => untilFirstLine(bench.job, bench.empty),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  },
};
export default [figure];
