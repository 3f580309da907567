import { SpeckitError } from '../../shared/errors.ts';
import { lockFor } from './locks.ts';
import { MIGRATIONS } from './schema.ts';
import type { SqlDatabase } from './sql.ts';

/**
 * Brings the schema `speckit` to the newest step of `migrations`, all in one transaction.
 * Rejects with `config` when a newer release has already moved the database on.
 */
export async function migrate(
  database: SqlDatabase,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  await database.transaction(async tx => {
    await lockFor(tx, 'start');
    await tx.query('CREATE SCHEMA IF NOT EXISTS speckit');
    await tx.query(
      'CREATE TABLE IF NOT EXISTS speckit.migrations (step int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
    );
    const [row] = await tx.query<{ done: number }>('SELECT count(*)::int AS done FROM speckit.migrations');
    const done = row?.done ?? 0;
    if (done > migrations.length) throw tooNew(done, migrations.length);
    for (const [step, script] of migrations.entries()) {
      if (step < done) continue;
      for (const statement of statementsOf(script)) await tx.query(statement);
      await tx.query('INSERT INTO speckit.migrations (step) VALUES ($1)', [step + 1]);
    }
  });
}

/** A parameterised query holds one statement, so a step is cut at its line-ending semicolons. */
function statementsOf(script: string): string[] {
  return script
    .split(/;\s*$/m)
    .map(statement => statement.trim())
    .filter(statement => statement !== '');
}

function tooNew(done: number, known: number): SpeckitError {
  return new SpeckitError(
    'config',
    `The database is at schema step ${done}, but this release knows only ${known}.`,
    {
      hint: 'Start the newer release of speckit-remote that upgraded this database, or restore a backup made before it.',
    },
  );
}
