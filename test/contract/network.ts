import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Driver, Sandbox } from '../../shared/drivers/types.ts';
import { type ContractContext, uniqueName } from './driver.ts';
import { untilPrinted } from './until.ts';

export interface NetworkSetup {
  /** A driver whose sandboxes have this setting `network`. */
  driver(network: 'full' | 'none' | { allow: string[] }): Driver;
  /** Names that both answer plain HTTP to everybody who may reach them. */
  names(): { allowed: string; denied: string };
}

/** Tries all addresses side by side and prints those where somebody accepts. */
const KNOCK = `
import socket, sys, threading
port, hosts = int(sys.argv[1]), sys.argv[2:]
def knock(host):
    try:
        socket.create_connection((host, port), 4).close()
        print(host, flush=True)
    except OSError: pass
threads = [threading.Thread(target=knock, args=(host,)) for host in hosts]
[one.start() for one in threads]; [one.join() for one in threads]
`;
/** The gateway that the sandbox sees, and what is usual for one in each of its networks. */
const GATEWAYS = `
import socket, struct
for row in open('/proc/net/route').read().splitlines()[1:]:
    _, net, gateway = row.split()[:3]
    for value in (int(gateway, 16), int(net, 16) + (1 << 24)):
        print(socket.inet_ntoa(struct.pack('<L', value)))
`;
const RESOLVE = `
import socket, sys
for name in sys.argv[1:]:
    try: print(name, socket.getaddrinfo(name, 80)[0][4][0])
    except OSError: pass
`;
const GET = `
import sys, urllib.request, urllib.error
for url in sys.argv[1:]:
    try: print(urllib.request.urlopen(url, timeout=10).status)
    except urllib.error.HTTPError as error: print(error.code)
    except OSError as error: print('unreachable')
`;
const CONNECT = `
import os, socket, sys
from urllib.parse import urlparse
proxy = urlparse(os.environ['HTTPS_PROXY'])
for target in sys.argv[1:]:
    with socket.create_connection((proxy.hostname, proxy.port), 10) as s:
        s.sendall(f'CONNECT {target} HTTP/1.1\\r\\nHost: {target}\\r\\n\\r\\n'.encode())
        print(target, s.recv(100).split()[1].decode())
`;

/** Every address under which this machine answers. */
const hostAddresses = () =>
  Object.values(networkInterfaces()).flatMap(list =>
    (list ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );

const python = async (sandbox: Sandbox, script: string, ...args: string[]) => {
  const { stdout, stderr } = await sandbox.exec(['python3', '-c', script, ...args]);
  expect(stderr.toString()).toBe('');
  return stdout.toString().split('\n').filter(Boolean);
};

export function networkCases({ suite }: ContractContext, setup: NetworkSetup): void {
  let port = 0;
  const server = createServer(socket => socket.destroy());
  const create = (network: Parameters<NetworkSetup['driver']>[0]) =>
    setup.driver(network).create({ name: uniqueName(), labels: { suite } });
  beforeAll(async () => {
    server.listen(0, '::');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    port = address.port;
  });
  afterAll(() => server.close());

  test('full reaches a port that is open on the host, which shows that the other cases can fail', async () => {
    const sandbox = await create('full');
    expect(await python(sandbox, KNOCK, String(port), ...hostAddresses())).not.toEqual([]);
    await sandbox.destroy();
  });

  test('none reaches no address of the host, and resolves nothing', async () => {
    const sandbox = await create('none');
    expect(await python(sandbox, KNOCK, String(port), ...hostAddresses())).toEqual([]);
    expect(await python(sandbox, RESOLVE, setup.names().allowed, 'example.com')).toEqual([]);
    await sandbox.destroy();
  });

  describe('with a list', () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await create({ allow: [setup.names().allowed] });
    });
    afterAll(() => sandbox?.destroy());

    test('reaches no address of the host, neither directly nor by the way out', async () => {
      const hosts = [...new Set([...hostAddresses(), ...(await python(sandbox, GATEWAYS))])];
      expect(hosts.length).toBeGreaterThan(1);
      for (const open of [port, 80, 443, 22, 2375]) {
        expect(await python(sandbox, KNOCK, String(open), ...hosts)).toEqual([]);
      }
      const names = [...hosts.filter(host => !host.includes(':')), 'localhost', 'host.docker.internal'];
      const targets = names.flatMap(host => [`${host}:${port}`, `${host}:443`]);
      const answers = await python(sandbox, CONNECT, ...targets);
      expect(answers).toEqual(targets.map(target => `${target} 403`));
    }, 60_000);

    test('reaches what is on the list, by name, plain and as a tunnel', async () => {
      const { allowed, denied } = setup.names();
      const urls = [`http://${allowed}/`, `http://${denied}/`, `http://${allowed}:8080/`];
      expect(await python(sandbox, GET, ...urls)).toEqual(['200', '403', '403']);
      const targets = [`${allowed}:80`, `${allowed.toUpperCase()}.:80`, `${denied}:80`, `x.${allowed}:80`];
      expect((await python(sandbox, CONNECT, ...targets)).map(line => line.split(' ')[1])).toEqual([
        '200',
        '200',
        '403',
        '403',
      ]);
    });

    test('resolves no other name', async () => {
      const names = [setup.names().denied, 'example.com', 'host.docker.internal', 'gateway.docker.internal'];
      expect(await python(sandbox, RESOLVE, ...names)).toEqual([]);
    });

    test('sandboxes do not reach each other', async () => {
      const other = await create({ allow: [setup.names().allowed] });
      const { stdout } = await other.exec(['hostname', '-i']);
      await using _server = await listen(other);
      expect(await python(other, KNOCK, '8000', '127.0.0.1')).toEqual(['127.0.0.1']);
      expect(await python(sandbox, KNOCK, '8000', ...stdout.toString().trim().split(' '))).toEqual([]);
      await other.destroy();
    });
  });
}

async function listen(sandbox: Sandbox): Promise<AsyncDisposable> {
  return untilPrinted(
    sandbox,
    `exec python3 -uc 'import socket
s = socket.create_server(("", 8000)); print("up")
while True: s.accept()'`,
    'up\n',
  );
}
