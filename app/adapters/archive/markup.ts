/** HTML that is safe as it is: made by `html`, or a constant of ours. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | null | Markup | readonly Content[];

/** HTML with everything put into it escaped, for text and for quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...contents.map(render)));
}

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object' && content !== null) return content.map(render).join('');
  return content === null ? '' : escaped(String(content));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Control characters are shown as their picture or as U+FFFD. Marks that turn the direction of what follows
 * (U+202A to E, U+2066 to 9) go: they could reach beyond their own value; the direction itself is kept by <bdi>.
 */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\t\n]/gu, controlPicture)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** U+0000 to U+001F have pictures of themselves from U+2400 on. */
function controlPicture(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
}
