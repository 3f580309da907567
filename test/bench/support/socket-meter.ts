import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SpeckitError } from '../../../shared/errors.ts';

/** A socket in front of the engine's that counts what clients send. */
export interface SocketMeter extends AsyncDisposable {
  /** Bytes that clients have sent to the engine so far. */
  sent(): number;
  /** Breaks every connection that is open now. */
  cut(): void;
}

/** Puts the meter between the engine and everything of this process and its children that uses Docker from now on. */
export async function meterDocker(): Promise<SocketMeter> {
  const before = process.env.DOCKER_HOST;
  const engine = engineSocket(before);
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-meter-'));
  const own = path.join(folder, 'docker.sock');
  const sockets = new Set<net.Socket>();
  let bytes = 0;
  // Half-open sockets: a client ends its side when a command's input is over and still wants the output.
  const server = net.createServer({ allowHalfOpen: true }, client => {
    const upstream = net.connect({ path: engine, allowHalfOpen: true });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(to);
    }
    client.on('data', chunk => {
      bytes += chunk.length;
    });
  });
  await new Promise<void>(resolve => server.listen(own, resolve));
  process.env.DOCKER_HOST = `unix://${own}`;
  return {
    sent: () => bytes,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function engineSocket(host = 'unix:///var/run/docker.sock'): string {
  if (host.startsWith('unix://')) return host.slice('unix://'.length);
  throw new SpeckitError(
    'unsupported',
    `Bytes are counted on a unix socket only, and DOCKER_HOST is ${host}.`,
    {
      hint: 'Run this figure where the engine is.',
    },
  );
}
