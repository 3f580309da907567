import { listed } from '../command/suggest.ts';
import type { Egress } from '../drivers/support/egress.ts';
import { domainMatches } from '../egress/domains.ts';
import { ALL_STANDARD_DOMAINS } from './endpoints.ts';

/** What repositories may ask for where `allow.network` is not set: no `full`. */
const STANDARD: readonly string[] = ['none', ...ALL_STANDARD_DOMAINS];

/** Whether everything that `domain` stands for is among what the server lists. */
const covered = (domain: string, allowed: readonly string[]) =>
  allowed.includes('full') ||
  allowed.some(pattern => pattern === domain || domainMatches(pattern, domain.replace(/^\*\./, '-.')));

/** What the server says if `network` is above what it lists; `none` never is. */
export function networkExceeded(network: Egress, allowed: readonly string[] = STANDARD): string | undefined {
  if (network === 'none') return undefined;
  const shown =
    allowed === STANDARD ? 'the model endpoints and registries of the standard list' : listed(allowed);
  if (network === 'full') return allowed.includes('full') ? undefined : `allows only ${shown}`;
  const outside = network.allow.filter(domain => !covered(domain, allowed));
  return outside.length === 0 ? undefined : `allows only ${shown}, so not ${listed(outside)}`;
}

/** The part of a default that the server allows. */
export function networkLowered(standard: Egress, allowed: readonly string[] = STANDARD): Egress | undefined {
  if (networkExceeded(standard, allowed) === undefined) return undefined;
  const allow = standard === 'full' || standard === 'none' ? [] : standard.allow;
  const left = allow.filter(domain => covered(domain, allowed));
  return left.length === 0 ? 'none' : { allow: left };
}
