import type { RecordView } from '../core/record-view.ts';
import { RecordItem } from './record-item.tsx';
import type { PreviewView } from './review-view.ts';

/** With so few records nobody wants to unfold them one by one. */
const FEW = 3;

export function RecordList(props: { records: RecordView[]; part: PreviewView; open?: boolean }) {
  const { records, part, open = records.length <= FEW } = props;
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {records.map((record) => (
        <RecordItem key={record.position} record={record} part={part} open={open} />
      ))}
    </ul>
  );
}
