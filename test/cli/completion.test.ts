import { execFile, spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../app/cli/command.ts';
import { suggest, type Table } from '../../app/cli/completion/candidates.ts';
import { skipUnless } from '../support/needs.ts';
import { CLI, makePlace, type Place } from './support/place.ts';

const execute = promisify(execFile);
const leaf = command({
  arguments: [
    { name: 'shape', summary: '', choices: ['round', 'square'] },
    { name: 'where', summary: '', optional: true, choices: 'profiles' },
  ],
  options: {
    colour: { value: 'NAME', summary: 'of it', choices: ['red', 'green'] },
    tag: { value: 'NAME', summary: 'a word', many: true },
    force: { summary: 'even so' },
  },
  run: async () => undefined,
});
const row = (summary: string, more = {}) => ({ summary, load: async () => ({ default: leaf }), ...more });
const TABLE: Table = {
  commands: {
    draw: row('draws'),
    drop: row('drops', { hidden: true }),
    'box open': row('opens'),
    'box close': row('closes'),
  },
  groups: { box: 'about boxes' },
};

describe('what may stand at the cursor', () => {
  const words = async (...typed: string[]) => {
    const found = await suggest(typed, TABLE);
    return 'words' in found ? found.words.map(({ word }) => word) : found.list;
  };

  it.each([
    ['commands and groups', [''], ['draw', 'box']],
    ['those that begin so', ['d'], ['draw']],
    ['the commands of a group', ['box', ''], ['open', 'close']],
    ['nothing behind what is no command', ['nonsense', ''], []],
    ['the choices of an argument', ['draw', ''], ['round', 'square']],
    ['those that begin so', ['draw', 's'], ['square']],
    ['a list of the moment', ['draw', 'round', ''], 'profiles'],
    ['the same behind a flag with its value', ['draw', '--colour', 'red', 'round', ''], 'profiles'],
    ['flags', ['draw', '-'], ['--colour', '--tag', '--force', '--json']],
    ['but those that are there', ['draw', '--force', '--tag', 'x', '--'], ['--colour', '--tag', '--json']],
    ['the choices of a flag', ['draw', '--colour', ''], ['red', 'green']],
    ['nothing for a flag of any value', ['draw', '--tag', ''], []],
    ['nothing behind --', ['draw', '--', ''], []],
    ['nothing behind the last argument', ['draw', 'round', 'x', ''], []],
    ['the arguments of a command of a group', ['box', 'open', 'r'], ['round']],
  ])('%s', async (_name, typed, expected) => {
    expect(await words(...typed)).toEqual(expected);
  });
});

describe('in a shell', () => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace();
    // The shells call the program by its name.
    const bin = path.join(place.home, 'bin');
    await mkdir(bin);
    const program = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`;
    await writeFile(path.join(bin, 'speckit-remote'), program, { mode: 0o755 });
    await symlink(process.execPath, path.join(bin, 'node'));
    place.env.PATH = `${bin}:${place.env.PATH}`;
  });
  afterAll(() => place[Symbol.asyncDispose]());

  const inShell = async (shell: string, args: string[], script: string) => {
    const options = { env: { ...place.env, TERM: 'dumb' }, cwd: place.project };
    return (await execute(shell, [...args, script], options)).stdout;
  };
  const missing = (shell: string) => skipUnless(shell, () => needShell(shell));

  it('bash completes commands, phases and flags', async () => {
    const complete = (...words: string[]) =>
      inShell(
        'bash',
        ['--norc', '-c'],
        `source <(speckit-remote completion bash)
        COMP_WORDS=(speckit-remote ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
        _speckit_remote; printf '%s\\n' "\${COMPREPLY[@]}"`,
      );
    expect(await complete('st')).toBe('status\n');
    expect((await complete('run', 'c')).split('\n')).toContain('clarify');
    expect(await complete('run', '--det')).toBe('--detach\n');
    expect((await complete('profile', 'use', '')).split('\n')).toContain('local');
  });

  it.skipIf(missing('zsh'))('zsh takes the script', async () => {
    const out = await inShell(
      'zsh',
      ['-f', '-c'],
      `autoload -Uz compinit && compinit -u -D
      speckit-remote completion zsh > _speckit-remote; source ./_speckit-remote
      _describe() { shift; eval 'print -l "\${'$1'[@]}"' }
      words=(speckit-remote profile u) CURRENT=3; _speckit_remote`,
    );
    expect(out).toBe('use:choose the profile of the next runs\n');
  });

  it.skipIf(missing('fish'))('fish completes with what it is about', async () => {
    const out = await inShell(
      'fish',
      ['--no-config', '-c'],
      'speckit-remote completion fish | source; complete --do-complete "speckit-remote profile u"',
    );
    expect(out).toBe('use\tchoose the profile of the next runs\n');
  });
});

function needShell(shell: string): void {
  const { status } = spawnSync(shell, ['--version']);
  if (status !== 0) throw new Error(`There is no ${shell}.`);
}
