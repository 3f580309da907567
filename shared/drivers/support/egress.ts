import { z } from 'zod';
import { standardDomains } from '../../profile/endpoints.ts';

export const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** A domain, or `*.` and a domain. */
const domain = z
  .string()
  .regex(DOMAIN, 'must be a domain name in lower case like `pypi.org`, or `*.example.com` for all below it');

/** What a sandbox may reach: everything, nothing, or the listed domains. */
export type Egress = 'full' | 'none' | { allow: string[] };

/** The setting `network` of a service that can enforce at most `maxDomains` domain names. */
export const egressSetting = (maxDomains: number, note: string) =>
  z
    .union([
      z.enum(['full', 'none']),
      z.strictObject({
        allow: z.array(domain).min(1).max(maxDomains).describe('Domain names that may be reached.'),
      }),
    ])
    .default({ allow: [...standardDomains()] })
    .describe(
      '`full`: everything is reachable; `none`: nothing is; `allow`: only these domains, ' +
        `by default the agent’s model endpoints and the package registries. ${note}`,
    );
