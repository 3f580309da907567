import { presentCheckRun } from './checks.ts';
import { completeComment, historyOf } from './comments.ts';
import type { Hosted, Hub } from './hub.ts';
import { presentIssue } from './pulls.ts';
import { isJson, type Json } from './refusal.ts';

// These reach the App that owns them, whatever it subscribed to.
const ALWAYS = new Set(['check_run', 'check_suite', 'installation', 'installation_repositories', 'ping']);

/** Takes emulate's announcements in the place of its own deliveries, and sends what GitHub would send. */
export function announceThrough(hub: Hub): void {
  hub.emulate.hooks.dispatch = (event, action, payload) => {
    const name = isJson(payload.repository) ? String(payload.repository.full_name) : '';
    const repo = hub.repositories.get(name);
    // emulate does not wait for its announcements, so nobody else would see one fail.
    if (repo) hub.webhooks.track(announce(hub, repo, event, action, payload));
    return Promise.resolve();
  };
}

async function announce(hub: Hub, repo: Hosted, event: string, action: string | undefined, payload: Json) {
  const issue = isJson(payload.issue) ? payload.issue : undefined;
  const number = Number(issue?.number);
  const comment = isJson(payload.comment) ? payload.comment : undefined;
  const sender = isJson(payload.sender) ? String(payload.sender.login) : '';
  if (event === 'issue_comment' && action === 'created' && sender === hub.app.botLogin) {
    historyOf(hub, Number(comment?.id)).byApp = true;
  }
  const installation = hub.tables.appInstallations.all().find(row => {
    const all = row.repository_selection === 'all';
    return row.account_id === repo.row.owner_id && (all || row.repository_ids.includes(repo.row.id));
  });
  const row = hub.tables.issues.findBy('repo_id', repo.row.id).find(one => one.number === number);
  // Labels of a pull request are announced as its own event.
  const kind = event === 'issues' && row?.is_pull_request ? 'pull_request' : event;
  if (!installation || !(ALWAYS.has(kind) || hub.events.has(kind))) return;
  let full: Json = { ...payload };
  if (kind === 'pull_request') {
    const at = Number.isNaN(number)
      ? Number(isJson(payload.pull_request) && payload.pull_request.number)
      : number;
    const { issue: _, ...rest } = full;
    const { body } = await hub.askAsOwner('GET', `/repos/${repo.row.full_name}/pulls/${at}`);
    full = { ...rest, number: at, pull_request: body };
  } else if (row) {
    full.issue = await presentIssue(hub, { repo }, number);
  }
  if (kind === 'check_run') full.check_run = withActions(hub, presentCheckRun(hub, full.check_run));
  const { body: repository } = await hub.askAsOwner('GET', `/repos/${repo.row.full_name}`);
  const user = await account(hub, sender);
  const id = installation.installation_id;
  full = { ...full, repository, sender: user, installation: { id, node_id: btoa(`Installation${id}`) } };
  if (full.comment) full = completeComment(hub, full);
  hub.webhooks.send(kind, JSON.parse(hub.map(JSON.stringify(full))) as Json);
}

/** emulate makes the App's own account with its first comment; GitHub has it from the start. */
async function account(hub: Hub, login: string): Promise<unknown> {
  if (login === hub.app.botLogin && !hub.tables.users.findOneBy('login', login))
    return { login, type: 'Bot' };
  return (await hub.askAsOwner('GET', `/users/${encodeURIComponent(login)}`)).body;
}

function withActions(hub: Hub, run: unknown): unknown {
  return isJson(run) ? { ...run, actions: hub.actions.get(Number(run.id)) ?? [] } : run;
}
