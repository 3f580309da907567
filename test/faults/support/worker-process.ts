// The App in a process of its own that the suite can hit at any call: the product's code, with its calls to the
// database and the journal before it, to sandboxes, to GitHub and to git going through `struck`.
import childProcess from 'node:child_process';
import files from 'node:fs/promises';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import type { ServerOptions } from '../../../app/server.ts';
import type { Answer, Question } from './fault.ts';
import { arm, isHit, strike, struck } from './strike.ts';

const RealDate = Date;
const here = (file: string) => new URL(file, import.meta.url).href;
const STAND_INS = new Map([
  [here('../../../app/store/database.ts'), here('database.ts')],
  [here('../../../shared/drivers/open.ts'), here('drivers.ts')],
]);
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const url = STAND_INS.get(found.url);
    return url === undefined || url === context.parentURL ? found : { ...found, url };
  },
});

let ahead = 0;
globalThis.Date = class extends Date {
  constructor(...given: [] | [string | number | Date]) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }
  static override now(): number {
    return RealDate.now() + ahead;
  }
} as DateConstructor;

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const name = `http ${init?.method ?? 'GET'} ${pathname} ${typeof init?.body === 'string' ? init.body : ''}`;
  return struck(name, () => fetch(input, init));
};

const { spawn } = childProcess;
childProcess.spawn = ((...call: Parameters<typeof spawn>) => {
  const hit = call[0] === 'git' ? isHit(`git ${call[1].join(' ')}`) : undefined;
  if (hit?.when === 'before') strike(hit);
  const child = spawn(...call);
  if (hit?.when === 'after') child.once('exit', () => strike(hit));
  return child;
}) as typeof spawn;

const { open } = files;
files.open = async (...call) => {
  const file = await open(...call);
  if (path.basename(path.dirname(String(call[0]))) !== 'accepted') return file;
  const [append, truncate] = [file.appendFile.bind(file), file.truncate.bind(file)];
  file.appendFile = (...given) => struck('journal append', () => append(...given));
  file.truncate = (...given) => struck('journal truncate', () => truncate(...given));
  return file;
};
syncBuiltinESMExports();

const { startServer } = await import('../../../app/server.ts');
const { createLog } = await import('../../../app/log.ts');
const options = JSON.parse(process.env.FAULTS_SERVER ?? '') as ServerOptions;
const log = createLog({ level: 'debug', secrets: [], write: line => process.stdout.write(line) });
const server = await startServer({ ...options, log });
const { store } = server.context;

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'arm':
      arm(question.fault);
      return null;
    case 'clock':
      ahead = question.byMs;
      return null;
    case 'run': {
      const run = await store.newestRun(question.repositoryId, question.pr);
      const output = run && (await store.output.read(run.id));
      return run && { run, output: `${output?.head ?? ''}${output?.tail ?? ''}` };
    }
    case 'sql':
      return store.database.query(question.text, question.params);
  }
}
const tell = (told: Answer) => void process.send?.(told);
process.on('message', (question: Question) => {
  answer(question).then(
    value => tell({ id: question.id, value: value ?? null }),
    error => tell({ id: question.id, value: { failed: String(error) } }),
  );
});
process.once('SIGTERM', () => {
  server.close().then(
    () => process.exit(),
    error => {
      console.error(error);
      process.exit(1);
    },
  );
});
// Without its parent nobody looks after it.
process.on('disconnect', () => process.exit());
tell({ url: server.url });
