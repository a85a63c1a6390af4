export interface Mock {
  readonly url: string;
  dropClients(): void;
  hangClients(): void;
  /** Its id. */
  addGap(instrumentId: string, minutesAgo: number, length: number): number;
  setDepth(instrumentId: string, state: string, reason: string): void;
  /** Changes a closed bar, so many bars before the newest. */
  revise(instrumentId: string, timeframe: string, back: number): { readonly open: string; readonly high: string };
  setQuiet(instrumentId: string): void;
  flood(millis: number, every?: number): Promise<void>;
  /** Raises an alert; its id. */
  raise(what: { readonly rule?: number; readonly level?: 'info' | 'warning' | 'critical'; readonly name?: string; readonly text?: string; readonly instrument?: string }): number;
  raiseAgain(id: number): void;
  readonly alerts: { readonly rules: readonly { readonly id: number; readonly name: string }[] };
  readonly quirks: {
    isSilent: boolean;
    isTidy: boolean;
    rewrite(item: Record<string, unknown>): Record<string, unknown>;
    isFrozen: boolean;
    hasPongs: boolean;
    clockOffset: number;
    conflated: number;
    thresholdMs: number;
    lines: Record<string, { readonly state: string; readonly reason?: string; readonly last_tick?: string }>;
    version: string;
    isStarting: boolean;
    mode: 'paper' | 'live';
    firstSecond: number;
    delayMs: number;
    fault: 'database' | 'broker' | 'queue' | 'clock' | undefined;
    database: boolean | undefined;
  };
  toldLines(): number;
  /** A daily export of which one instrument failed; its id. */
  failPart(date: string, ids: readonly string[], failed: string, reason: string): string;
  holdJobs(isHeld: boolean): void;
  /** What is wrong with the files of the catalog. */
  readonly catalogFaults: { overlapping: readonly string[]; orphans: readonly string[]; unreadable: readonly { readonly path: string; readonly reason: string }[] };
  closeMarket(instrumentId: string, day: string): void;
  close(): Promise<void>;
}

export function startMock(port?: number, options?: { readonly role?: 'admin' | 'trader' | 'viewer'; readonly state?: 'full' | 'empty' | 'broken' | 'live_account' | 'skewed' | 'withoutDepth' | 'withoutAlerts'; readonly pages?: 'product' | 'test'; readonly extra?: number }): Promise<Mock>;
