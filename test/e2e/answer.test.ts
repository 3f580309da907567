import { expect, it } from 'vitest';
import { useStage } from './support/stage.ts';

const stage = useStage();

it.each([
  ['a reader', 'bob', '/speckit run -- true'],
  ['somebody who may', 'alice', '/speckit run -- true'],
  ['a mistake', 'alice', '/speckit rnu plan'],
])(
  'the App is silent where the configuration leaves commands to the Action: to %s',
  async (_name, user, body) => {
    const scenario = await stage.scenario({ files: { '.github/speckit.yml': 'answer: action\n' } });
    const { delivery } = await scenario.post(body, user);
    expect(await scenario.outcome(delivery)).toBe('The repository leaves commands to its Action.');
    expect(scenario.said()).toEqual([]);
    expect(await scenario.runs()).toEqual([]);
  },
);

it('the App is silent on issues of such a repository, too', async () => {
  const at = await stage.scenario({ files: { '.github/speckit.yml': 'answer: action\n' } });
  const { number } = await at.github.openIssue(at.repo, 'alice', 'A wish');
  const { delivery } = await at.github.commentIssue({
    ...{ repo: at.repo, issue: number, user: 'alice', body: '/speckit run plan' },
  });
  expect(await at.outcome(delivery)).toBe('The repository leaves commands to its Action.');
  expect(at.github.comments(at.repo, number).map(one => one.user)).toEqual(['alice']);
});
