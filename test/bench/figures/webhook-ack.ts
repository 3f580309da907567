import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { startGitHub } from '../../github/index.ts';
import { environmentOn } from '../app/start.ts';
import { quantile } from '../measure.ts';
import { settles } from '../support/settles.ts';
import type { Figure, Measurement } from '../types.ts';
import { makePayloads } from '../webhook/payloads.ts';
import type { ReceiverOptions } from '../webhook/receiver.ts';
import type { Volley } from '../webhook/sender.ts';

const PER_SECOND = 200;
const SECONDS = 10;
const REPOSITORIES = 20;
/** Before the clock runs: code is compiled and connections are open, as in a server that has been up for a while. */
const WARM_UP = 800;

/**
 * Commands for twenty pull requests of an owner that the server serves, by somebody who may not write there. So each
 * is stored, and the inbox works on them at the same time: it asks GitHub (here the emulated one in this process, the
 * receivers are in their own) as fast as the pacer lets it, decides, and notes the refusal down.
 */
async function open(): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const github = opening.use(await startGitHub());
  const payloads = await makePayloads(github, REPOSITORIES);
  const sender = opening.adopt(await start('sender.ts'), child => child.disconnect());
  const opened = opening.move();
  let firstId = 1_000_000;

  /** A receiver of its own for every run, so that nothing of the last one is still being worked on. */
  const p99 = async (kind: ReceiverOptions['kind']): Promise<number> => {
    await using data = await dataFolder();
    const environment = environmentOn(github, { dataDir: data.path });
    const options: ReceiverOptions = { kind, environment };
    using receiver = await startReceiver(options);
    const volley = async (count: number) => {
      const asked: Volley = {
        url: receiver.url,
        secret: environment.webhookSecret,
        perSecond: PER_SECOND,
        count,
        payloads,
        firstId,
      };
      firstId += count;
      return await latenciesOf(sender, asked);
    };
    await volley(WARM_UP);
    const latencies = await volley(PER_SECOND * SECONDS);
    const sent = WARM_UP + latencies.length;
    // Ours has accepted them all by now; the last may still be on their way from the journal to the table.
    await settles(receiver.stored, stored => stored === sent, `all ${sent} deliveries are stored`);
    return quantile(latencies, 0.99);
  };
  return {
    ours: () => p99('ours'),
    reference: () => p99('bare'),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function dataFolder(): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-bench-'));
  await writeFile(path.join(folder, 'speckit-remote.yml'), stringify({ serve: { owners: ['acme'] } }));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function startReceiver(options: ReceiverOptions) {
  const child = fork(path.join(import.meta.dirname, '../webhook/receiver.ts'), [JSON.stringify(options)]);
  const { url } = await answer<{ url: string }>(child);
  return {
    url,
    async stored() {
      child.send('stored');
      return (await answer<{ stored: number }>(child)).stored;
    },
    [Symbol.dispose]: () => child.disconnect(),
  };
}

async function start(file: string): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, '../webhook', file));
  await answer(child);
  return child;
}

async function latenciesOf(sender: ChildProcess, volley: Volley): Promise<number[]> {
  sender.send(volley);
  const latencies = await answer<number[] | { failed: string }>(sender);
  if ('failed' in latencies) throw new Error(latencies.failed);
  return latencies;
}

/** The next message of a child; rejects when it ends instead. */
async function answer<T>(child: ChildProcess): Promise<T> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the figure ended with ${code}`);
  });
  ended.catch(() => undefined);
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as T;
  } finally {
    settled.abort();
  }
}

const figures: Figure[] = [
  {
    name: 'webhook-ack',
    about: `${PER_SECOND} deliveries a second for ${SECONDS} s, accepted and stored, p99; reference: a bare Probot handler`,
    unit: 'ms',
    runs: 3,
    target: { kind: 'ratio', most: 3 },
    open,
  },
];
export default figures;
