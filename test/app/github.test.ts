import { generateKeyPairSync } from 'node:crypto';
import { Probot } from 'probot';
import { expect, it } from 'vitest';
import { createGitHub } from '../../app/github.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const privateKey = String(key.export({ type: 'pkcs1', format: 'pem' }));
const probot = new Probot({ appId: 1, privateKey, secret: 'it is a secret', logLevel: 'fatal' });
const github = () => createGitHub(probot, {}, { log: { debug() {} } });
const at = (repositoryId: number, installationId = 1) => ({ installationId, repositoryId });

it('makes one client for a repository and a step', () => {
  const { client } = github();
  const first = client(at(1), 'intake');
  expect(client(at(1), 'intake')).toBe(first);
  for (const other of [client(at(2), 'intake'), client(at(1, 2), 'intake'), client(at(1), 'publish')])
    expect(other).not.toBe(first);
});

it('what a run guards is its own', () => {
  const { client } = github();
  const guard = async () => undefined;
  const guarded = client(at(1), 'publish', guard);
  expect(client(at(1), 'publish', guard)).not.toBe(guarded);
  expect(client(at(1), 'publish')).not.toBe(guarded);
});

it('forgets the clients that were not used for the longest time', () => {
  const { client } = github();
  const [first, second] = [client(at(0), 'intake'), client(at(1), 'intake')];
  for (let id = 2; id < 100; id++) client(at(id), 'intake');
  expect(client(at(0), 'intake')).toBe(first);
  client(at(100), 'intake');
  expect(client(at(0), 'intake')).toBe(first);
  expect(client(at(1), 'intake')).not.toBe(second);
});
