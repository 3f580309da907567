import { describe, expect, it } from 'vitest';
import { SpeckitError } from '../../shared/errors.ts';
import { CONCLUSIONS } from '../../shared/events.ts';
import {
  commentMarker,
  endedComment,
  MAX_COMMENT_LENGTH,
  queuedComment,
  refusalComment,
  replyComment,
  runningComment,
} from '../../shared/github/comment-text.ts';
import { NEW, outcome, RUN } from './runs.ts';

const LINKS = {
  check: 'https://ghe.example/acme/app/runs/5',
  page: 'https://speckit.example/runs/r1k7zq3m9x2ab',
};

describe('status comment', () => {
  it('begins with the marker in every state', () => {
    const marker = '<!-- speckit-remote run=r1k7zq3m9x2ab -->\n';
    expect(commentMarker(RUN.id)).toBe(marker.trim());
    for (const body of [queuedComment(RUN), runningComment(RUN), endedComment(RUN, outcome())]) {
      expect(body.startsWith(marker)).toBe(true);
    }
  });

  it('queued: place in the line', () => {
    expect(queuedComment(RUN, {}, 2)).toContain('`specify` is waiting for its turn**, 2 before it');
    expect(queuedComment(RUN, {}, 0)).not.toContain('before it');
  });

  it('running: step, head that moved, links, how to cancel', () => {
    const body = runningComment({ ...RUN, requestedSha: NEW }, LINKS, {
      phase: 'upload',
      notices: ['Note <b>'],
    });
    expect(body).toContain('**`specify` is running**: uploading the commit');
    expect(body).toContain(`instead of [\`2222222\`]`);
    expect(body).toContain('- Note &lt;b&gt;');
    expect(body).toContain(`[output](${LINKS.check}) · [live page](${LINKS.page})`);
    expect(body).toContain('`/speckit cancel r1k7zq3m9x2ab` ends it.');
  });

  it('ended: a line of its own for every conclusion, retry unless it succeeded', () => {
    const bodies = CONCLUSIONS.map(conclusion =>
      endedComment(RUN, outcome({ conclusion }), { elapsedMs: 1000 }),
    );
    expect(new Set(bodies.map(body => body.split('\n')[1])).size).toBe(CONCLUSIONS.length);
    expect(bodies.map(body => body.includes('/speckit retry r1k7zq3m9x2ab'))).toEqual(
      CONCLUSIONS.map(c => c !== 'success'),
    );
    for (const body of bodies) expect(body.split('\n')[1]).toMatch(/`specify`.* after 1.0 s$/);
  });

  it('ended: commit, files, notes', () => {
    const changes = [{ path: 'a.md', status: 'modified' as const }];
    const body = endedComment(RUN, outcome({ commitSha: NEW, changes, notes: ['Is it so?'] }), {
      links: LINKS,
    });
    expect(body).toContain('Committed as [`2222222`]');
    expect(body).toContain('| `a.md` | modified |');
    expect(body).toContain('- Is it so?');
  });

  it('takes a phase with odd characters literally', () => {
    expect(endedComment({ ...RUN, phase: 'a$&`b' }, outcome())).toContain('**``a$&`b`` succeeded**');
  });

  it('never exceeds 65,536 characters and keeps its end', () => {
    const long = '🎉@x'.repeat(30_000);
    const changes = Array.from({ length: 3000 }, (_, i) => ({
      path: `${'🎉'.repeat(900)}${i}`,
      status: 'added' as const,
    }));
    const body = endedComment(
      RUN,
      outcome({ conclusion: 'failure', title: long, notes: Array(99).fill(long), changes }),
      {
        notices: Array(99).fill(long),
      },
    );
    expect(body.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
    expect(body).toContain('/speckit retry');
    expect(body.isWellFormed()).toBe(true);
  });
});

describe('replies', () => {
  it('says what is wrong and what to do, literally', () => {
    const error = new SpeckitError('usage', 'There is no phase `specfy` @all.', {
      hint: 'Did you mean `specify`?',
    });
    expect(refusalComment(error)).toBe(
      '⚠️ There is no phase `specfy` @\u200ball.\n\nDid you mean `specify`?\n\n`/speckit help` lists the commands.',
    );
  });

  it('cuts what is too long between characters', () => {
    const body = replyComment('🎉'.repeat(40_000));
    expect(body.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
    expect(body.isWellFormed()).toBe(true);
    expect(body.endsWith('🎉…')).toBe(true);
    expect(replyComment('x'.repeat(MAX_COMMENT_LENGTH))).toHaveLength(MAX_COMMENT_LENGTH);
  });
});
