import { labelling } from './support/labels.ts';

const OWN = 'speckit-remote';

/** What a thing of ours in the engine is for. */
export type Role = 'sandbox' | 'egress' | 'proxy' | 'cache';

/** The name of a sandbox's container and of its network. */
export const engineName = (name: string) => `${OWN}-${name}`;

/** The labels of everything that belongs to a sandbox. */
export const { toLabels, fromLabels } = labelling<Role>(`${OWN}.sandbox.`);

/** What the engine's lists are asked for: things of ours that carry all of `labels`. */
export const labelFilters = (role: Role, labels: Readonly<Record<string, string>>) =>
  Object.entries(toLabels(role, labels)).map(([key, value]) => `${key}=${value}`);
