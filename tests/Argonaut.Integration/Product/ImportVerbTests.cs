using System.Text.RegularExpressions;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>The verb <c>import</c> on the running program.</summary>
public sealed partial class ImportVerbTests
{
    [Fact]
    public async Task What_was_exported_is_there_already_and_a_foreign_id_becomes_new_rows()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = await ProductProcess.NewDemoDirectoryAsync(ct);
        await using var product = await ProductProcess.StartServingAsync(data, ["demo", "--rate", "500"], ct);
        while (await product.MetricAsync("argonaut_ticks_acknowledged_total", ct) < 2_000)
        {
        }

        var instruments = (await product.GetJsonAsync("/api/v1/instruments", ct)).GetProperty("items").EnumerateArray().ToArray();
        var ids = instruments.Where(i => i.GetProperty("recording").GetBoolean() && i.GetProperty("bar_price_type").GetString() == "LAST")
            .Select(i => i.GetProperty("instrument_id").GetString()!).Order().Take(2).ToArray();
        var exported = await ProductProcess.RunAsync(data, ["export", "ticks", "--instrument", ids[0]], ct);
        Assert.True(exported.ExitCode == 0, exported.Errors);
        var folder = Path.Combine(data, "demo", "exports");

        var plan = await ProductProcess.RunAsync(data, ["import", folder, "--dry-run"], ct);
        var again = await ProductProcess.RunAsync(data, ["import", folder], ct);
        var mapped = await ProductProcess.RunAsync(data, ["import", folder, "--map", $"{ids[0]}={ids[1]}"], ct);
        var missing = await ProductProcess.RunAsync(data, ["import", Path.Combine(data, "nothing")], ct);

        Assert.True(plan.ExitCode == 0, plan.Errors + plan.Output);
        Assert.Matches(WouldBeNone(), plan.Output);
        Assert.Matches(WrittenNone(), again.Output);
        Assert.True(mapped.ExitCode is 0 or 7, mapped.Errors + mapped.Output);
        Assert.DoesNotMatch(WrittenNone(), mapped.Output);
        Assert.Equal(2, missing.ExitCode);
    }

    [GeneratedRegex(@"[1-9][\d,]* rows, 0 would be new")]
    private static partial Regex WouldBeNone();

    [GeneratedRegex(@"[1-9][\d,]* rows, 0 written")]
    private static partial Regex WrittenNone();
}
