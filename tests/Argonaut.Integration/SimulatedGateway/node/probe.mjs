// Connects an independent client to the gateway on the given port, asks for a bit of everything, and prints what it understood as JSON.
import ib from '@stoqey/ib';

const { IBApi, EventName, SecType, BarSizeSetting, WhatToShow, TickByTickDataType } = ib;
const port = Number(process.argv[2]);
const seen = { errors: [], details: {}, ticks: [], last: [], allLast: [], bidAsk: [], bars: [], trades: [], accounts: null, nextId: null, time: null };

const stock = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', primaryExch: 'NASDAQ', currency: 'USD' };
const pair = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };
const future = { symbol: 'ES', secType: SecType.FUT, exchange: 'CME', currency: 'USD' };

const api = new IBApi({ host: '127.0.0.1', port, clientId: 77 });
const waiting = new Map();
const when = (name, isDone) => new Promise((resolve) => waiting.set(name, { isDone, resolve }));
const check = () => {
  for (const [name, { isDone, resolve }] of waiting) if (isDone()) { waiting.delete(name); resolve(); }
};
const on = (event, handler) => api.on(event, (...args) => { handler(...args); check(); });

on(EventName.error, (error, code, reqId) => { if (code < 2100 || code > 2199) seen.errors.push({ code, reqId, message: String(error.message ?? error) }); });
on(EventName.server, (version) => { seen.serverVersion = version; });
on(EventName.managedAccounts, (accounts) => { seen.accounts = accounts; });
on(EventName.nextValidId, (id) => { seen.nextId = id; });
on(EventName.currentTime, (time) => { seen.time = time; });
on(EventName.contractDetails, (reqId, details) => { (seen.details[reqId] ??= []).push(details); });
on(EventName.contractDetailsEnd, (reqId) => { seen[`detailsEnd${reqId}`] = true; });
on(EventName.tickPrice, (reqId, field, price) => { seen.ticks.push({ field, price }); });
on(EventName.tickByTickAllLast, (reqId, tickType, time, price, size, attributes, exchange) => {
  (tickType === 1 ? seen.last : seen.allLast).push({ time: Number(time), price, size, exchange });
});
on(EventName.tickByTickBidAsk, (reqId, time, bid, ask, bidSize, askSize) => { seen.bidAsk.push({ time: Number(time), bid, ask, bidSize, askSize }); });
on(EventName.historicalData, (reqId, time, open, high, low, close, volume, count, average) => {
  if (String(time).startsWith('finished')) seen.barsEnd = true;
  else seen.bars.push({ time, open, high, low, close, volume, count, average });
});
on(EventName.historicalTicksLast, (reqId, ticks, done) => { seen.trades.push(...ticks); seen.tradesDone = done; });

const limit = setTimeout(() => { seen.timeout = [...waiting.keys()]; finish(); }, 40_000);
function finish() {
  clearTimeout(limit);
  api.disconnect();
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
}

const ready = when('ready', () => seen.nextId !== null && seen.accounts !== null);
api.connect();
await ready;

const all = [
  when('time', () => seen.time !== null),
  when('details', () => seen.detailsEnd1 && seen.detailsEnd2 && seen.detailsEnd3),
  when('market data', () => [1, 2, 4].every((field) => seen.ticks.some((tick) => tick.field === field))),
  when('last', () => seen.last.length >= 2),
  when('allLast', () => seen.allLast.length >= 2),
  when('bidAsk', () => seen.bidAsk.length >= 5),
  when('bars', () => seen.barsEnd),
  when('trades', () => seen.tradesDone),
];
api.reqCurrentTime();
api.reqContractDetails(1, stock);
api.reqContractDetails(2, pair);
api.reqContractDetails(3, future);
api.reqMktData(10, stock, '', false, false);
api.reqTickByTickData(11, stock, TickByTickDataType.LAST ?? 'Last', 0, false);
api.reqTickByTickData(12, stock, TickByTickDataType.ALL_LAST ?? 'AllLast', 0, false);
api.reqTickByTickData(13, pair, TickByTickDataType.BID_ASK ?? 'BidAsk', 0, false);
api.reqHistoricalData(14, stock, '', '1 D', BarSizeSetting.MINUTES_ONE, WhatToShow.TRADES, 0, 2, false);
api.reqHistoricalTicks(15, stock, process.argv[3], '', 50, WhatToShow.TRADES, 0, false);
await Promise.all(all);
finish();
