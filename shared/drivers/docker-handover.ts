import type { MountSettings } from 'dockerode';

/** Where a container sees the folder that is handed over to it. */
export const HANDOVER = '/speckit-handover';

/** Nothing can be changed through it, and what is mounted below the folder later does not show. */
export const handoverMount = (folder: string): MountSettings => ({
  Type: 'bind',
  Source: folder,
  Target: HANDOVER,
  ReadOnly: true,
  BindOptions: { Propagation: 'private' },
});

/** The folder of this machine among a container's mounts. */
export const handedOver = (mounts: readonly MountSettings[] | undefined): string | undefined =>
  mounts?.find(({ Target }) => Target === HANDOVER)?.Source;

/** Engines, by `DOCKER_HOST`, that have turned out not to have this machine's folders. */
const apart = new Set<string>();
const engineAddress = () => process.env.DOCKER_HOST ?? '';

/** Whether the engine may have this machine's folders, for all that is known. */
export const mayHaveFolders = (): boolean => !apart.has(engineAddress());

/** Keeps in mind, as long as this process lives, that the engine refuses them. */
export function noteFoldersRefused(): void {
  apart.add(engineAddress());
}
