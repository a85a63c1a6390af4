using System.Globalization;

namespace Argonaut.Bench.Processes;

/// <summary>
/// Keeps the processors of a virtual machine from falling asleep while latencies are taken, as <c>idle=poll</c> does for a kernel: a
/// processor that the hypervisor has put to sleep comes back milliseconds late, and every side of a comparison would measure that.
/// A process of its own with one pausing thread a processor, in the scheduler's idle class: whoever else wants to run comes first.
/// </summary>
internal sealed class AwakeCores : IAsyncDisposable
{
    private const string Ready = "awake";

    private readonly ChildProcess? _process;

    private AwakeCores(ChildProcess? process) => _process = process;

    /// <summary>Returns when the threads run; does nothing where the system has no idle class.</summary>
    public static async Task<AwakeCores> StartAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux()) return new AwakeCores(null);
        var program = Path.Combine(AppContext.BaseDirectory, "Argonaut.Bench.dll");
        var process = ChildProcess.Start("dotnet", [program, "awake", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForLineAsync(Ready, TimeSpan.FromSeconds(20), ct);
        return new AwakeCores(process);
    }

    /// <summary>The child: ends when its standard input does, so it cannot outlive the run.</summary>
    public static async Task<int> RunAsync(int threads)
    {
        for (var i = 0; i < threads; i++) new Thread(Pause) { IsBackground = true }.Start();
        Console.WriteLine(Ready);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    private static void Pause()
    {
        // In any other class it would compete with what is measured.
        if (!ThreadClass.TryGoLast()) return;
        while (true) Thread.SpinWait(1_000);
    }
}
