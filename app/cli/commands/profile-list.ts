import { command } from '../command.ts';
import { columns } from '../table.ts';

export default command({
  async run({ out, folders, cwd }) {
    const { readConfiguration } = await import('../configuration/read.ts');
    const { listProfiles } = await import('../profiles/list.ts');
    const { profiles, chosen } = listProfiles(await readConfiguration(folders, cwd));
    if (!profiles.some(profile => profile.chosen)) {
      out.warn(
        `The profile that is chosen, \`${chosen.name}\`, is not here; \`speckit-remote profile use\` chooses another.`,
      );
    }
    out.result({ profiles, chosen }, () =>
      columns([
        ['', 'PROFILE', 'DRIVER', 'AGENT', 'FROM'],
        ...profiles.map(({ name, driver, agent, from, ...profile }) => [
          profile.chosen ? '*' : '',
          name,
          driver,
          agent,
          profile.hidden ? `${from}, hidden by yours` : from,
        ]),
      ]),
    );
    return undefined;
  },
});
