import { z } from 'zod';
import { SIZE_RULE, sizeBytes } from '../profile/sizes.ts';
import { egressSetting } from './support/egress.ts';

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
  network: egressSetting(
    200,
    'A small proxy of ours lets them through on ports 80 and 443; nothing else can be reached or resolved. ' +
      '`full` reaches whatever the engine’s network reaches, the host too.',
  ),
  engineNetwork: z
    .string()
    .regex(
      /^(?!(host|none|default)$)[a-zA-Z0-9][\w.-]*$/,
      'must be the name of a bridge network of the engine',
    )
    .default('bridge')
    .describe(
      'The engine’s network that `full` joins, and through which the proxy of an allow list goes out.',
    ),
  readonly: z
    .boolean()
    .default(false)
    .describe('Whether the image’s files cannot be changed; home stays writable, `/tmp` is in memory.'),
  cache: z
    .array(
      z
        .string()
        .regex(
          /^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/,
          'must be a path below the home folder like `.npm`',
        ),
    )
    .max(20)
    .default([])
    .describe('Folders below home, like `.npm` or `.cache/pip`, that all runs of one repository share.'),
  cacheLimit: z
    .string()
    .refine(text => sizeBytes(text) !== undefined, `${SIZE_RULE}.`)
    .default('2g')
    .describe('Size of a repository’s `cache`; after a run that leaves it larger, it starts again empty.'),
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
