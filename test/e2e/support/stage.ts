import { afterAll, beforeAll, expect, vi } from 'vitest';
import { startWorld, type World, type WorldOptions } from '../../support/world.ts';
import { type Gate, openGate } from './gate.ts';
import { openScenario, type Scenario, type ScenarioOptions } from './scenario.ts';
import { leaksOf } from './secrets.ts';

/** Whom the server serves: each scenario has an owner of its own, since GitHub's limits are per installation. */
const OWNERS = Array.from({ length: 60 }, (_, index) => `acme-${index + 1}`);
/** For configurations that name repositories. */
export const EVERYWHERE = OWNERS.map(owner => `${owner}/*`);

export interface StageOptions extends WorldOptions {
  /** Of the server's profile `default`, beside its driver. */
  profile?: object;
}

/** One world that all tests of a file share; each test opens a scenario of its own in it. */
export interface Stage {
  readonly world: World;
  /** The server's configuration, for a restart with something changed. */
  readonly config: object;
  /** A fresh repository with a pull request. */
  scenario(options?: ScenarioOptions): Promise<Scenario>;
  /** A place where a shell command waits until the test lets it go on. */
  gate(): Gate;
  /** What became of a delivery, once the App has handled it. */
  handled(guid: string): Promise<string>;
  /** Whether a delivery was stored to be handled. */
  isStored(guid: string): Promise<boolean>;
}

/** Starts a world before the file's tests and ends it after them: then no secret may have been seen anywhere. */
export function useStage({ config, profile, log, ...options }: StageOptions = {}): Stage {
  // Whole runs side by side on a busy machine; a test that hangs still ends.
  vi.setConfig({ testTimeout: 240_000 });
  let world: World | undefined;
  let scenes = 0;
  const scenarios: Scenario[] = [];
  const outcomes = new Map<string, string>();
  const opened = () => {
    if (!world) throw new Error('The stage is set in beforeAll');
    return world;
  };
  const nextOwner = () => {
    const owner = OWNERS[scenes++];
    if (!owner) throw new Error('More scenarios than owners');
    return owner;
  };
  const whole = {
    serve: { owners: OWNERS },
    concurrency: 8,
    allow: { drivers: ['local'] },
    profiles: { default: { driver: 'local', ...profile } },
    ...config,
  };
  const stage: Stage = {
    config: whole,
    get world() {
      return opened();
    },
    async scenario(more) {
      const scenario = await openScenario(stage, { owner: nextOwner(), ...more });
      scenarios.push(scenario);
      return scenario;
    },
    gate: () => openGate(opened().folder),
    handled: guid =>
      vi.waitFor(
        () => {
          const outcome = outcomes.get(guid);
          if (outcome === undefined) throw new Error(`The delivery ${guid} was not handled`);
          return outcome;
        },
        { timeout: 120_000, interval: 10 },
      ),
    async isStored(guid) {
      const { database } = opened().server.context.store;
      const rows = await database.query('SELECT id FROM speckit.deliveries WHERE id = $1', [guid]);
      return rows.length > 0;
    },
  };
  const hear = (line: string) => {
    log?.(line);
    const entry = JSON.parse(line) as { msg?: string; delivery?: string; outcome?: string };
    if (entry.msg === 'delivery handled' && entry.delivery) outcomes.set(entry.delivery, entry.outcome ?? '');
  };
  beforeAll(async () => {
    world = await startWorld({ ...options, config: whole, log: hear });
  });
  afterAll(async () => {
    const leaks = world ? leaksOf(world, scenarios, Object.values(options.variables ?? {})) : [];
    await world?.close();
    expect(leaks).toEqual([]);
  });
  return stage;
}
