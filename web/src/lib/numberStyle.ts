/** How numbers are written for a person. What is copied and sent is plain all the same. */
export const numberStyles = ['international', 'english', 'german', 'french', 'swiss'] as const;

export type NumberStyle = (typeof numberStyles)[number];

interface Marks {
  readonly decimal: string;
  readonly group: string;
}

const marks: Readonly<Record<NumberStyle, Marks>> = {
  international: { decimal: '.', group: '\u202f' },
  english: { decimal: '.', group: ',' },
  german: { decimal: ',', group: '.' },
  french: { decimal: ',', group: '\u202f' },
  swiss: { decimal: '.', group: '\u2019' },
};

let style: NumberStyle = 'international';
let fractions = false;

/** Holds for everything that is written from then on. */
export function setNumberStyle(next: NumberStyle, showsFractions: boolean): void {
  style = next;
  fractions = showsFractions;
}

/** Prices in 32nds and 64ths are told in these. */
export function showsFractions(): boolean {
  return fractions;
}

/** A plain number such as `-1234567.50` with the marks of the style and a real minus sign. */
export function withMarks(plain: string): string {
  const { decimal, group } = marks[style];
  const [whole = '', fraction] = plain.replace('-', '').split('.');
  const body = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) + (fraction === undefined ? '' : decimal + fraction);
  return plain.startsWith('-') ? `\u2212${body}` : body;
}

/** The machine's form of a number as it is written in some style: `-1234567.50`. Null for text that is no number alone. */
export function withoutMarks(text: string): string | null {
  const { decimal, group } = marks[style];
  const plain = text.trim().replaceAll('\u2212', '-').replaceAll('\u00a0', '').replace(/^\+/, '').split(group).join('').split(decimal).join('.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : null;
}
