import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killMarked } from '../../shared/drivers/local-marks.ts';

const MARK = 'SERVICE_MACHINE';
const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;

/**
 * What a service's sandbox is made of here: a folder of its own on this machine with real processes. It has the
 * host's file system and users, so a template's home is a folder under `root`, not /home/user.
 */
export class Machine {
  readonly root: string;
  readonly home: string;
  readonly #mark = randomUUID();
  readonly #env: Readonly<Record<string, string>>;

  private constructor(root: string, env: Readonly<Record<string, string>>) {
    this.root = root;
    this.home = join(root, 'home');
    this.#env = env;
  }

  static async make(env: Readonly<Record<string, string>> = {}): Promise<Machine> {
    const machine = new Machine(await mkdtemp(join(tmpdir(), 'service-')), env);
    await mkdir(machine.home);
    await mkdir(join(machine.root, 'run'));
    return machine;
  }

  /** Starts a process that knows only the machine's environment and `env`. */
  spawn(
    command: string,
    args: readonly string[],
    options: { cwd: string; env?: Readonly<Record<string, string>> | undefined },
  ): ChildProcess {
    return spawn(command, args, {
      cwd: options.cwd,
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH ?? '/usr/bin:/bin',
        HOME: this.home,
        // Else what a sandbox has in memory would lie in this machine's /dev/shm, and stay there.
        XDG_RUNTIME_DIR: join(this.root, 'run'),
        LANG: 'C.UTF-8',
        ...this.#env,
        ...options.env,
        [MARK]: this.#mark,
      },
    });
  }

  /** CPU seconds used so far and memory in bytes of all living processes, disk in bytes of the whole file system. */
  async usage(): Promise<{ cpuSeconds: number; memoryBytes: number; diskUsed: number; diskTotal: number }> {
    let ticks = 0;
    let pages = 0;
    for (const pid of await readdir('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
      if (!(await read('environ')).includes(`${MARK}=${this.#mark}`)) continue;
      const fields = (await read('stat')).split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
      pages += Number((await read('statm')).split(' ')[1] ?? 0);
    }
    const disk = await statfs(tmpdir());
    return {
      cpuSeconds: ticks / TICKS_PER_SECOND,
      memoryBytes: pages * PAGE_BYTES,
      diskUsed: (disk.blocks - disk.bfree) * disk.bsize,
      diskTotal: disk.blocks * disk.bsize,
    };
  }

  /** Ends all processes; the files stay. */
  async stop(): Promise<void> {
    await killMarked(MARK, this.#mark);
  }

  async destroy(): Promise<void> {
    await killMarked(MARK, this.#mark);
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
