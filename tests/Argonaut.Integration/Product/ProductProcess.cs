using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Argonaut.Integration.Postgres;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>The built program as a user runs it, with a data directory of its own and a free port.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output;
    private readonly Task _reading;

    private ProductProcess(Process process, StringBuilder output, Task reading, Uri url)
    {
        _process = process;
        _output = output;
        _reading = reading;
        Http = new HttpClient { BaseAddress = url };
    }

    public HttpClient Http { get; }

    public int Pid => _process.Id;

    /// <summary>Everything that it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static string Program => Path.Combine(SharedData.Root, "artifacts", "bin", "Argonaut.Cli", Configuration, "argonaut.dll");

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>A folder below the temporary one that the private PostgreSQL's user can reach.</summary>
    public static string NewDataDirectory() => PostgresFixture.NewFolder();

    /// <summary>One whose demo finds the database that a first start makes, for tests of what comes later.</summary>
    public static async Task<string> NewDemoDirectoryAsync(CancellationToken ct)
    {
        var data = NewDataDirectory();
        var demo = Directory.CreateDirectory(Path.Combine(data, "demo"));
        await (await TestContext.Current.GetFixture<PostgresFixture>())!.CopyClusterAsync(Path.Combine(demo.FullName, "postgres"), ct);
        return data;
    }

    public static ProcessStartInfo Start(string dataDirectory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ARGONAUT_DATA_DIR"] = dataDirectory;
        start.Environment["ARGONAUT_TEST_PORT"] = "0";
        start.WorkingDirectory = SharedData.Root;
        return start;
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string dataDirectory, IEnumerable<string> arguments, CancellationToken ct, Action<ProcessStartInfo>? adjust = null)
    {
        var start = Start(dataDirectory, arguments);
        adjust?.Invoke(start);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a serving verb and returns once it prints that it is ready, or another line that has its address.</summary>
    public static async Task<ProductProcess> StartServingAsync(
        string dataDirectory, IEnumerable<string> arguments, CancellationToken ct, Action<ProcessStartInfo>? adjust = null, string until = "ready ")
    {
        var start = Start(dataDirectory, arguments);
        adjust?.Invoke(start);
        var process = Process.Start(start)!;
        var output = new StringBuilder();
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (output) output.AppendLine(line);
                if (line.StartsWith(until, StringComparison.Ordinal)) ready.TrySetResult(new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
            }
        }

        var reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        _ = reading.ContinueWith(_ => ready.TrySetException(new InvalidOperationException($"The program ended before it was ready:\n{output}")), TaskScheduler.Default);
        try
        {
            return new ProductProcess(process, output, reading, await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), ct));
        }
        catch
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await reading;
            process.Dispose();
            throw;
        }
    }

    /// <summary>Waits when the program says that it was asked too often.</summary>
    public async Task<JsonElement> GetJsonAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), ct);
            if (answer is { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter.Delta: { } wait })
            {
                await Task.Delay(wait, TimeProvider.System, ct);
                continue;
            }

            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        }
    }

    /// <summary>The sum of all samples of one metric.</summary>
    public async Task<double> MetricAsync(string name, CancellationToken ct)
    {
        var text = await Http.GetStringAsync("/metrics", ct);
        return text.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal) && (l.Length > name.Length && l[name.Length] is ' ' or '{'))
            .Sum(l => double.Parse(l.AsSpan(l.LastIndexOf(' ') + 1), NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>SIGKILL: no chance to write anything more.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken ct)
    {
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", Pid.ToString(CultureInfo.InvariantCulture)]))!)
            await kill.WaitForExitAsync(ct);
        await _process.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromSeconds(20), ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync(CancellationToken.None);
        }

        Http.Dispose();
        await _reading;
        _process.Dispose();
    }
}
