/** Words that say nothing about a feature. */
const EMPTY_WORDS = new Set(
  `a about add all also an and are as at be build by can create describe do does feature for from get give have how i in
  into is it its let lets like make my need needs new of on one or our please set should so some that the their them
  there these they this to us use user users want wants was we when where which who will with would you your`.split(
    /\s+/,
  ),
);

const MOST_WORDS = 4;
const LONGEST = 48;

/**
 * A short name for a feature's directory, within `[a-z0-9-]`: the first telling words of the description, else the
 * branch's name, else `feature`.
 */
export function featureSlug(text: string, branch: string): string {
  const firstLine = text.trim().split('\n', 1)[0] ?? '';
  const telling = words(firstLine).filter(word => !EMPTY_WORDS.has(word) && word.length > 1);
  return join(telling) || join(words(branch)) || 'feature';
}

function words(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/['’]/g, '')
    .toLowerCase();
  return plain.match(/[a-z0-9]+/g) ?? [];
}

function join(parts: readonly string[]): string {
  let slug = '';
  for (const part of parts.slice(0, MOST_WORDS)) {
    const longer = slug === '' ? part.slice(0, LONGEST) : `${slug}-${part}`;
    if (longer.length > LONGEST) break;
    slug = longer;
  }
  return slug;
}
