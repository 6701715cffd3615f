import { Select, TextField } from '@shopify/polaris';
import type { SettingEntry } from './setting-view.ts';

/** One setting, with what it does below it, or what to enter. */
export function SettingField(props: {
  entry: SettingEntry;
  value: string;
  problem: string | undefined;
  disabled: boolean;
  onChange: (value: string) => void;
}) {
  const { entry, value, problem, disabled, onChange } = props;
  const { name, label, help, options, type, suffix } = entry;
  const shared = { id: name, name, label, value, helpText: help, error: problem, disabled, onChange };
  if (options) return <Select {...shared} options={options} />;
  return (
    <TextField
      {...shared}
      autoComplete="off"
      type={type === 'number' ? 'text' : type}
      inputMode={type === 'number' ? 'numeric' : undefined}
      suffix={suffix}
      maxLength={255}
    />
  );
}
