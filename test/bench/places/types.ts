import type { OpenDriverOptions } from '../../../shared/drivers/open.ts';
import type { Driver, Sandbox } from '../../../shared/drivers/types.ts';

/** Where sandboxes of one driver can be had, and the plain way of moving files that its users have without us. */
export interface Place extends AsyncDisposable {
  driver: Driver;
  /** All that another process needs to open the same driver. */
  handle: OpenDriverOptions;
  /** Brings every file below `folder` into a fresh folder of the sandbox. */
  copyIn(sandbox: Sandbox, folder: string): Promise<void>;
  /** Brings the files `paths` below the sandbox's folder `from` into the empty folder `into` of this machine. */
  copyOut(sandbox: Sandbox, from: string, paths: readonly string[], into: string): Promise<void>;
  /** Cuts every connection to the sandboxes. Absent: there is none. */
  cut?(): void;
}

export interface PlaceOptions {
  /** Whether `cut` will be asked for: a line that can be cut may be slower. */
  cuttable?: boolean;
  /** Image of containers; default: the product's. */
  image?: string;
}
