using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>One price or size column of an export: scale, rounding policy and bounds.</summary>
internal sealed class ScaledColumn(
    string instrument, string name, CatalogProfile profile, int scale, int precision, bool isQuantity, OffPrecision offPrecision)
{
    private readonly RawScale _scale = new(profile, scale, precision, isQuantity, offPrecision == OffPrecision.Round);
    private readonly bool _isWide = profile.Width() == 16;

    public string Name => name;

    /// <summary>The raw value and q, or a counted refusal.</summary>
    public bool TryConvert(long mantissa, UnixNanos tsInit, ExportTally tally, out Int128 raw, out Int128 written)
    {
        var result = _scale.Convert(mantissa, out raw, out written);
        if (result == ScaleResult.Exact) return true;
        if (result == ScaleResult.Rounded)
        {
            tally.Adjust(name, mantissa, scale, written, precision);
            return true;
        }

        var text = RawText.FormatMantissa(mantissa, scale);
        if (result == ScaleResult.OffPrecision)
            return tally.Reject(instrument, "precision_violation", name, text, tsInit, $"has more than {precision} decimals");
        return isQuantity && mantissa < 0
            ? tally.Reject(instrument, "negative_size", name, text, tsInit, "is negative")
            : tally.Reject(instrument, "out_of_range", name, text, tsInit, $"is beyond the limit of profile {profile.Text()}");
    }

    public void Append(ColumnValues column, Int128 raw)
    {
        if (_isWide) column.Append(raw);
        else column.Append((long)raw);
    }

    /// <summary>Characters of the written value.</summary>
    public int CsvLength(Int128 written) => RawText.Length((long)written, precision);
}
