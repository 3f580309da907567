import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { vacuum } from '../../app/store/vacuum.ts';
import { claimedRun, onEachDatabase } from './databases.ts';

onEachDatabase(database => {
  test('the space of deleted output is used again', async () => {
    const { database: sql, output } = database.store;
    const bytes = randomBytes(256 << 10);
    const size = async () => {
      const [row] = await sql.query<{ size: number }>(
        `SELECT pg_total_relation_size('speckit.output') AS size`,
      );
      return row?.size ?? 0;
    };
    const sizes: number[] = [];
    for (let round = 0; round < 4; round++) {
      const { run, fence } = await claimedRun(database.store);
      for (let i = 0; i < 16; i++) await output.append(fence, i * bytes.length, bytes);
      await sql.query('DELETE FROM speckit.output WHERE run_id = $1', [run.id]);
      await vacuum(sql);
      sizes.push(await size());
    }
    expect(Math.max(...sizes)).toBeLessThan(2 * 16 * bytes.length);
  });
});
