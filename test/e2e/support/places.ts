import { afterAll, beforeAll, vi } from 'vitest';
import { type ConflictPlace, emulatedPlace, type PlaceOptions } from './conflict-place.ts';
import { realPlace } from './real-place.ts';
import { openRealStage, type RealStage } from './real-stage.ts';
import type { Scenario } from './scenario.ts';
import { useStage } from './stage.ts';
import { testGitHub } from './test-github.ts';

export type EmulatedPlace = ConflictPlace & { scene: Scenario };

export interface Places {
  /** Why tests that need the emulated GitHub are left out; false on it. */
  readonly withoutEmulator: string | false;
  /** Why tests that need somebody who may only read are left out. */
  readonly withoutReader: string | false;
  open(options?: PlaceOptions): Promise<ConflictPlace>;
  emulated(options?: PlaceOptions): Promise<EmulatedPlace>;
}

/** Where a file's scenarios are played: on the GitHub that `TEST_GITHUB_*` name, else on an emulated one. */
export function usePlaces({ config = {} }: { config?: object } = {}): Places {
  const github = testGitHub();
  return github ? onRealGitHub(github, config) : onEmulatedGitHub(config);
}

function onEmulatedGitHub(config: object): Places {
  const stage = useStage({ config });
  let opened = 0;
  const emulated = (options?: PlaceOptions) => emulatedPlace(stage, `acme-${++opened}`, options);
  return { withoutEmulator: false, withoutReader: false, open: emulated, emulated };
}

function onRealGitHub(github: NonNullable<ReturnType<typeof testGitHub>>, config: object): Places {
  // One scenario after the other: people have GitHub's limits too.
  vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000, maxConcurrency: 1 });
  let stage: RealStage | undefined;
  const places: AsyncDisposable[] = [];
  beforeAll(async () => {
    const profiles = { default: { driver: 'local' } };
    stage = await openRealStage(github, { allow: { drivers: ['local'] }, profiles, ...config });
  });
  afterAll(async () => {
    for (const place of places) await place[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });
  return {
    withoutEmulator: 'needs the emulated GitHub',
    withoutReader: github.tokens.eve ? false : 'needs TEST_GITHUB_EVE',
    async open(options) {
      if (!stage) throw new Error('Places are opened by tests');
      const place = await realPlace(stage, options);
      places.push(place);
      return place;
    },
    emulated: () => Promise.reject(new Error('This is a real GitHub')),
  };
}
