/** The page's own elements, and new ones, with their types known. */

/** @throws Error when the page lacks the element: page and script do not belong together */
export function requireElement<Type extends HTMLElement>(id: string, type: abstract new () => Type): Type {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} with the id "${id}".`);
  return element;
}

type Attributes = Record<string, string | boolean>;

/** A new element; `true` sets an attribute without a value, `false` leaves it out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** A labelled choice of `[value, label]` pairs. */
export function select(
  label: string,
  options: [string, string][],
): { row: HTMLElement; field: HTMLSelectElement } {
  const field = element('select', {}, ...options.map(([value, text]) => element('option', { value }, text)));
  return { field, row: element('label', { class: 'field' }, element('span', {}, label), field) };
}

export function input(
  label: string,
  attributes: Attributes = {},
): { row: HTMLElement; field: HTMLInputElement } {
  const field = element('input', attributes);
  const checkbox = attributes.type === 'checkbox';
  const parts = checkbox ? [field, element('span', {}, label)] : [element('span', {}, label), field];
  return { field, row: element('label', { class: checkbox ? 'field check' : 'field' }, ...parts) };
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}
