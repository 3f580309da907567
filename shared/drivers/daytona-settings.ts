import type { CreateSandboxFromImageParams, CreateSandboxFromSnapshotParams } from '@daytonaio/sdk';
import { z } from 'zod';
import { DURATION_RULE, durationMs } from '../profile/durations.ts';
import { SIZE_RULE, sizeBytes } from '../profile/sizes.ts';
import { egressSetting } from './support/egress.ts';
import { serviceLabels } from './support/labels.ts';
import type { SandboxSpec } from './types.ts';

const LABEL = /^[A-Za-z0-9_.-]{1,100}$/;
const label = z.string().regex(LABEL, 'must be made of letters, digits, `_`, `.` and `-`');
const GIB = 2 ** 30;
const MINUTE_MS = 60_000;
/** What Daytona accepts in one list. */
const MAX_DOMAINS = 20;

const size = z
  .string()
  .refine(text => (sizeBytes(text) ?? 0) % GIB === 0, `${SIZE_RULE}, in whole \`g\`.`)
  .refine(text => sizeBytes(text) !== undefined, `${SIZE_RULE}.`)
  .optional();

export const daytonaSettings = z
  .strictObject({
    snapshot: z
      .string()
      .regex(/^[\w][\w./:@-]{0,199}$/, 'must be the name of a snapshot')
      .optional()
      .describe('Name of the snapshot to start from; default: that of the organisation.'),
    image: z
      .string()
      .regex(/^[a-z0-9][\w./:@-]*$/, 'must be an image name like `python:3.12-slim`')
      .optional()
      .describe('Image to build the sandbox from, instead of a snapshot; the first start takes longer.'),
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'must be the name of a user')
      .optional()
      .describe('User that commands run as; default: that of the snapshot or image.'),
    resources: z
      .strictObject({
        cpus: z.int().min(1).max(64).optional().describe('CPU cores.'),
        memory: size.describe('Memory in whole `g`.'),
        disk: size.describe('Disk in whole `g`.'),
      })
      .optional()
      .describe('What the sandbox gets; only with `image`, as a snapshot has its own.'),
    region: z
      .string()
      .regex(/^[\w-]{1,60}$/, 'must be the name of a region')
      .optional()
      .describe('Region (target) of the sandbox, like `eu`; default: that of the organisation.'),
    ttl: z
      .string()
      .refine(text => (durationMs(text) ?? 0) >= MINUTE_MS, `${DURATION_RULE} and at least \`1m\`.`)
      .default('4h')
      .describe('Age at which Daytona removes the sandbox, come what may; a run must end before.'),
    labels: z.record(label, label).default({}).describe('Further labels of the sandbox.'),
    network: egressSetting(
      MAX_DOMAINS,
      'In an organisation of a low tier Daytona’s own policy overrides it.',
    ),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://app.daytona.io/api')
      .describe('Address of the API, with `/api` at its end.'),
  })
  .superRefine(({ snapshot, image, resources }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (snapshot !== undefined && image !== undefined) issue('image', 'must not stand beside `snapshot`');
    if (resources && image === undefined) {
      issue('resources', 'can only be set with `image`; a snapshot has its own');
    }
  });
export type DaytonaSettings = z.infer<typeof daytonaSettings>;

const gib = (text: string | undefined) => (text === undefined ? undefined : (sizeBytes(text) ?? 0) / GIB);

export const lifetimeMs = ({ ttl }: DaytonaSettings) => durationMs(ttl) ?? 0;

/** The request for a sandbox. Daytona stops idle sandboxes and takes a running command for idling: switched off. */
export function createParams(
  settings: DaytonaSettings,
  spec: SandboxSpec,
): CreateSandboxFromImageParams | CreateSandboxFromSnapshotParams {
  const { image, snapshot, user, resources = {}, labels, network } = settings;
  const common = {
    name: spec.name,
    // A new object, as the SDK writes into it.
    labels: { ...labels, ...serviceLabels(spec.labels) },
    autoStopInterval: 0,
    ttlMinutes: Math.ceil(lifetimeMs(settings) / MINUTE_MS),
    ...(user !== undefined && { user }),
    ...(network === 'none' && { networkBlockAll: true }),
    ...(typeof network === 'object' && { domainAllowList: network.allow.join(',') }),
  };
  if (image === undefined) return { ...common, ...(snapshot !== undefined && { snapshot }) };
  const { cpus, memory, disk } = resources;
  const wanted = { cpu: cpus, memory: gib(memory), disk: gib(disk) };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return { ...common, image, ...(given.length > 0 && { resources: Object.fromEntries(given) }) };
}
