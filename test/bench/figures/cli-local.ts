import { cliFigure } from '../support/cli-figure.ts';

export default [cliFigure('local')];
