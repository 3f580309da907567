import type { EmulatedGitHub } from '../../github/index.ts';

/** A payload of `issue_comment.created`. */
export type Payload = { comment: { id: number } };

/** Commands for so many pull requests of `acme`, each in a repository of its own, by somebody who may not write there. */
export async function makePayloads(github: EmulatedGitHub, repositories: number): Promise<Payload[]> {
  // Nobody listens there; the payloads are kept all the same.
  github.setWebhookUrl('http://127.0.0.1:9/');
  github.addUser('eve');
  const payloads: Payload[] = [];
  for (let index = 0; index < repositories; index++) {
    const name = `shop-${index}`;
    const repo = `acme/${name}`;
    await github.createRepository({ owner: 'acme', name, files: { 'README.md': '# Shop\n' } });
    await github.commit(repo, 'feature', { 'a.txt': 'a\n' }, 'Start');
    const { number } = await github.openPullRequest({ repo, head: 'feature', author: 'acme' });
    const body = '/speckit run specify A cart that remembers its contents';
    const { delivery } = await github.comment({ repo, pr: number, user: 'eve', body });
    if (delivery) payloads.push(delivery.payload as unknown as Payload);
  }
  github.setWebhookUrl(undefined);
  return payloads;
}
