import type { ContainerInspectInfo } from 'dockerode';
import { type Cache, markedCache } from './docker-cache.ts';
import { handedOver } from './docker-handover.ts';
import { fromLabels } from './docker-labels.ts';
import { sandboxGone } from './support/missing.ts';

/** What a sandbox is made of. */
export interface Made {
  /** Of the container; of a broken-off creation the name. */
  id: string;
  /** Of the container and of its network. */
  name: string;
  user: number;
  /** Whether it has a network and a proxy of its own. */
  egress: boolean;
  cache: Cache | undefined;
  /** The folder of this machine that is handed over to it. */
  handover: string | undefined;
  /** Resolves when the way out is open; no command starts before. */
  ready: Promise<unknown>;
}

/** What the engine knows of a sandbox; throws `missing` for a container that is none of ours. */
export function found({ Id: id, Name, Config: config, HostConfig: host }: ContainerInspectInfo): Made {
  if (!fromLabels('sandbox', config.Labels)) throw sandboxGone(id);
  const name = Name.replace(/^\//, '');
  return {
    id,
    name,
    user: Number.parseInt(config.User, 10),
    egress: host.NetworkMode === name,
    cache: markedCache(config.Labels),
    handover: handedOver(host.Mounts),
    ready: Promise.resolve(),
  };
}

/** What is left of a creation that broke off before there was a container. */
export const onlyNetwork = (name: string, user: number): Made => ({
  id: name,
  name,
  user,
  egress: true,
  cache: undefined,
  handover: undefined,
  ready: Promise.resolve(),
});
