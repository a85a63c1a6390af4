import type { BrowserContext } from 'playwright-core';

export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export function openBrowser(options?: object): Promise<OpenBrowser>;
