import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRoles } from '../../app/roles/roles.ts';

const root = path.join(import.meta.dirname, '../..');
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Service {
  environment?: Record<string, string>;
  env_file?: string;
  volumes?: string[];
  image?: string;
  build?: { context: string; dockerfile: string };
  deploy?: { replicas: number };
}
const { services, volumes } = parse(text('app/compose.yml'), { merge: true }) as {
  services: Record<'web' | 'worker' | 'postgres', Service>;
  volumes: Record<string, unknown>;
};

/** Names that an interpolation like `${NAME:?why}` asks for. */
const asked = (value: unknown) =>
  [...JSON.stringify(value).matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '');

describe('app/compose.yml', () => {
  it('runs a web process, two workers and PostgreSQL', () => {
    expect(Object.keys(services)).toEqual(['web', 'worker', 'postgres']);
    const { web, worker } = services;
    expect([...readRoles(web.environment?.ROLES, web.environment?.DATABASE_URL)]).toEqual(['web']);
    expect([...readRoles(worker.environment?.ROLES, worker.environment?.DATABASE_URL)]).toEqual(['worker']);
    expect(worker.deploy?.replicas).toBe(2);
    expect(worker.image).toBe(web.image);
    expect(worker.environment?.DATABASE_URL).toBe(web.environment?.DATABASE_URL);
  });

  it('gives the web process neither the variables of sandboxes nor the engine', () => {
    const { web } = services;
    expect(web.env_file).toBeUndefined();
    expect(JSON.stringify(web.volumes)).not.toContain('docker.sock');
  });

  it('names volumes that it has', () => {
    const mounted = Object.values(services).flatMap(service => service.volumes ?? []);
    const named = mounted.map(mount => mount.split(':', 1)[0] ?? '').filter(name => !/^[./]/.test(name));
    expect(named.toSorted()).toEqual(Object.keys(volumes).toSorted());
  });

  it('needs nothing that the deployment page does not tell', () => {
    const page = text('app/DEPLOYMENT.md');
    const untold = [...new Set(asked(services))].filter(
      name => !page.includes(name) && !/^GITHUB_.*_URL$/.test(name),
    );
    expect(untold).toEqual([]);
  });
});

describe('app/Dockerfile', () => {
  const dockerfile = text('app/Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  );

  it('copies what is there, and what the context holds', () => {
    expect(copied).toContain('app');
    const ignored = text('.dockerignore').split('\n');
    for (const source of copied) {
      expect(existsSync(path.join(root, source))).toBe(true);
      expect(ignored).toContain(`!${source}`);
    }
  });

  it('starts Node itself, as a user of its own', () => {
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toMatch(/^CMD \["node", "app\/main.ts"\]$/m);
  });
});
