using System.Collections.Immutable;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Import;

/// <summary>Counts of one series while it is read.</summary>
internal sealed class SeriesTally(ImportSeries series, string instrumentId, string definition)
{
    private const int MostExamples = 10;

    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _conflicts = ImmutableArray.CreateBuilder<string>();
    private UnixNanos? _first;
    private UnixNanos? _last;

    public long New { get; private set; }

    public long Duplicate { get; private set; }

    public long Conflict { get; private set; }

    public long Refused { get; private set; }

    public long Rounded { get; set; }

    public long OffGrid { get; set; }

    public long Seen => New + Duplicate + Conflict + Refused;

    /// <summary>A row that cannot be used.</summary>
    public void Refuse(string why)
    {
        Refused++;
        Note(why);
    }

    public void Note(string problem)
    {
        if (_problems.Count < MostExamples) _problems.Add(problem);
    }

    /// <summary>All rows that were not read: the series cannot go on.</summary>
    public void RefuseRest(string why)
    {
        Refused += Math.Max(0, series.Rows - Seen);
        Note(why);
    }

    public void Took(UnixNanos tsInit, RowState state)
    {
        _first ??= tsInit;
        _last = tsInit;
        if (state == RowState.New) New++;
        else if (state == RowState.Duplicate) Duplicate++;
        else Conflict++;
    }

    public void ConflictAt(string text)
    {
        if (_conflicts.Count < MostExamples) _conflicts.Add(text);
    }

    public static string Text(Instrument instrument, in MarketEvent tick) => tick.Kind == MarketEventKind.Trade
        ? $"{instrument.FormatPrice(tick.A)} × {instrument.FormatSize(tick.B)} at {tick.TsEvent.ToIso()}"
        : $"{instrument.FormatPrice(tick.A)} / {instrument.FormatPrice(tick.B)} × {instrument.FormatSize(tick.C)} / {instrument.FormatSize(tick.D)} at {tick.TsEvent.ToIso()}";

    public static string Text(Instrument instrument, in Bar bar) =>
        $"{instrument.FormatPrice(bar.Open)} {instrument.FormatPrice(bar.High)} {instrument.FormatPrice(bar.Low)} {instrument.FormatPrice(bar.Close)}, "
        + $"volume {instrument.FormatSize(bar.Volume)}, from {bar.TsOpen.ToIso()}";

    public ImportSeriesItem ToItem() => new()
    {
        DataType = series.Type.Name,
        InstrumentId = instrumentId,
        BarType = series.BarType,
        Timeframe = series.Timeframe?.Code,
        Definition = definition,
        Files = series.Files.Length,
        RowsSource = Seen,
        RowsNew = New,
        RowsDuplicate = Duplicate,
        RowsConflict = Conflict,
        RowsRefused = Refused,
        ValuesRounded = Rounded,
        RowsOffGrid = OffGrid,
        Start = _first?.ToString(),
        StartIso = _first?.ToIso(),
        End = _last?.ToString(),
        EndIso = _last?.ToIso(),
        Problems = _problems.ToImmutable(),
        Conflicts = _conflicts.ToImmutable(),
    };
}
