import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { ConflictPlace, Person, PlaceOptions, ThreadView } from './conflict-place.ts';
import { applySuggestion } from './conflict-place.ts';
import { commitFiles, filesOf, resolveAs, threadStates } from './real-people.ts';
import type { RealStage } from './real-stage.ts';
import { lines } from './scenario.ts';

const MARKER = /^<!-- speckit-remote run=(r[0-9a-z]{12}) -->/;
const OPEN = /is running\*\*|is waiting for its turn\*\*/;
const WAIT_MS = 300_000;

/** A pull request of its own in the scratch repository, between two branches of its own. */
export async function realPlace(
  stage: RealStage,
  { files = {}, change = {} }: PlaceOptions = {},
): Promise<ConflictPlace & AsyncDisposable> {
  const { owner, repo } = stage.github;
  const at = { owner, repo };
  const alice = stage.person('alice');
  const { rest } = alice;
  const name = `try-${randomUUID().slice(0, 8)}`;
  const [base, branch] = [`${name}-base`, `${name}-head`];
  const ref = (of: string, sha: string) => rest.git.createRef({ ...at, ref: `refs/heads/${of}`, sha });
  const start = { 'README.md': '# Shop\n', 'src/a.txt': lines('a'), 'src/b.txt': lines('b'), ...files };
  const first = await commitFiles(alice, at, start);
  await ref(base, first);
  await ref(branch, await commitFiles(alice, at, { 'feature.txt': 'first\n', ...change }, first));
  const { data: pull } = await rest.pulls.create({ ...at, title: name, head: branch, base });
  const { number } = pull;
  const own = { ...at, issue_number: number };

  const headSha = async () => (await rest.git.getRef({ ...at, ref: `heads/${branch}` })).data.object.sha;
  const said = async () => {
    const comments = await alice.paginate(rest.issues.listComments, { ...own, per_page: 100 });
    return comments.filter(({ user }) => user?.login === stage.botLogin).map(({ body = '' }) => body);
  };
  const statusOf = async (run: string) => (await said()).find(body => MARKER.exec(body)?.[1] === run);
  const reviewComments = () =>
    alice.paginate(rest.pulls.listReviewComments, { ...at, pull_number: number, per_page: 100 });
  const byComment = (event: string, id: number) =>
    stage.handled(({ event: is, payload }) => is === event && payload.comment?.id === id);

  const place: ConflictPlace & AsyncDisposable = {
    async start(command) {
      const gate = stage.gate();
      const before = new Set((await said()).map(body => MARKER.exec(body)?.[1]));
      await place.comment(`/speckit run -- ${command}\n${gate.wait}`, 'alice');
      await gate.reached();
      const id = (await said()).map(body => MARKER.exec(body)?.[1]).find(run => run && !before.has(run));
      if (!id) throw new Error('The run has no status comment');
      const ended = async () => {
        const body = await statusOf(id);
        if (!body || OPEN.test(body)) throw new Error(`Run ${id} goes on: ${body}`);
      };
      return {
        id,
        proceed: () => gate.open(),
        ended: () => vi.waitFor(ended, { timeout: WAIT_MS, interval: 500 }),
      };
    },
    async push(changes, person = 'ben') {
      const client = stage.person(person);
      const sha = await commitFiles(client, at, changes, await headSha());
      await client.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha });
      await stage.handled(({ event, payload }) => event === 'pull_request' && payload.after === sha);
      return sha;
    },
    async threads() {
      const [all, states] = await Promise.all([reviewComments(), threadStates(alice, { ...at, number })]);
      const tops = all.filter(one => !one.in_reply_to_id && one.user.login === stage.botLogin);
      return tops.map(({ id, path, body, line, start_line: from }) => ({
        ...{ id, path, body, resolved: states.get(id)?.resolved ?? false },
        ...(line ? { lines: { start: from ?? line, end: line } } : {}),
        replies: all.filter(one => one.in_reply_to_id === id).map(reply => reply.body),
      }));
    },
    async reply({ id }, body, person = 'alice') {
      const comment = { ...at, pull_number: number, comment_id: id, body };
      const { data } = await stage.person(person).rest.pulls.createReplyForReviewComment(comment);
      await byComment('pull_request_review_comment', data.id);
    },
    async editedReply({ id }, body, edited, person = 'alice') {
      const { pulls } = stage.person(person).rest;
      const { data } = await pulls.createReplyForReviewComment({
        ...{ ...at, pull_number: number, comment_id: id, body },
      });
      await pulls.updateReviewComment({ ...at, comment_id: data.id, body: edited });
    },
    async comment(body, person = 'alice') {
      const { data } = await stage.person(person).rest.issues.createComment({ ...own, body });
      await byComment('issue_comment', data.id);
    },
    async resolve({ id }: ThreadView, person: Person = 'ben') {
      const thread = (await threadStates(alice, { ...at, number })).get(id);
      if (!thread) throw new Error(`No thread starts with the comment ${id}`);
      if (!(await resolveAs(stage.person(person), thread.id))) return;
      await stage.handled(
        ({ event, payload }) =>
          event === 'pull_request_review_thread' &&
          payload.action === 'resolved' &&
          payload.thread?.node_id === thread.id,
      );
    },
    commitSuggestion: (thread, person = 'ben') => applySuggestion(place, thread, person),
    lock: async () => void (await rest.issues.lock(own)),
    files: () => filesOf(alice, at, branch),
    async head() {
      const { data } = await rest.git.getCommit({ ...at, commit_sha: await headSha() });
      return { sha: data.sha, parents: data.parents.map(({ sha }) => sha), message: data.message };
    },
    async keptRef(run) {
      const found = await rest.git.listMatchingRefs({ ...at, ref: `speckit/runs/${run}` });
      return found.data.find(one => one.ref === `refs/speckit/runs/${run}`)?.object.sha;
    },
    async status(run) {
      const body = await statusOf(run);
      if (body === undefined) throw new Error(`There is no run ${run}`);
      return {
        body,
        async checks(sha) {
          const asked = { ...at, ref: sha, filter: 'all' as const, per_page: 100 };
          const runs = await alice.paginate(rest.checks.listForRef, asked);
          const named = runs.filter(one => one.external_id?.startsWith(`${run}#`));
          return named.toSorted((a, b) => a.id - b.id).map(({ conclusion }) => conclusion ?? 'none');
        },
      };
    },
    async said() {
      const threads = (await reviewComments()).filter(({ user }) => user.login === stage.botLogin);
      return [...(await said()), ...threads.map(({ body }) => body)].join('\n\n');
    },
    async [Symbol.asyncDispose]() {
      await rest.pulls.update({ ...at, pull_number: number, state: 'closed' });
      const kept = await rest.git.listMatchingRefs({ ...at, ref: 'speckit/runs/' });
      const runs = (await said()).flatMap(body => MARKER.exec(body)?.[1] ?? []);
      const left = kept.data.map(one => one.ref).filter(one => runs.some(run => one.endsWith(run)));
      for (const one of [...left, `refs/heads/${branch}`, `refs/heads/${base}`])
        await rest.git.deleteRef({ ...at, ref: one.replace('refs/', '') });
    },
  };
  return place;
}
