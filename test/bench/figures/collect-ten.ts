import { collectFigure } from '../support/collect-figure.ts';
import { LARGE_FILES, SMALL_FILES } from '../trees.ts';
import type { Figure } from '../types.ts';

const target = { kind: 'value', most: 0.15 } as const;
const about = (tree: string) =>
  `ten changed files of ${tree} brought back and checked; reference: \`docker cp\` of the tree back`;

const figures: Figure[] = [
  collectFigure({ name: 'collect-ten', about: about('1000, 100 MB'), runs: 9, target }, { changed: 10 }),
  collectFigure(
    { name: 'collect-ten-small-files', about: about('10,000, 100 MB'), runs: 7, target },
    { changed: 10, size: SMALL_FILES },
  ),
  // Without a target: every changed file is read whole there.
  collectFigure(
    { name: 'collect-ten-large-files', about: about('100, 1 GB'), runs: 3 },
    { changed: 10, kind: 'incompressible', size: LARGE_FILES },
  ),
];
export default figures;
