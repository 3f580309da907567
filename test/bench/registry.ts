import type { Figure } from './types.ts';

/** What can be measured, by the name on the command line; a file is only loaded when its figures are asked for. */
export const FIGURES: Readonly<Record<string, () => Promise<{ default: readonly Figure[] }>>> = {
  'webhook-ack': () => import('./figures/webhook-ack.ts'),
  'run-local': () => import('./figures/run-local.ts'),
  'run-docker': () => import('./figures/run-docker.ts'),
  pack: () => import('./figures/pack.ts'),
  'upload-cold': () => import('./figures/upload-cold.ts'),
  'upload-bytes': () => import('./figures/upload-bytes.ts'),
  'collect-ten': () => import('./figures/collect-ten.ts'),
  'output-latency': () => import('./figures/output-latency.ts'),
};
