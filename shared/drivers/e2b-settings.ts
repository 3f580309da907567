import { z } from 'zod';
import { DURATION_RULE, durationMs } from '../profile/durations.ts';
import { egressSetting } from './support/egress.ts';

const LABEL = /^[A-Za-z0-9_.-]{1,100}$/;
const label = z.string().regex(LABEL, 'must be made of letters, digits, `_`, `.` and `-`');
const address = (what: string, example: string) =>
  z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(`${what} of your own installation, like \`${example}\`.`);

/** The longest time to live that E2B grants, by plan. */
const CAPS = { hobby: '1h', pro: '24h' } as const;
const capMs = (plan: keyof typeof CAPS) => durationMs(CAPS[plan]) ?? 0;

export const e2bSettings = z
  .strictObject({
    template: z
      .string()
      .regex(/^[A-Za-z0-9][\w./:-]{0,199}$/, 'must be the name or id of a template')
      .default('base')
      .describe('Name or id of the template; it must have git, and what Spec Kit and the agent need.'),
    plan: z
      .enum(['hobby', 'pro'])
      .default('hobby')
      .describe('Plan of the E2B account: a sandbox lives at most 1 hour with `hobby`, 24 hours with `pro`.'),
    ttl: z
      .string()
      .refine(text => durationMs(text) !== undefined, `${DURATION_RULE}.`)
      .default('30m')
      .describe(
        'After how long without news from the server E2B ends the sandbox, a kept one too; renewed while a run goes on.',
      ),
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'must be the name of a user')
      .optional()
      .describe('User that commands run as; default: that of the template.'),
    labels: z.record(label, label).default({}).describe('Further metadata of the sandbox.'),
    network: egressSetting(
      100,
      'E2B enforces domains for HTTP and TLS on ports 80 and 443, and lets DNS through.',
    ),
    domain: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?$/, 'must be a host name')
      .default('e2b.app')
      .describe('Domain of the E2B installation.'),
    apiUrl: address('Address of the API', 'https://api.e2b.example.com'),
    sandboxUrl: address('Address of the sandboxes', 'https://sandbox.e2b.example.com'),
  })
  .superRefine(({ plan, ttl }, context) => {
    if ((durationMs(ttl) ?? 0) <= capMs(plan)) return;
    context.addIssue({
      code: 'custom',
      path: ['ttl'],
      message: `must be at most \`${CAPS[plan]}\`, which is what E2B grants with \`plan: ${plan}\``,
    });
  });
export type E2bSettings = z.infer<typeof e2bSettings>;

export const ttlMs = ({ ttl }: E2bSettings) => durationMs(ttl) ?? 0;
export const lifetimeMs = ({ plan }: E2bSettings) => capMs(plan);

/** The request's part about the network: an allow list must say that the rest is denied. */
export function egressOptions({ network }: E2bSettings) {
  if (network === 'full') return { allowInternetAccess: true };
  if (network === 'none') return { allowInternetAccess: false };
  return { network: { allowOut: network.allow, denyOut: ['0.0.0.0/0'] } };
}
