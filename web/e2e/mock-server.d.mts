export interface Mock {
  readonly url: string;
  dropClients(): void;
  setDepth(instrumentId: string, state: string, reason: string): void;
  close(): Promise<void>;
}

export function startMock(port?: number, options?: { readonly role?: 'trader' | 'viewer'; readonly state?: 'full' | 'empty' | 'broken' | 'live_account' | 'skewed' | 'withoutDepth' }): Promise<Mock>;
