import { expect, it } from 'vitest';
import { useStage } from './support/stage.ts';

const stage = useStage();

it.each([
  ['a reader', 'bob'],
  ['somebody who may', 'alice'],
])('the App is silent where the configuration leaves commands to the Action: to %s', async (_name, user) => {
  const scenario = await stage.scenario({ files: { '.github/speckit.yml': 'answer: action\n' } });
  const { delivery } = await scenario.post('/speckit run -- true', user);
  expect(await scenario.outcome(delivery)).toBe('The repository leaves commands to its Action.');
  expect(scenario.said()).toEqual([]);
  expect(await scenario.runs()).toEqual([]);
});
