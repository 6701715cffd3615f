/** HTML by template: every value is escaped, unless it is markup itself. */
export interface Markup {
  readonly markup: string;
}

type Piece = Markup | string | number | false | null | undefined | readonly Piece[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

function render(piece: Piece): string {
  if (piece === false || piece === null || piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeText(String(piece));
  if ('markup' in piece) return piece.markup;
  return piece.map(render).join('');
}

export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Markup {
  const rendered = pieces.map(render);
  return { markup: String.raw({ raw: parts }, ...rendered) };
}

/** Data for a script of the page, inert in HTML whatever it holds. */
export const json = (value: unknown): Markup => ({ markup: JSON.stringify(value).replace(/</g, '\\u003c') });
