// Made from the OpenAPI document by web/scripts/apiTypes.mjs: do not edit. A test of the server fails when it is stale.

export interface AlertDeliveryItem {
  readonly route: string;
  readonly state: string;
  readonly detail: null | string;
  readonly at: null | string;
}

export interface AlertEventItem {
  readonly id: number;
  readonly rule_id: null | number;
  readonly rule_name: string;
  readonly kind: string;
  readonly level: string;
  readonly instrument_id: null | string;
  readonly at: string;
  readonly at_iso: string;
  readonly text: string;
  readonly state: string;
  readonly by: null | string;
  readonly changed_at: null | string;
  readonly changed_at_iso: null | string;
  readonly snoozed_until: null | string;
  readonly snoozed_until_iso: null | string;
  readonly count: number;
  readonly deliveries: readonly AlertDeliveryItem[];
}

export interface AlertRouteItem {
  readonly route: string;
  readonly is_configured: boolean;
  readonly target: string;
  readonly last_sent: null | string;
  readonly last_sent_iso: null | string;
  readonly last_problem: null | string;
  readonly hint: null | string;
}

export interface AlertRuleItem {
  readonly id: number;
  readonly version: number;
  readonly name: string;
  readonly kind: string;
  readonly instrument_id: null | string;
  readonly direction: null | string;
  readonly threshold: null | string;
  readonly window_s: null | number;
  readonly level: string;
  readonly cooldown_s: number;
  readonly ends: null | string;
  readonly ends_iso: null | string;
  readonly is_paused: boolean;
  readonly deliver: readonly string[];
  readonly text: string;
  readonly fired: number;
  readonly last_fired: null | string;
  readonly last_fired_iso: null | string;
  readonly snoozed_until: null | string;
  readonly snoozed_until_iso: null | string;
}

export interface AlertTrialItem {
  readonly rule_id: null | number;
  readonly start: string;
  readonly end: string;
  readonly fired: null | number;
  readonly times: readonly string[];
  readonly text: string;
}

export interface AuditChainItem {
  readonly state: string;
  readonly checked_at: null | string;
  readonly checked_at_iso: null | string;
  readonly rows: null | number;
  readonly fault: null | string;
}

export interface AuditItem {
  readonly sequence: number;
  readonly at: string;
  readonly at_iso: string;
  readonly who: string;
  readonly role: null | string;
  readonly address: string;
  readonly request_id: string;
  readonly what: string;
  readonly subject: string;
  readonly before: null | string;
  readonly after: null | string;
  readonly result: string;
  readonly hash: string;
}

export interface AuditPage {
  readonly items: readonly AuditItem[];
  readonly next_cursor: null | string;
  readonly chain: AuditChainItem;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface AuthItem {
  readonly mode: string;
  readonly role: string;
  readonly token_name: null | string;
  readonly session: boolean;
}

export interface BackfillItem {
  readonly instrument_id: string;
  readonly dry_run: boolean;
  readonly gaps: number;
  readonly filled?: number;
  readonly unfillable?: number;
  readonly ticks?: number;
  readonly seconds_to_fill?: null | number;
  readonly problems?: readonly string[];
}

export interface BarItem {
  readonly ts_open?: null | string;
  readonly ts_open_iso?: null | string;
  readonly ts_event?: null | string;
  readonly ts_event_iso?: null | string;
  readonly session_open?: null | string;
  readonly session_open_iso?: null | string;
  readonly session_close?: null | string;
  readonly session_close_iso?: null | string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly trade_count: null | number;
  readonly vwap: null | string;
  readonly is_closed: boolean;
  readonly revision: number;
  readonly source: string;
  readonly synthetic?: null | boolean;
}

export interface BarPage {
  readonly instrument_id: string;
  readonly timeframe: string;
  readonly bar_type: string;
  readonly price_type: string;
  readonly boundary: string;
  readonly simulated: boolean;
  readonly items: readonly BarItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
  readonly diagnostic?: null | string;
}

export interface BrokerError {
  readonly code: number;
  readonly message: string;
}

export interface BrowserSessionItem {
  readonly id: string;
  readonly token_name: string;
  readonly role: string;
  readonly address: string;
  readonly browser: string;
  readonly current: boolean;
  readonly created_at: string;
  readonly created_at_iso: string;
  readonly last_used_at: string;
  readonly last_used_at_iso: string;
  readonly expires_at: string;
  readonly expires_at_iso: string;
}

export interface BudgetItem {
  readonly name: string;
  readonly used: number;
  readonly limit: null | number;
  readonly learnt: boolean;
}

export interface CandidateItem {
  readonly reference: string;
  readonly symbol: string;
  readonly security_type: string;
  readonly exchange: null | string;
  readonly currency: null | string;
  readonly description: string;
  readonly derivative_types: readonly string[];
  readonly instrument_ids: readonly string[];
  readonly problem: null | string;
}

export interface CatalogBarPage {
  readonly catalog_id: number;
  readonly catalog: string;
  readonly instrument_id: string;
  readonly from: string;
  readonly timeframe: string;
  readonly bar_type: string;
  readonly price_type: string;
  readonly boundary: string;
  readonly items: readonly BarItem[];
  readonly next_cursor: null | string;
  readonly rows_refused: number;
  readonly refusal: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
  readonly diagnostic?: null | string;
}

export interface CatalogFault {
  readonly path: string;
  readonly reason: string;
}

export interface CatalogFileItem {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly ts_init_min: string;
  readonly ts_init_max: string;
}

export interface CatalogInstrumentItem {
  readonly catalog_id: number;
  readonly catalog: string;
  readonly instrument_id: string;
  readonly price_precision: number;
  readonly size_precision: number;
  readonly sources: readonly CatalogSourceItem[];
}

export interface CatalogIntervalItem {
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
}

export interface CatalogItem {
  readonly data_type: string;
  readonly instrument_id: string;
  readonly bar_type?: null | string;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ts_min: null | string;
  readonly ts_max: null | string;
  readonly intervals: readonly CatalogIntervalItem[];
  readonly gaps: readonly GapRangeItem[];
  readonly overlapping: readonly string[];
  readonly nautilus_profiles: readonly string[];
  readonly price_precision: null | number;
  readonly size_precision: null | number;
  readonly stale: null | boolean;
  readonly file_list?: null | readonly CatalogFileItem[];
}

export interface CatalogReport {
  readonly status: string;
  readonly catalog_path: string;
  readonly venues: number;
  readonly instruments: number;
  readonly total_files: number;
  readonly format: string;
  readonly nautilus_profile: string;
  readonly generated_at: string;
  readonly generated_at_iso: string;
  readonly totals: CatalogTotals;
  readonly items: readonly CatalogItem[];
  readonly orphans: readonly string[];
  readonly unreadable: readonly CatalogFault[];
}

export interface CatalogSourceItem {
  readonly from: string;
  readonly price_types: readonly string[];
  readonly timeframes: readonly string[];
  readonly rows: number;
  readonly ts_min: null | string;
  readonly ts_max: null | string;
  readonly overlapping: boolean;
  readonly problem: null | string;
}

export interface CatalogTotals {
  readonly data_types: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface ChangedItem {
  readonly changed: number;
}

export interface CheckItem {
  readonly name: string;
  readonly result: string;
  readonly detail: string;
  readonly fix: null | string;
}

export interface ClockItem {
  readonly server_time: string;
  readonly server_time_iso: string;
  readonly time_source: string;
  readonly broker_offset_ms: null | number;
  readonly broker_offset_reason: null | string;
}

export interface ClockQualityItem {
  readonly offset_ms: null | number;
  readonly skewed_since: null | string;
  readonly skewed_since_iso: null | string;
  readonly last_step_ms: null | number;
  readonly last_step_at: null | string;
  readonly last_step_at_iso: null | string;
}

export interface ComponentItem {
  readonly name: string;
  readonly state: string;
  readonly since: null | string;
  readonly last_success: null | string;
  readonly detail: string;
  readonly last_error?: null | string;
  readonly last_error_at?: null | string;
  readonly rate_per_s?: null | number;
  readonly delay_ms_p99?: null | number;
  readonly lines_total?: null | number;
  readonly lines_flowing?: null | number;
  readonly lines_silent?: null | number;
}

export interface CountersItem {
  readonly received: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly conflated: number;
  readonly in_flight: number;
  readonly balanced: boolean;
  readonly spooled: number;
  readonly kinds: readonly KindCountersItem[];
  readonly received_trades: number;
  readonly received_quotes: number;
  readonly acknowledged_trades: number;
  readonly acknowledged_quotes: number;
  readonly rejected_by_reason: Readonly<Record<string, number>>;
  readonly received_per_s: number;
  readonly acknowledge_lag_ms_p50: number;
  readonly acknowledge_lag_ms_p99: number;
  readonly acknowledge_lag_ms_max: number;
  readonly queue_depth: number;
  readonly queue_capacity: number;
  readonly last_commit: null | string;
}

export interface CoverageItem {
  readonly instrument_id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly kind: string;
  readonly timeframe: null | string;
  readonly first: string;
  readonly first_iso: string;
  readonly last: string;
  readonly last_iso: string;
  readonly rows: number;
  readonly is_estimate: boolean;
}

export interface DailyResultItem {
  readonly job_id: null | string;
  readonly status: string;
  readonly date: string;
  readonly calendar: string;
  readonly exports: readonly ExportResultItem[];
  readonly summary: DailySummaryItem;
}

export interface DailySummaryItem {
  readonly total_files: number;
  readonly total_records: number;
  readonly total_size_mb: number;
}

export interface DayCoverageItem {
  readonly instrument_id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly hours_known: boolean;
  readonly days: readonly StoredDayItem[];
}

export interface DayCoveragePage {
  readonly items: readonly DayCoverageItem[];
  readonly next_cursor: null | string;
  readonly kind: string;
  readonly timeframe: null | string;
  readonly start_date: string;
  readonly days: number;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface DayItem {
  readonly change: null | string;
  readonly change_pct: null | number;
  readonly ts_open?: null | string;
  readonly ts_open_iso?: null | string;
  readonly ts_event?: null | string;
  readonly ts_event_iso?: null | string;
  readonly session_open?: null | string;
  readonly session_open_iso?: null | string;
  readonly session_close?: null | string;
  readonly session_close_iso?: null | string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly trade_count: null | number;
  readonly vwap: null | string;
  readonly is_closed: boolean;
  readonly revision: number;
  readonly source: string;
  readonly synthetic?: null | boolean;
}

export interface DefinitionChangeItem {
  readonly field: string;
  readonly old: string;
  readonly new: string;
}

export interface DefinitionNoticeItem {
  readonly at: string;
  readonly at_iso: string;
  readonly instrument_id: null | string;
  readonly event: string;
  readonly text: string;
}

export interface DefinitionStatusItem {
  readonly refreshed_at: null | string;
  readonly refreshed_at_iso: null | string;
  readonly next_refresh: string;
  readonly next_refresh_iso: string;
  readonly problem: null | string;
}

export interface DeletedRecordsItem {
  readonly ticks: number;
  readonly quotes: number;
  readonly bars: number;
}

export interface DepthItem {
  readonly instrument_id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly state: null | string;
  readonly stale: boolean;
  readonly reason: null | string;
  readonly bids: readonly LevelItem[];
  readonly asks: readonly LevelItem[];
  readonly sequence: null | string;
  readonly ts_event: null | string;
  readonly ts_event_iso: null | string;
  readonly ts_init: null | string;
  readonly ts_init_iso: null | string;
  readonly age_ms: null | number;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface EstimateItem {
  readonly data_type: string;
  readonly instrument_id: null | string;
  readonly rows: number;
  readonly is_estimate: boolean;
  readonly bytes: number;
  readonly bytes_per_row: number;
  readonly bytes_from: string;
  readonly duration_ms: number;
  readonly duration_from: string;
  readonly free_bytes: null | number;
}

export interface ExportFileItem {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly row_groups: number;
  readonly sha256: string;
  readonly ts_init_min: string;
  readonly ts_init_max: string;
}

export interface ExportResultItem {
  readonly job_id: null | string;
  readonly status: string;
  readonly records: number;
  readonly file_size_mb: number;
  readonly file_path: null | string;
  readonly data_type: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly instrument_id: string;
  readonly timeframe?: null | string;
  readonly bar_type?: null | string;
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
  readonly rows_source: number;
  readonly rows_written: number;
  readonly rows_rejected: number;
  readonly rejects: readonly RejectItem[];
  readonly rows_adjusted: number;
  readonly adjustments: readonly RejectItem[];
  readonly files: readonly ExportFileItem[];
  readonly bytes_total: number;
  readonly bytes_as_csv: number;
  readonly reduction_pct: null | number;
  readonly format: string;
  readonly nautilus_profile: string;
  readonly compression: string;
  readonly gaps: readonly GapRangeItem[];
  readonly verification: null | VerificationItem;
  readonly duration_ms: number;
  readonly rows_per_s: number;
  readonly available?: null | RangeItem;
  readonly problem?: null | ProblemDocument;
}

export interface FeedItem {
  readonly state: string;
  readonly since: null | string;
  readonly detail: string;
  readonly endpoint: string;
  readonly client_id: number;
  readonly server_version: number;
  readonly accounts: readonly string[];
  readonly simulated: boolean;
  readonly last_message: null | string;
  readonly last_message_age_ms: null | number;
  readonly round_trip_ms: null | number;
  readonly clock_offset_ms: null | number;
  readonly reconnects: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly lines_used: number;
  readonly lines_limit: null | number;
  readonly lines_flowing: number;
  readonly limits: LimitsItem;
  readonly next_restart: null | string;
  readonly next_login: null | string;
  readonly notices: readonly NoticeItem[];
}

export interface FigureHistory {
  readonly step_ms: number;
  readonly figures: readonly FigureItem[];
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface FigureItem {
  readonly name: string;
  readonly metric: string;
  readonly values: readonly (null | number)[];
}

export interface FillItem {
  readonly fill_id: string;
  readonly venue_order_id: string;
  readonly order_ref: string;
  readonly client_id: number;
  readonly external: boolean;
  readonly account_id: string;
  readonly instrument_id: null | string;
  readonly symbol: string;
  readonly security_type: string;
  readonly currency: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly commission: null | string;
  readonly commission_currency: null | string;
  readonly at: string;
  readonly at_iso: string;
}

export interface FutureItem {
  readonly instrument_id: string;
  readonly description: string;
  readonly multiplier: string;
  readonly expiration: string;
  readonly expiration_iso: string;
  readonly last_trade_date: string;
  readonly roll_day: null | string;
  readonly front_from: null | string;
  readonly front_from_iso: null | string;
  readonly front_until: null | string;
  readonly front_until_iso: null | string;
  readonly roll_reason: null | string;
  readonly is_front: boolean;
  readonly recording: boolean;
}

export interface FuturesItem {
  readonly instrument_id: string;
  readonly roll_days_before_expiry: number;
  readonly front: null | string;
  readonly contracts: readonly FutureItem[];
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface GapItem {
  readonly id: number;
  readonly instrument_id: null | string;
  readonly source: string;
  readonly kind: string;
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
  readonly start_sequence: null | number;
  readonly end_sequence: null | number;
  readonly reason: string;
  readonly state: string;
  readonly explanation: null | string;
  readonly filled_to: null | string;
  readonly filled_to_iso: null | string;
  readonly ticks_filled: number;
  readonly attempts: number;
}

export interface GapRangeItem {
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
  readonly reason: string;
}

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface HealthReport {
  readonly status: string;
  readonly ready: boolean;
  readonly step: null | string;
  readonly checks: readonly HealthCheck[];
  readonly components?: null | readonly ComponentItem[];
  readonly mode: string;
  readonly simulated: boolean;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface HistoryLimitItem {
  readonly waiting: number;
  readonly open: number;
  readonly open_limit: number;
  readonly used: number;
  readonly per_ten_minutes: number;
  readonly next_slot_ms: number;
}

export interface ImportItem {
  readonly job_id: null | string;
  readonly status: string;
  readonly dry_run: boolean;
  readonly path: string;
  readonly source: string;
  readonly rows_source: number;
  readonly rows_new: number;
  readonly rows_duplicate: number;
  readonly rows_conflict: number;
  readonly rows_refused: number;
  readonly series: readonly ImportSeriesItem[];
  readonly new_instruments: readonly string[];
  readonly refused_files: readonly CatalogFault[];
  readonly notes: readonly string[];
}

export interface ImportSeriesItem {
  readonly data_type: string;
  readonly instrument_id: string;
  readonly bar_type: null | string;
  readonly timeframe: null | string;
  readonly definition: string;
  readonly files: number;
  readonly rows_source: number;
  readonly rows_new: number;
  readonly rows_duplicate: number;
  readonly rows_conflict: number;
  readonly rows_refused: number;
  readonly values_rounded: number;
  readonly rows_off_grid: number;
  readonly start: null | string;
  readonly start_iso: null | string;
  readonly end: null | string;
  readonly end_iso: null | string;
  readonly problems: readonly string[];
  readonly conflicts: readonly string[];
}

export interface InstrumentItem {
  readonly instrument_id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly instrument_class: string;
  readonly asset_class: string;
  readonly description: string;
  readonly raw_symbol: string;
  readonly base_currency: null | string;
  readonly quote_currency: string;
  readonly price_precision: number;
  readonly size_precision: number;
  readonly price_increment: string;
  readonly size_increment: string;
  readonly multiplier: string;
  readonly bar_price_type: string;
  readonly recording: boolean;
  readonly time_zone: null | string;
  readonly trading_hours: null | string;
  readonly liquid_hours: null | string;
  readonly lot_size: string;
  readonly price_bands: readonly PriceBandItem[];
  readonly isin: null | string;
  readonly underlying: null | string;
  readonly exchange: null | string;
  readonly activation: null | string;
  readonly activation_iso: null | string;
  readonly expiration: null | string;
  readonly expiration_iso: null | string;
  readonly option_kind: null | string;
  readonly strike_price: null | string;
  readonly session?: null | SessionStateItem;
  readonly definition?: null | DefinitionStatusItem;
}

export interface JobItem {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly state: string;
  readonly progress: number;
  readonly rows_done: number;
  readonly rows_total: null | number;
  readonly rate_per_s: null | number;
  readonly files_done: null | number;
  readonly bytes_done: null | number;
  readonly bytes_per_s: null | number;
  readonly eta_ms: null | number;
  readonly attempts: number;
  readonly can_resume: boolean;
  readonly created: string;
  readonly created_iso: string;
  readonly started: null | string;
  readonly started_iso: null | string;
  readonly finished: null | string;
  readonly finished_iso: null | string;
  readonly result: null | JsonElement;
  readonly problem: null | ProblemDocument;
}

export type JsonElement = unknown;

export interface KindCountersItem {
  readonly kind: string;
  readonly received: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly conflated: number;
  readonly in_flight: number;
  readonly spooled: number;
  readonly balanced: boolean;
  readonly rejected_by_reason: Readonly<Record<string, number>>;
}

export interface LayoutSummary {
  readonly name: string;
  readonly version: number;
  readonly changed_at: string;
  readonly changed_at_iso: string;
}

export interface LedgerItem {
  readonly path: string;
  readonly kind: string;
  readonly instrument_id: string;
  readonly start: null | string;
  readonly end: null | string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly ts_init_min: string;
  readonly ts_init_max: string;
  readonly state: string;
  readonly nautilus_profile: string;
  readonly options: string;
}

export interface LevelItem {
  readonly price: string;
  readonly size: string;
}

export interface LimitsItem {
  readonly messages: null | MessageLimitItem;
  readonly history: null | HistoryLimitItem;
  readonly budgets: readonly BudgetItem[];
}

export interface LiveReport {
  readonly status: string;
}

export interface MaintenanceItem {
  readonly state: string;
  readonly activity: string;
  readonly last_round: null | string;
  readonly last_round_iso: null | string;
  readonly next_round: null | string;
  readonly next_round_iso: null | string;
  readonly packed_days: number;
  readonly packed_ticks: number;
  readonly problem: null | string;
  readonly unreadable: readonly string[];
  readonly strains: readonly string[];
}

export interface MessageLimitItem {
  readonly sent_last_second: number;
  readonly per_second: number;
  readonly slowed: boolean;
  readonly queues: readonly QueueItem[];
}

export interface NewTokenItem {
  readonly secret: string;
  readonly token: TokenItem;
}

export interface NoticeItem {
  readonly at: string;
  readonly code: number;
  readonly text: string;
  readonly instrument_id: null | string;
}

export interface OpenedCatalogItem {
  readonly id: number;
  readonly name: string;
  readonly path: null | string;
  readonly opened_by: string;
  readonly opened: string;
  readonly opened_iso: string;
  readonly available: boolean;
}

export interface OptionItem {
  readonly instrument_id: string;
  readonly option_kind: string;
  readonly strike_price: string;
  readonly expiration: string;
  readonly expiration_iso: string;
  readonly multiplier: string;
  readonly price_increment: string;
  readonly recording: boolean;
}

export interface OptionSeriesItem {
  readonly exchange: string;
  readonly trading_class: string;
  readonly multiplier: string;
  readonly expirations: readonly string[];
  readonly strikes: readonly string[];
}

export interface OrderItem {
  readonly venue_order_id: string;
  readonly order_ref: string;
  readonly client_id: number;
  readonly external: boolean;
  readonly account_id: string;
  readonly instrument_id: null | string;
  readonly symbol: string;
  readonly security_type: string;
  readonly currency: string;
  readonly side: string;
  readonly type: string;
  readonly time_in_force: string;
  readonly quantity: string;
  readonly filled: string;
  readonly price: null | string;
  readonly trigger_price: null | string;
  readonly average_price: null | string;
  readonly status: string;
  readonly resolution: string;
  readonly venue_status: string;
  readonly why_held: null | string;
  readonly updated: string;
  readonly updated_iso: string;
}

export interface PageOfAlertEventItem {
  readonly items: readonly AlertEventItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfAlertRouteItem {
  readonly items: readonly AlertRouteItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfAlertRuleItem {
  readonly items: readonly AlertRuleItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfBrowserSessionItem {
  readonly items: readonly BrowserSessionItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfCandidateItem {
  readonly items: readonly CandidateItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfCheckItem {
  readonly items: readonly CheckItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfCoverageItem {
  readonly items: readonly CoverageItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfDefinitionNoticeItem {
  readonly items: readonly DefinitionNoticeItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfFillItem {
  readonly items: readonly FillItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfGapItem {
  readonly items: readonly GapItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfInstrumentItem {
  readonly items: readonly InstrumentItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfJobItem {
  readonly items: readonly JobItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfLayoutSummary {
  readonly items: readonly LayoutSummary[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfLedgerItem {
  readonly items: readonly LedgerItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfOpenedCatalogItem {
  readonly items: readonly OpenedCatalogItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfOptionItem {
  readonly items: readonly OptionItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfOptionSeriesItem {
  readonly items: readonly OptionSeriesItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfOrderItem {
  readonly items: readonly OrderItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfPositionItem {
  readonly items: readonly PositionItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfQualityCaseItem {
  readonly items: readonly QualityCaseItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfQuoteItem {
  readonly items: readonly QuoteItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfRetentionPartitionItem {
  readonly items: readonly RetentionPartitionItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfScheduleItem {
  readonly items: readonly ScheduleItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfSourceItem {
  readonly items: readonly SourceItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfTokenItem {
  readonly items: readonly TokenItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfTradeItem {
  readonly items: readonly TradeItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface PageOfVersionItem {
  readonly items: readonly VersionItem[];
  readonly next_cursor: null | string;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface ParquetStatusItem {
  readonly status: string;
  readonly directory: string;
  readonly writable: boolean;
  readonly free_bytes: null | number;
  readonly compression: string;
  readonly compressions: readonly string[];
  readonly format: string;
  readonly nautilus_profile: string;
  readonly problem: null | string;
}

export interface PositionItem {
  readonly account_id: string;
  readonly instrument_id: null | string;
  readonly symbol: string;
  readonly security_type: string;
  readonly currency: string;
  readonly quantity: string;
  readonly average_cost: string;
  readonly updated: string;
  readonly updated_iso: string;
}

export interface PreviewItem {
  readonly path: string;
  readonly data_type: string;
  readonly instrument_id: string;
  readonly rows: number;
  readonly bytes: number;
  readonly row_groups: number;
  readonly nautilus_profile: null | string;
  readonly created_by: null | string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly items: readonly (readonly string[])[];
}

export interface PriceBandItem {
  readonly low_edge: string;
  readonly increment: string;
}

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: null | string;
  readonly code: string;
  readonly request_id?: null | string;
  readonly errors?: null | readonly ProblemError[];
  readonly retry_after_ms?: null | number;
  readonly hint?: null | string;
  readonly broker?: null | BrokerError;
}

export interface ProblemError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface QualityCaseItem {
  readonly at: string;
  readonly at_iso: string;
  readonly instrument_id: null | string;
  readonly kind: null | string;
  readonly rule: string;
  readonly action: string;
  readonly text: string;
  readonly ts_event: null | string;
  readonly ts_event_iso: null | string;
  readonly price: null | string;
  readonly size: null | string;
  readonly bid_price: null | string;
  readonly ask_price: null | string;
  readonly bid_size: null | string;
  readonly ask_size: null | string;
  readonly raw: null | string;
  readonly detail: null | string;
}

export interface QualityItem {
  readonly instrument_id: null | string;
  readonly kind: null | string;
  readonly rule: string;
  readonly action: string;
  readonly text: string;
  readonly count: number;
  readonly kept: number;
  readonly first: string;
  readonly first_iso: string;
  readonly last: string;
  readonly last_iso: string;
}

export interface QualityReport {
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
  readonly items: readonly QualityItem[];
  readonly suspects: readonly SuspectItem[];
  readonly clock: ClockQualityItem;
  readonly not_kept: number;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface QueueItem {
  readonly name: string;
  readonly waiting: number;
  readonly next_slot_ms: number;
  readonly oldest_ms: number;
}

export interface QuoteItem {
  readonly bid_price: string;
  readonly ask_price: string;
  readonly bid_size: string;
  readonly ask_size: string;
  readonly ts_event?: null | string;
  readonly ts_event_iso?: null | string;
  readonly ts_init?: null | string;
  readonly ts_init_iso?: null | string;
  readonly age_ms?: null | number;
}

export interface RangeItem {
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
}

export interface ReasonItem {
  readonly code: string;
  readonly severity: string;
  readonly detail: string;
  readonly stage: string;
  readonly since: null | string;
}

export interface RecordingItem {
  readonly instrument_id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly recording: boolean;
  readonly kinds: readonly string[];
}

export interface RejectItem {
  readonly reason: string;
  readonly rows: number;
}

export interface RestartItem {
  readonly at: string;
  readonly at_iso: string;
  readonly version: string;
  readonly reason: string;
}

export interface RetentionPartitionItem {
  readonly kind: string;
  readonly table: string;
  readonly start: null | string;
  readonly start_iso: null | string;
  readonly end: string;
  readonly end_iso: string;
  readonly rows: number;
  readonly bytes: number;
  readonly exported: boolean;
  readonly due: string;
  readonly due_iso: string;
  readonly deleted: boolean;
  readonly kept: null | string;
}

export interface RetentionPolicyItem {
  readonly ticks: string;
  readonly quotes: string;
  readonly bars_seconds: string;
  readonly bars_minutes: string;
  readonly bars_long: string;
  readonly pack_after: string;
  readonly delete_unexported: boolean;
}

export interface RetentionReport {
  readonly retention_policies: RetentionPolicyItem;
  readonly stored: readonly StoredDataItem[];
  readonly origin: string;
  readonly maintenance: MaintenanceItem;
  readonly runs: readonly RetentionRunItem[];
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface RetentionResultItem {
  readonly job_id: string;
  readonly status: string;
  readonly dry_run: boolean;
  readonly executed_at: string;
  readonly executed_at_iso: string;
  readonly deleted_records: DeletedRecordsItem;
  readonly retention_policies: RetentionPolicyItem;
  readonly bytes: number;
  readonly partitions: readonly RetentionPartitionItem[];
}

export interface RetentionRunItem {
  readonly id: number;
  readonly started: string;
  readonly started_iso: string;
  readonly finished: null | string;
  readonly finished_iso: null | string;
  readonly deleted_records: DeletedRecordsItem;
  readonly partitions: number;
  readonly bytes: number;
  readonly kept: number;
  readonly outcome: null | string;
  readonly detail: null | string;
}

export interface RouteTestItem {
  readonly route: string;
  readonly state: string;
  readonly detail: null | string;
}

export interface SampleItem {
  readonly loaded: boolean;
  readonly job_id: null | string;
  readonly instruments: readonly string[];
  readonly start: string;
  readonly start_iso: string;
  readonly end: string;
  readonly end_iso: string;
}

export interface ScheduleItem {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly time: string;
  readonly time_zone: string;
  readonly instrument_ids: null | readonly string[];
  readonly data_types: readonly string[];
  readonly timeframes: readonly string[];
  readonly compression: string;
  readonly on_overlap: string;
  readonly next_date: string;
  readonly next_run: null | string;
  readonly next_run_iso: null | string;
  readonly last_job: null | JobItem;
  readonly version: number;
}

export interface SessionDayItem {
  readonly trading_day: string;
  readonly sessions: readonly SessionItem[];
  readonly liquid_sessions: readonly SessionItem[];
}

export interface SessionItem {
  readonly start: string;
  readonly start_iso: string;
  readonly start_local: string;
  readonly end: string;
  readonly end_iso: string;
  readonly end_local: string;
  readonly is_extrapolated: boolean;
}

export interface SessionStateItem {
  readonly is_open: boolean;
  readonly knowledge: string;
  readonly next_open: null | string;
  readonly next_open_iso: null | string;
  readonly next_close: null | string;
  readonly next_close_iso: null | string;
}

export interface SessionsItem {
  readonly instrument_id: string;
  readonly time_zone: null | string;
  readonly state: SessionStateItem;
  readonly known_from: null | string;
  readonly known_from_iso: null | string;
  readonly known_until: null | string;
  readonly known_until_iso: null | string;
  readonly days: readonly SessionDayItem[];
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface SnapshotItem {
  readonly instrument_id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly trade: null | TradeItem;
  readonly quote: null | QuoteItem;
  readonly day: null | DayItem;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface SourceItem {
  readonly source: string;
  readonly simulated: boolean;
  readonly state: string;
  readonly detail: string;
  readonly since: null | string;
  readonly since_iso: null | string;
  readonly instruments: number;
}

export interface SpoolDamageItem {
  readonly file: string;
  readonly offset: number;
  readonly detail: string;
}

export interface SpoolItem {
  readonly location: string;
  readonly bytes: number;
  readonly limit_bytes: number;
  readonly waiting_ticks: number;
  readonly problem: null | string;
  readonly damages: readonly SpoolDamageItem[];
}

export interface StoreItem {
  readonly available: boolean;
  readonly description: string;
  readonly problem: null | string;
  readonly fault: null | string;
}

export interface StoredDataItem {
  readonly kind: string;
  readonly kept: string;
  readonly rows: number;
  readonly packed_rows: number;
  readonly bytes: number;
  readonly packed_bytes: number;
  readonly partitions: number;
  readonly oldest: null | string;
  readonly oldest_iso: null | string;
  readonly next_due: null | string;
  readonly next_due_iso: null | string;
}

export interface StoredDayItem {
  readonly date: string;
  readonly state: string;
  readonly first: null | string;
  readonly last: null | string;
  readonly gaps: number;
  readonly missing_s: number;
  readonly explained: number;
  readonly open_s: number;
  readonly exported: boolean;
}

export interface SubscriptionItem {
  readonly instrument_id: string;
  readonly kind: string;
  readonly state: string;
  readonly since: string;
  readonly since_iso: string;
  readonly reason: string;
  readonly threshold_ms: number;
  readonly threshold_learnt: boolean;
  readonly last_tick: null | string;
  readonly last_tick_iso: null | string;
  readonly unproven_since: null | string;
  readonly unproven_since_iso: null | string;
  readonly gap_reason: null | string;
  readonly rate_per_s: null | number;
  readonly delay_ms: null | number;
  readonly last_error: null | string;
  readonly last_error_at: null | string;
}

export interface SubscriptionPage {
  readonly items: readonly SubscriptionItem[];
  readonly next_cursor: null | string;
  readonly lines_used: number;
  readonly lines_limit: null | number;
  readonly as_of: string;
  readonly as_of_iso: string;
}

export interface SuspectItem {
  readonly instrument_id: string;
  readonly since: string;
  readonly since_iso: string;
}

export interface SystemInfo {
  readonly mode: string;
  readonly simulated: boolean;
  readonly auth: AuthItem;
  readonly version: string;
  readonly commit: string;
  readonly runtime: string;
  readonly started_at: string;
  readonly started_at_iso: string;
  readonly config_hash: null | string;
  readonly restarts: readonly RestartItem[];
  readonly test_port?: null | boolean;
}

export interface SystemStatus {
  readonly as_of: string;
  readonly as_of_iso: string;
  readonly mode: string;
  readonly simulated: boolean;
  readonly can_trade: boolean;
  readonly can_record: boolean;
  readonly trade_verdict: string;
  readonly verdict: string;
  readonly reasons: readonly ReasonItem[];
  readonly stages: readonly ComponentItem[];
  readonly counters: CountersItem;
  readonly feed: FeedItem;
  readonly store: StoreItem;
  readonly spool: SpoolItem;
  readonly storage: string;
}

export interface TicketItem {
  readonly ticket: string;
  readonly expires_at: string;
  readonly expires_at_iso: string;
}

export interface TokenItem {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly origin: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly created_at_iso: string;
  readonly expires_at: null | string;
  readonly expires_at_iso: null | string;
  readonly last_used_at: null | string;
  readonly last_used_at_iso: null | string;
  readonly revoked_at: null | string;
  readonly revoked_at_iso: null | string;
}

export interface TradeItem {
  readonly price: string;
  readonly size: string;
  readonly aggressor_side: string;
  readonly trade_id: string;
  readonly ts_event?: null | string;
  readonly ts_event_iso?: null | string;
  readonly ts_init?: null | string;
  readonly ts_init_iso?: null | string;
  readonly age_ms?: null | number;
}

export interface UserDocumentItem {
  readonly name: string;
  readonly version: number;
  readonly content: JsonElement;
  readonly changed_at: null | string;
  readonly changed_at_iso: null | string;
}

export interface VerificationItem {
  readonly status: string;
  readonly rows_read_back: number;
  readonly checksum_match: boolean;
  readonly monotonic_ts_init: boolean;
}

export interface VerifyFileItem {
  readonly path: string;
  readonly status: string;
  readonly rows: number;
  readonly checksum_match: null | boolean;
  readonly findings: readonly string[];
}

export interface VerifyReport {
  readonly job_id: null | string;
  readonly status: string;
  readonly files: readonly VerifyFileItem[];
}

export interface VersionItem {
  readonly version: number;
  readonly valid_from: string;
  readonly valid_from_iso: null | string;
  readonly valid_to: null | string;
  readonly valid_to_iso: null | string;
  readonly changes: readonly DefinitionChangeItem[];
  readonly definition: InstrumentItem;
}

/** What each operation takes and answers, by its id. */
export interface Operations {
  /** Acknowledge an alert */
  readonly acknowledge_alert: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/events/{id}/ack';
    readonly answer: AlertEventItem;
  };
  /** Acknowledge all that is raised */
  readonly acknowledge_all_alerts: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/events/ack-all';
    readonly answer: ChangedItem;
  };
  /** Add a rule */
  readonly add_alert_rule: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/rules';
    readonly query: { readonly name?: string; readonly kind?: "price_cross" | "percent_move" | "spread" | "volume" | "feed_stalled" | "connection_lost" | "gap_found" | "disk_space" | "clock_offset" | "export_failed" | "database_down"; readonly instrument_id?: string; readonly direction?: "up" | "down" | "both"; readonly threshold?: string; readonly window_s?: number; readonly level?: "info" | "warning" | "critical"; readonly cooldown_s?: number; readonly ends?: string; readonly is_paused?: boolean; readonly deliver?: readonly ("webhook" | "email")[] };
    readonly body: { readonly name?: string; readonly kind?: "price_cross" | "percent_move" | "spread" | "volume" | "feed_stalled" | "connection_lost" | "gap_found" | "disk_space" | "clock_offset" | "export_failed" | "database_down"; readonly instrument_id?: null | string; readonly direction?: "up" | "down" | "both"; readonly threshold?: null | string; readonly window_s?: null | number; readonly level?: "info" | "warning" | "critical"; readonly cooldown_s?: number; readonly ends?: null | string; readonly is_paused?: boolean; readonly deliver?: readonly ("webhook" | "email")[] };
    readonly answer: AlertRuleItem;
  };
  /** Export every night */
  readonly add_export_schedule: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/schedules';
    readonly query: { readonly name?: string; readonly time?: string; readonly time_zone?: string; readonly instrument_ids?: readonly string[]; readonly data_types?: readonly ("trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths")[]; readonly timeframes?: readonly string[]; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly on_overlap?: "replace" | "skip"; readonly enabled?: boolean };
    readonly body: { readonly name?: string; readonly time?: string; readonly time_zone?: string; readonly instrument_ids?: null | readonly string[]; readonly data_types?: null | readonly ("trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths")[]; readonly timeframes?: null | readonly string[]; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly on_overlap?: "replace" | "skip"; readonly enabled?: boolean };
    readonly answer: ScheduleItem;
  };
  /** Fill gaps from the source's history */
  readonly backfill: {
    readonly method: 'POST';
    readonly path: '/api/v1/data/backfill';
    readonly query: { readonly instrument_id?: string; readonly start?: string; readonly end?: string; readonly kinds?: readonly ("trade" | "quote")[]; readonly dry_run?: boolean };
    readonly body: { readonly instrument_id?: string; readonly start?: string; readonly end?: string; readonly kinds?: readonly ("trade" | "quote")[]; readonly dry_run?: boolean };
    readonly answer: BackfillItem | JobItem;
  };
  /** Cancel a job */
  readonly cancel_job: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/jobs/{id}';
    readonly answer: JobItem;
  };
  /** Change a rule */
  readonly change_alert_rule: {
    readonly method: 'PUT';
    readonly path: '/api/v1/alerts/rules/{id}';
    readonly query: { readonly name?: string; readonly kind?: "price_cross" | "percent_move" | "spread" | "volume" | "feed_stalled" | "connection_lost" | "gap_found" | "disk_space" | "clock_offset" | "export_failed" | "database_down"; readonly instrument_id?: string; readonly direction?: "up" | "down" | "both"; readonly threshold?: string; readonly window_s?: number; readonly level?: "info" | "warning" | "critical"; readonly cooldown_s?: number; readonly ends?: string; readonly is_paused?: boolean; readonly deliver?: readonly ("webhook" | "email")[] };
    readonly body: { readonly name?: string; readonly kind?: "price_cross" | "percent_move" | "spread" | "volume" | "feed_stalled" | "connection_lost" | "gap_found" | "disk_space" | "clock_offset" | "export_failed" | "database_down"; readonly instrument_id?: null | string; readonly direction?: "up" | "down" | "both"; readonly threshold?: null | string; readonly window_s?: null | number; readonly level?: "info" | "warning" | "critical"; readonly cooldown_s?: number; readonly ends?: null | string; readonly is_paused?: boolean; readonly deliver?: readonly ("webhook" | "email")[] };
    readonly answer: AlertRuleItem;
  };
  /** Change a nightly export */
  readonly change_export_schedule: {
    readonly method: 'PUT';
    readonly path: '/api/v1/parquet/schedules/{id}';
    readonly query: { readonly name?: string; readonly time?: string; readonly time_zone?: string; readonly instrument_ids?: readonly string[]; readonly data_types?: readonly ("trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths")[]; readonly timeframes?: readonly string[]; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly on_overlap?: "replace" | "skip"; readonly enabled?: boolean };
    readonly body: { readonly name?: string; readonly time?: string; readonly time_zone?: string; readonly instrument_ids?: null | readonly string[]; readonly data_types?: null | readonly ("trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths")[]; readonly timeframes?: null | readonly string[]; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly on_overlap?: "replace" | "skip"; readonly enabled?: boolean };
    readonly answer: ScheduleItem;
  };
  /** Clear an alert */
  readonly clear_alert: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/events/{id}/clear';
    readonly answer: AlertEventItem;
  };
  /** Close a catalog */
  readonly close_catalog: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/catalogs/{catalog}';
    readonly answer: unknown;
  };
  /** A ticket for a WebSocket */
  readonly create_stream_ticket: {
    readonly method: 'POST';
    readonly path: '/api/v1/stream/ticket';
    readonly answer: TicketItem;
  };
  /** Make a token */
  readonly create_token: {
    readonly method: 'POST';
    readonly path: '/api/v1/tokens';
    readonly query: { readonly name?: string; readonly role?: "viewer" | "exporter" | "trader" | "admin"; readonly ttl?: string };
    readonly body: { readonly name?: string; readonly role?: "viewer" | "exporter" | "trader" | "admin"; readonly ttl?: null | string };
    readonly answer: NewTokenItem;
  };
  /** End a session */
  readonly end_session: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/sessions/{id}';
    readonly answer: unknown;
  };
  /** What an export would be */
  readonly estimate_export: {
    readonly method: 'GET';
    readonly path: '/api/v1/parquet/estimate';
    readonly query: { readonly data_type?: "trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths"; readonly instrument_id?: string; readonly timeframe?: "1s" | "5s" | "15s" | "30s" | "1m" | "2m" | "3m" | "5m" | "10m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1D" | "1W" | "1M"; readonly start?: string; readonly start_date?: string; readonly end?: string; readonly end_date?: string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat" };
    readonly answer: EstimateItem;
  };
  /** Explain a gap */
  readonly explain_gap: {
    readonly method: 'POST';
    readonly path: '/api/v1/data/gaps/{id}/explain';
    readonly query: { readonly explanation?: string };
    readonly body: { readonly explanation?: string };
    readonly answer: GapItem;
  };
  /** Export bars */
  readonly export_bars: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/export/bars/{venue}/{instrument_id}';
    readonly query: { readonly timeframe?: "1s" | "5s" | "15s" | "30s" | "1m" | "2m" | "3m" | "5m" | "10m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1D" | "1W" | "1M"; readonly bar_type?: string; readonly start?: string; readonly start_date?: string; readonly end?: string; readonly end_date?: string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: boolean };
    readonly body: { readonly timeframe?: "1s" | "5s" | "15s" | "30s" | "1m" | "2m" | "3m" | "5m" | "10m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1D" | "1W" | "1M"; readonly bar_type?: string; readonly start?: null | string; readonly start_date?: null | string; readonly end?: null | string; readonly end_date?: null | string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: null | boolean };
    readonly answer: ExportResultItem | JobItem;
  };
  /** Export order book changes */
  readonly export_book_deltas: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/export/deltas/{venue}/{instrument_id}';
    readonly query: { readonly start?: string; readonly start_date?: string; readonly end?: string; readonly end_date?: string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: boolean };
    readonly body: { readonly start?: null | string; readonly start_date?: null | string; readonly end?: null | string; readonly end_date?: null | string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: null | boolean };
    readonly answer: ExportResultItem | JobItem;
  };
  /** Export the best ten levels of order books */
  readonly export_book_depths: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/export/depths/{venue}/{instrument_id}';
    readonly query: { readonly start?: string; readonly start_date?: string; readonly end?: string; readonly end_date?: string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: boolean };
    readonly body: { readonly start?: null | string; readonly start_date?: null | string; readonly end?: null | string; readonly end_date?: null | string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: null | boolean };
    readonly answer: ExportResultItem | JobItem;
  };
  /** Export one day of everything */
  readonly export_daily: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/export/daily';
    readonly query: { readonly date?: string; readonly venues?: readonly string[]; readonly instrument_ids?: readonly string[]; readonly data_types?: readonly ("trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths")[]; readonly timeframes?: readonly string[]; readonly calendar?: "utc" | "session"; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: boolean };
    readonly body: { readonly date?: string; readonly venues?: null | readonly string[]; readonly instrument_ids?: null | readonly string[]; readonly data_types?: null | readonly ("trade_tick" | "quote_tick" | "bar" | "order_book_deltas" | "order_book_depths")[]; readonly timeframes?: null | readonly string[]; readonly calendar?: "utc" | "session"; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: null | boolean };
    readonly answer: DailyResultItem | JobItem;
  };
  /** Export quotes */
  readonly export_quotes: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/export/quotes/{venue}/{instrument_id}';
    readonly query: { readonly start?: string; readonly start_date?: string; readonly end?: string; readonly end_date?: string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: boolean };
    readonly body: { readonly start?: null | string; readonly start_date?: null | string; readonly end?: null | string; readonly end_date?: null | string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: null | boolean };
    readonly answer: ExportResultItem | JobItem;
  };
  /** Export trades */
  readonly export_ticks: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/export/ticks/{venue}/{instrument_id}';
    readonly query: { readonly start?: string; readonly start_date?: string; readonly end?: string; readonly end_date?: string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: boolean };
    readonly body: { readonly start?: null | string; readonly start_date?: null | string; readonly end?: null | string; readonly end_date?: null | string; readonly compression?: "none" | "snappy" | "gzip" | "zstd"; readonly format?: "nautilus" | "flat"; readonly nautilus_profile?: "v1-hp" | "v1-sp"; readonly on_overlap?: "refuse" | "replace" | "skip"; readonly verify?: null | boolean };
    readonly answer: ExportResultItem | JobItem;
  };
  /** What lies in the catalog */
  readonly get_catalog: {
    readonly method: 'GET';
    readonly path: '/api/v1/parquet/catalog';
    readonly query: { readonly data_type?: string; readonly instrument_id?: string; readonly include?: "files" };
    readonly answer: CatalogReport;
  };
  /** What a catalog holds */
  readonly get_catalog_content: {
    readonly method: 'GET';
    readonly path: '/api/v1/catalogs/{catalog}/content';
    readonly query: { readonly include?: "files" };
    readonly answer: CatalogReport;
  };
  /** What bars of an instrument can be made of */
  readonly get_catalog_instrument: {
    readonly method: 'GET';
    readonly path: '/api/v1/catalogs/{catalog}/instruments/{id}';
    readonly answer: CatalogInstrumentItem;
  };
  /** Server time */
  readonly get_clock: {
    readonly method: 'GET';
    readonly path: '/api/v1/system/clock';
    readonly answer: ClockItem;
  };
  /** The order book now */
  readonly get_depth: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/depth';
    readonly query: { readonly levels?: number };
    readonly answer: DepthItem;
  };
  /** This document as a page */
  readonly get_docs: {
    readonly method: 'GET';
    readonly path: '/api/docs';
    readonly answer: unknown;
  };
  /** What this machine lacks */
  readonly get_doctor: {
    readonly method: 'GET';
    readonly path: '/api/v1/system/doctor';
    readonly answer: PageOfCheckItem;
  };
  /** Drawings on the charts of an instrument */
  readonly get_drawings: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/drawings';
    readonly answer: UserDocumentItem;
  };
  /** Full health report */
  readonly get_health: {
    readonly method: 'GET';
    readonly path: '/health';
    readonly answer: HealthReport;
  };
  /** Is the process alive */
  readonly get_health_live: {
    readonly method: 'GET';
    readonly path: '/health/live';
    readonly answer: LiveReport;
  };
  /** Is it ready */
  readonly get_health_ready: {
    readonly method: 'GET';
    readonly path: '/health/ready';
    readonly answer: HealthReport;
  };
  /** Get one instrument */
  readonly get_instrument: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}';
    readonly query: { readonly dataset?: "live" | "sample" };
    readonly answer: InstrumentItem;
  };
  /** Get a trading calendar */
  readonly get_instrument_sessions: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/sessions';
    readonly query: { readonly start?: string; readonly days?: number; readonly dataset?: "live" | "sample" };
    readonly answer: SessionsItem;
  };
  /** Get one job */
  readonly get_job: {
    readonly method: 'GET';
    readonly path: '/api/v1/jobs/{id}';
    readonly answer: JobItem;
  };
  /** A layout */
  readonly get_layout: {
    readonly method: 'GET';
    readonly path: '/api/v1/layouts/{name}';
    readonly answer: UserDocumentItem;
  };
  /** Prometheus metrics */
  readonly get_metrics: {
    readonly method: 'GET';
    readonly path: '/metrics';
    readonly answer: unknown;
  };
  /** This document */
  readonly get_openapi: {
    readonly method: 'GET';
    readonly path: '/api/v1/openapi.json';
    readonly answer: string;
  };
  /** State of the export directory */
  readonly get_parquet_status: {
    readonly method: 'GET';
    readonly path: '/api/v1/parquet/status';
    readonly answer: ParquetStatusItem;
  };
  /** Quality of the data */
  readonly get_quality: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/quality';
    readonly query: { readonly instrument_id?: string; readonly start?: string; readonly end?: string };
    readonly answer: QualityReport;
  };
  /** How long data is kept */
  readonly get_retention: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/retention';
    readonly answer: RetentionReport;
  };
  /** Is the sample data loaded */
  readonly get_sample: {
    readonly method: 'GET';
    readonly path: '/api/v1/sample';
    readonly answer: SampleItem;
  };
  /** Settings of the dashboard */
  readonly get_settings: {
    readonly method: 'GET';
    readonly path: '/api/v1/settings';
    readonly answer: UserDocumentItem;
  };
  /** Latest trade, quote and daily bar */
  readonly get_snapshot: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/snapshot';
    readonly query: { readonly as_of?: string; readonly dataset?: "live" | "sample" };
    readonly answer: SnapshotItem;
  };
  /** Figures of the last hour */
  readonly get_system_history: {
    readonly method: 'GET';
    readonly path: '/api/v1/system/history';
    readonly answer: FigureHistory;
  };
  /** Version and mode */
  readonly get_system_info: {
    readonly method: 'GET';
    readonly path: '/api/v1/system/info';
    readonly answer: SystemInfo;
  };
  /** Everything the system page shows */
  readonly get_system_status: {
    readonly method: 'GET';
    readonly path: '/api/v1/system/status';
    readonly query: { readonly as_of?: string };
    readonly answer: SystemStatus;
  };
  /** Import files of NautilusTrader */
  readonly import_data: {
    readonly method: 'POST';
    readonly path: '/api/v1/data/import';
    readonly query: { readonly path?: string; readonly dry_run?: boolean; readonly source?: string; readonly on_conflict?: "skip" | "refuse"; readonly instrument_ids?: readonly string[]; readonly map?: readonly string[] };
    readonly body: { readonly path?: string; readonly dry_run?: null | boolean; readonly source?: null | string; readonly on_conflict?: "skip" | "refuse"; readonly instrument_ids?: null | readonly string[]; readonly map?: null | readonly string[] };
    readonly answer: ImportItem | JobItem;
  };
  /** List what fired */
  readonly list_alert_events: {
    readonly method: 'GET';
    readonly path: '/api/v1/alerts/events';
    readonly query: { readonly state?: "raised" | "acknowledged" | "cleared"; readonly level?: "info" | "warning" | "critical"; readonly instrument_id?: string; readonly limit?: number; readonly cursor?: string; readonly as_of?: string };
    readonly answer: PageOfAlertEventItem;
  };
  /** Ways out */
  readonly list_alert_routes: {
    readonly method: 'GET';
    readonly path: '/api/v1/alerts/routes';
    readonly answer: PageOfAlertRouteItem;
  };
  /** List rules */
  readonly list_alert_rules: {
    readonly method: 'GET';
    readonly path: '/api/v1/alerts/rules';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfAlertRuleItem;
  };
  /** Who changed what */
  readonly list_audit: {
    readonly method: 'GET';
    readonly path: '/api/v1/audit';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: AuditPage;
  };
  /** List bars */
  readonly list_bars: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/bars';
    readonly query: { readonly timeframe: "1s" | "5s" | "15s" | "30s" | "1m" | "2m" | "3m" | "5m" | "10m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1D" | "1W" | "1M"; readonly price_type?: "last" | "bid" | "ask" | "mid"; readonly boundary?: "utc" | "session"; readonly start?: string; readonly end?: string; readonly order?: "asc" | "desc"; readonly limit?: number; readonly cursor?: string; readonly fill?: "none" | "previous"; readonly time?: "both" | "ns" | "iso"; readonly as_of?: string; readonly dataset?: "live" | "sample" };
    readonly answer: BarPage;
  };
  /** Bars out of the files of a catalog */
  readonly list_catalog_bars: {
    readonly method: 'GET';
    readonly path: '/api/v1/catalogs/{catalog}/instruments/{id}/bars';
    readonly query: { readonly timeframe: "1s" | "5s" | "15s" | "30s" | "1m" | "2m" | "3m" | "5m" | "10m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1D" | "1W" | "1M"; readonly from?: string; readonly price_type?: "mid" | "bid" | "ask"; readonly start?: string; readonly end?: string; readonly order?: "asc" | "desc"; readonly limit?: number; readonly cursor?: string; readonly time?: "both" | "ns" | "iso" };
    readonly answer: CatalogBarPage;
  };
  /** List opened catalogs */
  readonly list_catalogs: {
    readonly method: 'GET';
    readonly path: '/api/v1/catalogs';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfOpenedCatalogItem;
  };
  /** List what is stored */
  readonly list_coverage: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/coverage';
    readonly query: { readonly instrument_id?: string; readonly limit?: number; readonly cursor?: string; readonly dataset?: "live" | "sample" };
    readonly answer: PageOfCoverageItem;
  };
  /** Which days are stored */
  readonly list_days: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/days';
    readonly query: { readonly instrument_id?: string; readonly kind?: "trade" | "quote" | "depth" | "bar"; readonly timeframe?: "1s" | "5s" | "15s" | "30s" | "1m" | "2m" | "3m" | "5m" | "10m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1D" | "1W" | "1M"; readonly start?: string; readonly end?: string; readonly limit?: number; readonly cursor?: string; readonly dataset?: "live" | "sample" };
    readonly answer: DayCoveragePage;
  };
  /** What happened to definitions */
  readonly list_definition_notices: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/notices';
    readonly answer: PageOfDefinitionNoticeItem;
  };
  /** List nightly exports */
  readonly list_export_schedules: {
    readonly method: 'GET';
    readonly path: '/api/v1/parquet/schedules';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfScheduleItem;
  };
  /** The ledger of exported files */
  readonly list_exported_files: {
    readonly method: 'GET';
    readonly path: '/api/v1/parquet/ledger';
    readonly query: { readonly instrument_id?: string; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfLedgerItem;
  };
  /** List fills at the broker */
  readonly list_fills: {
    readonly method: 'GET';
    readonly path: '/api/v1/fills';
    readonly query: { readonly external?: boolean; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfFillItem;
  };
  /** List the contracts of a future's product */
  readonly list_futures: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/futures';
    readonly answer: FuturesItem;
  };
  /** List gaps */
  readonly list_gaps: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/gaps';
    readonly query: { readonly instrument_id?: string; readonly state?: readonly ("open" | "filling" | "filled" | "unfillable" | "explained")[]; readonly start?: string; readonly end?: string; readonly limit?: number; readonly cursor?: string; readonly as_of?: string; readonly dataset?: "live" | "sample" };
    readonly answer: PageOfGapItem;
  };
  /** List the versions of a definition */
  readonly list_instrument_versions: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/versions';
    readonly query: { readonly dataset?: "live" | "sample" };
    readonly answer: PageOfVersionItem;
  };
  /** List instruments */
  readonly list_instruments: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments';
    readonly query: { readonly query?: string; readonly asset_class?: readonly ("FX" | "EQUITY" | "COMMODITY" | "DEBT" | "INDEX" | "CRYPTOCURRENCY" | "ALTERNATIVE")[]; readonly venue?: readonly string[]; readonly limit?: number; readonly cursor?: string; readonly dataset?: "live" | "sample" };
    readonly answer: PageOfInstrumentItem;
  };
  /** List jobs */
  readonly list_jobs: {
    readonly method: 'GET';
    readonly path: '/api/v1/jobs';
    readonly query: { readonly state?: readonly ("queued" | "running" | "succeeded" | "partial" | "failed" | "cancelled")[]; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfJobItem;
  };
  /** List layouts */
  readonly list_layouts: {
    readonly method: 'GET';
    readonly path: '/api/v1/layouts';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfLayoutSummary;
  };
  /** List which options an underlying has */
  readonly list_option_series: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/options';
    readonly answer: PageOfOptionSeriesItem;
  };
  /** List the options of one expiration */
  readonly list_options: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/options/{expiration}';
    readonly query: { readonly exchange?: string; readonly trading_class?: string };
    readonly answer: PageOfOptionItem;
  };
  /** List orders at the broker */
  readonly list_orders: {
    readonly method: 'GET';
    readonly path: '/api/v1/orders';
    readonly query: { readonly external?: boolean; readonly working?: boolean; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfOrderItem;
  };
  /** List positions at the broker */
  readonly list_positions: {
    readonly method: 'GET';
    readonly path: '/api/v1/positions';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfPositionItem;
  };
  /** List refused ticks */
  readonly list_quarantine: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/quarantine';
    readonly query: { readonly instrument_id?: string; readonly rule?: readonly ("unknown_instrument" | "unknown_kind" | "price_zero" | "price_negative" | "price_not_a_number" | "price_out_of_range" | "price_too_fine" | "size_zero" | "size_negative" | "size_not_a_number" | "size_out_of_range" | "size_too_fine" | "time_missing" | "time_unit" | "time_skew")[]; readonly start?: string; readonly end?: string; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfQualityCaseItem;
  };
  /** List quotes */
  readonly list_quotes: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/quotes';
    readonly query: { readonly start?: string; readonly end?: string; readonly order?: "asc" | "desc"; readonly limit?: number; readonly cursor?: string; readonly time?: "both" | "ns" | "iso"; readonly as_of?: string; readonly dataset?: "live" | "sample" };
    readonly answer: PageOfQuoteItem;
  };
  /** What is deleted next */
  readonly list_retention_due: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/retention/due';
    readonly query: { readonly days?: number; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfRetentionPartitionItem;
  };
  /** Browsers that have signed in */
  readonly list_sessions: {
    readonly method: 'GET';
    readonly path: '/api/v1/sessions';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfBrowserSessionItem;
  };
  /** List data sources */
  readonly list_sources: {
    readonly method: 'GET';
    readonly path: '/api/v1/sources';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfSourceItem;
  };
  /** List market-data lines */
  readonly list_subscriptions: {
    readonly method: 'GET';
    readonly path: '/api/v1/subscriptions';
    readonly query: { readonly limit?: number; readonly cursor?: string; readonly as_of?: string };
    readonly answer: SubscriptionPage;
  };
  /** List flagged ticks */
  readonly list_suspects: {
    readonly method: 'GET';
    readonly path: '/api/v1/data/suspects';
    readonly query: { readonly instrument_id?: string; readonly rule?: readonly ("duplicate" | "repeated" | "out_of_order" | "late" | "ahead" | "outlier" | "crossed" | "locked" | "off_tick" | "off_lot" | "stale" | "suspect" | "source_clock" | "clock_step")[]; readonly start?: string; readonly end?: string; readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfQualityCaseItem;
  };
  /** List tokens */
  readonly list_tokens: {
    readonly method: 'GET';
    readonly path: '/api/v1/tokens';
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: PageOfTokenItem;
  };
  /** List trades */
  readonly list_trades: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/{id}/trades';
    readonly query: { readonly start?: string; readonly end?: string; readonly order?: "asc" | "desc"; readonly limit?: number; readonly cursor?: string; readonly time?: "both" | "ns" | "iso"; readonly as_of?: string; readonly dataset?: "live" | "sample" };
    readonly answer: PageOfTradeItem;
  };
  /** Load the sample data */
  readonly load_sample: {
    readonly method: 'POST';
    readonly path: '/api/v1/sample';
    readonly answer: SampleItem | JobItem;
  };
  /** Open a catalog of NautilusTrader */
  readonly open_catalog: {
    readonly method: 'POST';
    readonly path: '/api/v1/catalogs';
    readonly query: { readonly path?: string; readonly name?: string };
    readonly body: { readonly path?: string; readonly name?: null | string };
    readonly answer: OpenedCatalogItem;
  };
  /** Open the WebSocket */
  readonly open_stream: {
    readonly method: 'GET';
    readonly path: '/api/v1/stream';
    readonly answer: unknown;
  };
  /** Open the WebSocket */
  readonly open_stream_alias: {
    readonly method: 'GET';
    readonly path: '/ws';
    readonly answer: unknown;
  };
  /** Metadata and first rows of a file */
  readonly preview_catalog_file: {
    readonly method: 'GET';
    readonly path: '/api/v1/catalogs/{catalog}/preview/{path}';
    readonly query: { readonly rows?: number };
    readonly answer: PreviewItem;
  };
  /** Metadata and first rows of a file */
  readonly preview_file: {
    readonly method: 'GET';
    readonly path: '/api/v1/parquet/preview/{path}';
    readonly query: { readonly rows?: number };
    readonly answer: PreviewItem;
  };
  /** Remove a rule */
  readonly remove_alert_rule: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/alerts/rules/{id}';
    readonly answer: unknown;
  };
  /** Remove a nightly export */
  readonly remove_export_schedule: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/parquet/schedules/{id}';
    readonly answer: unknown;
  };
  /** Remove a layout */
  readonly remove_layout: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/layouts/{name}';
    readonly answer: unknown;
  };
  /** Remove the sample data */
  readonly remove_sample: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/sample';
    readonly answer: SampleItem;
  };
  /** Find instruments at the broker */
  readonly resolve_instruments: {
    readonly method: 'POST';
    readonly path: '/api/v1/instruments/resolve';
    readonly query: { readonly query?: string };
    readonly body: { readonly query?: string };
    readonly answer: PageOfInstrumentItem;
  };
  /** Go on with a job */
  readonly resume_job: {
    readonly method: 'POST';
    readonly path: '/api/v1/jobs/{id}/resume';
    readonly answer: JobItem;
  };
  /** Revoke a token */
  readonly revoke_token: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/tokens/{id}';
    readonly answer: unknown;
  };
  /** Delete what is older than its period */
  readonly run_retention: {
    readonly method: 'POST';
    readonly path: '/api/v1/data/retention/run';
    readonly query: { readonly dry_run?: boolean };
    readonly body: { readonly dry_run?: null | boolean };
    readonly answer: RetentionResultItem | JobItem;
  };
  /** Save the drawings of an instrument */
  readonly save_drawings: {
    readonly method: 'PUT';
    readonly path: '/api/v1/instruments/{id}/drawings';
    readonly query: { readonly content?: Readonly<Record<string, unknown>> };
    readonly body: { readonly content?: Readonly<Record<string, unknown>> };
    readonly answer: UserDocumentItem;
  };
  /** Save a layout */
  readonly save_layout: {
    readonly method: 'PUT';
    readonly path: '/api/v1/layouts/{name}';
    readonly query: { readonly content?: Readonly<Record<string, unknown>> };
    readonly body: { readonly content?: Readonly<Record<string, unknown>> };
    readonly answer: UserDocumentItem;
  };
  /** Save the settings of the dashboard */
  readonly save_settings: {
    readonly method: 'PUT';
    readonly path: '/api/v1/settings';
    readonly query: { readonly content?: Readonly<Record<string, unknown>> };
    readonly body: { readonly content?: Readonly<Record<string, unknown>> };
    readonly answer: UserDocumentItem;
  };
  /** Search at the broker */
  readonly search_instruments: {
    readonly method: 'GET';
    readonly path: '/api/v1/instruments/search';
    readonly query: { readonly query: string };
    readonly answer: PageOfCandidateItem;
  };
  /** Set how long data is kept */
  readonly set_retention: {
    readonly method: 'PUT';
    readonly path: '/api/v1/data/retention';
    readonly query: { readonly ticks?: string; readonly quotes?: string; readonly bars_seconds?: string; readonly bars_minutes?: string; readonly bars_long?: string; readonly pack_after?: string; readonly delete_unexported?: boolean };
    readonly body: { readonly ticks?: null | string; readonly quotes?: null | string; readonly bars_seconds?: null | string; readonly bars_minutes?: null | string; readonly bars_long?: null | string; readonly pack_after?: null | string; readonly delete_unexported?: null | boolean };
    readonly answer: RetentionReport;
  };
  /** Sign in */
  readonly sign_in: {
    readonly method: 'POST';
    readonly path: '/api/v1/session';
    readonly answer: BrowserSessionItem;
  };
  /** Sign out */
  readonly sign_out: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/session';
    readonly answer: unknown;
  };
  /** Acknowledge an alert and silence its rule for a while */
  readonly snooze_alert: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/events/{id}/snooze';
    readonly query: { readonly minutes?: number };
    readonly body: { readonly minutes?: number };
    readonly answer: AlertEventItem;
  };
  /** Switch recording on */
  readonly start_recording: {
    readonly method: 'POST';
    readonly path: '/api/v1/instruments/{id}/subscriptions';
    readonly query: { readonly kinds?: readonly ("trade" | "quote" | "depth")[] };
    readonly body: { readonly kinds?: null | readonly ("trade" | "quote" | "depth")[] };
    readonly answer: RecordingItem;
  };
  /** Switch recording off */
  readonly stop_recording: {
    readonly method: 'DELETE';
    readonly path: '/api/v1/instruments/{id}/subscriptions';
    readonly query: { readonly kinds?: readonly ("trade" | "quote" | "depth")[] };
    readonly body: { readonly kinds?: null | readonly ("trade" | "quote" | "depth")[] };
    readonly answer: RecordingItem;
  };
  /** Send a test */
  readonly test_alert_route: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/routes/{route}/test';
    readonly answer: RouteTestItem;
  };
  /** Try a rule on the last day */
  readonly test_alert_rule: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/rules/{id}/test';
    readonly answer: AlertTrialItem;
  };
  /** Try a rule that is not stored */
  readonly test_new_alert_rule: {
    readonly method: 'POST';
    readonly path: '/api/v1/alerts/rules/test';
    readonly query: { readonly name?: string; readonly kind?: "price_cross" | "percent_move" | "spread" | "volume" | "feed_stalled" | "connection_lost" | "gap_found" | "disk_space" | "clock_offset" | "export_failed" | "database_down"; readonly instrument_id?: string; readonly direction?: "up" | "down" | "both"; readonly threshold?: string; readonly window_s?: number; readonly level?: "info" | "warning" | "critical"; readonly cooldown_s?: number; readonly ends?: string; readonly is_paused?: boolean; readonly deliver?: readonly ("webhook" | "email")[] };
    readonly body: { readonly name?: string; readonly kind?: "price_cross" | "percent_move" | "spread" | "volume" | "feed_stalled" | "connection_lost" | "gap_found" | "disk_space" | "clock_offset" | "export_failed" | "database_down"; readonly instrument_id?: null | string; readonly direction?: "up" | "down" | "both"; readonly threshold?: null | string; readonly window_s?: null | number; readonly level?: "info" | "warning" | "critical"; readonly cooldown_s?: number; readonly ends?: null | string; readonly is_paused?: boolean; readonly deliver?: readonly ("webhook" | "email")[] };
    readonly answer: AlertTrialItem;
  };
  /** Re-read files and check them */
  readonly verify_files: {
    readonly method: 'POST';
    readonly path: '/api/v1/parquet/verify';
    readonly query: { readonly paths?: readonly string[] };
    readonly body: { readonly paths?: null | readonly string[] };
    readonly answer: VerifyReport | JobItem;
  };
}
