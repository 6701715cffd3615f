import { useNavigate } from '@remix-run/react';
import { Button, Card, InlineGrid, InlineStack, Select, TextField } from '@shopify/polaris';
import { type FormEvent, useState } from 'react';
import {
  ACTIVITY_GROUPS,
  type ActivityFilter,
  readActivityFilter,
  writeActivityFilter,
} from '../core/activity.ts';
import { say } from '../core/saying.ts';
import { useT } from './words.tsx';

const GROUPS = [
  { value: '', label: 'Everything' },
  ...Object.entries(ACTIVITY_GROUPS).map(([value, { label }]) => ({ value, label })),
];

type Typed = Record<keyof ActivityFilter, string>;
const typedOf = ({ group, request, staff, from, to }: ActivityFilter): Typed => ({
  ...{ group: group ?? '', request: request === null ? '' : String(request) },
  ...{ staff: staff ?? '', from: from ?? '', to: to ?? '' },
});

/** What to enter, by field; a filter that could not be read would show everything instead. */
function problemsOf(typed: Typed): Partial<Typed> {
  const { request, from, to } = readActivityFilter(new URLSearchParams(typed));
  return {
    ...(typed.request.trim() !== '' && request === null && { request: say('Enter a number, such as 1001.') }),
    ...(from !== null && to !== null && from > to && { to: say('This day lies before the first.') }),
  };
}

/** By what the log is narrowed; what is shown has an address of its own. */
export function ActivityFilters({
  filter,
  staff,
}: {
  filter: ActivityFilter;
  staff: Record<string, string>;
}) {
  const t = useT();
  const [typed, setTyped] = useState(() => typedOf(filter));
  const [problems, setProblems] = useState<Partial<Typed>>({});
  const navigate = useNavigate();
  const field = (name: keyof Typed) => ({
    ...{ id: `filter-${name}`, name, value: typed[name], error: problems[name] && t(problems[name]) },
    onChange: (value: string) => setTyped((before) => ({ ...before, [name]: value })),
  });
  const apply = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(typed);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const query = writeActivityFilter(readActivityFilter(new URLSearchParams(typed)));
    navigate(query === '' ? '/app/activity' : `/app/activity?${query}`);
  };
  const groups = GROUPS.map(({ value, label }) => ({ value, label: t(label) }));
  const people = Object.entries(staff).map(([value, label]) => ({ value, label }));
  const isNarrowed = writeActivityFilter(filter) !== '';
  return (
    <Card>
      <form noValidate onSubmit={apply}>
        <InlineGrid columns={{ xs: 1, sm: 2, lg: 5 }} gap="300" alignItems="start">
          <Select label={t('What')} options={groups} {...field('group')} />
          <Select
            label={t('Who')}
            options={[{ value: '', label: t('Anybody') }, ...people]}
            {...field('staff')}
          />
          <TextField
            label={t('Request number')}
            autoComplete="off"
            inputMode="numeric"
            maxLength={10}
            {...field('request')}
          />
          <TextField label={t('From')} type="date" autoComplete="off" {...field('from')} />
          <TextField label={t('To')} type="date" autoComplete="off" {...field('to')} />
        </InlineGrid>
        <div style={{ paddingBlockStart: 'var(--p-space-300)' }}>
          <InlineStack gap="200">
            <Button submit>{t('Apply filters')}</Button>
            {isNarrowed && <Button url="/app/activity">{t('Show everything')}</Button>}
          </InlineStack>
        </div>
      </form>
    </Card>
  );
}
