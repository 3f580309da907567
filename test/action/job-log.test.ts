import { afterEach, describe, expect, it, vi } from 'vitest';
import { type JobLog, openJobLog } from '../../action/job-log.ts';
import { PIPELINE_PHASES } from '../../shared/events.ts';
import { phaseWords } from '../../shared/github/check-text.ts';

afterEach(() => vi.restoreAllMocks());

/** What the runner reads: lines, and commands where it still listens. */
function printed(write: (log: JobLog) => void): { text: string; commands: string[] } {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += Buffer.from(chunk as Uint8Array).toString();
    return true;
  });
  write(openJobLog());
  vi.restoreAllMocks();
  const commands: string[] = [];
  let stopped: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, name = ''] = /^\s*::([\w-]+)/.exec(line) ?? [];
    if (stopped !== undefined) {
      if (line === `::${stopped}::`) stopped = undefined;
    } else if (name === 'stop-commands') stopped = line.split('::')[2];
    else if (name !== '' || line.includes('##[')) commands.push(line);
  }
  expect(stopped).toBeUndefined();
  return { text, commands };
}

const output = (text: string) => ({ type: 'output' as const, offset: 0, bytes: Buffer.from(text) });
const EVIL = [
  '::set-output name=a::b',
  '  ::add-mask::x',
  'a\r::error::y',
  'look ##[error]z',
  '::stop-commands::guess',
];

describe('the job log', () => {
  it.each(EVIL)('takes %j in the output for no command', evil => {
    const { commands, text } = printed(log => {
      log.hear(output(`before\n${evil}\nno end`));
      log.hear({ type: 'notice', text: 'Patience.' });
      log.hear(output(evil));
      log.close();
    });
    const group = ['::group::Output of the command', '::endgroup::'];
    expect(commands).toEqual([...group.slice(0, 2), '::warning::Patience.', ...group]);
    expect(text).toContain(evil);
  });

  it.each(EVIL)('takes %j in its own lines for no command', evil => {
    const { commands } = printed(log => {
      log.info(`It said:\n${evil}`);
      log.warn(`It said:\n${evil}`);
    });
    expect(commands).toEqual([expect.stringMatching(/^::warning::It said:%0A/)]);
  });

  it('annotates each step of a run, and what the person should know', () => {
    const at = new Date();
    const { commands } = printed(log => {
      for (const phase of PIPELINE_PHASES) log.hear({ type: 'phase', phase, at });
      log.hear({ type: 'progress', step: 'upload', doneBytes: 1 });
      log.hear({ type: 'notice', text: 'The sandbox does not answer.' });
      log.notice('The result is on the branch.');
    });
    const notices = commands.filter(line => line.startsWith('::notice::'));
    expect(notices.slice(0, -1)).toEqual(PIPELINE_PHASES.map(phase => `::notice::${phaseWords(phase)} …`));
    expect(commands.filter(line => !notices.includes(line))).toEqual([
      '::warning::The sandbox does not answer.',
    ]);
    // GitHub shows ten of a kind for a step.
    expect(notices.length).toBeLessThanOrEqual(10);
  });

  it('says a warning once, and output without an end of line disturbs nothing', () => {
    const { text } = printed(log => {
      log.hear(output('half'));
      log.warn('Careful.');
      log.warn('Careful.');
    });
    expect(text).toMatch(/\nhalf\n::[\w-]+::\n::endgroup::\n::warning::Careful\.\n$/);
  });

  it('shows so many bytes and says once that there are more', () => {
    const { text } = printed(log => {
      log.limit(4);
      for (const part of ['ab', 'cd', 'xy', 'yz']) log.hear(output(part));
      log.close();
    });
    expect(text).toContain('\nabcd\n');
    expect(text.match(/is not shown here/g)).toHaveLength(1);
    expect(text).not.toMatch(/xy|yz/);
  });
});
