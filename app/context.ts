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
  /** Which machine this is, for sandboxes that others cannot reach. */
  machine: string;
  timing: Timing;
  /** Hears every event of every run that this process works on. */
  listen?: (runId: string, event: RunEvent) => void;
  /** The server's own environment, the source of the variables that profiles pass. */
  variables: Readonly<Record<string, string | undefined>>;
}

/** How long things are waited for; all in milliseconds. */
export interface Timing {
  /** After so much silence of a worker its runs are taken over; default 15 s. */
  leaseMs?: number;
  /** For so long a run waits for the machine of its sandbox; default 15 min. */
  machineWaitMs?: number;
  /** After so long an end that was not shown is shown again; default 15 s. */
  showAgainMs?: number;
  /** Between two looks for missed deliveries; default 5 min. */
  missedEveryMs?: number;
  /** How old a delivery in vain must be to be sent again; default 30 s. */
  missedSettledMs?: number;
  /** For so long one request waits for GitHub's answer; default 60 s. */
  answerMs?: number;
}

/** A repository as events and rows know it. */
export interface Repository extends RepositoryAccess {
  owner: string;
  repo: string;
}
