export interface Mock {
  readonly url: string;
  dropClients(): void;
  close(): Promise<void>;
}

export function startMock(port?: number, options?: { readonly role?: 'trader' | 'viewer'; readonly state?: 'full' | 'empty' | 'broken' | 'live_account' | 'skewed' }): Promise<Mock>;
