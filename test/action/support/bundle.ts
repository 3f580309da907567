import { appendFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const DIST = path.join(import.meta.dirname, '..', '..', '..', 'action', 'dist');

export interface Bundle extends AsyncDisposable {
  /** Its folder, for `StepOptions.program`. */
  program: string;
  /** The environment that makes a step note down what it loads. */
  watched(): Record<string, string>;
  /** The files of the bundle that such steps have loaded since the last call, by name. */
  loaded(): Promise<Map<string, string>>;
}

/** The committed bundle far from any `node_modules`, as the runner has it. */
export async function copyBundle(): Promise<Bundle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-bundle-'));
  const program = path.join(folder, 'dist');
  const [hook, list] = [path.join(folder, 'hook.mjs'), path.join(folder, 'loaded')];
  await cp(DIST, program, { recursive: true });
  await writeFile(hook, HOOK);
  appendFileSync(list, '');
  return {
    program,
    watched: () => ({ NODE_OPTIONS: `--import=${hook}`, SPECKIT_LOADED: list }),
    async loaded() {
      const urls = (await readFile(list, 'utf8')).split('\n').filter(url => url.includes(program));
      await writeFile(list, '');
      const names = [...new Set(urls.map(url => path.basename(new URL(url).pathname)))];
      const files = names.map(
        async name => [name, await readFile(path.join(program, name), 'utf8')] as const,
      );
      return new Map(await Promise.all(files));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const HOOK = `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(process.env.SPECKIT_LOADED, url + '\\n');
    return next(url, context);
  },
});
`;
