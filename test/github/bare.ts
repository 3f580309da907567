import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { type Person, parsePerson } from './person.ts';
import { UPDATE_HOOK } from './update-hook.ts';

export const ZERO = '0'.repeat(40);

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size?: number;
  path: string;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  message: string;
}

/** `git` said no; `stderr` tells why. */
export class GitRefused extends Error {
  readonly stderr: string;

  constructor(args: readonly string[], stderr: string) {
    super(`git ${args[0]} failed: ${stderr}`);
    this.stderr = stderr;
  }
}

export function gitEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const who = { NAME: 'GitHub', EMAIL: 'noreply@github.com' };
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: who.NAME,
    GIT_AUTHOR_EMAIL: who.EMAIL,
    GIT_COMMITTER_NAME: who.NAME,
    GIT_COMMITTER_EMAIL: who.EMAIL,
    ...extra,
  };
}

/** A bare repository: the single truth about the git data of one repository. */
export class Bare {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  static async create(dir: string, defaultBranch: string): Promise<Bare> {
    const bare = new Bare(dir);
    await mkdir(dir, { recursive: true });
    await bare.run(['init', '-q', '--bare', `--initial-branch=${defaultBranch}`, dir]);
    const settings = {
      'uploadpack.allowAnySHA1InWant': 'true',
      'uploadpack.allowFilter': 'true',
      'http.receivepack': 'true',
      'gc.auto': '0',
      'receive.autogc': 'false',
    };
    for (const [key, value] of Object.entries(settings)) await bare.run(['config', key, value]);
    await writeFile(join(dir, 'hooks/update'), UPDATE_HOOK, { mode: 0o755 });
    return bare;
  }

  /** Runs git in the repository; rejects with {@link GitRefused} when it exits non-zero. */
  run(
    args: readonly string[],
    input?: string | Uint8Array,
    env: Record<string, string> = {},
  ): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn('git', args, { cwd: this.dir, env: gitEnv(env) });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', code =>
        code === 0 ? resolve(Buffer.concat(out)) : reject(new GitRefused(args, String(Buffer.concat(err)))),
      );
      child.stdin.on('error', () => undefined); // git may leave before it has read everything; its exit code tells
      child.stdin.end(input ?? '');
    });
  }

  async text(args: readonly string[], input?: string): Promise<string> {
    return String(await this.run(args, input)).trimEnd();
  }

  async write(type: 'blob' | 'commit', content: Uint8Array): Promise<string> {
    const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const sha = createHash('sha1').update(object).digest('hex');
    const folder = join(this.dir, 'objects', sha.slice(0, 2));
    const path = join(folder, sha.slice(2));
    const there = await stat(path).catch(() => undefined);
    if (there) return sha;
    await mkdir(folder, { recursive: true });
    const draft = `${path}.${crypto.randomUUID()}`;
    await writeFile(draft, await promisify(deflate)(object, { level: 1 }), { mode: 0o444 });
    await rename(draft, path);
    return sha;
  }

  /** Types of the objects, `undefined` for those that don't exist. */
  async types(shas: readonly string[]): Promise<(string | undefined)[]> {
    if (shas.length === 0) return [];
    const lines = await this.text(['cat-file', '--batch-check=%(objecttype)'], `${shas.join('\n')}\n`);
    return lines
      .split('\n')
      .map(line => (line.endsWith(' missing') || line.includes(' ') ? undefined : line));
  }

  async type(sha: string): Promise<string | undefined> {
    return /^[0-9a-f]{40}$/.test(sha) ? (await this.types([sha]))[0] : undefined;
  }

  read(type: string, sha: string): Promise<Buffer> {
    return this.run(['cat-file', type, sha]);
  }

  /** The commit that a branch, tag, full ref or SHA means. */
  async resolve(name: string): Promise<string | undefined> {
    for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, name]) {
      if (candidate.startsWith('-')) continue;
      const sha = await this.text(['rev-parse', '-q', '--verify', `${candidate}^{commit}`]).catch(
        () => undefined,
      );
      if (sha) return sha;
    }
    return undefined;
  }

  async ref(name: string): Promise<string | undefined> {
    return (await this.refs(name)).get(name);
  }

  async refs(prefix = 'refs/'): Promise<Map<string, string>> {
    const lines = await this.text(['for-each-ref', '--format=%(refname) %(objectname)', prefix]);
    return new Map(lines.split('\n').flatMap(line => (line ? [line.split(' ') as [string, string]] : [])));
  }

  async tree(sha: string, recursive: boolean): Promise<TreeEntry[]> {
    const out = String(await this.run(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha]));
    return out.split('\0').flatMap(line => {
      const match = /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(line);
      if (!match) return [];
      const [, mode = '', type, object = '', size, path = ''] = match;
      const entry = { mode, type: type as TreeEntry['type'], sha: object, path };
      return [size === '-' ? entry : { ...entry, size: Number(size) }];
    });
  }

  async commit(sha: string): Promise<Commit> {
    const raw = String(await this.read('commit', sha));
    const end = raw.indexOf('\n\n');
    const headers = raw.slice(0, end).split('\n');
    const all = (key: string) =>
      headers.filter(h => h.startsWith(`${key} `)).map(h => h.slice(key.length + 1));
    return {
      sha,
      tree: all('tree')[0] ?? '',
      parents: all('parent'),
      author: parsePerson(all('author')[0] ?? ''),
      committer: parsePerson(all('committer')[0] ?? ''),
      message: raw.slice(end + 2),
    };
  }

  /** Makes git refuse pushes to these refs. */
  protect(refs: Iterable<string>): Promise<void> {
    return writeFile(join(this.dir, 'protected'), [...refs, ''].join('\n'));
  }

  isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return this.run(['merge-base', '--is-ancestor', ancestor, descendant]).then(
      () => true,
      () => false,
    );
  }
}
