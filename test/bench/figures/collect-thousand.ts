import { collectFigure } from '../support/collect-figure.ts';
import { SMALL_FILES } from '../trees.ts';
import type { Figure } from '../types.ts';

const figures: Figure[] = [
  collectFigure(
    {
      name: 'collect-thousand',
      about:
        'a thousand changed files of 10,000, 100 MB, brought back and checked; reference: `docker cp` of the tree back',
      runs: 5,
    },
    { changed: 1000, size: SMALL_FILES },
  ),
];
export default figures;
