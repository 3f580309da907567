import { collectFigure } from '../support/collect-figure.ts';
import { LARGE_FILES, SMALL_FILES } from '../trees.ts';
import type { Figure } from '../types.ts';

const target = { kind: 'value', most: 0.15 } as const;
const about = (what: string, reference = '`docker cp` of the tree back') =>
  `${what}, brought back and checked; reference: ${reference}`;
const LARGE = { changed: 10, kind: 'incompressible', size: LARGE_FILES } as const;

const figures: Figure[] = [
  collectFigure(
    { name: 'collect-ten', about: about('ten changed files of 1000, 100 MB'), runs: 9, target },
    { changed: 10 },
  ),
  collectFigure(
    { name: 'collect-ten-small-files', about: about('ten changed files of 10,000, 100 MB'), runs: 7, target },
    { changed: 10, size: SMALL_FILES },
  ),
  collectFigure(
    { name: 'collect-ten-large-files', about: about('ten new files beside 100, 1 GB'), runs: 5, target },
    { ...LARGE, added: true },
  ),
  // Without a target: the sum of 100 MB alone takes longer, on either side.
  collectFigure(
    {
      name: 'collect-ten-of-large-files',
      about: about('ten files of 10 MB with a line more, of 100'),
      runs: 3,
    },
    LARGE,
  ),
  collectFigure(
    {
      name: 'collect-ten-rsync',
      about: about('ten changed files of 1000, 100 MB', '`rsync` into a copy that has the others, unchecked'),
      runs: 7,
    },
    { changed: 10, rsynced: true },
  ),
];
export default figures;
