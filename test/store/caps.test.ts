import { expect, test, vi } from 'vitest';
import type { Store } from '../../app/store/store.ts';
import { claimedRun, onEachDatabase, runInput, SUCCESS } from './databases.ts';

let people = 500;
const person = () => ({ id: ++people, login: `person-${people}` });

vi.setConfig({ testTimeout: 120_000 });

onEachDatabase(database => {
  const ask = (sender: { id: number; login: string }, caps: Parameters<Store['insertRun']>[1]) =>
    database.store.insertRun(runInput({ sender }), caps);
  const age = (id: string, set: string) =>
    database.store.database.query(`UPDATE speckit.runs SET ${set} WHERE id = $1`, [id]);

  test('no more runs of a person in a day than the cap, also when many are asked for at once', async () => {
    const sender = person();
    const asked = Array.from({ length: 6 }, () => ask(sender, { runsPerDay: 2 }));
    const results = await Promise.allSettled(asked);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const refused = results.find(result => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      code: 'exhausted',
      retryable: false,
      message: expect.stringContaining(`${sender.login} has asked for 2 runs today`),
      hint: expect.stringContaining('00:00 UTC'),
    });
    expect(await ask(person(), { runsPerDay: 2 })).toMatchObject({ created: true });
  });

  test('the same request again is the same run, whatever the caps say', async () => {
    const input = runInput({ sender: person() });
    const { run } = await database.store.insertRun(input, { runsPerDay: 1 });
    expect(await database.store.insertRun(input, { runsPerDay: 1 })).toMatchObject({
      created: false,
      run: { id: run.id },
    });
  });

  test('yesterday does not count', async () => {
    const sender = person();
    const { run } = await ask(sender, { runsPerDay: 1 });
    await age(run.id, `created_at = date_trunc('day', now(), 'UTC') - interval '1s'`);
    expect(await ask(sender, { runsPerDay: 1 })).toMatchObject({ created: true });
    await expect(ask(sender, { runsPerDay: 1 })).rejects.toMatchObject({ code: 'exhausted' });
  });

  test('minutes of ended and of running runs are added up', async () => {
    const { run, fence } = await claimedRun(database.store);
    const sender = { id: ++people, login: 'busy' };
    await age(run.id, `started_at = now() - interval '9m', sender = '${JSON.stringify(sender)}'`);
    expect(await ask(sender, { minutesPerDay: 10 })).toMatchObject({ created: true });
    await age(run.id, `started_at = now() - interval '11m'`);
    await expect(ask(sender, { minutesPerDay: 10 })).rejects.toMatchObject({
      code: 'exhausted',
      message: expect.stringMatching(/busy have taken 11 of 10 minutes today/),
    });
    await database.store.endRun(fence, SUCCESS);
    await expect(ask(sender, { minutesPerDay: 10 })).rejects.toMatchObject({ code: 'exhausted' });
    await age(run.id, `ended_at = started_at + interval '5m'`);
    expect(await ask(sender, { minutesPerDay: 10 })).toMatchObject({ created: true });
  });
});
