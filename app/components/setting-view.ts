import { momentText } from '../core/date-text.ts';
import { may, ROLES } from '../core/role.ts';
import { say } from '../core/saying.ts';
import { BEGINNINGS, SETTING_NAMES, SETTINGS, type SettingName, SHOWN } from '../core/setting.ts';
import type { SettingsPage } from '../services/read-settings-page.ts';
import { countryOptions } from './country-options.ts';

interface Option {
  value: string;
  label: string;
}

/** A setting, or the role of a member of staff, as the page's form has it. */
export interface SettingEntry {
  /** Of the form field; `role.` and an id for a role. */
  name: string;
  label: string;
  help: string;
  value: string;
  /** What can be chosen; null where it is typed. */
  options: Option[] | null;
  /** Of what is typed. */
  type: 'number' | 'email' | 'text';
  /** The unit behind a number. */
  suffix: string | undefined;
}

export interface SettingGroup {
  title: string;
  what: string;
  entries: SettingEntry[];
}

export interface SettingsView {
  groups: SettingGroup[];
  /** Whoever looks may change them. */
  editable: boolean;
  /** The reader's role, in words. */
  role: string;
  /** Names of those who may. */
  owners: string[];
  granted: string[];
}

const optionsOf = (table: Record<string, { label: string }>): Option[] =>
  Object.entries(table).map(([value, { label }]) => ({ value, label }));

/** What stands now is among the options whatever it is. */
const including = (options: Option[], value: string, none: string): Option[] =>
  options.some((option) => option.value === value) ? options : [{ value, label: value || none }, ...options];

const timeZones = (): Option[] =>
  ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }));

type Control = Partial<Pick<SettingEntry, 'type' | 'suffix'>> & { options?: (language: string) => Option[] };
const CONTROLS: Record<SettingName, Control> = {
  country: { options: countryOptions },
  timeZone: { options: timeZones },
  contact: { type: 'email' },
  undoHours: { type: 'number', suffix: 'hours' },
  'begin.access': { options: () => optionsOf(BEGINNINGS) },
  'begin.erasure': { options: () => optionsOf(BEGINNINGS) },
  setupList: { options: () => optionsOf(SHOWN) },
  evidenceYears: { type: 'number', suffix: 'years' },
};

const GROUPS: { title: string; what: string; names: SettingName[] }[] = [
  {
    title: 'Shop',
    what: 'Taken from Shopify until you set something else.',
    names: ['country', 'timeZone', 'contact', 'setupList'],
  },
  {
    title: 'How requests begin',
    what: 'Requests that your staff enter begin at once. What an erasure or a correction changes in Shopify is always approved by somebody first.',
    names: ['begin.access', 'begin.erasure', 'undoHours'],
  },
  {
    title: 'Evidence',
    what: 'What stays of a request about somebody who was erased.',
    names: ['evidenceYears'],
  },
];

function settingEntry(name: SettingName, { settings }: SettingsPage, language: string): SettingEntry {
  const { label, help } = SETTINGS[name];
  const { options, type = 'text', suffix } = CONTROLS[name];
  const value = String(settings[name] ?? '');
  const choices = options ? including(options(language), value, say('Choose one')) : null;
  return { name, label, help, value, options: choices, type, suffix };
}

/** The fields of the roles: their names begin so. */
export const ROLE_FIELD = 'role.';

function roleEntries({ staff, settings, reader }: SettingsPage): SettingEntry[] {
  return staff.map(({ id, name, role, lastSeenAt }) => ({
    ...{
      name: `${ROLE_FIELD}${id}`,
      label: id === reader ? say('{name} (you)', { name }) : name,
      value: role,
    },
    help: say('{what}. Last here {when}.', {
      what: say(ROLES[role].what),
      when: momentText(lastSeenAt, settings.timeZone),
    }),
    ...{ options: optionsOf(ROLES), type: 'text' as const, suffix: undefined },
  }));
}

export const isSettingName = (name: string): name is SettingName =>
  SETTING_NAMES.includes(name as SettingName);

/** @param language BCP 47, of the reader */
export function settingsView(page: SettingsPage, language: string): SettingsView {
  const groups = GROUPS.map(({ title, what, names }) => ({
    ...{ title, what },
    entries: names.map((name) => settingEntry(name, page, language)),
  }));
  const staff = {
    title: 'Staff',
    what: 'Everybody who has opened Privacy Desk in this shop. Whoever opens it first begins as handler, the owner of the Shopify account as owner.',
    entries: roleEntries(page),
  };
  return {
    groups: [...groups, staff],
    editable: may(page.role, 'settings.change'),
    role: ROLES[page.role].label,
    owners: page.staff.filter(({ role }) => role === 'owner').map(({ name }) => name),
    granted: page.granted,
  };
}
