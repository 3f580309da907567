import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { SpeckitError } from '../errors.ts';
import { DOCKERFILE } from './pins.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that name a file with certificates which this machine trusts beyond the public ones. */
const CERTIFICATE_FILES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
/** Docker takes these from its own environment when they are named without a value. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * A temporary folder for `docker build`: the Dockerfile and this machine's extra certificates, without which a
 * network that inspects TLS lets no registry through, at build time and in the sandboxes.
 */
export async function makeContext(
  environment: Environment,
): Promise<AsyncDisposable & { folder: string; certificates: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-image-'));
  const certificates = await extraCertificates(environment);
  await mkdir(path.join(folder, 'certificates'));
  await copyFile(DOCKERFILE, path.join(folder, 'Dockerfile'));
  // The legacy builder refuses to copy a folder without a file.
  await writeFile(
    path.join(folder, 'certificates', 'README'),
    'Certificates of the machine that built this.\n',
  );
  for (const [index, pem] of certificates.entries()) {
    await writeFile(path.join(folder, 'certificates', `host-${index}.crt`), `${pem}\n`);
  }
  return {
    folder,
    certificates: certificates.length,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The certificates that the environment names and that are not among the public ones, in PEM. */
export async function extraCertificates(environment: Environment): Promise<string[]> {
  const known = new Set(rootCertificates.map(flat));
  const extra = new Map<string, string>();
  for (const name of CERTIFICATE_FILES) {
    const file = environment[name];
    if (!file) continue;
    const content = await readFile(file, 'latin1').catch(cause => {
      throw new SpeckitError('config', `The file that \`${name}\` names cannot be read: ${file}`, {
        hint: `Correct or unset \`${name}\`.`,
        cause,
      });
    });
    for (const [pem] of content.matchAll(CERTIFICATE)) {
      if (!known.has(flat(pem))) extra.set(flat(pem), pem);
    }
  }
  return [...extra.values()];
}

/** `--build-arg`s for the proxies and the registries that this machine is told to use. */
export function networkArguments(environment: Environment): string[] {
  const args = PROXIES.filter(name => environment[name]).flatMap(name => ['--build-arg', name]);
  const npm = environment.npm_config_registry ?? environment.NPM_CONFIG_REGISTRY;
  if (npm) args.push('--build-arg', `NPM_REGISTRY=${npm}`);
  if (environment.PIP_INDEX_URL) args.push('--build-arg', `PIP_INDEX_URL=${environment.PIP_INDEX_URL}`);
  return args;
}

const flat = (pem: string) => pem.replace(/\s+/g, '');
