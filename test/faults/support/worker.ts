import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Answer, Question } from './fault.ts';

const MAIN = path.join(import.meta.dirname, 'worker-process.ts');

type Asked = Question extends infer Q ? (Q extends { id: number } ? Omit<Q, 'id'> : never) : never;

/** The App in a process of its own. */
export interface WorkerProcess {
  pid: number;
  url: string;
  isAlive(): boolean;
  /** Rejects when the process ends before it answers. */
  ask(question: Asked): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the signal or exit code that it ended by. */
  ended: Promise<NodeJS.Signals | number>;
}

/** Starts one and waits until it is up. @param server what it is started with, as JSON */
export async function startWorkerProcess(
  server: object,
  log: (text: string) => void,
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, FAULTS_SERVER: JSON.stringify(server) },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => log(String(chunk)));
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as NodeJS.Signals | number);
  const waiting = new Map<number, (value: unknown) => void>();
  let asked = 0;
  const url = Promise.withResolvers<string>();
  child.on('message', (told: Answer) => {
    if ('url' in told) url.resolve(told.url);
    else waiting.get(told.id)?.(told.value);
  });
  const gone = ended.then(how => Promise.reject(new Error(`The worker ended by ${how}`)));
  gone.catch(() => undefined);
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: pidOf(child),
    url: await Promise.race([url.promise, gone]),
    isAlive,
    async ask(question) {
      if (!isAlive()) return await gone;
      const id = ++asked;
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.set(id, resolve);
      // One that ends in this moment is told by `gone`.
      child.send({ ...question, id }, () => undefined);
      return await Promise.race([promise, gone]);
    },
    signal: name => void child.kill(name),
    ended,
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The worker could not be started');
  return pid;
}
