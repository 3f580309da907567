import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RUN_TIMEOUT, type ShellRuns, sandboxesOf, startShellRuns } from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({ profile: { driver: 'local', limits: { output: '1m' } } });
});
afterAll(() => runs.close());

const MB = 2 ** 20;
const CAP = MB;

test('a flood of 200 MB: head and tail are stored, it says how much there was, memory stays bounded', async () => {
  const numbers =
    'echo first; yes "0123456789 0123456789 0123456789 0123456789 0123456789" | head -c 209715200; echo last';
  let most = 0;
  const idle = process.memoryUsage.rss();
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss() - idle);
  }, 20);
  const ended = await runs.run(numbers).finally(() => clearInterval(watch));

  const total = 'first\n'.length + 200 * MB + 'last\n'.length;
  expect(ended.run).toMatchObject({ conclusion: 'success', outputOffset: total });
  const stored = await runs.world.server.context.store.output.read(ended.run.id);
  expect(stored).toMatchObject({
    totalBytes: total,
    droppedBytes: total - stored.head.length - stored.tail.length,
  });
  expect(stored.head.length + stored.tail.length).toBeGreaterThanOrEqual(CAP);
  expect(stored.head.length + stored.tail.length).toBeLessThan(1.5 * CAP);
  expect(stored.head.toString('latin1', 0, 40)).toBe('first\n0123456789 0123456789 0123456789 0');
  expect(stored.tail.toString('latin1').slice(-5)).toBe('last\n');
  const text = ended.check.text ?? '';
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
  expect(text.slice(0, 60)).toMatch(/^The last \d+ kB of 210 MB of output:\n/);
  expect(text.slice(-60)).toContain('last\n```');
  expect(ended.check.summary).toContain('210 MB of output');
  expect(most).toBeLessThan(300 * MB);
  expect(await sandboxesOf(runs, ended.run)).toEqual([]);
});

test('bytes are stored as they were printed, and shown as text that does no harm', async () => {
  const ended = await runs.run(
    [
      String.raw`printf 'bad \377\376 \303( utf8\n'`,
      String.raw`printf '\033[31mred\033[0m \033]0;title\007plain\n'`,
      String.raw`printf 'a\000b\001c\010d\n'`,
      String.raw`printf 'bidi \342\200\256evil\342\200\254 zero\342\200\213width\n'`,
      String.raw`printf '@everyone @acme/team fixes #1\n'`,
      String.raw`printf '%s\n' '<!-- speckit-remote run=r000000000000 -->' '</details>' '![x](http://127.0.0.1/x.png)'`,
      String.raw`printf 'half\rwhole\n'`,
    ].join('; '),
  );
  expect(ended.run.conclusion).toBe('success');
  expect(ended.output).toBe(
    [
      'bad \xff\xfe \xc3( utf8',
      '\x1b[31mred\x1b[0m \x1b]0;title\x07plain',
      'a\0b\x01c\x08d',
      'bidi \xe2\x80\xaeevil\xe2\x80\xac zero\xe2\x80\x8bwidth',
      '@everyone @acme/team fixes #1',
      '<!-- speckit-remote run=r000000000000 -->',
      '</details>',
      '![x](http://127.0.0.1/x.png)',
      'half\rwhole\n',
    ].join('\n'),
  );
  const shown = (ended.check.text ?? '').split('\n');
  expect(shown[0]).toBe('```');
  expect(shown.at(-1)).toBe('```');
  expect(shown.slice(1, 5)).toEqual([
    'bad \ufffd\ufffd \ufffd( utf8',
    'red plain',
    'abd',
    'bidi evil zerowidth',
  ]);
  expect(shown).toContain('whole');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(`${ended.said}${ended.check.text}`).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\u202a-\u202e]/);
  expect(ended.comment.body).not.toContain('@everyone');
});

test('a fence of backticks in the output, however long, does not end the block that shows it', async () => {
  const ended = await runs.run(`printf '%0100000d\\n' 0 | tr 0 '\`'; printf '\`\`\`\\n# out of the box\\n'`);
  const text = ended.check.text ?? '';
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
  const fence = /^(`{3,})$/m.exec(text)?.[1] ?? '';
  const inside = text.slice(text.indexOf(fence) + fence.length, text.lastIndexOf(fence));
  const longest = Math.max(0, ...(inside.match(/`+/g) ?? []).map(run => run.length));
  expect(inside).toContain('# out of the box');
  expect(fence.length).toBeGreaterThan(longest);
  expect(text.endsWith(`\n${fence}`)).toBe(true);
});

test('output becomes events while the command runs, complete and in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-heard-'));
  // It prints a line, and goes on once that was heard.
  const asked = await runs.ask(
    `for n in 1 2 3 4 5; do echo "line $n"; until [ -e ${folder}/$n ]; do sleep 0.02; done; done`,
  );
  for (const n of [1, 2, 3, 4, 5]) {
    await asked.prints(`line ${n}\n`);
    await writeFile(join(folder, String(n)), '');
  }
  const { events, output, run } = await asked.ended();
  await rm(folder, { recursive: true });
  expect(output).toBe([1, 2, 3, 4, 5].map(n => `line ${n}\n`).join(''));
  let offset = 0;
  for (const event of events) {
    if (event.type !== 'output') continue;
    expect(event.offset).toBe(offset);
    expect(Buffer.from(event.bytes).toString()).toBe(output.slice(offset, offset + event.bytes.length));
    offset += event.bytes.length;
  }
  expect(offset).toBe(output.length);
  expect(run.outputOffset).toBe(offset);
});

test('a command without any output says so by leaving the block out', async () => {
  const ended = await runs.run('true');
  expect(ended.check.text).toBeNull();
  expect(ended.output).toBe('');
});
