import { Market } from './mock-market.mjs';

function tradingHours() {
  const days = [];
  for (let i = -1; i < 6; i++) {
    const d = new Date(Date.now() + i * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    days.push(`${d}:0000-${d}:2359`);
  }
  return days.join(';');
}

function instrument(id, source, rest) {
  return {
    instrument_id: id, source, simulated: true, instrument_class: 'EQUITY', asset_class: 'EQUITY', description: '', raw_symbol: id.split('.')[0],
    base_currency: null, quote_currency: 'USD', price_precision: 2, size_precision: 0, price_increment: '0.01', size_increment: '1',
    multiplier: '1', bar_price_type: 'LAST', recording: true, time_zone: 'US/Eastern', trading_hours: tradingHours(), ...rest,
  };
}

/** Instruments with a seed, a price and how restless they are. `extra`: so many more, for a long list. */
export function makeMarkets(extra = 0) {
  return [
    ...Array.from({ length: extra }, (_, i) => new Market(instrument(`T${String(i).padStart(3, '0')}.TEST`, 'IB', { description: `TEST ${i}` }), 100 + i, 20 + i, 1)),
    new Market(instrument('AAPL.NASDAQ', 'IB', { description: 'APPLE INC' }), 3, 189.4, 1),
    new Market(instrument('MSFT.NASDAQ', 'IB', { description: 'MICROSOFT CORP' }), 5, 424.1, 0.9),
    new Market(instrument('NVDA.NASDAQ', 'IB', { description: 'NVIDIA CORP' }), 8, 131.2, 1.9),
    new Market(instrument('SPY.ARCA', 'IB', { description: 'SPDR S&P 500 ETF TRUST', instrument_class: 'EQUITY' }), 11, 588.3, 0.6),
    new Market(instrument('EUR/USD.IDEALPRO', 'IB', {
      description: 'European Monetary Union Euro', instrument_class: 'CURRENCY_PAIR', asset_class: 'FX', base_currency: 'EUR',
      price_precision: 5, price_increment: '0.00005', bar_price_type: 'MID',
    }), 13, 1.0842, 0.35),
    new Market(instrument('ESZ6.CME', 'IB', {
      description: 'E-mini S&P 500 DEC26', instrument_class: 'FUTURES_CONTRACT', asset_class: 'INDEX', price_increment: '0.25', multiplier: '50',
      time_zone: 'US/Central',
    }), 17, 5893.25, 0.6),
    new Market(instrument('GBP/USD.IDEALPRO', 'IB', {
      description: 'British pound', instrument_class: 'CURRENCY_PAIR', asset_class: 'FX', base_currency: 'GBP',
      price_precision: 5, price_increment: '0.00005', bar_price_type: 'MID',
    }), 19, 1.2671, 0.4),
    new Market(instrument('GCZ6.COMEX', 'IB', {
      description: 'Gold DEC26', instrument_class: 'FUTURES_CONTRACT', asset_class: 'COMMODITY', price_precision: 1, price_increment: '0.1', multiplier: '100',
    }), 23, 2716.4, 0.7),
    new Market(instrument('ZBH7.CBOT', 'IB', {
      description: 'US treasury bond MAR27', instrument_class: 'FUTURES_CONTRACT', asset_class: 'DEBT', price_precision: 5, price_increment: '0.03125', multiplier: '1000',
    }), 31, 117.5, 0.3),
    new Market(instrument('TSLA.NASDAQ', 'IB', { description: 'TESLA INC', recording: false }), 29, 347.2, 2.2),
  ];
}

/** What the broker answers to part of a symbol or of a name. */
export function searchNames(query) {
  const word = query.toUpperCase();
  const listings = [
    ['4391', 'AMD', 'STK', 'NASDAQ', 'USD', 'ADVANCED MICRO DEVICES', ['OPT'], null],
    ['12178', 'AMD', 'STK', 'IBIS', 'EUR', 'ADVANCED MICRO DEVICES', [], null],
    ['265598', 'AAPL', 'STK', 'NASDAQ', 'USD', 'APPLE INC', ['OPT', 'FUT'], null],
    ['590000001', 'AMD 7.5 08/15/22', 'BOND', '', 'USD', 'ADVANCED MICRO DEVICES', [], 'bonds are not recorded: NautilusTrader has no instrument class for them'],
  ];
  return listings.filter(([, symbol, , , , name]) => symbol.startsWith(word) || name.includes(word))
    .map(([reference, symbol, type, exchange, currency, description, derivatives, problem]) => ({
      reference, symbol, security_type: type, exchange: exchange || null, currency, description, derivative_types: derivatives,
      instrument_ids: reference === '265598' ? ['AAPL.NASDAQ'] : [], problem,
    }));
}

/** What the broker answers to a symbol: several listings where there are several. */
export function resolveSymbol(query, markets) {
  const word = query.toUpperCase();
  const known = markets.map((m) => m.instrument).filter((i) => i.instrument_id === word || i.raw_symbol === word);
  const byNumber = { 4391: 'AMD.NASDAQ', 12178: 'AMD.IBIS' }[word];
  if (byNumber === undefined && word !== 'AMD' && word !== 'AMD.NASDAQ' && word !== 'AMD.IBIS') return known;
  const amd = instrument('AMD.NASDAQ', 'IB', { description: 'ADVANCED MICRO DEVICES', recording: false });
  const other = instrument('AMD.IBIS', 'IB', { description: 'ADVANCED MICRO DEVICES', quote_currency: 'EUR', recording: false, time_zone: 'Europe/Berlin' });
  return word === 'AMD' ? [amd, other] : [amd, other].filter((i) => i.instrument_id === (byNumber ?? word));
}
