/** The passwords by which this process reaches its database, in every form in which a message may quote them. */
export function databaseSecrets(
  databaseUrl: string | undefined,
  { PGPASSWORD }: Readonly<Record<string, string | undefined>>,
): string[] {
  const found = [PGPASSWORD, ...(databaseUrl === undefined ? [] : passwordsOf(databaseUrl))];
  return [...new Set(found.flatMap(secret => secret || []))];
}

function passwordsOf(url: string): (string | null)[] {
  if (!URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  return [password, decoded(password), searchParams.get('password')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
