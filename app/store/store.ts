import { type Acceptance, openAcceptance } from './accept.ts';
import { type CancelWatch, createCancelWatch } from './cancel-watch.ts';
import { type Chores, createChores } from './chores.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createKeptResults, type KeptResults } from './kept-results.ts';
import { createOutputStore, type OutputStore } from './output.ts';
import { createPruning, type Pruning } from './prune.ts';
import { createRequests, type Requests } from './requests.ts';
import { createRunClaims, type RunClaims } from './run-claims.ts';
import { createRuns, type Runs } from './runs.ts';
import { createSandboxes, type Sandboxes } from './sandboxes.ts';
import { createStranded, type Stranded } from './stranded.ts';
import { createUnshown, type Unshown } from './unshown.ts';

/** Everything the App remembers. */
export interface Store
  extends Deliveries,
    Requests,
    Runs,
    RunClaims,
    Sandboxes,
    KeptResults,
    Chores,
    Pruning,
    Stranded,
    Unshown,
    Pick<Acceptance, 'acceptDelivery'>,
    Pick<CancelWatch, 'watchCancel'> {
  readonly database: Database;
  readonly output: OutputStore;
  /** Stop the inbox and the queue first. */
  close(): Promise<void>;
}

export interface StoreOptions extends DatabaseOptions {
  /** For how long a worker that says nothing keeps its runs; default 15 s. */
  leaseMs?: number | undefined;
}

/** Opens the database (see {@link openDatabase} for errors) and everything that is kept in it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, onError = (error: unknown) => console.error(error) } = options;
  // An opening that fails must not keep the data folder.
  await using opening = new AsyncDisposableStack();
  const database = await openDatabase({ ...options, onError });
  opening.defer(() => database.close());
  const claims = createRunClaims(database, options);
  // Its folder has one process at a time, so whoever had a run is gone.
  if (database.kind === 'pglite') await claims.disownAll();
  const cancels = await createCancelWatch(database, onError);
  opening.defer(() => cancels.close());
  const deliveries = createDeliveries(database);
  const { acceptDelivery, close } = await openAcceptance(database, deliveries, { dataDir, onError });
  opening.defer(close);
  const opened = opening.move();
  return {
    ...deliveries,
    acceptDelivery,
    ...createRequests(database),
    ...createRuns(database),
    ...claims,
    ...createSandboxes(database),
    ...createKeptResults(database),
    ...createChores(database),
    ...createPruning(database),
    ...createStranded(database),
    ...createUnshown(database),
    watchCancel: cancels.watchCancel,
    output: createOutputStore(database),
    database,
    close: () => opened.disposeAsync(),
  };
}
