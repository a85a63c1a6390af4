/** What can be drawn, with how many points it takes. */
export const drawingTools = ['trend', 'ray', 'horizontal', 'vertical', 'rectangle', 'fibonacci', 'measure', 'text'] as const;

export type DrawingTool = (typeof drawingTools)[number];

export const pointsOf: Readonly<Record<DrawingTool, 1 | 2>> = {
  trend: 2, ray: 2, horizontal: 1, vertical: 1, rectangle: 2, fibonacci: 2, measure: 2, text: 1,
};

/** A place on the chart: UTC seconds, and a price as a decimal text on the instrument's steps. */
export interface DrawingPoint {
  readonly time: number;
  readonly price: string;
}

export interface Drawing {
  readonly id: string;
  readonly tool: DrawingTool;
  /** As many as {@link pointsOf} says. */
  readonly points: readonly DrawingPoint[];
  /** Given by the person; empty: the tool's name. */
  readonly name: string;
  /** What a text says; empty for other tools. */
  readonly text: string;
  /** Index in the palette of the look. */
  readonly color: number;
  readonly isHidden: boolean;
  readonly isLocked: boolean;
}

/** Shares of the way between the two points of a Fibonacci retracement. */
export const fibonacciLevels = [0, 0.236, 0.382, 0.5, 0.618, 0.786, 1] as const;

/** A drawing before it has a name of its own. */
export function newDrawing(id: string, tool: DrawingTool, points: readonly DrawingPoint[], color: number, text = ''): Drawing {
  return { id, tool, points, name: '', text, color, isHidden: false, isLocked: false };
}
