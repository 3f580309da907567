import type { DriverName } from '../../../shared/drivers/index.ts';
import { openDriver } from '../../../shared/drivers/open.ts';
import type { Sandbox } from '../../../shared/drivers/types.ts';
import { followSession, startSession } from '../../../shared/session/index.ts';
import { openPlace } from '../places/index.ts';
import type { Place } from '../places/types.ts';
import { openSandbox } from '../support/docker.ts';
import type { Figure, Measurement } from '../types.ts';

/** Every line has its number and its time; sandboxes have this machine's clock here. */
const PRINT = 'n=0; while :; do echo "$n $(date +%s%N)"; n=$((n + 1)); sleep 0.02; done';
const BEFORE = 25;

const now = () => performance.timeOrigin + performance.now();

async function open(name: DriverName): Promise<Measurement> {
  const place = await openPlace(name, { cuttable: true });
  return {
    async ours() {
      await using sandbox = await openSandbox(place.driver);
      return await reattach(place, sandbox);
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/**
 * Milliseconds from the cut to the first line that was printed after it, with no line lost or repeated. Where there is
 * no line to cut, the follower lets go, and a fresh driver that knows only id and offset takes the session up.
 */
async function reattach(place: Place, sandbox: Sandbox): Promise<number> {
  const dir = `${sandbox.home}/ctl/cmd`;
  const [letGo, over] = [new AbortController(), new AbortController()];
  let next = { offset: 0, line: 0, unfinished: '' };
  let cutAt: number | undefined;
  let taken: number | undefined;
  const onOutput = (offset: number, bytes: Uint8Array) => {
    const lines = (next.unfinished + Buffer.from(bytes).toString()).split('\n');
    const whole = lines.slice(0, -1).map(line => line.split(' ').map(Number));
    for (const [index, [line]] of whole.entries()) {
      if (line !== next.line + index || offset !== next.offset) throw new Error(`Line ${line} came instead`);
    }
    next = {
      offset: offset + bytes.length,
      line: next.line + whole.length,
      unfinished: lines.at(-1) ?? '',
    };
    const cut = cutAt;
    if (cut !== undefined && whole.some(([, printed = 0]) => printed / 1e6 > cut)) {
      taken ??= now() - cut;
      over.abort(new Error('seen'));
    }
    if (cut !== undefined || next.line < BEFORE) return;
    cutAt = now();
    if (place.cut) place.cut();
    else letGo.abort(new Error('cut'));
  };
  await startSession(sandbox, { dir, script: PRINT, cwd: sandbox.home });
  const signal = AbortSignal.any([letGo.signal, over.signal]);
  const first = await ending(followSession(sandbox, { dir, onOutput, signal }));
  if (letGo.signal.aborted) {
    const again = await (await openDriver(place.handle)).attach(sandbox.id);
    const more = { dir, onOutput, offset: next.offset, signal: over.signal };
    await ending(followSession(again, more));
  }
  if (taken === undefined) throw new Error('The session was not taken up again', { cause: first });
  return taken;
}

const ending = (following: Promise<unknown>) => following.catch((error: unknown) => error);

const figures = (driver: DriverName): Figure[] => [
  {
    name: `reattach-${driver}`,
    about:
      driver === 'local'
        ? 'a follower lets go, to the next line in one that knows only id and offset'
        : 'every connection is cut, to the next line of a session',
    unit: 'ms',
    runs: 5,
    open: () => open(driver),
  },
];
export default figures;
