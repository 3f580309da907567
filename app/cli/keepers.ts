import type { DriverName } from '../../shared/drivers/index.ts';
import { AGENTS } from '../../shared/profile/agents.ts';

/** The drivers that need a credential, known without loading any. */
export const DRIVERS_WITH_KEYS: readonly DriverName[] = ['e2b', 'daytona'];

/** Whose credentials there are by name, for completion. */
export const KEEPERS: readonly string[] = [
  ...DRIVERS_WITH_KEYS,
  ...AGENTS.filter(({ keys }) => keys.length > 0).map(({ name }) => name),
];
