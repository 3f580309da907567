import type { Readable } from 'node:stream';
import type { ZodType } from 'zod';
import type { UsageSample } from '../events.ts';

/** What every sandbox call takes. Aborting rejects with the signal's reason and leaves nothing open. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface SandboxSpec {
  /** Unique and stable for the run's attempt, within `[a-z0-9-]`, at most 60 characters. */
  name: string;
  /** Within `[A-Za-z0-9_.-]`, so that every service accepts them. */
  labels: Readonly<Record<string, string>>;
  /**
   * A folder of this machine that the sandbox may read where that needs no copying, now and as its files change; a
   * driver may ignore it. One that takes it says so by `Sandbox.handover`: then whoever made the folder keeps it, empty
   * in the end, as long as the sandbox lives, and `destroy` removes it.
   */
  handover?: string | undefined;
}

export interface ExecOptions extends CallOptions {
  /** Absolute path inside the sandbox; default: the sandbox's home. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Written to the command's stdin, which then ends. Default: empty stdin. */
  stdin?: Uint8Array | Readable;
  /** Called with stdout as it comes, instead of collecting it. May return a promise: backpressure. */
  onStdout?: (chunk: Uint8Array) => void | Promise<void>;
  /** Much may come on stdout: a driver that knows a faster way for that takes it. */
  bulk?: boolean;
}

export interface ExecResult {
  exitCode: number;
  /** Empty when `onStdout` was given. */
  stdout: Buffer;
  /** At most the last 64 KiB. */
  stderr: Buffer;
}

/** One isolated environment. All paths are absolute paths inside it. */
export interface Sandbox {
  /** What `attach` takes; survives a restart of this process. */
  readonly id: string;
  /** A folder that belongs to the sandbox's user and holds everything of ours. */
  readonly home: string;
  /**
   * Where the folder of the spec's `handover` may be seen inside, never to be written to. Whoever reads there looks first
   * whether the files are the expected ones: the engine may have another folder of that path, or keep it from the
   * sandbox's user. Absent: it was not asked for, or the driver has no such thing.
   */
  readonly handover?: string;
  /** Whether much data comes out faster as a file, by `readFile`, than as a command's output. */
  readonly filesFirst?: boolean;
  /** Runs one short command to its end. A non-zero exit is a result; only a broken call rejects. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Creates or replaces a file; parent folders must exist. `size` in bytes is needed for a stream. */
  writeFile(
    path: string,
    content: Uint8Array | { stream: Readable; size: number },
    options?: WriteOptions,
  ): Promise<void>;
  /** The file's bytes; rejects with `missing` if there is none. */
  readFile(path: string, options?: CallOptions): Promise<Readable>;
  /** Ends every process and removes the sandbox. A second call succeeds. */
  destroy(options?: CallOptions): Promise<void>;
  /** CPU, memory and the disk that its home takes, right now; absent where the driver cannot tell. */
  usage?(options?: CallOptions): Promise<Omit<UsageSample, 'elapsedMs'>>;
}

export interface WriteOptions extends CallOptions {
  /** Permission bits, default 0o644. */
  mode?: number;
}

export interface SandboxInfo {
  id: string;
  labels: Readonly<Record<string, string>>;
  createdAt: Date;
  state: 'running' | 'stopped';
}

/** One way to get sandboxes. Making one does no I/O. */
export interface Driver {
  readonly name: string;
  /** One plain sentence that whoever starts a run with these settings should know. */
  readonly notice?: string;
  /** One cheap call that proves that the engine or service is there and takes our credentials. */
  probe(options?: CallOptions): Promise<void>;
  create(spec: SandboxSpec, options?: CallOptions): Promise<Sandbox>;
  /** Finds a sandbox again by its id; rejects with `missing` if it is gone. */
  attach(id: string, options?: CallOptions): Promise<Sandbox>;
  /**
   * Removes the sandbox `id`, also one that `attach` cannot enter as it is stopped or hangs; rejects with `missing`
   * if it is gone. Absent: `attach` enters all there are.
   */
  remove?(id: string, options?: CallOptions): Promise<void>;
  /** Every sandbox of ours that carries all of `labels`, running or not. */
  list(labels: Readonly<Record<string, string>>, options?: CallOptions): Promise<SandboxInfo[]>;
}

/** What the server gives a driver beside the profile's settings. */
export interface DriverContext {
  /** Folder for what the driver keeps on this machine. */
  dataDir: string;
  /** Values by variable name, of those that the definition's `credentials` names. */
  credentials?: Readonly<Record<string, string>>;
}

/** A secret of the server that a driver needs. */
export interface DriverCredential {
  /** The environment variable of the server, like `E2B_API_KEY`. */
  name: string;
  /** A full sentence: where to get it and where to set it. */
  hint: string;
  required: boolean;
}

/** What `README.md` beside the drivers says of one; full sentences. */
export interface DriverDocs {
  /** How long until a command can start, and what that rests on. */
  start: string;
  /** What of the network it can enforce, and what gets through all the same. */
  egress: string;
  /** Who is paid for what. */
  cost: string;
  /** Caps and limits: of time, memory, processes, disk. */
  limits: string;
  /** What it does not do. */
  lacks: string;
  /** The settings of the shortest profile that works. */
  minimal: Readonly<Record<string, unknown>>;
}

/** What one driver file exports as its default. */
export interface DriverDefinition<Settings> {
  name: string;
  /** One sentence for the docs: how far it isolates. */
  isolation: string;
  docs: DriverDocs;
  /** The settings a profile may hold; validation, JSON schema and docs derive from it. */
  settings: ZodType<Settings>;
  /** What it needs to be let in; default: nothing. */
  credentials?: readonly DriverCredential[];
  /** Settings that say where credentials are sent; a repository must not set them. */
  endpointSettings?: readonly string[];
  /** Whether only this machine reaches the sandboxes made here; absent: everybody does. */
  bound?(): boolean;
  /** The longest a sandbox can live with these settings, in milliseconds; default: for ever. */
  lifetimeMs?(settings: Settings): number;
  /** Validates nothing further and does no I/O. */
  make(settings: Settings, context: DriverContext): Driver;
}
