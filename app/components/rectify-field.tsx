import { Select, TextField, type TextFieldProps } from '@shopify/polaris';
import { data, say } from '../core/saying.ts';
import type { Control, FieldEntry } from './rectify-view.ts';
import { useT } from './words.tsx';

const TYPES: Partial<Record<Control, TextFieldProps['type']>> = { email: 'email', phone: 'tel' };
const YES_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
] as const;

/** What stands there now is said as soon as the field says something else. */
function helpText({ now, help, control }: FieldEntry, value: string, countries: Map<string, string>) {
  if (value === now) return help ?? undefined;
  const words: Partial<Record<Control, string | undefined>> = {
    flag: say(now === 'yes' ? 'Yes' : 'No'),
    country: countries.get(now),
  };
  return now === ''
    ? say('In Shopify now: empty')
    : say('In Shopify now: {value}', { value: words[control] ?? data(now) });
}

/** One field of a person's data, with what stands in Shopify as its beginning. */
export function RectifyField(props: {
  field: FieldEntry;
  value: string;
  problem: string | undefined;
  countries: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const t = useT();
  const { field, value, problem, countries, onChange } = props;
  const { name, label, control, required, maxLength } = field;
  const names = new Map(countries.map((country) => [country.value, country.label]));
  const shared = { id: name, name, label: t(label), value, error: problem && t(problem), onChange };
  const said = helpText(field, value, names);
  const help = said && t(said);
  const yesNo = YES_NO.map((each) => ({ ...each, label: t(each.label) }));
  if (control === 'flag') return <Select {...shared} options={yesNo} helpText={help} />;
  if (control === 'country') {
    const empty = required && field.now !== '' ? [] : [{ value: '', label: t('No country') }];
    const unknown = names.has(value) || value === '' ? [] : [{ value, label: value }];
    return <Select {...shared} options={[...empty, ...unknown, ...countries]} helpText={help} />;
  }
  return (
    <TextField
      {...shared}
      autoComplete="off"
      type={TYPES[control] ?? 'text'}
      multiline={control === 'text' ? 3 : undefined}
      maxLength={maxLength}
      helpText={help}
    />
  );
}
