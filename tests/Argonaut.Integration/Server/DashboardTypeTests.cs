using System.Diagnostics;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class DashboardTypeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_types_of_the_dashboard_are_what_the_document_makes_now()
    {
        await using var server = await RunningServer.StartAsync();
        var document = Path.Combine(SharedData.Root, "artifacts", "openapi.json");
        await File.WriteAllTextAsync(document, await (await server.GetAsync("/api/v1/openapi.json")).Content.ReadAsStringAsync(Ct), Ct);
        var start = new ProcessStartInfo("node", ["web/scripts/apiTypes.mjs", "--check", "artifacts/openapi.json"]) { WorkingDirectory = SharedData.Root, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);

        Assert.True(process.ExitCode == 0, errors);
    }
}
