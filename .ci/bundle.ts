// Builds action/dist from the sources; with `--check` it fails where the committed bundle differs.
import { execFileSync } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const dist = path.join(root, 'action', 'dist');
/** CommonJS packages inside expect it, and modules have none. */
const FIRST_LINE = 'globalThis.__dirname ??= import.meta.dirname;\n';

// Always the same place beside the packages: the bundler's names for modules come from the paths between them.
const folder = path.join(root, '.cache', 'bundle');
try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const built = await build(folder);
  if (process.argv.includes('--check')) await compare(built);
  else {
    await rm(dist, { recursive: true, force: true });
    await cp(built, dist, { recursive: true });
    console.log(`action/dist: ${(await readdir(dist)).length} files`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function build(work: string): Promise<string> {
  const compiled = path.join(work, 'compiled');
  const out = path.join(work, 'dist');
  bin('tsc', ['--project', '.ci/tsconfig.bundle.json', '--outDir', compiled]);
  await writeFile(path.join(compiled, 'package.json'), '{ "type": "module" }\n');
  const main = path.join(compiled, 'action', 'main.js');
  bin('ncc', ['build', main, '--out', out, '--license', 'licenses.txt', '--no-cache', '--quiet']);
  const bundled = path.join(out, 'index.js');
  await writeFile(path.join(out, 'main.js'), FIRST_LINE + (await readFile(bundled, 'utf8')));
  await rm(bundled);
  // Of the SSH package inside dockerode; only Windows' own key agent would need it.
  await rm(path.join(out, 'pagent.exe'), { force: true });
  await copyFile(path.join(compiled, 'action', 'post.js'), path.join(out, 'post.js'));
  return out;
}

function bin(name: string, args: readonly string[]): void {
  const file = path.join(root, 'node_modules', '.bin', name);
  execFileSync(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function compare(built: string): Promise<void> {
  const [ours, theirs] = await Promise.all([contents(dist), contents(built)]);
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const different = names.filter(name => !ours.get(name)?.equals(theirs.get(name) ?? Buffer.alloc(0)));
  for (const name of different) console.error(`action/dist/${name} does not fit the sources.`);
  if (different.length === 0) return;
  console.error('Run `npm run bundle` after an `npm ci`, and commit action/dist.');
  process.exitCode = 1;
}

async function contents(dir: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
  const read = files.map(async file => [path.relative(dir, file), await readFile(file)] as const);
  return new Map(await Promise.all(read));
}
