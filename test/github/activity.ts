import { ZERO } from './bare.ts';
import type { Activity, RouteTable } from './hub.ts';
import { pageOf } from './page.ts';

/** What moved in a repository, newest first; times are whole seconds, as on GitHub. */
export const activityRoutes: RouteTable = [
  [
    'GET',
    /^activity$/,
    (call, _, hub) => {
      const ref = call.query.get('ref');
      const all = hub.activity.get(call.repo.row.full_name) ?? [];
      const wanted = all.filter(one => ref === null || one.ref === ref || one.ref === `refs/heads/${ref}`);
      const { items, headers } = pageOf(call, hub, wanted.toReversed());
      return { status: 200, headers, body: items.map(present) };
    },
  ],
];

function present({ ref, before, after, at, actor }: Activity, index: number) {
  const activity_type = before === ZERO ? 'branch_creation' : after === ZERO ? 'branch_deletion' : 'push';
  const timestamp = `${at.toISOString().slice(0, 19)}Z`;
  return { id: index + 1, before, after, ref, timestamp, activity_type, actor: { login: actor } };
}
