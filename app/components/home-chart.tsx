import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import type { CSSProperties } from 'react';
import { type Saying, say } from '../core/saying.ts';
import type { ChartView } from './home-view.ts';
import { useT } from './words.tsx';

const WIDTH = 360;
const HEIGHT = 120;
/** Below the bars: the Monday of each week. */
const FOOT = 18;
const GAP = 10;
const FILLS = ['var(--p-color-bg-fill-brand)', 'var(--p-color-bg-fill-emphasis)'];

const NONE = '0';

/** Seen by those who cannot see the bars: the same numbers as a table. */
const HIDDEN: CSSProperties = {
  ...{ position: 'absolute', width: 1, height: 1, overflow: 'hidden' },
  ...{ clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
};

function Numbers({ title, chart }: { title: Saying; chart: ChartView }) {
  const t = useT();
  const { labels, series } = chart;
  return (
    <div style={HIDDEN}>
      <table>
        <caption>{t('{title}, by week', { title: t(title) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('Week from')}</th>
            {series.map(({ name }) => (
              <th scope="col" key={name}>
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, at) => (
            <tr key={label}>
              <th scope="row">{t(label)}</th>
              {series.map(({ name, texts }) => (
                <td key={name}>{t(texts[at] ?? NONE)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bars({ chart }: { chart: ChartView }) {
  const t = useT();
  const { labels, series, most } = chart;
  const slot = WIDTH / labels.length;
  const bar = (slot - GAP) / series.length;
  const full = HEIGHT - FOOT;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
      <line x1="0" x2={WIDTH} y1={full} y2={full} stroke="var(--p-color-border)" />
      {labels.map((label, week) => (
        <g key={label}>
          {series.map(({ name, values, texts }, at) => {
            const height = ((values[week] ?? 0) / most) * (full - 4);
            const x = week * slot + GAP / 2 + at * bar;
            return (
              <rect
                key={name}
                x={x}
                y={full - height}
                width={bar - 2}
                height={height}
                rx="2"
                fill={FILLS[at]}
              >
                <title>
                  {t('{week}: {name} {value}', { week: label, name: say(name), value: texts[week] ?? NONE })}
                </title>
              </rect>
            );
          })}
          <text
            x={week * slot + slot / 2}
            y={HEIGHT - 4}
            textAnchor="middle"
            fontSize="11"
            fill="var(--p-color-text-secondary)"
          >
            {t(label)}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** A few weeks as bars, with what the colours mean, and as a table for those who do not see them. */
export function HomeChart({ title, text, chart }: { title: Saying; text: Saying; chart: ChartView }) {
  const t = useT();
  const { series } = chart;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t(title)}
          </Text>
          <Text as="p" tone="subdued">
            {t(text)}
          </Text>
        </BlockStack>
        <Bars chart={chart} />
        {series.length > 1 && (
          <InlineStack gap="400">
            {series.map(({ name }, at) => (
              <InlineStack gap="150" blockAlign="center" key={name}>
                <span
                  aria-hidden="true"
                  style={{ width: 12, height: 12, borderRadius: 3, background: FILLS[at] }}
                />
                <Text as="span" variant="bodySm">
                  {t(name)}
                </Text>
              </InlineStack>
            ))}
          </InlineStack>
        )}
        <Numbers title={title} chart={chart} />
      </BlockStack>
    </Card>
  );
}
