/** How a label is laid on the stock, as an operator corrects it. */
import type { Area, DotArea, Fit, LabelPreview, Turn } from '../backend';

export const AUTOMATIC: Fit = {
  crop: { kind: 'auto' },
  turn: 'auto',
  scale: { kind: 'auto' },
  right: 0,
  down: 0,
  written_for: null,
};

/** The whole page, as large as it goes: what a part of it is chosen on. */
export const WHOLE_PAGE: Fit = {
  ...AUTOMATIC,
  crop: { kind: 'whole' },
  turn: 'upright',
  scale: { kind: 'fit_to_stock' },
};

const TURNS: Turn[] = ['upright', 'quarter', 'half', 'three_quarters'];

/** A quarter further, clockwise or back; from automatic, further than it was turned by itself. */
export function turnFurther(turn: Turn, turned: number, by: 1 | -1): Turn {
  const now = turn === 'auto' ? Math.round(turned / 90) : TURNS.indexOf(turn);
  return TURNS[(now + by + 4) % 4] ?? 'upright';
}

/** Smaller is a slip of the hand, and no label. In thousandths. */
const SMALLEST = 20;

/** Two corners on a picture of the page, each in dots, as a part of the page in thousandths; `null` when too small. */
export function areaBetween(a: Point, b: Point, page: DotArea): Area | null {
  const across = (x: number): number => thousandth(x - page.left, page.right - page.left);
  const down = (y: number): number => thousandth(y - page.top, page.bottom - page.top);
  const left = across(Math.min(a.x, b.x));
  const top = down(Math.min(a.y, b.y));
  const width = across(Math.max(a.x, b.x)) - left;
  const height = down(Math.max(a.y, b.y)) - top;
  return width < SMALLEST || height < SMALLEST ? null : { left, top, width, height };
}

export interface Point {
  x: number;
  y: number;
}

function thousandth(part: number, whole: number): number {
  return whole > 0 ? Math.min(1000, Math.max(0, Math.round((part / whole) * 1000))) : 0;
}

/** A place on the screen as dots of a picture that is shown whole and centred in a box. */
export function dotAt(
  at: Point,
  box: { left: number; top: number; width: number; height: number },
  size: Size,
): Point {
  const scale = Math.min(box.width / size.width, box.height / size.height) || 1;
  const left = box.left + (box.width - size.width * scale) / 2;
  const top = box.top + (box.height - size.height * scale) / 2;
  return { x: (at.x - left) / scale, y: (at.y - top) / scale };
}

type Size = Pick<LabelPreview, 'width' | 'height'>;
