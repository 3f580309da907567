import type { ContainerInfo, NetworkInspectInfo } from 'dockerode';
import { listNetworks } from './docker-egress.ts';
import type { Engine } from './docker-engine.ts';
import { fromLabels, labelFilters } from './docker-labels.ts';
import type { CallOptions, SandboxInfo } from './types.ts';

/** Containers of ours that carry all of `labels`, and networks of creations that broke off before the container. */
export async function listSandboxes(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<SandboxInfo[]> {
  const [containers, networks] = await Promise.all([
    engine.call(
      'list containers',
      (client, abortSignal) =>
        client.listContainers({
          all: true,
          filters: { label: labelFilters('sandbox', labels) },
          abortSignal,
        }),
      options,
    ),
    listNetworks(engine, labels, options),
  ]);
  const names = new Set(containers.flatMap(({ Names }) => Names));
  const left = networks.filter(({ Name }) => !names.has(`/${Name}`));
  return [...containers.map(describe), ...left.map(describeLeft)];
}

const describe = (container: ContainerInfo): SandboxInfo => ({
  id: container.Id,
  labels: fromLabels('sandbox', container.Labels) ?? {},
  createdAt: new Date(container.Created * 1000),
  state: container.State === 'running' || container.State === 'paused' ? 'running' : 'stopped',
});

const describeLeft = ({ Name, Labels, Created }: NetworkInspectInfo): SandboxInfo => ({
  id: Name,
  labels: fromLabels('egress', Labels) ?? {},
  createdAt: new Date(Created),
  state: 'stopped',
});
