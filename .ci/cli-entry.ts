// Makes one file of what every call of the command line loads, the parsing library included: it starts a third faster.
// What is shared with the commands stays a file of its own, so that there is one class of errors.
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** @param out the folder of the package, with the emitted JavaScript in it */
export async function joinEntry(out: string, root: string): Promise<void> {
  const folder = path.join(out, 'app', 'cli');
  const entry = path.join(folder, 'main.js');
  await build({
    entryPoints: [entry],
    outfile: entry,
    allowOverwrite: true,
    bundle: true,
    minifyWhitespace: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    nodePaths: [path.join(root, 'node_modules')],
    logLevel: 'warning',
    plugins: [leaveOut(folder, path.join(out, 'shared')), lazyBuiltins],
  });
}

function leaveOut(folder: string, shared: string): Plugin {
  return {
    name: 'leave-out',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path: name, resolveDir, kind }) => {
        const file = path.resolve(resolveDir, name);
        if (kind !== 'dynamic-import' && !file.startsWith(shared + path.sep)) return undefined;
        const relative = path.relative(folder, file).split(path.sep).join('/');
        return { external: true, path: relative.startsWith('.') ? relative : `./${relative}` };
      });
    },
  };
}

/**
 * An `import` of one of Node's own modules runs every lazy part of it; looked up, each loads what is used. The library
 * could start subcommands as programs of their own, for which it loads the slowest of them: ours are not.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path: name, kind }) =>
      kind === 'import-statement' ? { path: name, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => {
      const found = name === 'node:child_process' ? '{}' : `process.getBuiltinModule('${name}')`;
      return { contents: `module.exports = ${found};` };
    });
  },
};
