/**
 * Splits a command as the daemon does before it starts it without a shell: quotes of both kinds, `\\"` within
 * double quotes and `\\'` or `\\"` outside; any other backslash stands for itself, and empty words vanish.
 */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < command.length; at++) {
    const char = command.charAt(at);
    const next = command.charAt(at + 1);
    if (char === '\\' && ((quote === '"' && next === '"') || (quote === '' && /["']/.test(next)))) {
      word += next;
      at++;
    } else if (quote === '' && /["']/.test(char)) {
      quote = char;
    } else if (char === quote && quote !== '') {
      quote = '';
    } else if (char === ' ' && quote === '') {
      if (word) words.push(word);
      word = '';
    } else {
      word += char;
    }
  }
  if (word) words.push(word);
  return words;
}
