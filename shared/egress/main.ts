// The program of the proxy's image. Arguments: the allowed domains. Prints `ready` once it listens.
import { readFileSync } from 'node:fs';
import { createGuard } from './guard.ts';
import { createProxy } from './proxy.ts';

// As image.ts has it, which is not in the image.
const PORT = 3128;

createProxy(createGuard({ allow: process.argv.slice(2), refuse: gateways() })).listen(PORT, () => {
  console.log('ready');
});

/** The engine's host, as this container sees it: in hexadecimal, lowest byte first. */
function gateways(): string[] {
  const rows = readFileSync('/proc/net/route', 'utf8').trim().split('\n').slice(1);
  const found = rows.map(row => row.split('\t')[2] ?? '').filter(hex => /^(?!0{8})[0-9A-F]{8}$/i.test(hex));
  return found.map(hex => Buffer.from(hex, 'hex').reverse().join('.'));
}
