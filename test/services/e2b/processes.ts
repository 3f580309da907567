import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Machine } from '../machine.ts';
import { RpcError, type ServerStream } from './connect.ts';

const CHUNK = 32_768;

interface Running {
  child: ChildProcess;
  config: { cmd: string; args: string[]; envs: Record<string, string>; cwd?: string };
  subscribers: Set<ServerStream>;
  /** Stops reading what the process prints, as a kill does. */
  outCancel: AbortController;
}

/** The daemon's processes. They outlive their clients; output that nobody listens to is discarded. */
export class Processes {
  readonly #machine: Machine;
  readonly #running = new Map<number, Running>();
  readonly #streams = new Set<ServerStream>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Cuts all streams, as the end of a virtual machine does. */
  cut(): void {
    for (const stream of this.#streams) stream.cut();
  }

  list() {
    return { processes: [...this.#running].map(([pid, { config }]) => ({ pid, config })) };
  }

  /** Runs one `process.Process/Start` to the end of the stream. */
  async start(
    message: Record<string, unknown>,
    stream: ServerStream,
    options: { timeoutMs: number; keepaliveMs: number },
  ): Promise<void> {
    this.#streams.add(stream);
    stream.onClose(() => this.#streams.delete(stream));
    const config = message.process as Running['config'] | undefined;
    if (!config?.cmd) throw new RpcError('invalid_argument', 'process is required');
    const cwd = resolve(this.#machine.home, config.cwd ?? '');
    if (!isAbsolute(config.cwd ?? '/') || !(await stat(cwd).catch(() => undefined))?.isDirectory()) {
      throw new RpcError('invalid_argument', `cwd '${cwd}' does not exist`);
    }
    const child = this.#machine.spawn(config.cmd, config.args ?? [], { cwd, env: config.envs });
    const started = await Promise.race([once(child, 'spawn'), once(child, 'error')]).catch(error => [error]);
    const { pid } = child;
    if (!pid) throw new RpcError('invalid_argument', `error starting process: ${started[0]}`);
    // Without a word about it the daemon gives a pipe; only `stdin: false` is the null device.
    if (message.stdin === false) child.stdin?.end();
    child.stdin?.on('error', () => {});
    const running: Running = {
      child,
      config,
      subscribers: new Set([stream]),
      outCancel: new AbortController(),
    };
    this.#running.set(pid, running);
    stream.onClose(() => running.subscribers.delete(stream));
    await stream.send({ event: { start: { pid } } });
    const timer = options.timeoutMs > 0 ? setTimeout(() => this.kill(pid), options.timeoutMs) : undefined;
    const keepalive = setInterval(() => void stream.send({ event: { keepalive: {} } }), options.keepaliveMs);
    try {
      await this.#follow(running, stream);
    } finally {
      clearTimeout(timer);
      clearInterval(keepalive);
      this.#running.delete(pid);
    }
    await stream.end();
  }

  /** `process.Process/Connect`: what comes from now on, nothing from before. */
  async connect(pid: number, stream: ServerStream): Promise<void> {
    const running = this.#get(pid);
    this.#streams.add(stream);
    running.subscribers.add(stream);
    await stream.send({ event: { start: { pid } } });
    await new Promise<void>(done => stream.onClose(done));
  }

  kill(pid: number): void {
    const running = this.#get(pid);
    running.outCancel.abort();
    running.child.kill('SIGKILL');
  }

  terminate(pid: number): void {
    const running = this.#get(pid);
    running.outCancel.abort();
    running.child.kill('SIGTERM');
  }

  async input(pid: number, bytes: Buffer): Promise<void> {
    const { stdin } = this.#get(pid).child;
    if (!stdin?.writable) throw new RpcError('internal', 'stdin not enabled or closed');
    await new Promise<void>((done, fail) => {
      stdin.write(bytes, error =>
        error ? fail(new RpcError('internal', `error writing to stdin: ${error.message}`)) : done(),
      );
    });
  }

  closeInput(pid: number): void {
    this.#get(pid).child.stdin?.end();
  }

  #get(pid: number): Running {
    const found = this.#running.get(pid);
    if (!found) throw new RpcError('not_found', `process with pid ${pid} not found`);
    return found;
  }

  async #follow(running: Running, first: ServerStream): Promise<void> {
    const { child, outCancel } = running;
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const pump = async (name: 'stdout' | 'stderr', source: Readable | null) => {
      for await (const chunk of source ?? []) {
        for (let at = 0; at < chunk.length; at += CHUNK) {
          const piece = chunk.subarray(at, at + CHUNK).toString('base64');
          await Promise.all(
            [...running.subscribers].map(each => each.send({ event: { data: { [name]: piece } } })),
          );
        }
      }
    };
    const printed = Promise.all([pump('stdout', child.stdout), pump('stderr', child.stderr)]);
    const cancelled = new Promise<void>(done => outCancel.signal.addEventListener('abort', () => done()));
    await Promise.race([printed.catch(() => {}), cancelled]);
    const [code, signal] = await exited;
    child.stdout?.destroy();
    child.stderr?.destroy();
    await first.send({ event: { end: endEvent(code, signal) } });
  }
}

/** As Go's os.ProcessState has it, in protobuf's JSON, which leaves out zero values. */
function endEvent(code: number | null, signal: NodeJS.Signals | null) {
  if (signal) {
    const status = `signal: ${signal.slice(3).toLowerCase()} (${constants.signals[signal]})`;
    return { exitCode: -1, status, error: status };
  }
  const status = `exit status ${code}`;
  return code === 0 ? { exited: true, status } : { exitCode: code, exited: true, status, error: status };
}
