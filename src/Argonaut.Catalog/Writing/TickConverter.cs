using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>What NautilusTrader's files of one instrument's ticks have in common: names, schema and key values (nautilus-catalog.md 2 and 4).</summary>
internal abstract class TickConverter<T>(CatalogType type, Instrument instrument, ExportSettings settings) : RowConverter<T>
    where T : struct
{
    public sealed override CatalogType Type => type;

    public sealed override string Identifier { get; } = instrument.Id.Value;

    public sealed override string Folder => CatalogTarget.FolderOf(type, Identifier);

    public sealed override ParquetSchema Schema { get; } = MarketSchemas.Of(type, settings.Profile);

    public sealed override ImmutableArray<KeyValuePair<string, string>> KeyValues => CatalogTarget.TickKeys(Instrument);

    protected Instrument Instrument { get; } = instrument;

    protected ScaledColumn PriceColumn(string name) =>
        new(Identifier, name, settings.Profile, Instrument.PriceScale, Instrument.PricePrecision, isQuantity: false, settings.OffPrecision);

    protected ScaledColumn SizeColumn(string name) =>
        new(Identifier, name, settings.Profile, Instrument.SizeScale, Instrument.SizePrecision, isQuantity: true, settings.OffPrecision);
}
