using Argonaut.Integration.Server.Fakes;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>What the system page draws.</summary>
public sealed class FigureTests
{
    [Fact]
    public async Task U_191_Each_figure_of_the_system_page_has_a_course_and_the_name_of_a_metric_that_exists()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync("/metrics");
        var metrics = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var history = await server.ReadAsync("/api/v1/system/history");

        var figures = history.GetProperty("figures").EnumerateArray().ToList();
        Assert.Contains(figures, f => f.GetProperty("name").GetString() == "received");
        Assert.Contains(figures, f => f.GetProperty("name").GetString() == "lag_ms_p99");
        foreach (var figure in figures)
        {
            Assert.Contains($"# TYPE {figure.GetProperty("metric").GetString()} ", metrics, StringComparison.Ordinal);
            Assert.NotEmpty(figure.GetProperty("values").EnumerateArray());
        }
    }

    [Fact]
    public async Task Without_a_doctor_nothing_was_looked_at()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Empty((await server.ReadAsync("/api/v1/system/doctor")).GetProperty("items").EnumerateArray());
    }
}
