import { command } from '../command.ts';
import { FIELD_OPTIONS, givesFields } from '../profiles/field-options.ts';

export default command({
  arguments: [{ name: 'name', summary: 'what to call it', optional: true }],
  options: { ...FIELD_OPTIONS, use: { summary: 'choose it for the next runs' } },
  examples: [
    'speckit-remote profile add',
    'speckit-remote profile add big --setting memory=8g --timeout 2h --use',
    'speckit-remote profile add cloud --driver e2b --setting template=speckit',
  ],
  async run({ arguments: [given], options, ...context }) {
    const { addProfile } = await import('../profiles/add.ts');
    const ask = context.interactive && !givesFields(options);
    const { name, file } = await addProfile(context, { name: given, options, use: options.use, ask });
    const next = options.use ? `speckit-remote profile test` : `speckit-remote profile use ${name}`;
    context.out.result({ name, file, used: options.use }, () => [
      `The profile ${name} is in ${file}.`,
      `Next: ${next}`,
    ]);
    return undefined;
  },
});
