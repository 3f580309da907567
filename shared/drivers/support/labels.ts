const MARKER = 'speckit-remote';
const NAME = `${MARKER}-name`;

type Labels = Readonly<Record<string, string>>;

/**
 * How labels of ours are stored beside anybody else's: each under a prefix, and with a marker that says what the
 * labelled thing is for, its role.
 */
export function labelling<Role extends string>(prefix: string) {
  return {
    toLabels: (role: Role, labels: Labels): Record<string, string> => ({
      [MARKER]: role,
      ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key, value])),
    }),
    /** The labels that were given; undefined for what is not ours or has another role. */
    fromLabels(role: Role, labels: Labels | undefined): Record<string, string> | undefined {
      if (labels?.[MARKER] !== role) return undefined;
      const ours = Object.entries(labels).filter(([key]) => key.startsWith(prefix));
      return Object.fromEntries(ours.map(([key, value]) => [key.slice(prefix.length), value]));
    },
  };
}

const service = labelling<'sandbox'>(`${MARKER}.`);

/** A sandbox's labels as a service stores them. */
export const serviceLabels = (labels: Labels, name?: string): Record<string, string> => ({
  ...service.toLabels('sandbox', labels),
  ...(name !== undefined && { [NAME]: name }),
});

/** The labels that `create` was given; undefined for a sandbox that is not ours. */
export const ownLabels = (labels: Labels | undefined) => service.fromLabels('sandbox', labels);
