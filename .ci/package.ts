// Makes the folder that is published to npm: built JavaScript, since Node strips no types below node_modules.
// `node .ci/package.ts FOLDER [VERSION]`; an `npm publish FOLDER` follows.
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { joinEntry } from './cli-entry.ts';

interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
}

const NAME = 'speckit-remote';
const root = path.dirname(import.meta.dirname);
const [target, version] = process.argv.slice(2);
if (target === undefined) throw new Error('Give the folder to make');
const out = path.resolve(target);

const tsc = path.join(root, 'node_modules', '.bin', 'tsc');
const project = path.join(root, '.ci', 'tsconfig.package.json');
execFileSync(tsc, ['--project', project, '--outDir', out], { cwd: root, stdio: 'inherit' });

// What is read at run time beside the code: the images' sources, and what editors and people look up.
for (const name of [
  'shared/image/Dockerfile',
  'shared/profile/CONFIGURATION.md',
  'app.yml',
  'README.md',
  'LICENSE',
]) {
  await mkdir(path.dirname(path.join(out, name)), { recursive: true });
  await copyFile(path.join(root, name), path.join(out, name));
}
for (const name of ['shared/egress', 'shared/profile/schema']) {
  await cp(path.join(root, name), path.join(out, name), { recursive: true });
}

await joinEntry(out, root);
const bin = { [NAME]: 'app/cli/main.js', [`${NAME}-server`]: 'app/main.js' };
for (const entry of Object.values(bin)) {
  const file = path.join(out, entry);
  await writeFile(file, `#!/usr/bin/env node\n${await readFile(file, 'utf8')}`);
  await chmod(file, 0o755);
}

const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { name, description, license, engines, dependencies } = manifest;
const own = Object.entries(dependencies).filter(([dependency]) => !dependency.startsWith('@actions/'));
const repository = process.env.GITHUB_REPOSITORY;
const published = {
  name,
  version: version ?? manifest.version,
  description,
  license,
  ...(repository ? { repository: { type: 'git', url: `git+https://github.com/${repository}.git` } } : {}),
  type: 'module',
  engines,
  bin,
  dependencies: Object.fromEntries(own),
};
await writeFile(path.join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
console.log(`${name} ${published.version} is in ${out}`);
