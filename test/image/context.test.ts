import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extraCertificates, makeContext, networkArguments } from '../../shared/image/context.ts';
import { DOCKERFILE, PINS } from '../../shared/image/pins.ts';

const OWN = '-----BEGIN CERTIFICATE-----\nb3du\n-----END CERTIFICATE-----';

describe("the image's build context", () => {
  let folder = '';
  let bundle = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'speckit-context-'));
    bundle = path.join(folder, 'bundle.pem');
    await writeFile(bundle, `# all\n${rootCertificates[0]}\n\n${OWN}\r\n${OWN}\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('takes the certificates of this machine that are not public anyway, each once', async () => {
    expect(await extraCertificates({ NODE_EXTRA_CA_CERTS: bundle, SSL_CERT_FILE: bundle })).toEqual([OWN]);
    expect(await extraCertificates({})).toEqual([]);
  });

  it('names the variable whose file is not there', async () => {
    const environment = { SSL_CERT_FILE: path.join(folder, 'none') };
    await expect(extraCertificates(environment)).rejects.toMatchObject({
      code: 'config',
      hint: expect.stringContaining('SSL_CERT_FILE'),
    });
  });

  it('is a folder that is gone afterwards', async () => {
    const context = await makeContext({ NODE_EXTRA_CA_CERTS: bundle });
    expect((await readdir(context.folder, { recursive: true })).sort()).toEqual([
      'Dockerfile',
      'certificates',
      'certificates/README',
      'certificates/host-0.crt',
    ]);
    await context[Symbol.asyncDispose]();
    await expect(readdir(context.folder)).rejects.toThrow('ENOENT');
  });

  it('passes on proxies by name and registries by value', () => {
    expect(
      networkArguments({ HTTPS_PROXY: 'http://user:secret@proxy', npm_config_registry: 'http://r/' }),
    ).toEqual([...['--build-arg', 'HTTPS_PROXY'], ...['--build-arg', 'NPM_REGISTRY=http://r/']]);
    expect(networkArguments({})).toEqual([]);
  });

  it('is for a Dockerfile that the legacy builder reads, and that uses every pin', async () => {
    const dockerfile = await readFile(DOCKERFILE, 'utf8');
    expect(dockerfile).not.toMatch(/^[^#].*(?:--mount|<<)|^# syntax/m);
    for (const name of Object.keys(PINS))
      expect(dockerfile).toMatch(new RegExp(`^ARG ${name}$[\\s\\S]+\\$${name}\\b`, 'm'));
  });
});
