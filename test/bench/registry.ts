import { DRIVER_NAMES, type DriverName } from '../../shared/drivers/index.ts';
import type { Figure } from './types.ts';

type Load = () => Promise<{ default: readonly Figure[] }>;

/** Figures that are taken of every driver, each under a name of its own. */
const ofDrivers = (
  name: string,
  load: () => Promise<{ default: (driver: DriverName) => readonly Figure[] }>,
): Record<string, Load> =>
  Object.fromEntries(
    DRIVER_NAMES.map(driver => [
      `${name}-${driver}`,
      async () => ({ default: (await load()).default(driver) }),
    ]),
  );

/** What can be measured, by the name on the command line; a file is only loaded when its figures are asked for. */
export const FIGURES: Readonly<Record<string, Load>> = {
  'webhook-ack': () => import('./figures/webhook-ack.ts'),
  'run-local': () => import('./figures/run-local.ts'),
  'run-docker': () => import('./figures/run-docker.ts'),
  pack: () => import('./figures/pack.ts'),
  'upload-cold': () => import('./figures/upload-cold.ts'),
  'upload-again': () => import('./figures/upload-again.ts'),
  'upload-bytes': () => import('./figures/upload-bytes.ts'),
  'collect-ten': () => import('./figures/collect-ten.ts'),
  'collect-thousand': () => import('./figures/collect-thousand.ts'),
  reconcile: () => import('./figures/reconcile.ts'),
  'sync-memory': () => import('./figures/sync-memory.ts'),
  'output-latency': () => import('./figures/output-latency.ts'),
  checkpoint: () => import('./figures/checkpoint.ts'),
  recovery: () => import('./figures/recovery.ts'),
  burst: () => import('./figures/burst.ts'),
  fifty: () => import('./figures/fifty.ts'),
  'two-workers': () => import('./figures/two-workers.ts'),
  soak: () => import('./figures/soak.ts'),
  'action-size': () => import('./figures/action-size.ts'),
  'action-start': () => import('./figures/action-start.ts'),
  'action-local': () => import('./figures/action-local.ts'),
  'action-docker': () => import('./figures/action-docker.ts'),
  'cli-help': () => import('./figures/cli-help.ts'),
  'cli-cancel': () => import('./figures/cli-cancel.ts'),
  'cli-local': () => import('./figures/cli-local.ts'),
  'cli-docker': () => import('./figures/cli-docker.ts'),
  'cli-switch': () => import('./figures/cli-switch.ts'),
  ...ofDrivers('first-line', () => import('./figures/first-line.ts')),
  ...ofDrivers('upload', () => import('./figures/upload-driver.ts')),
  ...ofDrivers('collect', () => import('./figures/collect-driver.ts')),
  ...ofDrivers('latency', () => import('./figures/latency.ts')),
  ...ofDrivers('flood', () => import('./figures/flood.ts')),
  ...ofDrivers('reattach', () => import('./figures/reattach.ts')),
};
