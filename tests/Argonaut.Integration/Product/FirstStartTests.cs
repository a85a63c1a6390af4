using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>The program on a machine that has neither broker nor data.</summary>
public sealed class FirstStartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task U_015_Without_broker_and_data_the_checklist_is_what_doctor_prints_with_a_fix_for_each_line()
    {
        var data = ProductProcess.NewDataDirectory();
        await using var program = await ProductProcess.StartServingAsync(data, ["run"], Ct, Bare);

        var answer = await program.GetJsonAsync("/api/v1/system/doctor", Ct);
        var (code, printed, _) = await ProductProcess.RunAsync(data, ["doctor"], Ct, Bare);

        var checks = answer.GetProperty("items").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        Assert.Equal(
            ["port", "data", "disk", "exports", "database", "broker", "clock", "dashboard", "entitlements", "instruments", "recording"],
            answer.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal("pass", checks["database"].GetProperty("result").GetString());
        foreach (var name in (string[])["broker", "entitlements", "instruments", "recording"]) Assert.Equal("warn", checks[name].GetProperty("result").GetString());
        foreach (var name in (string[])["broker", "entitlements", "instruments", "recording"])
        {
            Assert.False(string.IsNullOrEmpty(checks[name].GetProperty("fix").GetString()), name);
            Assert.Contains($"{checks[name].GetProperty("result").GetString(),-5} {name,-10}", printed, StringComparison.Ordinal);
            Assert.Contains(checks[name].GetProperty("fix").GetString()!, printed, StringComparison.Ordinal);
        }

        Assert.Equal(checks.Values.Any(c => c.GetProperty("result").GetString() == "fail") ? 5 : 0, code);
    }

    [Fact]
    public async Task U_194_A_restart_says_how_the_run_before_it_ended_and_the_same_settings_have_the_same_hash()
    {
        var data = ProductProcess.NewDataDirectory();
        JsonElement first, third;
        await using (var program = await ProductProcess.StartServingAsync(data, ["run"], Ct, Bare))
        {
            first = await program.GetJsonAsync("/api/v1/system/info", Ct);
            await program.StopAsync(Ct);
        }

        // Its database outlives it and holds its output open until the next run ends that.
        await using var killed = await ProductProcess.StartServingAsync(data, ["run"], Ct, Bare);
        await killed.KillAsync(Ct);
        await using (var program = await ProductProcess.StartServingAsync(data, ["run"], Ct, Bare)) third = await program.GetJsonAsync("/api/v1/system/info", Ct);
        string? hash;
        await using (var program = await ProductProcess.StartServingAsync(data, ["run"], Ct, s =>
        {
            Bare(s);
            s.Environment["PARQUET_COMPRESSION"] = "zstd";
        })) hash = (await program.GetJsonAsync("/api/v1/system/info", Ct)).GetProperty("config_hash").GetString();

        Assert.Empty(first.GetProperty("restarts").EnumerateArray());
        var reasons = third.GetProperty("restarts").EnumerateArray().Select(r => r.GetProperty("reason").GetString()!).ToList();
        Assert.Equal(2, reasons.Count);
        Assert.Contains("ended without a word", reasons[0], StringComparison.Ordinal);
        Assert.Contains("stopped in good order", reasons[1], StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{12}$", first.GetProperty("config_hash").GetString());
        Assert.Equal(first.GetProperty("config_hash").GetString(), third.GetProperty("config_hash").GetString());
        Assert.NotEqual(first.GetProperty("config_hash").GetString(), hash);
    }

    private static void Bare(ProcessStartInfo start)
    {
        start.Environment["IB_HOST"] = "127.0.0.1";
        start.Environment["IB_PORT"] = "1";
    }
}
