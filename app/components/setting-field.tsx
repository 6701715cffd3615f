import { Select, TextField } from '@shopify/polaris';
import type { SettingEntry } from './setting-view.ts';
import { useT } from './words.tsx';

/** One setting, with what it does below it, or what to enter. */
export function SettingField(props: {
  entry: SettingEntry;
  value: string;
  problem: string | undefined;
  disabled: boolean;
  onChange: (value: string) => void;
}) {
  const { entry, value, problem, disabled, onChange } = props;
  const t = useT();
  const { name, label, help, options, type, suffix } = entry;
  const shared = {
    id: name,
    name,
    label: t(label),
    value,
    helpText: t(help),
    error: problem && t(problem),
    ...{ disabled, onChange },
  };
  if (options)
    return <Select {...shared} options={options.map((option) => ({ ...option, label: t(option.label) }))} />;
  return (
    <TextField
      {...shared}
      autoComplete="off"
      type={type === 'number' ? 'text' : type}
      inputMode={type === 'number' ? 'numeric' : undefined}
      suffix={suffix && t(suffix)}
      maxLength={255}
    />
  );
}
