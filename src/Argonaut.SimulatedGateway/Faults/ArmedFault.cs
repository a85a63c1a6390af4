using System.Globalization;
using Argonaut.Domain;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>A fault that waits for its moment or holds. Changes only under the lock of its <see cref="GatewayFaults"/>.</summary>
public sealed class ArmedFault
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GatewayFaults _owner;

    internal ArmedFault(GatewayFaults owner, int id, FaultSpec spec, FaultDefinition definition)
    {
        _owner = owner;
        (Id, Spec, Definition) = (id, spec, definition);
    }

    public int Id { get; }

    public FaultSpec Spec { get; }

    public FaultDefinition Definition { get; }

    /// <summary>How often it has happened.</summary>
    public int Hits { get; internal set; }

    public bool IsEnded => _completed.Task.IsCompleted;

    /// <summary>Completes when the fault is over: its action ran, its times are used up, its seconds passed, or it was disarmed.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Occasions seen, taken or not.</summary>
    internal int Occasions { get; set; }

    /// <summary>When a state began.</summary>
    internal UnixNanos? Since { get; set; }

    internal bool IsArmed { get; set; } = true;

    internal bool IsRunning { get; set; }

    internal int MaxHits => Spec.Times ?? Definition.Times;

    public void Disarm() => _owner.End(this);

    internal string Text(string parameter) =>
        Spec.Parameters.TryGetValue(parameter, out var given)
            ? given
            : Definition.Parameters.First(p => p.Name == parameter).Default;

    internal int Int(string parameter) => int.Parse(Text(parameter), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    internal decimal Decimal(string parameter) => decimal.Parse(Text(parameter), NumberStyles.Float, CultureInfo.InvariantCulture);

    internal TimeSpan Seconds(string parameter = "seconds") => TimeSpan.FromSeconds((double)Decimal(parameter));

    internal bool Covers(string symbol) => !Definition.Parameters.Any(static p => p.Name == "symbol") || Text("symbol") is "" || Text("symbol") == symbol;

    internal void Complete() => _completed.TrySetResult();
}
