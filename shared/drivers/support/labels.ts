const MARKER = 'speckit-remote';
const PREFIX = `${MARKER}.`;
const NAME = `${MARKER}-name`;

/** A sandbox's labels as a service stores them: ours are told apart from anybody else's by a prefix and a marker. */
export function serviceLabels(
  labels: Readonly<Record<string, string>>,
  name?: string,
): Record<string, string> {
  return {
    [MARKER]: 'sandbox',
    ...(name !== undefined && { [NAME]: name }),
    ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [PREFIX + key, value])),
  };
}

/** The labels that `create` was given; undefined for a sandbox that is not ours. */
export function ownLabels(
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (labels?.[MARKER] !== 'sandbox') return undefined;
  const ours = Object.entries(labels).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(PREFIX.length), value]));
}
