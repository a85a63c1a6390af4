/** Every query key of the app, so that invalidation and reading can never disagree. */
export const keys = {
  info: ['info'] as const,
  status: ['status'] as const,
  instruments: ['instruments'] as const,
  subscriptions: ['subscriptions'] as const,
  coverage: ['coverage'] as const,
  gaps: ['gaps'] as const,
  days: {
    all: ['days'] as const,
    of: (kind: string, days: number) => ['days', kind, days] as const,
  },
  estimate: (question: string) => ['estimate', question] as const,
  schedules: ['schedules'] as const,
  file: (path: string) => ['file', path] as const,
  ledger: (instrumentId: string) => ['ledger', instrumentId] as const,
  quality: {
    report: ['quality'] as const,
    examples: (instrumentId: string, rule: string) => ['quality', 'examples', instrumentId, rule] as const,
    cases: (list: string) => ['quality', 'cases', list] as const,
  },
  retention: {
    all: ['retention'] as const,
    report: ['retention', 'report'] as const,
    due: (days: number) => ['retention', 'due', days] as const,
  },
  layouts: ['layouts'] as const,
  tokens: ['tokens'] as const,
  sessions: ['sessions'] as const,
  audit: ['audit'] as const,
  catalog: ['catalog'] as const,
  parquetStatus: ['parquet-status'] as const,
  alerts: {
    all: ['alerts'] as const,
    rules: ['alerts', 'rules'] as const,
    routes: ['alerts', 'routes'] as const,
    events: ['alerts', 'events'] as const,
    raised: ['alerts', 'events', 'raised'] as const,
    page: (level: string, state: string) => ['alerts', 'events', 'page', level, state] as const,
  },
  jobs: {
    all: ['jobs'] as const,
    byId: (id: string) => ['jobs', id] as const,
  },
  definitions: {
    byId: (instrumentId: string) => ['definitions', instrumentId] as const,
    sessions: (instrumentId: string) => ['definitions', instrumentId, 'sessions'] as const,
    versions: (instrumentId: string) => ['definitions', instrumentId, 'versions'] as const,
  },
  bars: {
    spark: (instrumentId: string, timeframe: string) => ['bars', 'spark', instrumentId, timeframe] as const,
  },
};
