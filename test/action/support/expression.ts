import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** Whether GitHub starts a job with this `if` for an event, by GitHub's own reading of expressions. */
export function startsJob(condition: string, event: string, payload: object): boolean {
  const { ref = '' } = payload as { ref?: string };
  const github = { event_name: event, event: payload, ref, ref_name: ref.replace('refs/heads/', '') };
  const { tokens } = new Lexer(condition).lex();
  const expression = new Parser(tokens, ['github'], []).parse();
  const context = new data.Dictionary({ key: 'github', value: toData(github) });
  return new Evaluator(expression, context).evaluate().coerceString() === 'true';
}

function toData(value: unknown): data.ExpressionData {
  return JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData;
}
