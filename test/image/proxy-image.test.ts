import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROXY_IMAGE, PROXY_PORT, proxyFingerprint, writeProxyContext } from '../../shared/egress/image.ts';
import { dockerAnswer } from '../../shared/image/docker-cli.ts';
import { PINS } from '../../shared/image/pins.ts';
import { proxyImageState } from '../../shared/image/proxy-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { proxyImage } from '../support/proxy-image.ts';

test('its fingerprint changes with the version of Node', () => {
  expect(proxyFingerprint('24.0.0')).toMatch(/^[0-9a-f]{12}$/);
  expect(proxyFingerprint('24.0.0')).not.toBe(proxyFingerprint('24.0.1'));
});

test('its context is the program and nothing else', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-proxy-test-'));
  writeProxyContext(folder);
  expect((await readdir(folder)).sort()).toEqual(
    ['Dockerfile', 'domains.ts', 'guard.ts', 'main.ts', 'package.json', 'proxy.ts'].sort(),
  );
  await rm(folder, { recursive: true });
});

test.skipIf(dockerMissing())(
  'the image is made of what is here, and listens where sandboxes look for it',
  async () => {
    await proxyImage();
    expect(await proxyImageState()).toBe('current');
    const look = `const { connect } = require('node:net');
      require('node:child_process').spawn('node', ['/proxy/main.ts', 'pypi.org']).stdout.once('data', text => {
        connect(${PROXY_PORT}, '127.0.0.1').once('connect', () => { console.log(process.version, String(text)); process.exit(); });
      });`;
    const flags = ['--rm', '--read-only', '--network', 'none', '--cap-drop', 'ALL', '--entrypoint', 'node'];
    expect(await dockerAnswer(['run', ...flags, PROXY_IMAGE, '-e', look])).toBe(
      `v${PINS.NODE_VERSION} ready`,
    );
  },
  600_000,
);
