// Runs before every npm script, also under an old Node and before anything is installed: plain JavaScript,
// no dependencies. Installs when the lock file changed since the last time, then insists on Node 24.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lock = path.join(root, 'package-lock.json');
const installed = path.join(root, 'node_modules', '.speckit-lock.json');

const read = file => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

if (read(lock) !== read(installed)) {
  console.error('speckit-remote: installing the dependencies of the lock file …');
  // npm hands its own script path to the scripts it runs; calling that avoids a shell on every system.
  const npm = process.env.npm_execpath;
  const [command, args] = npm
    ? [process.execPath, [npm, 'ci', '--loglevel=error']]
    : ['npm', ['ci', '--loglevel=error']];
  try {
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    console.error('speckit-remote: `npm ci` failed, see above; nothing else was done.');
    process.exit(1);
  }
  copyFileSync(lock, installed);
}

const node = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
let version;
try {
  version = execFileSync(node, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  }).trim();
} catch {
  version = process.version;
}
if (Number(version.slice(1).split('.')[0]) < 24) {
  console.error(`speckit-remote needs Node 24 or newer; this would run under ${version}.
The npm package "node" of our dev dependencies brings it: run "npm ci" with install scripts allowed for it
(npm install-scripts, or "ignore-scripts=false"), or install Node 24.`);
  process.exit(1);
}
