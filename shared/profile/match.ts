/** Whether `text` matches a pattern in which `*` stands for any run of characters. Linear in both lengths' product. */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = from;
    } else if (pattern[at] === text[from]) {
      at++;
      from++;
    } else if (star !== -1) {
      at = star + 1;
      from = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Whether `owner/name` is one of the patterns `owner/name` and `owner/*`; case does not matter on GitHub. */
export function matchesRepository(patterns: readonly string[], repository: string): boolean {
  return patterns.some(pattern => matches(pattern.toLowerCase(), repository.toLowerCase()));
}
