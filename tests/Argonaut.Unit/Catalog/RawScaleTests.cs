using Argonaut.Catalog;
using Argonaut.Catalog.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>The integer rules of nautilus-catalog.md 3.5 and its worked values.</summary>
public sealed class RawScaleTests
{
    [Theory]
    [InlineData(15025000000, 2, false, "1502500000000000000", 15025)]
    [InlineData(10000000000, 0, true, "1000000000000000000", 100)]
    [InlineData(15025500000, 2, false, "1502600000000000000", 15026)]
    [InlineData(15024500000, 2, false, "1502400000000000000", 15024)]
    [InlineData(-15025500000, 2, false, "-1502600000000000000", -15026)]
    [InlineData(-15024500000, 2, false, "-1502400000000000000", -15024)]
    [InlineData(15024500001, 2, false, "1502500000000000000", 15025)]
    [InlineData(long.MaxValue, 8, false, "922337203685477580700000000", long.MaxValue)]
    public void Worked_values_of_the_wide_profile(long mantissa, int precision, bool isQuantity, string raw, long written)
    {
        var scale = new RawScale(CatalogProfile.V1Hp, 8, precision, isQuantity, rounds: true);
        Assert.True(scale.Convert(mantissa, out var found, out var q) is ScaleResult.Exact or ScaleResult.Rounded);
        Assert.Equal((Int128.Parse(raw), (Int128)written), (found, q));
    }

    [Theory]
    [InlineData(15025000000, 2, "150250000000")]
    [InlineData(10000000000, 0, "100000000000")]
    public void Worked_values_of_the_narrow_profile(long mantissa, int precision, string raw)
    {
        Assert.Equal(ScaleResult.Exact, new RawScale(CatalogProfile.V1Sp, 8, precision, false, rounds: true).Convert(mantissa, out var found, out _));
        Assert.Equal(Int128.Parse(raw), found);
    }

    [Fact]
    public void Finer_values_are_refused_when_asked() =>
        Assert.Equal(ScaleResult.OffPrecision, new RawScale(CatalogProfile.V1Hp, 8, 2, false, rounds: false).Convert(15025500000, out _, out _));

    [Theory]
    [InlineData(922_337_203_600_000_000, true)]
    [InlineData(922_337_203_700_000_000, false)]
    [InlineData(-922_337_203_600_000_000, true)]
    [InlineData(-922_337_203_700_000_000, false)]
    public void The_narrow_profile_ends_at_its_price_limit(long mantissa, bool fits)
    {
        var scale = new RawScale(CatalogProfile.V1Sp, 8, 8, isQuantity: false, rounds: true);
        Assert.Equal(fits ? ScaleResult.Exact : ScaleResult.OutOfRange, scale.Convert(mantissa, out _, out _));
    }

    [Fact]
    public void Negative_quantities_are_out_of_range() =>
        Assert.Equal(ScaleResult.OutOfRange, new RawScale(CatalogProfile.V1Hp, 8, 0, true, true).Convert(-100_000_000, out _, out _));

    [Fact]
    public void What_is_written_exactly_comes_back() => Prop.ForAll<long, int, bool>((mantissa, p, narrow) =>
    {
        var profile = narrow ? CatalogProfile.V1Sp : CatalogProfile.V1Hp;
        var scale = new RawScale(profile, 8, Math.Abs(p % 9), isQuantity: false, rounds: false);
        return scale.Convert(mantissa, out var raw, out _) != ScaleResult.Exact
            || (RawText.TryToMantissa(raw, profile.FixedPrecision(), 8, out var back) && back == mantissa);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(11, 2, "0.11")]
    [InlineData(-5, 3, "-0.005")]
    [InlineData(0, 2, "0.00")]
    [InlineData(1234567, 0, "1234567")]
    [InlineData(long.MinValue, 8, "-92233720368.54775808")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    public void The_length_of_a_decimal_is_that_of_its_text(long mantissa, int precision, string text)
    {
        Assert.Equal(text, RawText.FormatMantissa(mantissa, precision));
        Assert.Equal(text.Length, RawText.Length(mantissa, precision));
    }
}
