import { Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { dayText } from '../core/date-text.ts';
import { EXTENSION_REASONS } from '../core/law/deadline-change.ts';
import { regionsOf } from '../core/law/regimes.ts';
import { PAUSE_KINDS } from '../core/law/rule.ts';
import { DeadlineAct, DelayField } from './deadline-act.tsx';
import type { DeadlineView } from './deadline-view.ts';
import { useLanguage, useT } from './words.tsx';

interface Props {
  requestId: string;
  deadline: DeadlineView;
}

/** By name, in the reader's language. */
function namedCountries(codes: readonly string[], language: string) {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return codes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
}

/** Where the person lives, of which the laws follow. */
export function PlaceFields(props: {
  countries: readonly string[];
  country: string;
  region: string;
  onChange: (place: { country: string; region: string }) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { countries, country, region, onChange } = props;
  const regions = regionsOf(country);
  return (
    <>
      <Select
        label={t('Country in which the person lives')}
        options={[{ value: '', label: t('Not known') }, ...namedCountries(countries, language)]}
        value={country}
        onChange={(chosen) => onChange({ country: chosen, region: '' })}
      />
      {regions.length > 0 && (
        <Select
          label={t('State or province')}
          options={[
            { value: '', label: t('Another, or not known') },
            ...regions.map(({ region: value, law }) => ({ value, label: t(law) })),
          ]}
          value={region}
          onChange={(chosen) => onChange({ country, region: chosen })}
        />
      )}
    </>
  );
}

export function ChangeResidence({ requestId, deadline }: Props) {
  const t = useT();
  const { residence, countries } = deadline;
  const [place, setPlace] = useState({
    country: residence?.country ?? '',
    region: residence?.region ?? '',
  });
  const [delay, setDelay] = useState('');
  return (
    <DeadlineAct
      label={t('Change residence')}
      title={t('Where does the person live?')}
      confirm={t('Compute the dates anew')}
      fields={{ intent: 'change-residence', requestId, ...place, delay }}
    >
      <Text as="p">
        {t(
          'The laws that apply follow from it, and from the country of your shop. The old and the new dates go on record.',
        )}
      </Text>
      <PlaceFields countries={countries} {...place} onChange={setPlace} />
      <DelayField value={delay} onChange={setDelay} />
    </DeadlineAct>
  );
}

const GROUNDS = Object.entries(EXTENSION_REASONS);

export function ExtendPeriod({ requestId, deadline }: Props) {
  const t = useT();
  const [ground, setGround] = useState('complexity');
  if (!deadline.extensible) return null;
  return (
    <DeadlineAct
      label={t('Extend the period')}
      title={t('Extend the period?')}
      confirm={t('Extend')}
      fields={{ intent: 'extend-deadline', requestId, ground }}
    >
      <Text as="p">
        {t(
          'Tell the person today, with the reason: Privacy Desk sends nothing. That the shop is busy is no reason. The period counts from its original start.',
        )}
      </Text>
      <Select
        label={t('Reason for the extension')}
        options={GROUNDS.map(([value, { label }]) => ({ value, label: t(label) }))}
        value={ground}
        onChange={setGround}
      />
    </DeadlineAct>
  );
}

const KINDS = Object.entries(PAUSE_KINDS);

export function NotePause({ requestId, deadline }: Props) {
  const t = useT();
  const [kind, setKind] = useState('identity');
  const known = deadline.pauses.find((pause) => pause.kind === kind);
  const [days, setDays] = useState<{ from: string; to: string } | null>(null);
  const { from, to } = days ?? { from: known?.from ?? '', to: known?.to ?? '' };
  return (
    <DeadlineAct
      label={t('Note a question to the person')}
      title={t('For what did you wait?')}
      confirm={t('Note it')}
      fields={{ intent: 'note-pause', requestId, kind, from, to }}
    >
      <Text as="p">
        {t(
          'Some laws let the period wait for an answer that you really need. No date moves before the answer is here.',
        )}
      </Text>
      <Select
        label={t('What you asked for')}
        options={KINDS.map(([value, { label }]) => ({ value, label: t(label) }))}
        value={kind}
        onChange={(chosen) => {
          setKind(chosen);
          setDays(null);
        }}
      />
      <TextField
        label={t('Asked on')}
        type="date"
        value={from}
        max={deadline.today}
        onChange={(day) => setDays({ from: day, to })}
        autoComplete="off"
      />
      <TextField
        label={t('Answered on')}
        type="date"
        value={to}
        max={deadline.today}
        onChange={(day) => setDays({ from, to: day })}
        helpText={t('Leave it empty while you wait.')}
        autoComplete="off"
      />
    </DeadlineAct>
  );
}

export function ChangeReceipt({ requestId, deadline }: Props) {
  const t = useT();
  const [day, setDay] = useState(deadline.receivedOn);
  const [delay, setDelay] = useState('');
  return (
    <DeadlineAct
      label={t('Change the day of receipt')}
      title={t('When did the person ask?')}
      confirm={t('Compute the dates anew')}
      fields={{ intent: 'change-receipt', requestId, receivedOn: day, delay }}
    >
      <Text as="p">
        {t(
          'The law counts from the day on which the person asked you, by whatever way. It came here on {day}; Shopify does not say when they asked.',
          { day: dayText(deadline.arrivedOn) },
        )}
      </Text>
      <TextField
        label={t('The person asked on')}
        type="date"
        value={day}
        max={deadline.arrivedOn}
        onChange={setDay}
        autoComplete="off"
      />
      <DelayField value={delay} onChange={setDelay} />
    </DeadlineAct>
  );
}
