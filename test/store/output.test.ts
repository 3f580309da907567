import { expect, test, vi } from 'vitest';
import type { OutputChange } from '../../app/store/output.ts';
import { createOutputWriter } from '../../app/store/output-writer.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { claimedRun, onEachDatabase, takeOver } from './databases.ts';

onEachDatabase(database => {
  const textOf = async (id: string) => {
    const { head, tail, ...rest } = await database.store.output.read(id);
    return { head: head.toString(), tail: tail.toString(), ...rest };
  };

  test('appends are idempotent by offset and move the run’s offset with them', async () => {
    const { run, fence } = await claimedRun(database.store);
    const { append } = database.store.output;
    expect(await textOf(run.id)).toEqual({ head: '', tail: '', totalBytes: 0, droppedBytes: 0 });
    await append(fence, 0, Buffer.from('one '));
    await append(fence, 0, Buffer.from('one '));
    await append(fence, 2, Buffer.from('e two'));
    await append(fence, 7, Buffer.from([0xff, 0x00]));
    const { head, totalBytes, droppedBytes } = await database.store.output.read(run.id);
    expect(head).toEqual(Buffer.concat([Buffer.from('one two'), Buffer.from([0xff, 0x00])]));
    expect({ totalBytes, droppedBytes }).toEqual({ totalBytes: 9, droppedBytes: 0 });
    expect((await database.store.getRun(run.id))?.outputOffset).toBe(9);
  });

  test('a writer stores within its interval, and goes on where an earlier one stopped', async () => {
    const { run, fence } = await claimedRun(database.store);
    const onError = vi.fn();
    const writer = createOutputWriter(database.store.output, fence, { onError });
    writer.write(0, Buffer.from('hello '));
    await vi.waitFor(async () => expect(await textOf(run.id)).toMatchObject({ head: 'hello ' }), {
      timeout: 2_000,
    });
    await writer.close();

    const { outputOffset: from } = await takeOver(database.store, run.id);
    const second = createOutputWriter(
      database.store.output,
      { id: run.id, attempt: 2, worker: 'w2' },
      { from, onError },
    );
    second.write(0, Buffer.from('hello world'));
    await second.close();
    expect(await textOf(run.id)).toEqual({ head: 'hello world', tail: '', totalBytes: 11, droppedBytes: 0 });

    writer.write(6, Buffer.from('late'));
    await expect(database.store.output.append(fence, 11, Buffer.from('late'))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(onError).not.toHaveBeenCalled();
  });

  test('beyond the cap head and tail stay, however it is cut into writes', async () => {
    const { run, fence } = await claimedRun(database.store);
    const writer = createOutputWriter(database.store.output, fence, {
      capBytes: 600_000,
      onError: () => undefined,
    });
    const all = Buffer.from(Array.from({ length: 400_000 }, (_, i) => `line ${i}\n`).join(''));
    for (let offset = 0; offset < all.length; offset += 77_777) {
      writer.write(offset, all.subarray(offset, offset + 77_777));
      await writer.flush();
    }
    await writer.close();
    const { head, tail, totalBytes, droppedBytes } = await database.store.output.read(run.id);
    expect(head.equals(all.subarray(0, 300_000))).toBe(true);
    expect(tail.length).toBeGreaterThanOrEqual(300_000);
    expect(tail.length).toBeLessThan(300_000 + 2 * 77_777);
    expect(tail.equals(all.subarray(-tail.length))).toBe(true);
    expect(totalBytes).toBe(all.length);
    expect(droppedBytes).toBe(all.length - head.length - tail.length);
  });

  test('a flood of 200 MB writes a fraction of that', async () => {
    const { run, fence } = await claimedRun(database.store);
    let written = 0;
    const store = {
      ...database.store.output,
      write: (owner: typeof fence, change: OutputChange) => {
        written += change.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
        return database.store.output.write(owner, change);
      },
    };
    const writer = createOutputWriter(store, fence, { onError: () => undefined });
    const chunk = Buffer.alloc(1 << 20, 'flood\n');
    for (let offset = 0; offset < 200 << 20; offset += chunk.length) {
      writer.write(offset, chunk);
      await new Promise(resolve => setTimeout(resolve, 2));
    }
    await writer.close();
    const { head, tail, totalBytes } = await database.store.output.read(run.id);
    expect([head.length, tail.length, totalBytes]).toEqual([4 << 20, 4 << 20, 200 << 20]);
    expect(written).toBeLessThan(40 << 20);
  });

  test('a write that failed is repeated by itself; one that was fenced off is not', async () => {
    const { run, fence } = await claimedRun(database.store);
    const { output } = database.store;
    const away = new SpeckitError('unreachable', 'Away.', { hint: 'Wait.' });
    const write = vi.fn(output.write).mockRejectedValueOnce(away);
    const onError = vi.fn();
    const writer = createOutputWriter({ ...output, write }, fence, { flushMs: 10, onError });
    writer.write(0, Buffer.from('kept'));
    await vi.waitFor(() => expect(onError).toHaveBeenCalledWith(away));
    writer.write(4, Buffer.from(' too'));
    await vi.waitFor(async () => expect(await textOf(run.id)).toMatchObject({ head: 'kept too' }), {
      timeout: 5_000,
    });

    await takeOver(database.store, run.id);
    writer.write(8, Buffer.from('late'));
    await expect(writer.close()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await textOf(run.id)).toMatchObject({ head: 'kept too', totalBytes: 8 });
  });
});
