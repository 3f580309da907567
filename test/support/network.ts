import nock from 'nock';
import { afterEach } from 'vitest';

// Tests reach loopback only: our own servers and the local engine's socket.
nock.disableNetConnect();
nock.enableNetConnect(host => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host));

afterEach(() => {
  nock.cleanAll();
});
