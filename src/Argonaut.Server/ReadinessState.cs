using Argonaut.Domain;

namespace Argonaut.Server;

/// <summary>
/// How far the start is (faults.md 1.4). The composition root writes it, the health routes read it. Safe from any thread.
/// </summary>
public sealed class ReadinessState(TimeProvider time)
{
    private volatile Snapshot _current = new(ReadinessPhase.Starting, "starting", "", Ports.HybridClock.Now(time));

    public Snapshot Current => _current;

    /// <summary>A start step has begun; the name is shown by <c>/health/ready</c>.</summary>
    public void Begin(string step) => Set(ReadinessPhase.Starting, step, "");

    public void Ready() => Set(ReadinessPhase.Ready, "", "");

    /// <summary>A loop that must run has ended: not ready any more, with its name.</summary>
    public void Fail(string loop, string detail) => Set(ReadinessPhase.Failed, loop, detail);

    public void Stop() => Set(ReadinessPhase.Stopping, "shutting down", "");

    private void Set(ReadinessPhase phase, string step, string detail) => _current = new Snapshot(phase, step, detail, Ports.HybridClock.Now(time));

    /// <param name="Step">What runs or what failed; empty when ready.</param>
    public sealed record Snapshot(ReadinessPhase Phase, string Step, string Detail, UnixNanos Since);
}
