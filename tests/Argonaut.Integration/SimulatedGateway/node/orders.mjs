// Trades with an independent client on the gateway at the given port, and prints what it understood as JSON.
import ib from '@stoqey/ib';

const { IBApi, EventName, SecType, OrderType, OrderAction, WhatToShow } = ib;
const port = Number(process.argv[2]);
const seen = {
  errors: [], chains: [], depth: [], statuses: [], orders: [], executions: [], commissions: [], listed: [], found: [], positions: [], summary: [],
  profit: null, single: null, bidAsk: [], midpoints: [], taken: null,
};
const stock = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', primaryExch: 'NASDAQ', currency: 'USD' };

const api = new IBApi({ host: '127.0.0.1', port, clientId: 77 });
const waiting = new Map();
const when = (name, isDone) => new Promise((resolve) => { waiting.set(name, { isDone, resolve }); check(); });
const check = () => {
  for (const [name, { isDone, resolve }] of waiting) if (isDone()) { waiting.delete(name); resolve(); }
};
const on = (event, handler) => api.on(event, (...args) => { handler(...args); check(); });
let nextId = null;
let isListing = false;

on(EventName.error, (error, code, reqId) => { if (code < 2100 || code > 2199) seen.errors.push({ code, reqId, message: String(error.message ?? error) }); });
on(EventName.nextValidId, (id) => { nextId = id; });
on(EventName.securityDefinitionOptionParameter, (reqId, exchange, underConId, tradingClass, multiplier, expirations, strikes) => {
  seen.chains.push({ exchange, tradingClass, multiplier, expirations: [...expirations], strikes: [...strikes] });
});
on(EventName.securityDefinitionOptionParameterEnd, () => { seen.chainsEnd = true; });
on(EventName.updateMktDepthL2, (reqId, position, maker, operation, side, price, size) => { seen.depth.push({ position, maker, operation, side, price, size }); });
on(EventName.historicalTicksBidAsk, (reqId, ticks, done) => { seen.bidAsk.push(...ticks); seen.bidAskDone = done; });
on(EventName.historicalTicks, (reqId, ticks, done) => { seen.midpoints.push(...ticks); seen.midpointsDone = done; });
on(EventName.openOrder, (orderId, contract, order, state) => {
  (isListing ? seen.listed : seen.orders).push({ orderId, symbol: contract.symbol, type: order.orderType, price: order.lmtPrice, quantity: order.totalQuantity, permId: order.permId, ref: order.orderRef, status: state.status, margin: state.initMarginChange });
});
on(EventName.openOrderEnd, () => { seen.listEnd = true; });
on(EventName.orderStatus, (orderId, status, filled, remaining) => { seen.statuses.push({ orderId, status, filled, remaining }); });
on(EventName.execDetails, (reqId, contract, execution) => {
  (reqId === -1 ? seen.executions : seen.found).push({ orderId: execution.orderId, execId: execution.execId, side: execution.side, shares: execution.shares, price: execution.price });
});
on(EventName.execDetailsEnd, () => { seen.foundEnd = true; });
on(EventName.commissionReport, (report) => { seen.commissions.push({ execId: report.execId, commission: report.commission }); });
on(EventName.position, (account, contract, quantity, averageCost) => { seen.positions.push({ account, conId: contract.conId, quantity, averageCost }); });
on(EventName.positionEnd, () => { seen.positionEnd = true; });
on(EventName.accountSummary, (reqId, account, tag, value, currency) => { seen.summary.push({ account, tag, value, currency }); });
on(EventName.accountSummaryEnd, () => { seen.summaryEnd = true; });
on(EventName.pnl, (reqId, daily, unrealized, realized) => { seen.profit = { daily, unrealized, realized }; });
on(EventName.pnlSingle, (reqId, position, daily, unrealized, realized, value) => { seen.single = { position, daily, unrealized, realized, value }; });

const limit = setTimeout(() => { seen.timeout = [...waiting.keys()]; finish(); }, 40_000);
function finish() {
  clearTimeout(limit);
  api.disconnect();
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
}

const ready = when('ready', () => nextId !== null);
api.connect();
await ready;

api.reqSecDefOptParams(1, 'AAPL', '', SecType.STK, 265598);
api.reqMktDepth(2, stock, 5, true);
api.reqHistoricalTicks(3, stock, process.argv[3], '', 40, WhatToShow.BID_ASK, 0, false);
api.reqHistoricalTicks(4, stock, process.argv[3], '', 40, WhatToShow.MIDPOINT, 0, false);
await when('data', () => seen.chainsEnd && seen.bidAskDone && seen.midpointsDone && seen.depth.length >= 12);

// A limit order far away: shown, listed, changed, cancelled.
const far = nextId++;
api.placeOrder(far, stock, { action: OrderAction.BUY, totalQuantity: 10, orderType: OrderType.LMT, lmtPrice: 10.5, orderRef: 'far', transmit: true });
await when('working', () => seen.statuses.some((s) => s.orderId === far && s.status === 'Submitted'));
isListing = true;
api.reqAllOpenOrders();
await when('list', () => seen.listEnd);
isListing = false;
api.placeOrder(far, stock, { action: OrderAction.BUY, totalQuantity: 20, orderType: OrderType.LMT, lmtPrice: 10.75, orderRef: 'far', transmit: true });
await when('change', () => seen.orders.some((o) => o.orderId === far && o.price === 10.75));
api.cancelOrder(far);
await when('cancelled', () => seen.statuses.some((s) => s.orderId === far && s.status === 'Cancelled'));

// A trial, then a market order that fills, with everything that follows from it.
const trial = nextId++;
api.placeOrder(trial, stock, { action: OrderAction.BUY, totalQuantity: 100, orderType: OrderType.MKT, whatIf: true, transmit: true });
await when('trial', () => seen.orders.some((o) => o.orderId === trial));
const market = nextId++;
api.placeOrder(market, stock, { action: OrderAction.BUY, totalQuantity: 10, orderType: OrderType.MKT, orderRef: 'near', transmit: true });
await when('filled', () => seen.statuses.some((s) => s.orderId === market && s.status === 'Filled') && seen.commissions.length > 0);
api.reqExecutions(5, {});
api.reqPositions();
api.reqAccountSummary(6, 'All', 'NetLiquidation,TotalCashValue');
api.reqPnL(7, 'DUSIM01', '');
api.reqPnLSingle(8, 'DUSIM01', '', 265598);
await when('account', () => seen.foundEnd && seen.positionEnd && seen.summaryEnd && seen.profit && seen.single);

// The same client id again.
const second = new IBApi({ host: '127.0.0.1', port, clientId: 77 });
// This client reports errors without a request as "info".
second.on(EventName.info, (message, code) => { if (code === 326) { seen.taken = code; check(); } });
second.connect();
await when('326', () => seen.taken !== null);
second.disconnect();
finish();
