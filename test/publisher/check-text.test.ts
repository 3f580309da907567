import { describe, expect, it } from 'vitest';
import { CONCLUSIONS } from '../../shared/events.ts';
import {
  checkConclusion,
  completedCheck,
  MAX_OUTPUT_BYTES,
  queuedCheck,
  runningCheck,
} from '../../shared/github/check-text.ts';
import { HEAD, NEW, outcome, PROGRESS, printed, RUN } from './runs.ts';

const bytes = (text: string | undefined) => Buffer.byteLength(text ?? '');
const manyFiles = Array.from({ length: 5000 }, (_, i) => ({
  path: `${'ordner-ü/'.repeat(40)}${i}`,
  status: 'added' as const,
}));

describe('checkConclusion', () => {
  it('maps every conclusion to one that GitHub knows', () => {
    const mapped = CONCLUSIONS.map(conclusion => [conclusion, checkConclusion(conclusion)]);
    expect(Object.fromEntries(mapped)).toEqual({
      success: 'success',
      failure: 'failure',
      cancelled: 'cancelled',
      timed_out: 'timed_out',
      conflict: 'action_required',
      action_required: 'action_required',
    });
  });
});

describe('queued and running', () => {
  it('says who asked for what, where', () => {
    const { title, summary, text } = queuedCheck({ ...RUN, feature: 'specs/001-x', requestedSha: NEW });
    expect(title).toBe('Waiting for its turn');
    expect(summary).toContain('Run `r1k7zq3m9x2ab`, asked for by mona: driver `docker`, profile `default`');
    expect(summary).toContain('agent `claude`, feature `specs/001-x`');
    expect(summary).toContain(`on [\`1111111\`](https://ghe.example/acme/app/commit/${HEAD})`);
    expect(summary).toContain('The branch moved since the request');
    expect(text).toBeUndefined();
  });

  it('shows step, notices, usage and the tail', () => {
    const usage = { cpuPercent: 49.6, memoryBytes: 200_000_000, elapsedMs: 1 };
    const check = runningCheck(RUN, {
      ...printed('line\n'),
      phase: 'execute',
      notices: ['*Careful* @mona'],
      usage,
    });
    expect(check.title).toBe('Running');
    expect(check.summary).toContain('- \\*Careful\\* @\u200bmona');
    expect(check.summary).toContain('CPU 50 %, memory 200 MB');
    expect(check.text).toBe('```\nline\n```');
  });

  it('is the same text for the same progress', () => {
    const state = { ...printed('a'), phase: 'upload' as const };
    expect(runningCheck(RUN, state)).toEqual(runningCheck(RUN, { ...state }));
  });
});

describe('completed', () => {
  it('tells the whole story', () => {
    const check = completedCheck(
      RUN,
      outcome({
        exitCode: 0,
        commitSha: NEW,
        changes: [
          { path: 'specs/001-x/spec.md', status: 'added' },
          { path: 'a|b`c', status: 'deleted' },
        ],
        notes: ['Two questions are open.'],
      }),
      { ...printed('done\n'), elapsedMs: 65_000 },
    );
    expect(check.title).toBe('The command succeeded.');
    expect(check.summary).toContain(
      `Committed as [\`2222222\`](https://ghe.example/acme/app/commit/${NEW}).`,
    );
    expect(check.summary).toContain('- Two questions are open.');
    expect(check.summary).toContain(
      '| 2 files changed | |\n| --- | --- |\n| `specs/001-x/spec.md` | added |',
    );
    expect(check.summary).toContain('| ``a\\|b`c`` | deleted |');
    expect(check.summary).toContain('took 1 min 5 s, exit code 0, 5 bytes of output.');
  });

  it('lists what tools keep in hidden folders after everything else', () => {
    const changes = ['.specify/a', 'src/b', '.claude/c', 'd'].map(path => ({
      path,
      status: 'added' as const,
    }));
    const { summary } = completedCheck(RUN, outcome({ changes }), PROGRESS);
    const listed = [...summary.matchAll(/^\| `(.+)` \| added \|$/gm)].map(match => match[1]);
    expect(listed).toEqual(['src/b', 'd', '.specify/a', '.claude/c']);
  });

  it('says where a kept result is and how to get it', () => {
    const { summary } = completedCheck(
      RUN,
      outcome({
        conclusion: 'conflict',
        conflicts: ['a.md', 'b.md'],
        resultRef: 'refs/speckit/runs/r1k7zq3m9x2ab',
      }),
      PROGRESS,
    );
    expect(summary).toContain('- `a.md`\n- `b.md`');
    expect(summary).toContain('git fetch https://ghe.example/acme/app.git refs/speckit/runs/r1k7zq3m9x2ab');
  });

  it('shows output without what is dangerous in it', () => {
    const hostile = Buffer.concat([
      Buffer.from(
        '\x1b[31m```\n</details><img src=x>\x1b[0m\n10%\r100%\n\u202eevil ghp_16C7e42F292c6912E7710c838347Ae178B4a\n',
      ),
      Buffer.of(0xff, 0xfe),
    ]);
    const { text } = completedCheck(RUN, outcome(), printed(hostile));
    expect(text).toBe(
      `\`\`\`\`\n\`\`\`\n</details><img src=x>\n100%\nevil ${'*'.repeat(40)}\n\ufffd\ufffd\n\`\`\`\``,
    );
  });

  it('has no text without output', () =>
    expect(completedCheck(RUN, outcome(), PROGRESS).text).toBeUndefined());

  it('says how much output there was when only its end is shown', () => {
    const { text } = completedCheck(RUN, outcome(), printed('last line\n', 200_000_000));
    expect(text).toMatch(/^The last 10 bytes of 200 MB of output:\n\n```\nlast line\n```$/);
  });
});

describe('limits', () => {
  it.each([
    ['ASCII', 'x'.repeat(100_000)],
    ['two bytes', 'ü'.repeat(100_000)],
    ['four bytes', '🎉'.repeat(100_000)],
    ['lines', 'eine Zeile mit Ümläuten 🎉\n'.repeat(10_000)],
    ['backticks', '`'.repeat(100_000)],
    ['backticks and text', `${'`'.repeat(9000)}\nü\n`.repeat(10)],
    ['what grows to three bytes', Buffer.alloc(100_000, 0xff)],
    ['exactly at the limit', 'x'.repeat(MAX_OUTPUT_BYTES)],
    ['exactly at the room', 'x'.repeat(MAX_OUTPUT_BYTES - 8)],
  ])('text of %s stays within 65,535 bytes', (_, output) => {
    const { text } = completedCheck(RUN, outcome(), printed(output, 300_000));
    expect(bytes(text)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(bytes(text)).toBeGreaterThan(MAX_OUTPUT_BYTES / 3);
    if (typeof output === 'string') expect(text).not.toContain('\ufffd');
    expect(text?.split('\n').at(-1)).toMatch(/^`{3,}$/);
  });

  it('summary and title too, with many files, notes and conflicts', () => {
    const long = 'ü*'.repeat(40_000);
    const check = completedCheck(
      RUN,
      outcome({
        title: long,
        notes: Array(1000).fill(long),
        changes: manyFiles,
        conflicts: manyFiles.map(({ path }) => path),
        resultRef: 'refs/speckit/runs/r1k7zq3m9x2ab',
      }),
      { ...PROGRESS, notices: Array(1000).fill(long) },
    );
    expect(bytes(check.summary)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(bytes(check.title)).toBeLessThanOrEqual(200);
    expect(check.summary).toContain('more files');
    expect(check.summary).toContain('git fetch');
  });
});
