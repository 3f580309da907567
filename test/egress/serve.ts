// The proxy in a process of its own, where nobody watches what it connects to: lets `*.here` through to this machine.
import type { AddressInfo } from 'node:net';
import type { Guard } from '../../shared/egress/guard.ts';
import { createProxy } from '../../shared/egress/proxy.ts';

const guard: Guard = {
  refusal: host => (host.endsWith('.here') ? undefined : `${host} is not on the list`),
  lookup(host, { all }, callback) {
    if (host === 'nowhere.here') callback(new Error('no such name'), '', 0);
    else if (all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  },
};
const server = createProxy(guard).listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
