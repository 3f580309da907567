import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SpeckitError } from '../errors.ts';
import { sandboxGone } from './support/missing.ts';
import type { SandboxSpec } from './types.ts';

const Entry = z.strictObject({
  labels: z.record(z.string(), z.string()),
  createdAt: z.iso.datetime(),
  /** What the environment of each of its processes says. */
  mark: z.uuid(),
  /** The folder that was handed over to it. */
  handover: z.string().optional(),
});
export type LocalEntry = z.infer<typeof Entry>;

const ID = /^[a-z0-9-]{1,60}$/;

/**
 * The local driver's records: per sandbox a folder `<id>` and beside it `<id>.json`. The record is written first
 * and removed last, so that after a crash every folder still has its record.
 */
export class LocalStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  folder(id: string): string {
    return join(this.#dir, id);
  }

  /** Makes the folder of all sandboxes, or rejects with `config`. */
  async prepare(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 }).catch(cause => {
      throw new SpeckitError('config', `The folder for local sandboxes, ${this.#dir}, cannot be made.`, {
        hint: 'Give the server a data folder that it may write to.',
        cause,
      });
    });
  }

  async add({ name: id, labels, handover }: SandboxSpec): Promise<LocalEntry> {
    if (!ID.test(id)) {
      throw new SpeckitError('internal', `“${id}” cannot be the name of a sandbox.`, {
        hint: 'Names are made of a-z, 0-9 and -, at most 60 characters.',
      });
    }
    const entry: LocalEntry = {
      labels: { ...labels },
      createdAt: new Date().toISOString(),
      mark: randomUUID(),
      ...(handover !== undefined && { handover }),
    };
    const draft = join(this.#dir, `.${id}.${entry.mark}`);
    await writeFile(draft, JSON.stringify(entry), { flag: 'wx', mode: 0o600 });
    try {
      // Unlike a rename, a link never replaces: two makers of one name cannot both win.
      await link(draft, this.#record(id));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      throw new SpeckitError('internal', `A sandbox named ${id} exists already.`, {
        hint: 'Destroy it first, or attach to it.',
        cause,
      });
    } finally {
      await rm(draft, { force: true });
    }
    return entry;
  }

  /** Rejects with `missing` if there is no such sandbox. */
  async get(id: string): Promise<LocalEntry> {
    if (!ID.test(id)) throw sandboxGone(id);
    try {
      return Entry.parse(JSON.parse(await readFile(this.#record(id), 'utf8')));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw sandboxGone(id, cause);
      throw new SpeckitError('internal', `The record of the local sandbox ${id} cannot be read.`, {
        hint: `Remove ${this.#record(id)} and the folder beside it by hand.`,
        cause,
      });
    }
  }

  async ids(): Promise<string[]> {
    const names = await readdir(this.#dir).catch(cause => {
      if (cause.code === 'ENOENT') return [];
      throw cause;
    });
    return names.filter(name => name.endsWith('.json')).map(name => name.slice(0, -'.json'.length));
  }

  async remove(id: string): Promise<void> {
    await rm(this.#record(id), { force: true });
  }

  #record(id: string): string {
    return join(this.#dir, `${id}.json`);
  }
}
