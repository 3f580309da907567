import type { ContainerCreateOptions } from 'dockerode';
import { z } from 'zod';
import { SIZE_RULE, sizeBytes } from '../profile/sizes.ts';
import type { SandboxSpec } from './types.ts';

const MIN_MEMORY = 6 * 2 ** 20;

export const dockerSettings = z.strictObject({
  image: z
    .string()
    .regex(
      /^[a-z0-9][\w./:@-]*$/,
      'must be an image name like `python:3.12-slim` or `ghcr.io/owner/image@sha256:…`',
    )
    .default('speckit-remote:latest')
    .describe('The image of the sandbox; it must have a POSIX sh, setsid, tail, cat and git.'),
  memory: z
    .string()
    .refine(text => (sizeBytes(text) ?? 0) >= MIN_MEMORY, `${SIZE_RULE} and at least \`6m\`.`)
    .default('4g')
    .describe('Memory limit, swap included.'),
  cpus: z
    .number()
    .min(0.01)
    .optional()
    .describe('CPU limit in cores; default 2, or what the engine has if that is less.'),
  pids: z
    .int()
    .min(16)
    .max(1_000_000)
    .default(1024)
    .describe('How many processes and threads may exist at once.'),
  network: z
    .enum(['full', 'none'])
    .default('full')
    .describe('`full`: everything is reachable; `none`: nothing is.'),
  user: z
    .int()
    .min(1, 'must be the number of a user other than root')
    .max(2 ** 31 - 1)
    .default(1000)
    .describe('Numeric id of the user (and group) that commands run as.'),
});
export type DockerSettings = z.infer<typeof dockerSettings>;

/** Everything of ours inside a container lives here; HOME of every command. */
export const HOME = '/home/speckit';

const MARKER = 'speckit-remote';
const PREFIX = `${MARKER}.sandbox.`;
/** What `listContainers` is asked for: containers of ours that carry all of `labels`. */
export const labelFilters = (labels: Readonly<Record<string, string>>) =>
  Object.entries(toLabels(labels)).map(([key, value]) => `${key}=${value}`);

const toLabels = (labels: Readonly<Record<string, string>>) => ({
  [MARKER]: 'sandbox',
  ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [PREFIX + key, value])),
});

/** The labels that `create` was given; undefined for a container that is not ours. */
export function fromLabels(labels: Readonly<Record<string, string>>): Record<string, string> | undefined {
  if (labels[MARKER] !== 'sandbox') return undefined;
  const ours = Object.entries(labels).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(PREFIX.length), value]));
}

/** A container that does nothing by itself, as an unprivileged user with every limit set. */
export function containerOptions(
  settings: DockerSettings,
  spec: SandboxSpec,
  engineCpus: number,
): ContainerCreateOptions {
  const memory = sizeBytes(settings.memory) ?? 0;
  return {
    name: `${MARKER}-${spec.name}`,
    Image: settings.image,
    // Both, so that an image's own entry point plays no part. `tail` waits in debian and in busybox alike.
    Entrypoint: ['tail', '-f', '/dev/null'],
    Cmd: [],
    User: `${settings.user}:${settings.user}`,
    WorkingDir: HOME,
    Env: [`HOME=${HOME}`, 'LANG=C.UTF-8'],
    Labels: toLabels(spec.labels),
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: settings.network === 'none' ? 'none' : 'bridge',
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: Math.round((settings.cpus ?? Math.min(2, engineCpus)) * 1e9),
      PidsLimit: settings.pids,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
