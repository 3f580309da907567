import { mkdir, mkdtempDisposable, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSpeckitError } from '../../shared/errors.ts';
import { type ContractContext, uniqueName } from './driver.ts';

export function lifeCases({ setup, sandbox, create, suite }: ContractContext): void {
  test('answers a probe', async () => {
    await setup.driver().probe();
  });

  test('is found again by its id alone, and is gone after destroy', async () => {
    const made = await create();
    await made.writeFile(`${made.home}/note`, Buffer.from('kept'));

    const again = await setup.driver().attach(made.id);
    expect(again.home).toBe(made.home);
    expect((await again.exec(['cat', 'note'])).stdout.toString()).toBe('kept');

    await again.destroy();
    await again.destroy();
    await made.destroy();
    await expect(setup.driver().attach(made.id)).rejects.toMatchObject({ code: 'missing' });
    await expect(made.exec(['true'])).rejects.toMatchObject({ code: 'missing' });
    await expect(made.writeFile(`${made.home}/x`, Buffer.from('x'))).rejects.toMatchObject({
      code: 'missing',
    });
    await expect(made.readFile(`${made.home}/note`)).rejects.toMatchObject({ code: 'missing' });
  });

  test('is listed by any of its labels, and by no other value', async () => {
    const before = Date.now();
    const one = await create({ run: 'r1', attempt: '1' });
    const two = await create({ run: 'r1', attempt: '2' });
    const driver = setup.driver();
    const ids = async (labels: Record<string, string>) =>
      (await driver.list({ suite, ...labels })).map(({ id }) => id);

    expect((await ids({ run: 'r1' })).sort()).toEqual([one.id, two.id].sort());
    expect(await ids({ run: 'r1', attempt: '2' })).toEqual([two.id]);
    expect(await ids({ run: 'r2' })).toEqual([]);
    const [info] = await driver.list({ suite, attempt: '1' });
    expect(info).toMatchObject({ labels: { suite, run: 'r1', attempt: '1' }, state: 'running' });
    // Engines count in whole seconds.
    expect(info?.createdAt.getTime()).toBeGreaterThan(before - 2000);
    expect(info?.createdAt.getTime()).toBeLessThan(Date.now() + 2000);

    await Promise.all([one.destroy(), two.destroy()]);
    expect(await ids({ run: 'r1' })).toEqual([]);
  });

  test('refuses a name that is taken', async () => {
    const driver = setup.driver();
    const spec = { name: uniqueName(), labels: { suite } };
    const first = await driver.create(spec);
    await expect(driver.create(spec)).rejects.toSatisfy(error => isSpeckitError(error));
    expect((await first.exec(['true'])).exitCode).toBe(0);
  });

  test('shows a folder that is handed over, and removes it in the end, or says nothing of it', async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), 'contract-'));
    const handover = join(home.path, 'folder');
    await mkdir(handover);
    const made = await setup.driver().create({ name: uniqueName(), labels: { suite }, handover });
    const note = join(handover, 'note');
    await writeFile(note, 'shown');
    if (made.handover !== undefined) {
      expect((await made.exec(['cat', `${made.handover}/note`])).stdout.toString()).toBe('shown');
    }
    await rm(note);
    await (await setup.driver().attach(made.id)).destroy();
    expect(await readdir(home.path)).toEqual(made.handover === undefined ? ['folder'] : []);
  });

  test.for(['', '../..', 'no-such-sandbox', '/etc'])('attach to “%s” is missing', async id => {
    await expect(setup.driver().attach(id)).rejects.toMatchObject({ code: 'missing' });
  });

  test('an aborted create leaves nothing', async () => {
    const labels = { suite, aborted: 'yes' };
    const reason = new Error('enough');
    await expect(
      setup.driver().create({ name: uniqueName(), labels }, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(await setup.driver().list(labels)).toEqual([]);
  });

  test('works in its own home', async () => {
    const { stdout } = await sandbox().exec([
      'sh',
      '-c',
      'pwd -P; cd; pwd -P; echo "$HOME"; [ -w . ] && echo mine',
    ]);
    const [cwd, home, variable, writable] = stdout.toString().split('\n');
    expect(cwd).toBe(home);
    expect(variable).toBe(sandbox().home);
    expect(writable).toBe('mine');
  });
}
