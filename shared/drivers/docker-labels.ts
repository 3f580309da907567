const MARKER = 'speckit-remote';
const PREFIX = `${MARKER}.sandbox.`;

/** What a thing of ours in the engine is for. */
export type Role = 'sandbox' | 'egress' | 'proxy' | 'cache';

/** The name of a sandbox's container and of its network. */
export const engineName = (name: string) => `${MARKER}-${name}`;

/** The labels of everything that belongs to the sandbox with these labels. */
export const toLabels = (role: Role, labels: Readonly<Record<string, string>>): Record<string, string> => ({
  [MARKER]: role,
  ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [PREFIX + key, value])),
});

/** What the engine's lists are asked for: things of ours that carry all of `labels`. */
export const labelFilters = (role: Role, labels: Readonly<Record<string, string>>) =>
  Object.entries(toLabels(role, labels)).map(([key, value]) => `${key}=${value}`);

/** The labels that `create` was given; undefined for what is not ours or has another role. */
export function fromLabels(
  role: Role,
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (labels?.[MARKER] !== role) return undefined;
  const ours = Object.entries(labels).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(PREFIX.length), value]));
}
