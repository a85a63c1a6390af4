import { useSyncExternalStore } from 'react';
import type { AlertLevel } from '../../lib/alertWire';

/** Tones of a level: begin and length in seconds, pitch in hertz. */
interface Tone {
  readonly at: number;
  readonly length: number;
  readonly pitch: number;
}

const tones: Readonly<Record<AlertLevel, readonly Tone[]>> = {
  info: [{ at: 0, length: 0.14, pitch: 660 }],
  warning: [{ at: 0, length: 0.14, pitch: 660 }, { at: 0.18, length: 0.2, pitch: 880 }],
  critical: [0, 0.2, 0.4].flatMap((at) => [{ at, length: 0.09, pitch: 988 }, { at: at + 0.1, length: 0.09, pitch: 740 }]),
};

const attack = 0.01;
const watchers = new Set<() => void>();
let context: AudioContext | null = null;

/** A browser lets a page sound only after somebody touched it: nothing is tried before. */
function unlock(): void {
  window.removeEventListener('pointerdown', unlock, true);
  window.removeEventListener('keydown', unlock, true);
  context = new AudioContext();
  for (const watcher of [...watchers]) watcher();
}

window.addEventListener('pointerdown', unlock, true);
window.addEventListener('keydown', unlock, true);

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function canSound(): boolean {
  return context !== null;
}

export function useCanSound(): boolean {
  return useSyncExternalStore(watch, canSound);
}

/** `volume`: 0 to 100. Does nothing before the first click. */
export function playLevel(level: AlertLevel, volume: number): void {
  if (context === null || volume <= 0) return;
  void context.resume();
  // Loudness is felt in ratios: half the way is a quarter of the amplitude.
  const peak = 0.5 * (volume / 100) ** 2;
  for (const { at, length, pitch } of tones[level]) {
    const begin = context.currentTime + at;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(peak, begin + attack);
    gain.gain.linearRampToValueAtTime(0, begin + length);
    const oscillator = context.createOscillator();
    oscillator.type = 'triangle';
    oscillator.frequency.value = pitch;
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(begin);
    oscillator.stop(begin + length);
  }
}

/** Runs in one tab only, of those that are asked at the same time. */
export async function inOneTab(name: string, act: () => void): Promise<void> {
  // Only a secure page has locks; elsewhere each tab acts.
  const locks = 'locks' in navigator ? navigator.locks : undefined;
  if (locks === undefined) {
    act();
    return;
  }
  await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    act();
    await new Promise((resolve) => setTimeout(resolve, heldMillis));
  });
}

/** Tabs hear of an alert within this time of each other. */
const heldMillis = 1_000;
