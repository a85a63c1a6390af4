using System.Collections.Immutable;

namespace Argonaut.Bench.Facts;

/// <summary>CPU seconds that named processes (with their children) use from now on.</summary>
internal sealed class CpuMeter
{
    private readonly (string Name, int Pid, double Before)[] _processes;

    public CpuMeter(params ReadOnlySpan<(string Name, int Pid)> processes)
    {
        _processes = new (string, int, double)[processes.Length];
        for (var i = 0; i < processes.Length; i++)
            _processes[i] = (processes[i].Name, processes[i].Pid, ProcessCpu.TreeSeconds(processes[i].Pid));
    }

    public ImmutableDictionary<string, double> Read() => _processes.ToImmutableDictionary(
        p => p.Name, p => Math.Max(0, ProcessCpu.TreeSeconds(p.Pid) - p.Before));
}
