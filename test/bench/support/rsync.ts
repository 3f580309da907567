import { createHash } from 'node:crypto';
import type { Sandbox } from '../../../shared/drivers/types.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { buildImage } from '../../support/docker-image.ts';
import { benchImage, run } from './docker.ts';

/** The image of the bench with rsync. @throws SpeckitError `missing` without rsync on this machine */
export async function rsyncImage(): Promise<string> {
  await run('rsync', ['--version']).catch(cause => {
    throw new SpeckitError('missing', 'This figure compares with rsync, and there is none on this machine.', {
      hint: 'Install rsync, or name the figures to take.',
      cause,
    });
  });
  const base = await benchImage();
  const text = `FROM ${base}
USER root
RUN apt-get update && apt-get install -y --no-install-recommends rsync && rm -rf /var/lib/apt/lists/*
USER 1000
`;
  const { stdout: id } = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', base]);
  const name = `speckit-remote-bench-rsync:${createHash('sha256').update(text).update(id).digest('hex').slice(0, 12)}`;
  const built = await run('docker', ['image', 'inspect', name]).then(
    () => true,
    () => false,
  );
  if (!built) await buildImage(name, text);
  return name;
}

/** Brings the folder `from` to `to`, of which one is in the container (see {@link inside}), with rsync's own protocol. */
export async function rsync(from: string, to: string): Promise<void> {
  await run('rsync', ['--archive', '--delete', '--rsh', 'docker exec --interactive', `${from}/`, `${to}/`]);
}

/** A folder of a container as rsync names it. */
export const inside = ({ id }: Sandbox, folder: string) => `${id}:${folder}`;
