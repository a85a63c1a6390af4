using Argonaut.Parquet;

namespace Argonaut.Catalog;

/// <summary>How exports into one directory are made. The profile and the stamps are one choice per catalog.</summary>
public sealed record ExportSettings
{
    public CatalogFormat Format { get; init; } = CatalogFormat.Nautilus;

    /// <summary>A v1 profile.</summary>
    public CatalogProfile Profile { get; init; } = CatalogProfile.V1Hp;

    public ParquetCodec Codec { get; init; } = ParquetCodec.Snappy;

    public ParquetEncodings Encodings { get; init; } = ParquetEncodings.Compact;

    public OffPrecision OffPrecision { get; init; } = OffPrecision.Round;

    public TradeIdStyle TradeId { get; init; } = TradeIdStyle.StreamSequence;

    public BarStamp BarStamp { get; init; } = BarStamp.Close;

    public OnOverlap OnOverlap { get; init; } = OnOverlap.Refuse;

    /// <summary>Export data whose instrument definition is not in the catalog. A backtest ignores such data silently.</summary>
    public bool AllowMissingInstrument { get; init; }

    /// <summary>Read each file back and compare it with what was meant to be written before it gets its name.</summary>
    public bool Verify { get; init; } = true;

    /// <summary><c>snappy</c>, <c>gzip</c>, <c>zstd</c>, <c>none</c>: the values of PARQUET_COMPRESSION.</summary>
    public static bool TryParseCodec(string? text, out ParquetCodec codec)
    {
        codec = text?.ToLowerInvariant() switch
        {
            "none" or "uncompressed" => ParquetCodec.Uncompressed,
            "gzip" => ParquetCodec.Gzip,
            "zstd" => ParquetCodec.Zstd,
            _ => ParquetCodec.Snappy,
        };
        return text?.ToLowerInvariant() is "none" or "uncompressed" or "gzip" or "zstd" or "snappy";
    }

    /// <summary>The same settings with another compression, by its name as of <see cref="TryParseCodec"/>.</summary>
    public bool TryWithCompression(string? text, out ExportSettings settings)
    {
        var isKnown = TryParseCodec(text, out var codec);
        settings = isKnown ? this with { Codec = codec } : this;
        return isKnown;
    }
}
