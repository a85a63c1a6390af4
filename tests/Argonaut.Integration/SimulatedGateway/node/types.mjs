// Places orders of every kind with an independent client on the gateway at the given port, follows bars and the account, and prints what it
// understood as JSON.
import ib from '@stoqey/ib';

const {
  IBApi, EventName, SecType, OrderType, OrderAction, WhatToShow, BarSizeSetting, ConjunctionConnection, TriggerMethod,
  PriceCondition, TimeCondition, MarginCondition, ExecutionCondition, VolumeCondition, PercentChangeCondition,
} = ib;
const port = Number(process.argv[2]);
const [apple, microsoft] = [265598, 272093];
const seen = { errors: [], orders: {}, statuses: {}, executions: [], positions: {}, completed: [], bars: [], updates: 0, fiveSeconds: [], values: {}, portfolio: [], samples: [], rule: null, head: null };
const stock = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', primaryExch: 'NASDAQ', currency: 'USD' };
const combo = {
  symbol: 'AAPL,MSFT', secType: SecType.BAG, exchange: 'SMART', currency: 'USD',
  comboLegs: [
    { conId: apple, ratio: 1, action: OrderAction.BUY, exchange: 'SMART', openClose: 0, shortSaleSlot: 0, designatedLocation: '', exemptCode: -1 },
    { conId: microsoft, ratio: 1, action: OrderAction.SELL, exchange: 'SMART', openClose: 0, shortSaleSlot: 0, designatedLocation: '', exemptCode: -1 },
  ],
};

const api = new IBApi({ host: '127.0.0.1', port, clientId: 78 });
const waiting = new Map();
const when = (name, isDone) => new Promise((resolve) => { waiting.set(name, { isDone, resolve }); check(); });
const check = () => {
  for (const [name, { isDone, resolve }] of waiting) if (isDone()) { waiting.delete(name); resolve(); }
};
const on = (event, handler) => api.on(event, (...args) => { handler(...args); check(); });
let nextId = null;

on(EventName.error, (error, code, reqId) => { if (code < 2100 || code > 2199) seen.errors.push({ code, reqId, message: String(error.message ?? error) }); });
on(EventName.nextValidId, (id) => { nextId = id; });
on(EventName.openOrder, (orderId, contract, order, state) => {
  seen.orders[orderId] = {
    type: order.orderType, tif: order.tif, secType: contract.secType, status: state.status, legs: contract.comboLegs?.length ?? 0, description: contract.comboLegsDescription ?? '',
    conditions: (order.conditions ?? []).map((condition) => condition.type), ignoresRth: order.conditionsIgnoreRth, cancels: order.conditionsCancelOrder,
    algo: order.algoStrategy ?? '', parameters: order.algoParams ?? [], group: order.ocaGroup, parent: order.parentId, benchmark: order.referenceContractId ?? 0,
  };
});
on(EventName.orderStatus, (orderId, status, filled, remaining, average, permId, parentId, last, clientId, whyHeld) => { (seen.statuses[orderId] ??= []).push({ status, filled, whyHeld }); });
on(EventName.execDetails, (reqId, contract, execution) => { seen.executions.push({ orderId: execution.orderId, secType: contract.secType, conId: contract.conId, side: execution.side, shares: execution.shares, price: execution.price }); });
on(EventName.position, (account, contract, quantity) => { seen.positions[contract.conId] = quantity; });
on(EventName.completedOrder, (contract, order, state) => { seen.completed.push({ secType: contract.secType, type: order.orderType, status: state.completedStatus }); });
on(EventName.completedOrdersEnd, () => { seen.completedEnd = true; });
on(EventName.historicalData, (reqId, time, open, high, low, close) => { if (!String(time).startsWith('finished')) seen.bars.push({ time, open, high, low, close }); });
on(EventName.historicalDataUpdate, (reqId, time, open, high, low, close) => { if (high >= Math.max(open, close) && low <= Math.min(open, close)) seen.updates++; });
on(EventName.realtimeBar, (reqId, time, open, high, low, close, volume) => { seen.fiveSeconds.push({ time, open, high, low, close, volume }); });
on(EventName.updateAccountValue, (key, value, currency) => { seen.values[`${key} ${currency}`] = value; });
on(EventName.updatePortfolio, (contract, position) => { seen.portfolio.push({ conId: contract.conId, position }); });
on(EventName.accountDownloadEnd, () => { seen.accountEnd = true; });
on(EventName.symbolSamples, (reqId, descriptions) => { seen.samples = descriptions.map((d) => d.contract.symbol); });
on(EventName.marketRule, (id, increments) => { seen.rule = increments; });
on(EventName.headTimestamp, (reqId, text) => { seen.head = text; });

const limit = setTimeout(() => { seen.timeout = [...waiting.keys()]; finish(); }, 45_000);
function finish() {
  clearTimeout(limit);
  api.disconnect();
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
}

const ready = when('ready', () => nextId !== null);
api.connect();
await ready;

api.reqHistoricalData(1, stock, '', '1800 S', BarSizeSetting.SECONDS_FIVE, WhatToShow.TRADES, 0, 2, true);
api.reqRealTimeBars(2, stock, 5, WhatToShow.TRADES, false);
api.reqMatchingSymbols(3, 'AAP');
api.reqMarketRule(26);
api.reqHeadTimestamp(4, stock, WhatToShow.TRADES, 0, 2);
api.reqPositions();

const ids = {};
const place = (name, contract, order) => {
  ids[name] = nextId++;
  api.placeOrder(ids[name], contract, { totalQuantity: 10, action: OrderAction.BUY, transmit: true, tif: 'DAY', ...order });
};
const last = (name) => seen.statuses[ids[name]]?.at(-1)?.status;
place('MOC', stock, { orderType: OrderType.MOC });
place('LOC', stock, { orderType: OrderType.LOC, lmtPrice: 10 });
place('OPG', stock, { orderType: OrderType.LMT, lmtPrice: 10, tif: 'OPG' });
place('REL', stock, { orderType: OrderType.REL, auxPrice: 0.01, lmtPrice: 10 });
place('MIDPRICE', stock, { orderType: OrderType.MIDPRICE, lmtPrice: 10 });
place('PEG MID', stock, { orderType: OrderType.PEG_MID, lmtPrice: 10, midOffsetAtWhole: 0.01, midOffsetAtHalf: 0.005 });
place('PEG BENCH', stock, {
  orderType: OrderType.PEG_BENCH, startingPrice: 10, stockRefPrice: 400, referenceContractId: microsoft, referenceExchange: 'ISLAND', isPeggedChangeAmountDecrease: false,
  peggedChangeAmount: 0.01, referenceChangeAmount: 1000,
});
place('algo', stock, { orderType: OrderType.LMT, lmtPrice: 10, algoStrategy: 'Adaptive', algoParams: [{ tag: 'adaptivePriority', value: 'Normal' }] });
place('conditions', stock, {
  orderType: OrderType.LMT, lmtPrice: 10, conditionsIgnoreRth: true, conditionsCancelOrder: false,
  conditions: [
    new PriceCondition(100000, TriggerMethod.Last ?? 2, apple, 'SMART', true, ConjunctionConnection.AND), new TimeCondition('20991231-00:00:00', true, ConjunctionConnection.AND),
    new MarginCondition(1, false, ConjunctionConnection.AND), new ExecutionCondition('SMART', SecType.STK, 'NOSUCH', ConjunctionConnection.AND),
    new VolumeCondition(2000000000, apple, 'SMART', true, ConjunctionConnection.AND), new PercentChangeCondition(900, apple, 'SMART', true, ConjunctionConnection.AND),
  ],
});
const group = { orderType: OrderType.LMT, lmtPrice: 10, ocaGroup: 'pair', ocaType: 1 };
place('first of two', stock, group);
place('second of two', stock, group);
place('parent', stock, { orderType: OrderType.MKT, transmit: false });
place('profit', stock, { orderType: OrderType.LMT, action: OrderAction.SELL, lmtPrice: 10000, parentId: ids.parent, transmit: false });
place('loss', stock, { orderType: OrderType.STP, action: OrderAction.SELL, auxPrice: 1, parentId: ids.parent });
place('combo', combo, { orderType: OrderType.MKT, smartComboRoutingParams: [{ tag: 'NonGuaranteed', value: '1' }] });
await when('waiting orders', () => ['MOC', 'LOC', 'OPG', 'conditions'].every((name) => last(name) === 'PreSubmitted'));
await when('working orders', () => ['REL', 'MIDPRICE', 'PEG MID', 'PEG BENCH', 'algo', 'first of two', 'profit'].every((name) => last(name) === 'Submitted'));
await when('fills', () => last('parent') === 'Filled' && last('combo') === 'Filled' && last('loss') === 'PreSubmitted');
await when('bars', () => seen.updates > 0 && seen.fiveSeconds.length > 0 && seen.samples.length > 0 && seen.rule && seen.head);
api.reqAccountUpdates(true, 'DUSIM01');
for (const name of Object.keys(ids)) if (last(name) !== 'Filled' && !(name === 'second of two')) api.cancelOrder(ids[name]);
await when('ends', () => ['MOC', 'LOC', 'OPG', 'REL', 'conditions', 'first of two', 'profit', 'loss'].every((name) => last(name) === 'Cancelled') && seen.accountEnd);
api.reqCompletedOrders(true);
await when('completed', () => seen.completedEnd);
seen.ids = ids;
finish();
