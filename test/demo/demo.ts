import { once } from 'node:events';
import type { Run } from '../../app/store/run-row.ts';
import type { RunEvent } from '../../shared/events.ts';
import { phaseWords } from '../../shared/github/check-text.ts';
import { git } from '../../shared/sync/git.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Narrator } from './narrator.ts';
import { demoFiles, findSetting, type Setting } from './setting.ts';

export interface DemoSummary {
  run: string;
  conclusion: string;
  commit: string | undefined;
  checkRun: number | undefined;
  comment: number | undefined;
  driver: string;
  seconds: number;
}

export interface DemoOptions {
  keep: boolean;
  say: Narrator;
}

const REPO = 'demo/shop';
const PERSON = 'alice';
const BRANCH = 'cart';

/** Plays the main job once and tells every step as it happens. */
export async function runDemo({ keep, say }: DemoOptions): Promise<DemoSummary> {
  say.title('speckit-remote: a pull request comment runs Spec Kit in a sandbox');
  const setting = await findSetting(say.step);
  say.step(`driver ${setting.driver}, because ${setting.why}`);
  if (setting.job !== 'shell')
    say.note('a scripted agent stands in for a paid model; Spec Kit itself is the real one');
  await using world = await startWorld({
    config: { serve: { owners: ['demo'] }, profiles: { default: setting.profile } },
    listen: (_run, event) => narrate(say, event),
  });
  say.step(`the App listens on ${world.server.url}, an emulated GitHub on ${world.github.url}`);
  const scene = await openScene(world, say);
  const started = performance.now();
  const run = await ask(world, scene, setting, say);
  const seconds = Math.round(performance.now() - started) / 1000;
  await show(world, scene, run, say);
  say.step(`${setting.job}: ${run.conclusion} after ${seconds} s`);
  if (keep) await leaveRunning(world, scene, say);
  return {
    run: run.id,
    conclusion: run.conclusion ?? 'unknown',
    commit: run.commitSha,
    checkRun: run.checkRunIds[run.headSha],
    comment: run.statusCommentId,
    driver: setting.driver,
    seconds,
  };
}

interface Scene {
  repositoryId: number;
  pr: number;
  token: string;
}

async function openScene({ github }: World, say: Narrator): Promise<Scene> {
  const { token } = github.addUser(PERSON);
  const repository = await github.createRepository({ owner: 'demo', name: 'shop', files: await demoFiles() });
  await github.setPermission(REPO, PERSON, 'write');
  await github.commit(
    REPO,
    BRANCH,
    { 'NOTES.md': 'The cart is lost on reload.\n' },
    'Note what is wrong',
    PERSON,
  );
  const pull = await github.openPullRequest({
    repo: REPO,
    head: BRANCH,
    author: PERSON,
    title: 'A better cart',
  });
  say.step(`${PERSON} opened pull request #${pull.number} in ${REPO}, from the branch ${BRANCH}`);
  return { repositoryId: repository.id, pr: pull.number, token };
}

async function ask(
  world: World,
  { repositoryId, pr }: Scene,
  { comment }: Setting,
  say: Narrator,
): Promise<Run> {
  say.step(`${PERSON} comments: ${comment}`);
  const sent = performance.now();
  const posted = await world.github.comment({ repo: REPO, pr, user: PERSON, body: comment });
  const status = posted.delivery?.response?.status;
  say.step(
    `the signed webhook is stored and acknowledged: HTTP ${status}, ${Math.round(performance.now() - sent)} ms`,
  );
  return world.newestRun(repositoryId, pr);
}

/** A step of the pipeline or a piece of output, as it comes. */
function narrate(say: Narrator, event: RunEvent): void {
  if (event.type === 'phase') say.step(phaseWords(event.phase).toLowerCase());
  if (event.type === 'output') say.quote(new TextDecoder().decode(event.bytes));
  if (event.type === 'notice') say.step(event.text);
}

/** What is on the pull request now: the commit with its diff, the check runs, the comment. */
async function show({ github }: World, { pr }: Scene, run: Run, say: Narrator): Promise<void> {
  if (run.commitSha) {
    const commit = await github.commitOf(REPO, BRANCH);
    say.title(`commit ${commit.sha.slice(0, 7)} on ${BRANCH}${commit.verified ? ', Verified' : ''}`);
    say.quote(commit.message);
    say.quote(await diffOf(github.gitDir(REPO), commit.sha));
  }
  for (const check of github.checkRuns(REPO)) {
    say.title(
      `check run "${check.name}" on ${check.headSha.slice(0, 7)}: ${check.conclusion ?? check.status}`,
    );
    say.quote(check.summary ?? '');
  }
  const comment = github.comments(REPO, pr).find(({ id }) => id === run.statusCommentId);
  say.title(`status comment of ${comment?.user}, updated in place ${comment?.edits.length} times`);
  say.quote(firstLines(comment?.body));
  say.title('done');
}

/** Enough to see what it is; a table of changed files is long. */
function firstLines(text: string | null | undefined, most = 14): string {
  const lines = (text ?? '').split('\n');
  return lines.length > most
    ? [...lines.slice(0, most), `… ${lines.length - most} more lines`].join('\n')
    : lines.join('\n');
}

/** The numbers for everything, the lines for what the agent wrote: what `specify init` adds is long. */
async function diffOf(gitDir: string, sha: string): Promise<string> {
  const show = (...args: string[]) => git(['show', '--format=', ...args, sha, '--'], { gitDir });
  const numbers = (await show('--shortstat')).toString().trim();
  const own = await git(['show', '--format=', '--no-color', sha, '--', 'specs', '*.md', ':!.*'], { gitDir });
  return `${numbers}\n${own}`;
}

async function leaveRunning({ github, server }: World, { pr, token }: Scene, say: Narrator): Promise<void> {
  const api = `${github.apiUrl}/repos/${REPO}`;
  say.title('left running; Ctrl-C ends it');
  say.note(`the App         ${server.url}`);
  say.note(`pull request    ${api}/pulls/${pr}`);
  say.note(`comments        ${api}/issues/${pr}/comments`);
  say.note(`check runs      ${api}/commits/${BRANCH}/check-runs`);
  say.note(
    `git             git clone -b ${BRANCH} ${github.url.replace('://', `://${PERSON}:${token}@`)}/${REPO}.git`,
  );
  say.note('another command:');
  say.note(
    `  curl -H 'authorization: token ${token}' -d '{"body": "/speckit run plan"}' ${api}/issues/${pr}/comments`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
