import { command } from '../command.ts';
import { FIELD_OPTIONS, givesFields } from '../profiles/field-options.ts';

export default command({
  arguments: [{ name: 'name', summary: 'a profile of yours', choices: 'profiles' }],
  options: {
    ...FIELD_OPTIONS,
    unset: { value: 'KEY', summary: 'what it should say no more, like docker.memory', many: true },
  },
  examples: [
    'speckit-remote profile edit big',
    'speckit-remote profile edit big --setting memory=4g --unset timeout',
  ],
  async run({ arguments: [name = ''], options, ...context }) {
    const { editProfile } = await import('../profiles/add.ts');
    const { unset } = options;
    const ask = context.interactive && !givesFields(options) && unset.length === 0;
    const { file } = await editProfile(context, name, { options, unset, ask });
    context.out.result({ name, file }, () => `The profile ${name} is changed in ${file}.`);
    return undefined;
  },
});
