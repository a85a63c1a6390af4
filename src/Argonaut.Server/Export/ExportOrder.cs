using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;

namespace Argonaut.Server.Export;

/// <summary>One export that was asked for, checked: <c>[From, To)</c>. Timeframe: only of bars.</summary>
internal sealed record ExportOrder(
    ExportKind Kind, Instrument Instrument, Timeframe? Timeframe, UnixNanos From, UnixNanos To, ExportSettings Settings, string Compression)
{
    /// <summary>Where rows are read from: later than <see cref="From"/> when an interrupted run has published what is before.</summary>
    public UnixNanos Begin { get; init; } = From;

    public string? BarType => Timeframe?.BarTypeOf(Instrument.Id, Instrument.BarPriceType);

    public string Title => $"{Instrument.Id} {(Timeframe is { } t ? $"{t} " : "")}{ExportKinds.NounOf(Kind)}, {Day(From)} to {Day(To)}";

    private static string Day(UnixNanos at) => at == UnixNanos.Zero ? "beginning" : at.ToIso()[..10];
}
