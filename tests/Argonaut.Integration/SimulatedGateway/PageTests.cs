using System.Diagnostics;
using System.Text.RegularExpressions;
using Argonaut.Integration.Product;
using Argonaut.SimulatedGateway.Control;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>docs/how-to/simulated-gateway.md tells the truth.</summary>
public sealed partial class PageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SharedData.Root, "docs", "how-to", "simulated-gateway.md"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_is_in_the_table_with_its_parameters() =>
        Assert.Equal(
            FaultCatalog.All.Select(d => (d.Name, d.Point.ToString().ToLowerInvariant(), string.Join(',', d.Parameters.Select(p => p.Name)))).Order(),
            Rows().Matches(Page).Select(m => (m.Groups[1].Value, m.Groups[2].Value, string.Join(',', Names().Matches(m.Groups[3].Value).Select(n => n.Groups[1].Value)))).Order());

    [Fact]
    public void Every_script_is_one() => Assert.All(Blocks("script"), block => Assert.NotEmpty(GatewayScript.Parse(block.Split('\n'))));

    [Fact]
    public async Task Every_call_of_the_control_api_is_answered()
    {
        var time = new SteppedTime(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        await using var api = await ControlServer.StartAsync(gateway.Control, 0, NullLogger<ControlServer>.Instance, Ct);
        var calls = Blocks("bash").SelectMany(b => b.Split('\n')).Where(l => l.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.True(calls.Count > 10);
        foreach (var call in calls)
        {
            var output = await RunAsync(call.Replace("curl -s", "curl -s -w '%{http_code}'", StringComparison.Ordinal), $"http://127.0.0.1:{api.Port}");
            Assert.True(output[^3] == '2', $"{call}: {output}");
        }
    }

    [Fact]
    public async Task The_program_plays_the_page_s_script_and_says_where_it_is_controlled()
    {
        var folder = ProductProcess.NewDataDirectory();
        var script = Path.Combine(folder, "script.txt");
        await File.WriteAllTextAsync(script, Blocks("script").Single(), Ct);
        var start = ProductProcess.Start(folder, ["gateway", "--port", "0", "--script", script, "--step", "--until-stdin-closes"]);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var control = "";
        while (await process.StandardOutput.ReadLineAsync(Ct) is { } line && !line.StartsWith("listening on ", StringComparison.Ordinal))
            if (line.StartsWith("control on ", StringComparison.Ordinal)) control = line["control on ".Length..];
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(control) };
            Assert.Contains("armed", await http.GetStringAsync("/v1/events", Ct), StringComparison.Ordinal);
            using var step = new StringContent("{\"seconds\":150}", System.Text.Encoding.UTF8, "application/json");
            using var stepped = await http.PostAsync("/v1/time/step", step, Ct);
            Assert.True(stepped.IsSuccessStatusCode);
            Assert.Contains("\"scenario\":\"realCalendar\"", await http.GetStringAsync("/v1/state", Ct), StringComparison.Ordinal);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(Ct);
            await errors;
            Directory.Delete(folder, recursive: true);
        }

        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData("--script", "no-such-file.txt")]
    [InlineData("--server-version", "170")]
    public async Task A_wrong_flag_ends_the_program_with_a_reason(string flag, string value)
    {
        var folder = ProductProcess.NewDataDirectory();
        var (code, _, errors) = await ProductProcess.RunAsync(folder, ["gateway", "--port", "0", flag, value], Ct);
        Assert.NotEqual(0, code);
        Assert.Contains(value, errors, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<string> Blocks(string language) => Fences().Matches(Page).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    private static async Task<string> RunAsync(string command, string control)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true } };
        process.StartInfo.Environment["CONTROL"] = control;
        process.Start();
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return output;
    }

    [GeneratedRegex(@"^\| `(\w+)` \| (action|hook|state) \| .* \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"`(\w+)=")]
    private static partial Regex Names();

    [GeneratedRegex(@"```(\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();
}
