import { useState, type FormEvent, type ReactNode } from 'react';
import type { Drawing, DrawingPoint } from '../../chart/drawings/drawing';
import { parseDecimal, printDecimal } from '../../lib/decimal';
import { formatClock } from '../../lib/format';
import { instantOfWallClock, zonedParts } from '../../lib/time';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { drawingName } from './DrawBar';

const colors = [0, 1, 2, 3, 4, 5];
const longest = 200;

/** Name, colour, text and the exact points of a drawing: all that dragging can do, and more, without a pointer. */
export function DrawingDialog({ drawing, zone, onSave, onClose }: {
  readonly drawing: Drawing;
  readonly zone: string;
  readonly onSave: (drawing: Drawing) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [name, setName] = useState(drawing.name);
  const [text, setText] = useState(drawing.text);
  const [color, setColor] = useState(drawing.color % colors.length);
  const [points, setPoints] = useState(drawing.points.map((point) => ({ time: wallClock(point.time, zone), price: point.price })));
  const isText = drawing.tool === 'text';
  const read = points.map((point, i) => readPoint(point, drawing.points[i], zone));
  const isGood = read.every((point) => point.time !== null && point.price !== null) && (!isText || text.trim() !== '');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (!isGood) return;
    onSave({
      ...drawing, name: name.trim(), text: text.trim(), color,
      points: read.flatMap(({ time, price }) => (time === null || price === null ? [] : [{ time, price }])),
    });
  };
  const title = isText && drawing.text === '' ? t.drawings.addText : t.drawings.edit(drawingName(drawing));
  const change = (i: number, part: Partial<{ readonly time: string; readonly price: string }>): void =>
    setPoints(points.map((point, k) => (k === i ? { ...point, ...part } : point)));
  return (
    <Dialog label={title} testId="drawing-dialog" className="dialog-small" onClose={onClose}>
      <form className="go-form" onSubmit={save}>
        <h2>{title}</h2>
        {isText ? (
          <label className="field">
            <span>{t.drawings.text}</span>
            <input autoFocus maxLength={longest} data-testid="drawing-text" value={text} onChange={(event) => setText(event.target.value)} />
          </label>
        ) : (
          <label className="field">
            <span>{t.drawings.name}</span>
            <input autoFocus maxLength={longest} placeholder={t.drawings.tools[drawing.tool]} data-testid="drawing-name" value={name} onChange={(event) => setName(event.target.value)} />
          </label>
        )}
        <div className="field">
          <span>{t.drawings.color}</span>
          <div className="segmented" role="group" aria-label={t.drawings.color} data-testid="drawing-color">
            {colors.map((one) => (
              <button key={one} type="button" aria-pressed={one === color} aria-label={t.drawings.colorOf(one)} onClick={() => setColor(one)}>
                <span className={`series-mark series-mark-${one + 1}`} aria-hidden="true" />
              </button>
            ))}
          </div>
        </div>
        {points.map((point, i) => (
          <div key={i} className="field-row">
            <label className="field">
              <span>{t.drawings.pointTime(i, zone)}</span>
              <input
                maxLength={19} spellCheck={false} data-testid={`point-time-${i}`} value={point.time} aria-invalid={read[i]?.time === null}
                onChange={(event) => change(i, { time: event.target.value })}
              />
              {read[i]?.time === null && <span className="field-error">{t.drawings.badTime}</span>}
            </label>
            <label className="field">
              <span>{t.drawings.pointPrice(i)}</span>
              <input
                inputMode="decimal" maxLength={30} data-testid={`point-price-${i}`} value={point.price} aria-invalid={read[i]?.price === null}
                onChange={(event) => change(i, { price: event.target.value })}
              />
              {read[i]?.price === null && <span className="field-error">{t.drawings.badPrice}</span>}
            </label>
          </div>
        ))}
        <p className="form-foot">
          <button type="button" className="button" onClick={onClose}>{t.cancel}</button>
          <button type="submit" className="button button-primary" data-testid="drawing-save" disabled={!isGood}>{t.drawings.save}</button>
        </p>
      </form>
    </Dialog>
  );
}

/** A time that was not touched stays exactly as it is, also in the hour that a clock shows twice. */
function readPoint(
  point: { readonly time: string; readonly price: string }, before: DrawingPoint | undefined, zone: string,
): { readonly time: number | null; readonly price: string | null } {
  const price = parseDecimal(point.price.trim());
  const isKept = before !== undefined && wallClock(before.time, zone) === point.time;
  return { time: isKept ? before.time : instantOfWallClock(point.time, zone), price: price === null ? null : printDecimal(price) };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As {@link instantOfWallClock} reads it. */
function wallClock(seconds: number, zone: string): string {
  const parts = zonedParts(seconds * 1000, zone);
  return `${parts.year}-${String(months.indexOf(parts.month) + 1).padStart(2, '0')}-${parts.day} ${formatClock(seconds * 1000, zone)}`;
}
