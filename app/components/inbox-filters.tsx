import {
  ChoiceList,
  IndexFilters,
  IndexFiltersMode,
  type IndexFiltersProps,
  useSetIndexFiltersMode,
} from '@shopify/polaris';
import { type Direction, type FilterName, type InboxQuery, SORTS, type SortName } from '../core/inbox.ts';
import type { Words } from '../core/words.ts';
import type { InboxView } from './inbox-view.ts';
import { useT } from './words.tsx';

/** What can be done with a member of staff's own views. */
export interface ViewActs {
  save: (name: string, viewId: string | null) => void;
  rename: (viewId: string, name: string) => void;
  remove: (viewId: string) => void;
}

type T = Words['t'];
const DIRECTIONS = ['asc', 'desc'] as const;

const sortOptions = (t: T): NonNullable<IndexFiltersProps['sortOptions']> =>
  Object.entries(SORTS).flatMap(([sort, row]) =>
    DIRECTIONS.map((direction) => ({
      label: t(row.label),
      value: `${sort} ${direction}` as const,
      directionLabel: t(row[direction].label),
    })),
  );

function tabsOf({ tabs }: InboxView, acts: ViewActs, t: T): IndexFiltersProps['tabs'] {
  const shown = tabs.map((tab) => ({ ...tab, name: tab.own ? tab.name : t(tab.name) }));
  const viewNames = shown.map(({ name }) => name);
  return shown.map(({ id, name, badge, own }) => ({
    ...{ id, content: name, viewNames, isLocked: !own },
    ...(badge !== null && { badge: t(badge) }),
    actions: own
      ? [
          {
            type: 'rename' as const,
            onPrimaryAction: async (given: string) => {
              acts.rename(id, given);
              return true;
            },
          },
          {
            type: 'delete' as const,
            onPrimaryAction: async () => {
              acts.remove(id);
              return true;
            },
          },
        ]
      : [],
  }));
}

/** The choices of one filter, in its popover. */
function Choices(props: {
  filter: InboxView['filters'][number];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  const t = useT();
  const { filter, chosen, onChange } = props;
  return (
    <ChoiceList
      title={t(filter.label)}
      titleHidden
      choices={filter.options.map(({ value, label }) => ({ value, label: t(label) }))}
      selected={chosen}
      allowMultiple={filter.several}
      onChange={onChange}
    />
  );
}

/** Tabs, filters and order of the inbox: each change is another address. */
export function InboxFilters(props: {
  inbox: InboxView;
  loading: boolean;
  /** What is shown is not what its tab shows by itself. */
  changed: boolean;
  /** To a tab with what it shows by itself (null), or with something else. */
  go: (view: string, query: InboxQuery | null) => void;
  acts: ViewActs;
}) {
  const t = useT();
  const { inbox, loading, changed, go, acts } = props;
  const { view, query } = inbox.place;
  const { mode, setMode } = useSetIndexFiltersMode(
    // What differs from the tab's name is shown.
    changed ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  );
  const tab = inbox.tabs.find(({ id }) => id === view);
  const choose = (name: FilterName, chosen: string[]) =>
    go(view, { ...query, filters: { ...query.filters, [name]: chosen } });
  const labelOf = (name: FilterName, chosen: string[]) => {
    const filter = inbox.filters.find((each) => each.name === name);
    const labels = chosen.map(
      (value) => filter?.options.find((each) => each.value === value)?.label ?? value,
    );
    return t('{filter}: {chosen}', {
      filter: t(filter?.label ?? name),
      chosen: labels.map((label) => t(label)).join(', '),
    });
  };
  const filters = inbox.filters.map((filter) => ({
    key: filter.name,
    label: t(filter.label),
    shortcut: true,
    filter: (
      <Choices
        filter={filter}
        chosen={query.filters[filter.name] ?? []}
        onChange={(chosen) => choose(filter.name, chosen)}
      />
    ),
  }));
  const appliedFilters = Object.entries(query.filters)
    .filter(([, chosen]) => chosen.length > 0)
    .map(([name, chosen]) => ({
      key: name,
      label: labelOf(name as FilterName, chosen),
      onRemove: () => choose(name as FilterName, []),
    }));
  const save = async (name: string) => {
    acts.save(name, null);
    return true;
  };
  return (
    <IndexFilters
      tabs={tabsOf(inbox, acts, t)}
      selected={inbox.tabs.findIndex(({ id }) => id === view)}
      onSelect={(at) => {
        const chosen = inbox.tabs[at];
        if (chosen) go(chosen.id, null);
      }}
      sortOptions={sortOptions(t)}
      sortSelected={[`${query.sort} ${query.direction}`]}
      onSort={([chosen]) => {
        const [sort, direction] = (chosen ?? '').split(' ');
        go(view, { ...query, sort: sort as SortName, direction: direction as Direction });
      }}
      queryValue=""
      onQueryChange={() => undefined}
      onQueryClear={() => undefined}
      hideQueryField
      filters={filters}
      appliedFilters={appliedFilters}
      onClearAll={() => go(view, { ...query, filters: {} })}
      mode={mode}
      setMode={setMode}
      loading={loading}
      canCreateNewView
      onCreateNewView={save}
      primaryAction={{
        ...(tab?.own
          ? {
              type: 'save' as const,
              onAction: async () => {
                acts.save(tab.name, tab.id);
                return true;
              },
            }
          : { type: 'save-as' as const, onAction: async (name: string) => save(name) }),
        disabled: !changed,
        loading: false,
      }}
      cancelAction={{ onAction: () => go(view, null), disabled: false, loading: false }}
      disableStickyMode
    />
  );
}
