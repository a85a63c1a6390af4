import { formatDateTime, zoneLabel } from '../../lib/format';
import { t } from '../../lib/text';
import { saveFile } from '../../ui/saveFile';

/** A PNG of the chart that says what it shows: instrument, timeframe, zone, time and mode. */
export function savePicture(picture: HTMLCanvasElement, instrumentId: string, timeframe: string, zone: string): void {
  const style = getComputedStyle(document.documentElement);
  const size = Number.parseInt(style.getPropertyValue('--type-13'), 10) * window.devicePixelRatio;
  const canvas = document.createElement('canvas');
  const head = size * 2;
  canvas.width = picture.width;
  canvas.height = picture.height + head;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = style.getPropertyValue('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, head);
  context.fillStyle = style.getPropertyValue('--text');
  context.font = `${size}px ${style.getPropertyValue('--font')}`;
  context.textBaseline = 'middle';
  const now = Date.now();
  const mode = document.querySelector('[data-testid="mode-band"] strong')?.textContent ?? '';
  context.fillText(
    `${instrumentId} · ${timeframe} · ${formatDateTime(now, zone)} ${zoneLabel(zone, now)} · ${mode} · ${t.chart.attribution}`, size / 2, head / 2);
  canvas.toBlob((blob) => {
    if (blob !== null) saveFile(blob, `${instrumentId.replace(/[^\w.-]/g, '-')}-${timeframe}.png`);
  });
}
