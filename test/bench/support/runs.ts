import type { AppContext } from '../../../app/context.ts';
import { startWorld, type World } from '../../support/world.ts';

const REPOSITORY = 'acme/shop';
const PERSON = 'alice';
const LOOK_MS = 5;

export interface RunBench extends AsyncDisposable {
  world: World;
  /** Posts a comment and resolves when the check run of what it started is completed; rejects unless it is green. */
  comment(body: string): Promise<void>;
  /** Resolves when nothing of any run is under way. */
  idle(): Promise<void>;
}

/**
 * The App with production settings on an emulated GitHub, all in this process, and one pull request in a small
 * repository. Nothing is faked or skipped: our pacer paces, commits are fetched, sandboxes made and released.
 */
export async function openRuns(profile: object, listen?: AppContext['listen']): Promise<RunBench> {
  await using opening = new AsyncDisposableStack();
  const world = opening.use(
    await startWorld({
      config: {
        serve: { owners: ['acme'] },
        allow: { drivers: ['local', 'docker'] },
        profiles: { default: profile },
      },
      ...(listen ? { listen } : {}),
    }),
  );
  const { github } = world;
  const files = { 'README.md': '# Shop\n' };
  const { id } = await github.createRepository({ owner: 'acme', name: 'shop', files });
  github.addUser(PERSON);
  github.setPermission(REPOSITORY, PERSON, 'write');
  await github.commit(REPOSITORY, 'feature', { 'src/app.ts': 'one\n' }, 'Start');
  const { number } = await github.openPullRequest({ repo: REPOSITORY, head: 'feature', author: PERSON });
  const opened = opening.move();
  return {
    world,
    async comment(body) {
      const completed = () => github.checkRuns(REPOSITORY).filter(({ status }) => status === 'completed');
      const before = completed().length;
      await github.comment({ repo: REPOSITORY, pr: number, user: PERSON, body });
      while (completed().length === before) await new Promise(resolve => setTimeout(resolve, LOOK_MS));
      const failed = completed().find(check => check.conclusion !== 'success');
      if (failed) throw new Error(`A run ended as ${failed.conclusion}: ${failed.title}\n${world.logged()}`);
    },
    async idle() {
      await world.newestRun(id, number);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
