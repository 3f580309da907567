/**
 * The App in a process of its own, for figures. Started by `startApp`; the first message says where it listens, then
 * it answers {@link Question}s. Ends with its parent.
 */
import { createLog } from '../../../app/log.ts';
import { startServer } from '../../../app/server.ts';
import { watchMemory } from '../../support/memory.ts';
import type { AppOptions, Question } from './start.ts';

const { environment: given, variables = {}, timing } = JSON.parse(process.argv[2] ?? '') as AppOptions;
const { roles, ...environment } = given;
/** Lines that begin with the time of their printing, in nanoseconds: how old they were when they came here, in ms. */
let latencies: number[] = [];
const unfinished = new Map<string, string>();

const { url, context } = await startServer({
  environment: { ...environment, ...(roles ? { roles: new Set(roles) } : {}) },
  variables,
  ...(timing ? { timing } : {}),
  // On the level that a server logs on by default; the lines go nowhere, as into a pipe that somebody reads.
  log: createLog({ level: 'info', secrets: [environment.privateKey], write() {} }),
  listen(run, event) {
    if (event.type !== 'output') return;
    const now = performance.timeOrigin + performance.now();
    const lines = ((unfinished.get(run) ?? '') + Buffer.from(event.bytes).toString()).split('\n');
    unfinished.set(run, lines.pop() ?? '');
    for (const line of lines) if (/^\d{19}$/.test(line)) latencies.push(now - Number(line) / 1e6);
  },
});
let memory = watchMemory();

async function answer(question: Question): Promise<unknown> {
  const { database } = context.store;
  switch (question.ask) {
    case 'missing': {
      const rows = await database.query<{ id: string }>('SELECT id FROM speckit.deliveries');
      const stored = new Set(rows.map(row => row.id));
      return { stored: stored.size, missing: question.ids.filter(id => !stored.has(id)).length };
    }
    case 'memory': {
      const peak = memory.stop();
      memory = watchMemory();
      return peak;
    }
    case 'latencies': {
      const taken = latencies;
      latencies = [];
      return taken;
    }
    case 'sql':
      return await database.query(question.text);
  }
}

process.on('message', async (question: Question & { id: number }) => {
  const value = await answer(question).catch((error: Error) => ({ failed: error.message }));
  process.send?.({ id: question.id, value });
});
process.on('disconnect', () => process.exit());
process.send?.({ url });
