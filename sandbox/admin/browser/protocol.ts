/**
 * What the app's frame and the admin shell say to each other by postMessage. The frame calls, the shell
 * answers each call by its id; the shell tells the frame of the merchant's clicks as events.
 */
import type { ExtensionInfo, ScopesDetail, ScopesRequestResponse } from './types.ts';

export const PROTOCOL = 'sandbox-admin/1';

export interface NavLink {
  href: string;
  label: string;
}

/** A button of the title bar; `key` says which when it is clicked. */
export interface TitleBarAction {
  key: number;
  label: string;
  critical: boolean;
  disabled: boolean;
  loading: boolean;
}

export interface TitleBar {
  title: string;
  breadcrumb: TitleBarAction | null;
  primary: TitleBarAction | null;
  secondary: TitleBarAction[];
  groups: { label: string; actions: TitleBarAction[] }[];
}

export interface Toast {
  id: string;
  message: string;
  /** In milliseconds. */
  duration: number;
  isError: boolean;
  action: string | null;
}

export interface SaveBar {
  id: string;
  discardConfirmation: boolean;
  saveDisabled: boolean;
}

export interface StaffUser {
  id: number;
  name: string;
  email: string;
  accountAccess: string;
}

/** Every call of the frame: what it hands over and what it is answered. */
export interface Calls {
  /** A document of the app has started: whatever the one before it showed is gone. */
  hello(input: { path: string }): void;
  page(input: { path: string; title: string }): void;
  nav(input: NavLink[]): void;
  titleBar(input: TitleBar | null): void;
  loading(input: boolean): void;
  toastShow(input: Toast): void;
  toastHide(input: { id: string }): void;
  saveBarShow(input: SaveBar): void;
  saveBarHide(input: { id: string }): void;
  /** Resolves to whether the merchant lets unsaved changes go. */
  leave(input: null): boolean;
  /** A modal of the app covers the frame: the shell dims and is not to be used meanwhile. */
  modal(input: { open: boolean }): void;
  idToken(input: null): string;
  user(input: null): StaffUser;
  extensions(input: null): ExtensionInfo[];
  scopesQuery(input: null): ScopesDetail;
  scopesRequest(input: string[]): ScopesRequestResponse;
  scopesRevoke(input: string[]): ScopesDetail;
  /** Takes the whole browser tab, or a new one, to an address. */
  open(input: { url: string; newTab: boolean }): void;
}

export type Input<Name extends CallName> = Parameters<Calls[Name]>[0];
export type Output<Name extends CallName> = ReturnType<Calls[Name]>;

/** Every event of the shell. */
export interface Events {
  navFollow: { href: string };
  titleBarClick: { key: number };
  saveBarClick: { id: string; button: 'save' | 'discard' };
  /** The merchant lets the changes go; the bar is gone without a click on either button. */
  saveBarLeft: { id: string };
  toastClick: { id: string; button: 'action' | 'dismiss' };
}

export type CallName = keyof Calls;
export type EventName = keyof Events;

export interface CallMessage<Name extends CallName = CallName> {
  protocol: typeof PROTOCOL;
  call: Name;
  id: number;
  input: Input<Name>;
}

export interface ReplyMessage {
  protocol: typeof PROTOCOL;
  reply: number;
  value?: unknown;
  error?: string;
}

export interface EventMessage<Name extends EventName = EventName> {
  protocol: typeof PROTOCOL;
  event: Name;
  detail: Events[Name];
}

/** Whether a message of another window is one of this protocol's at all. */
export function isOurs(data: unknown): data is { protocol: typeof PROTOCOL } {
  return typeof data === 'object' && data !== null && 'protocol' in data && data.protocol === PROTOCOL;
}
