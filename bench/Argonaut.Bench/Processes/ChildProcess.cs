using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Argonaut.Bench.Processes;

/// <summary>
/// A process the run owns: its lines are read as they come and it is ended, by its id, when disposed. Lines nobody reads are
/// dropped, oldest first; the last ones appear in error messages.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(4_096) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Queue<string> _tail = new();
    private readonly Task _reading;

    private ChildProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(PumpAsync(process.StandardOutput, toLines: true), PumpAsync(process.StandardError, toLines: false));
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"Expected a new process for '{program}', found none."));
    }

    public async Task WriteLineAsync(string line, CancellationToken ct)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
    }

    /// <summary>The next line of standard output.</summary>
    /// <exception cref="InvalidOperationException">The process ended.</exception>
    public async Task<string> ReadLineAsync(CancellationToken ct)
    {
        try
        {
            return await _lines.Reader.ReadAsync(ct);
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"Expected a line, found the end of process {Pid}. It said:\n{Tail()}");
        }
    }

    /// <summary>Reads on until a line contains <paramref name="text"/>, and returns that line.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task<string> WaitForLineAsync(string text, TimeSpan patience, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            while (true)
            {
                var line = await ReadLineAsync(limit.Token);
                if (line.Contains(text, StringComparison.Ordinal)) return line;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"Expected a line with '{text}' within {patience.TotalSeconds:0} s. Process {Pid} said:\n{Tail()}");
        }
    }

    /// <summary>Asks politely (SIGTERM on Unix), then ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (!OperatingSystem.IsWindows()) await CommandOutput.ReadAsync("kill", ["-TERM", $"{Pid}"], CancellationToken.None);
            else _process.Kill(entireProcessTree: true);
            using var limit = new CancellationTokenSource(StopPatience);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        await _reading;
        _process.Dispose();
    }

    public string Tail()
    {
        lock (_tail) return string.Join('\n', _tail);
    }

    private async Task PumpAsync(StreamReader reader, bool toLines)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_tail)
            {
                _tail.Enqueue(line);
                if (_tail.Count > 30) _tail.Dequeue();
            }

            if (toLines) _lines.Writer.TryWrite(line);
        }

        if (toLines) _lines.Writer.TryComplete();
    }
}
