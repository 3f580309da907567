import type { RunEvent } from '../shared/events.ts';
import type { ServerConfig } from '../shared/profile/config.ts';
import type { GitHub, RepositoryAccess } from './github.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

/** What every part of the App works with. */
export interface AppContext {
  appId: number;
  config: ServerConfig;
  store: Store;
  /** Who this server is, on the labels of its sandboxes. */
  serverId: string;
  github: GitHub;
  log: Log;
  /** Absolute; mirrors, scratch folders and local sandboxes live in it. */
  dataDir: string;
  /** Hears every event of every run that this process works on. */
  listen?: (runId: string, event: RunEvent) => void;
  /** The server's own environment, the source of the variables that profiles pass. */
  variables: Readonly<Record<string, string | undefined>>;
}

/** A repository as events and rows know it. */
export interface Repository extends RepositoryAccess {
  owner: string;
  repo: string;
}
