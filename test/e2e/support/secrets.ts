import type { World } from '../../support/world.ts';
import type { Scenario } from './scenario.ts';

/**
 * Where secrets can be read: the log, and what the App wrote on the scenarios' pull requests. Empty when nowhere.
 * @param values of the server's variables
 */
export function leaksOf(world: World, scenarios: readonly Scenario[], values: readonly string[]): string[] {
  const { app } = world.github;
  const secrets = {
    "the App's key": keyLines(app.privateKey),
    'the webhook secret': [app.webhookSecret],
    'a token': world.github.tokens().map(({ token }) => token),
    'a variable': values,
  };
  const places = [['the log', world.logged()] as const, ...scenarios.map(publishedOf)];
  return places.flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, all]) => all.some(value => text.includes(value)))
      .map(([what]) => `${what} is in ${place}`),
  );
}

function publishedOf({ github, repo, pr }: Scenario): readonly [string, string] {
  return [repo, JSON.stringify([github.comments(repo, pr), github.checkRuns(repo)])];
}

/** The lines of a key that only it has. */
function keyLines(pem: string): string[] {
  return pem.split('\n').filter(line => line.length > 40);
}
