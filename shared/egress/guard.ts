import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import { domainMatches, normalDomain } from './domains.ts';

/** What registries and model endpoints listen on. */
const PORTS = [80, 443];

/** Addresses that no public name should stand for: this very container, and what is one hop away. */
function ownAddresses(): BlockList {
  const list = new BlockList();
  list.addSubnet('0.0.0.0', 8);
  list.addSubnet('127.0.0.0', 8);
  list.addSubnet('169.254.0.0', 16);
  list.addSubnet('224.0.0.0', 3);
  list.addAddress('::', 'ipv6');
  list.addAddress('::1', 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addSubnet('ff00::', 8, 'ipv6');
  return list;
}

export interface GuardOptions {
  /** Domains, or `*.` and a domain. */
  allow: readonly string[];
  /** Addresses that are never connected to, beside loopback and link-local ones: those of the host. */
  refuse?: readonly string[];
}

/** Decides what the proxy may connect to. */
export interface Guard {
  /** Undefined: allowed; else the reason, in a form that fits an HTTP status line. */
  refusal(host: string, port: number): string | undefined;
  /** Resolves a name to the addresses that may be connected to. */
  lookup: LookupFunction;
}

export function createGuard({ allow, refuse = [] }: GuardOptions): Guard {
  const blocked = ownAddresses();
  for (const address of refuse) blocked.addAddress(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  const fits = (address: string) => !blocked.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return {
    refusal(host, port) {
      if (!PORTS.includes(port)) return `port ${port} is not allowed, only ${PORTS.join(' and ')}`;
      const name = normalDomain(host);
      if (allow.some(pattern => domainMatches(pattern, name))) return undefined;
      return `${printable(name)} is not on the list of allowed domains`;
    },
    // A name may be public and its address not: what decides is where the connection really goes.
    lookup(host, options, callback) {
      lookup(host, { family: options.family ?? 0, all: true }).then(
        all => {
          const found = all.filter(({ address }) => fits(address));
          const [first] = found;
          if (!first) callback(new Error(`${host} has no address that may be reached`), '', 0);
          else if (options.all) callback(null, found);
          else callback(null, first.address, first.family);
        },
        error => callback(error, '', 0),
      );
    },
  };
}

const printable = (text: string) => text.replace(/[^\x21-\x7e]/g, '?').slice(0, 200);
