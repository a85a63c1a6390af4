/** The lines of `argonaut doctor`, on a machine that has everything or on one where nothing was done yet. */
export function doctorLines(state, quirks) {
  const isNew = state === 'empty';
  const line = (name, result, detail, fix = null) => ({ name, result, detail, fix });
  const database = quirks.database ?? !isNew;
  return [
    line('port', 'pass', 'An Argonaut runs at http://127.0.0.1:8000/ on /home/you/.argonaut.'),
    line('disk', 'pass', '212.0 GiB are free where the data lies.'),
    database ? line('database', 'pass', 'PostgreSQL 18.4, plain tables (TimescaleDB not installed).')
      : line('database', 'fail', 'The database does not answer.', 'Start the server, or correct DATABASE_URL and start Argonaut again; until then ticks are kept locally.'),
    isNew ? line('broker', 'warn', '127.0.0.1:4002: The gateway refuses the connection; next try in 4 s', 'Start TWS or IB Gateway, allow API connections in its settings, and set IB_HOST and IB_PORT.')
      : line('broker', 'pass', '127.0.0.1:4002: All data farms are connected'),
    isNew ? line('entitlements', 'warn', 'The broker says what may be received when the first instrument is recorded.', 'Record an instrument first.')
      : line('entitlements', 'pass', 'None of 14 lines is refused for want of a subscription.'),
    isNew ? line('instruments', 'warn', 'No instrument is recorded yet.', 'Add one on the Watchlist page of the dashboard.')
      : line('instruments', 'pass', '8 recorded.'),
    isNew ? line('recording', 'warn', 'No tick was stored since the start.', 'With a gateway, an instrument and an open market the first tick comes by itself.')
      : line('recording', 'pass', '1204 ticks were stored since the start.'),
  ];
}
