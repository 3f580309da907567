import { runFigure } from '../support/run-figure.ts';

export default [runFigure('docker')];
