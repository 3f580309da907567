import { actionFigure } from '../support/action-figure.ts';

export default [actionFigure('docker')];
