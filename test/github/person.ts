export interface Person {
  name: string;
  email: string;
  /** ISO 8601. */
  date: string;
}

/** Reads one identity line of a commit object. */
export function parsePerson(line: string): Person {
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+)/.exec(line) ?? [];
  return { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` };
}

/** One identity line of a commit object. */
export function personLine(person: Person): string {
  const clean = (text: string) => text.replaceAll(/[<>\n\0]/g, '');
  return `${clean(person.name)} <${clean(person.email)}> ${Math.floor(Date.parse(person.date) / 1000)} +0000`;
}
