import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DRIVER_NAMES, loadDriver } from '../../shared/drivers/index.ts';

test('the table names every file of the folder that exports a driver', async () => {
  const folder = new URL('../../shared/drivers/', import.meta.url);
  const files = readdirSync(folder).filter(name => name.endsWith('.ts'));
  const exporting = await Promise.all(
    files.map(async name => ('default' in (await import(new URL(name, folder).href)) ? [name] : [])),
  );
  expect(exporting.flat().sort()).toEqual(DRIVER_NAMES.map(name => `${name}.ts`).sort());
});

test.for(DRIVER_NAMES)('%s: an empty profile will do, and its settings make a JSON schema', async name => {
  const driver = await loadDriver(name);
  expect(driver.name).toBe(name);
  expect(driver.isolation).toMatch(/\.$/);
  expect(driver.make(driver.settings.parse({}), { dataDir: '/nonexistent' }).name).toBe(name);
  const schema = z.toJSONSchema(driver.settings, { io: 'input' });
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  for (const property of Object.values(schema.properties ?? {}))
    expect(property).toHaveProperty('description');
});
