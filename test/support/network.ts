import nock from 'nock';
import { afterEach } from 'vitest';
import { testGitHub } from '../e2e/support/test-github.ts';

// Tests reach loopback only (our own servers and the local engine's socket), and a GitHub that `TEST_GITHUB_*` name.
const { api, graphql } = testGitHub()?.endpoints ?? {};
const named = [api, graphql].flatMap(url => (url ? new URL(url).hostname : []));
nock.disableNetConnect();
nock.enableNetConnect(
  host =>
    /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host) || named.includes(host.split(':')[0] ?? ''),
);

afterEach(() => {
  nock.cleanAll();
});
