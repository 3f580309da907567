import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Checkout, makeCheckout } from './support/checkout.ts';
import { KEYS, openTerminal } from './support/terminal.ts';

vi.setConfig({ testTimeout: 180_000 });

let mine: Checkout;
beforeEach(async () => {
  mine = await makeCheckout();
});
afterEach(() => mine[Symbol.asyncDispose]());

const file = (name: string) => readFile(path.join(mine.project, name), 'utf8');
const open = (script: string) => openTerminal(mine, ['run', '--driver', 'local', '--', script]);
const go = () => path.join(mine.home, 'go');
const waits = () => `echo began; until [ -e ${go()} ]; do sleep 0.1; done`;

it('shows how far upload and download are, and the output as it comes', async () => {
  await using terminal = open('echo said; echo made > made.txt');
  await terminal.shows(/Uploading \[#{24}\] .* of /);
  await terminal.shows('said');
  await terminal.shows(/Downloading \[#{24}\]/);
  await terminal.shows('✔ The command succeeded.');
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).toContain('\x1b[32m✔');
});

it('has neither colours nor progress where there is no terminal', async () => {
  const end = await mine.run('echo said');
  expect(end.stdout).toBe('said\n');
  expect(end.stderr).not.toContain('\x1b');
  expect(end.stderr).not.toContain('Uploading');
});

it('cancels at Ctrl-C, and leaves nothing behind', async () => {
  await using terminal = open('echo made > made.txt; echo began; sleep 1000');
  await terminal.answer('began', KEYS.ctrlC);
  await terminal.shows('Cancelling run');
  await terminal.shows('■ The run was cancelled.');
  expect(await terminal.ended).toBe(130);
  expect(await mine.sandboxes()).toEqual([]);
  expect(await mine.git('status', '--porcelain')).toBe('');
  expect(await mine.git('branch', '--list', 'speckit/*')).toMatch(/speckit\/r\w{12}$/);
});

it('leaves at once at a second Ctrl-C, and says how to come back', async () => {
  await using terminal = open(`trap '' TERM; ${waits()}`);
  await terminal.answer('began', KEYS.ctrlC);
  await terminal.answer('Ctrl-C again leaves at once', KEYS.ctrlC);
  await terminal.shows(/speckit-remote attach r\w{12}/);
  expect(await terminal.ended).toBe(130);
  const [id = ''] = /attach (r\w{12})/.exec(terminal.text())?.slice(1) ?? [];
  await mine.write({ '../go': '' });
  expect(await mine.call(['attach', id])).toMatchObject({ exitCode: 130 });
  expect(await mine.sandboxes()).toEqual([]);
});

it('goes on when the terminal is closed', async () => {
  const terminal = open(`${waits()}; echo made > made.txt`);
  await terminal.shows('began');
  await terminal[Symbol.asyncDispose]();
  await mine.write({ '../go': '' });
  expect(await mine.call(['attach'])).toMatchObject({ exitCode: 0, stdout: 'began\n' });
  expect(await file('made.txt')).toBe('made\n');
});

describe('a conflict asks about each file', () => {
  const OURS = '1\n2\nours\n4\nfive\n';
  const start = async () => {
    await mine.write({ 'other.txt': 'o\n' });
    await mine.git('add', '.');
    await mine.git('commit', '-q', '-m', 'other');
    const terminal = open(
      `${waits()}; sed -i 's/1/one/; s/3/theirs/' src/a.txt; echo n > n.txt; echo theirs > other.txt`,
    );
    await terminal.shows('began');
    await mine.write({ 'src/a.txt': OURS, 'other.txt': 'mine\n', '../go': '' });
    await terminal.shows(first);
    return terminal;
  };
  const first = 'other.txt: you and the run changed the same lines';
  const next = 'src/a.txt: you and the run changed the same lines';

  it('ours and theirs', async () => {
    await using terminal = await start();
    terminal.type(KEYS.enter);
    await terminal.answer(next, KEYS.down);
    await terminal.answer("● the run's", KEYS.enter);
    await terminal.shows('Everything is settled.');
    expect(await terminal.ended).toBe(0);
    expect(await file('other.txt')).toBe('mine\n');
    // Of the lines that both changed it is theirs; what one of them changed elsewhere is there as well.
    expect(await file('src/a.txt')).toBe('one\n2\ntheirs\n4\nfive\n');
    expect(await file('n.txt')).toBe('n\n');
    expect(await mine.git('branch', '--list', 'speckit/*')).toBe('');
    const [ref = ''] = /refs\/speckit\/replaced\/\w+/.exec(terminal.text()) ?? [];
    expect(`${await mine.git('show', `${ref}:src/a.txt`)}\n`).toBe(OURS);
  });

  it('both with markers, after a look at the difference', async () => {
    await using terminal = await start();
    terminal.type(KEYS.up);
    await terminal.answer('● show the difference', KEYS.enter);
    await terminal.shows('-mine');
    await terminal.shows('+theirs');
    // Before it asks again, the terminal itself would take the key, as the end of a line.
    await terminal.answer(first, KEYS.enter);
    await terminal.answer(next, KEYS.down);
    await terminal.answer("● the run's", KEYS.down);
    await terminal.answer('● both', KEYS.enter);
    await terminal.shows('Everything is settled.');
    expect(await terminal.ended).toBe(0);
    expect(await file('src/a.txt')).toMatch(
      /^one\n2\n<<<<<<< yours\nours\n=======\ntheirs\n>>>>>>> run r\w{12}\n4\nfive\n$/,
    );
  });

  it('and stays on its branch when nobody answers, until somebody attaches', async () => {
    await using terminal = await start();
    terminal.type(KEYS.ctrlC);
    expect(await terminal.ended).toBe(3);
    expect(await file('src/a.txt')).toBe(OURS);
    expect(await mine.git('branch', '--list', 'speckit/*')).not.toBe('');
    await using again = openTerminal(mine, ['attach']);
    await again.answer('other.txt: you and the run', KEYS.enter);
    await again.answer('src/a.txt: you and the run', KEYS.enter);
    expect(await again.ended).toBe(0);
    expect(await file('n.txt')).toBe('n\n');
    expect(await file('src/a.txt')).toBe('one\n2\nours\n4\nfive\n');
  });
});
