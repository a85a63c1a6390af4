namespace Argonaut.Domain.Instruments;

/// <summary>NautilusTrader's instrument classes that a source of ours can deliver.</summary>
public enum InstrumentClass
{
    Equity,
    CurrencyPair,
    FuturesContract,
    OptionContract,
    IndexInstrument,
    Cfd,
    Commodity,
}
