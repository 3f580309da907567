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
    expect(await scenario.decisions()).toMatchObject([{ sender: user, command: body, allowed: false }]);
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

it('a label of such a repository is left to the Action, on issues too', async () => {
  const at = await stage.scenario({ files: { '.github/speckit.yml': 'answer: action\n' } });
  const { number: issue } = await at.github.openIssue(at.repo, 'alice', 'A wish');
  const label = { label: 'speckit:plan', sender: 'alice' };
  for (const { delivery } of [
    await at.github.label({ ...at, ...label }),
    await at.github.labelIssue({ repo: at.repo, issue, ...label }),
  ]) {
    expect(await at.outcome(delivery)).toBe('The repository leaves commands to its Action.');
  }
  for (const number of [at.pr, issue]) {
    expect(await at.github.labels(at.repo, number)).toEqual(['speckit:plan']);
  }
  expect(at.said()).toEqual([]);
});
