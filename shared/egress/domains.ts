/**
 * Whether `pattern`, a domain or `*.` and a domain, stands for `name`. The star is for one or more labels, never for
 * none: `*.example.com` is not `example.com`.
 */
export function domainMatches(pattern: string, name: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : pattern === name;
}

/** A name as clients may write it, in the form of the patterns. */
export const normalDomain = (name: string) => name.toLowerCase().replace(/\.$/, '');
