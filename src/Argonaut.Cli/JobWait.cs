using System.Globalization;
using System.Text.Json;

namespace Argonaut.Cli;

/// <summary>Has the server do long work and waits for it with progress; Ctrl-C cancels it (api.md A-098).</summary>
internal static class JobWait
{
    /// <param name="what">For messages: <c>export</c>.</param>
    /// <param name="onResult">Prints the result and says how it went.</param>
    public static async Task<ExitCode> RunAsync(ApiClient api, string what, string path, string json, Func<JsonElement, ExitCode> onResult, CancellationToken ct)
    {
        var answer = await api.PostAsync(path, json, "wait=0", ct);
        // Finished work answers with its result; longer work with its job.
        if (!answer.TryGetProperty("state", out _)) return Show(answer, onResult);
        var id = answer.GetProperty("id").GetString()!;
        try
        {
            while (true)
            {
                var job = await api.GetAsync($"/api/v1/jobs/{id}", ct);
                var state = job.GetProperty("state").GetString();
                if (state is "queued" or "running")
                {
                    ShowProgress(job);
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, ct);
                    continue;
                }

                if (job.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object) return Show(result, onResult);
                var detail = job.TryGetProperty("problem", out var problem) && problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("detail", out var d) ? d.GetString() : state;
                throw new CliException(ExitCode.Failed, $"The {what} ended as {state}: {detail}");
            }
        }
        catch (OperationCanceledException)
        {
            await api.DeleteAsync($"/api/v1/jobs/{id}", CancellationToken.None);
            Console.Error.WriteLine($"The {what} was cancelled. The same command starts it again.");
            return ExitCode.Interrupted;
        }
    }

    private static ExitCode Show(JsonElement result, Func<JsonElement, ExitCode> onResult)
    {
        if (!Console.IsErrorRedirected) Console.Error.Write("\r");
        return onResult(result);
    }

    private static void ShowProgress(JsonElement job)
    {
        if (Console.IsErrorRedirected) return;
        double Number(string name) => job.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
        var left = Number("eta_ms") is > 0 and var millis ? string.Create(CultureInfo.InvariantCulture, $"{millis / 1000:0} s left") : "";
        Console.Error.Write($"\r  {Number("progress"),6:P0}  {Number("rows_done"):N0} rows  {Number("rate_per_s"):N0} rows/s  {left,-12}");
    }
}
