import type { BrowserContext } from 'playwright-core';

export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export function browserPath(): Promise<string>;

export function openBrowser(options?: object): Promise<OpenBrowser>;

/** Null where the browser of the packages does not run. */
export function packagedBrowser(): Promise<string | null>;
