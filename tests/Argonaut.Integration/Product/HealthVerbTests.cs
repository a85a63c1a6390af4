using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>The verbs that say whether all is well.</summary>
public sealed class HealthVerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task U_187_Status_prints_the_sentences_of_the_truth_page()
    {
        var data = await ProductProcess.NewDemoDirectoryAsync(Ct);
        await using var demo = await ProductProcess.StartServingAsync(data, ["demo"], Ct);

        var (_, json, _) = await ProductProcess.RunAsync(data, ["status", "--output", "json"], Ct);
        var (_, text, _) = await ProductProcess.RunAsync(data, ["status"], Ct);

        using var status = JsonDocument.Parse(json);
        Assert.Contains("PAPER · SIMULATED", text, StringComparison.Ordinal);
        Assert.StartsWith("Can I trade now? No.", status.RootElement.GetProperty("trade_verdict").GetString(), StringComparison.Ordinal);
        Assert.Contains(status.RootElement.GetProperty("trade_verdict").GetString()!, text, StringComparison.Ordinal);
        foreach (var stage in status.RootElement.GetProperty("stages").EnumerateArray()) Assert.Contains(stage.GetProperty("name").GetString()!, text, StringComparison.Ordinal);
        Assert.EndsWith("balanced", text.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_without_a_running_program_says_how_to_start_one()
    {
        var (code, _, errors) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["status"], Ct);
        Assert.Equal(4, code);
        Assert.Contains("argonaut run", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_names_what_is_wrong_and_the_fix()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (code, text, _) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["doctor"], Ct, s =>
        {
            s.Environment["ARGONAUT_TEST_PORT"] = port;
            s.Environment["DATABASE_URL"] = "postgresql://nobody:canary-secret@127.0.0.1:1/none";
            s.Environment["IB_HOST"] = "127.0.0.1";
            s.Environment["IB_PORT"] = "1";
        });

        Assert.Equal(5, code);
        Assert.Contains($"fail  port       Port {port} is taken by process {Environment.ProcessId}", text, StringComparison.Ordinal);
        Assert.Contains("fail  database", text, StringComparison.Ordinal);
        Assert.Contains("warn  broker", text, StringComparison.Ordinal);
        Assert.Contains("pass  data", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_on_a_machine_that_is_well_passes()
    {
        var (code, text, _) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["doctor", "--only", "port", "data", "disk", "exports", "database"], Ct);
        Assert.True(code == 0, text);
        Assert.DoesNotContain("fail", text, StringComparison.Ordinal);
    }
}
