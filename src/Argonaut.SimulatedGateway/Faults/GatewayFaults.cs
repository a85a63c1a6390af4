using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>
/// All armed faults and the log of what they did. Arming, asking and disarming are safe from any thread; asking costs one read while
/// nothing is armed.
/// </summary>
public sealed class GatewayFaults(MarketClock clock, ulong seed = 1)
{
    /// <summary>The log keeps this many lines; the oldest go first.</summary>
    public const int MaxEvents = 10_000;

    private const int MaxArmed = 1_000;
    private static readonly TimeSpan DueStep = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<FaultEvent> _events = new();
    private ImmutableList<ArmedFault> _armed = [];
    private Func<ArmedFault, int, Task>? _run;
    private int _lastId;
    private long _rolls;

    /// <summary>What is armed now.</summary>
    public IReadOnlyList<ArmedFault> Armed => Volatile.Read(ref _armed);

    /// <summary>The latest lines of the log, oldest first.</summary>
    public ImmutableArray<FaultEvent> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <exception cref="FaultException">Unknown name, unknown or unreadable parameter, or too many are armed.</exception>
    public ArmedFault Arm(string name, params ReadOnlySpan<(string Name, string Value)> parameters) => Arm(FaultSpec.Of(name, parameters));

    /// <inheritdoc cref="Arm(string, ReadOnlySpan{ValueTuple{string, string}})"/>
    public ArmedFault Arm(FaultSpec spec)
    {
        if (!FaultCatalog.TryFind(spec.Name, out var definition)) throw new FaultException($"Expected the name of a fault, found '{spec.Name}'.");
        foreach (var (name, value) in spec.Parameters) Check(definition, name, value);
        if (spec.Probability is < 0 or > 1) throw new FaultException($"Expected a probability of 0 to 1, found {spec.Probability}.");
        ArmedFault fault;
        lock (_gate)
        {
            if (_armed.Count >= MaxArmed) throw new FaultException($"At most {MaxArmed} faults can be armed.");
            fault = new ArmedFault(this, ++_lastId, spec, definition);
            Volatile.Write(ref _armed, _armed.Add(fault));
        }

        Log(fault, spec.ClientId ?? -1, "armed");
        if (definition.Point == FaultPoint.Action) Poll();
        return fault;
    }

    public void DisarmAll()
    {
        foreach (var fault in Armed) End(fault);
    }

    /// <summary>Starts what is due by the clock; called often by a timer.</summary>
    internal void Poll() => RunDue(static fault => fault.Spec.AfterMessages == 0, -1, messages: 0);

    /// <summary>Starts what waits for this client to have sent this many messages.</summary>
    internal void Poll(int clientId, long messages)
    {
        if (Armed.Count > 0) RunDue(fault => fault.Spec.ClientId is null || fault.Spec.ClientId == clientId, clientId, messages);
    }

    internal void RunActionsBy(Func<ArmedFault, int, Task> run) => _run = run;

    /// <summary>True when this fault happens at this occasion; it is counted and logged then.</summary>
    internal bool TryTake(string name, int clientId, long messages, out ArmedFault fault, string symbol = "", string what = "taken")
    {
        fault = null!;
        if (Armed.Count == 0) return false;
        lock (_gate)
        {
            foreach (var one in _armed)
            {
                if (one.Definition.Name != name || !Holds(one, clientId, messages) || (symbol.Length > 0 && !one.Covers(symbol))) continue;
                if (one.Occasions++ < one.Spec.Skip || !Draws(one)) continue;
                one.Hits++;
                if (one.MaxHits > 0 && one.Hits >= one.MaxHits) Remove(one);
                fault = one;
                break;
            }
        }

        if (fault is null) return false;
        Log(fault, clientId, what);
        if (!fault.IsArmed) fault.Complete();
        return true;
    }

    /// <summary>True while this state holds for this client.</summary>
    internal bool Holds(string name, int clientId, long messages, out ArmedFault fault, string symbol = "")
    {
        fault = null!;
        if (Armed.Count == 0) return false;
        var began = false;
        ArmedFault? over = null;
        lock (_gate)
        {
            foreach (var one in _armed)
            {
                if (one.Definition.Name != name || !Holds(one, clientId, messages) || (symbol.Length > 0 && !one.Covers(symbol))) continue;
                if (one.Since is null)
                {
                    if (one.Occasions++ < one.Spec.Skip || !Draws(one)) continue;
                    (one.Since, one.Hits, began) = (clock.Now, 1, true);
                }

                if (one.Seconds() > TimeSpan.Zero && clock.Now >= one.Since.Value + (long)one.Seconds().TotalNanoseconds)
                {
                    Remove(one);
                    over = one;
                    continue;
                }

                fault = one;
                break;
            }
        }

        over?.Complete();
        if (began && fault is not null) Log(fault, clientId, "begins");
        return fault is not null;
    }

    internal void End(ArmedFault fault)
    {
        lock (_gate)
        {
            if (!fault.IsArmed) return;
            Remove(fault);
        }

        Log(fault, fault.Spec.ClientId ?? -1, "ended");
        fault.Complete();
    }

    internal void Log(ArmedFault fault, int clientId, string what, ReadOnlySpan<byte> bytes = default)
    {
        var line = new FaultEvent(clock.Now, fault.Id, fault.Definition.Name, clientId, what, Convert.ToHexString(bytes));
        lock (_gate)
        {
            if (_events.Count == MaxEvents) _events.Dequeue();
            _events.Enqueue(line);
        }
    }

    /// <summary>Polls by the gateway's clock until disposed.</summary>
    internal ITimer StartTimer() => clock.Time.CreateTimer(_ => Poll(), null, DueStep, DueStep);

    private void RunDue(Func<ArmedFault, bool> fits, int clientId, long messages)
    {
        if (Armed.Count == 0 || _run is not { } run) return;
        foreach (var fault in Armed)
        {
            if (fault.Definition.Point != FaultPoint.Action || !fits(fault)) continue;
            lock (_gate)
            {
                if (fault.IsRunning || !fault.IsArmed || !Holds(fault, fault.Spec.ClientId ?? clientId, messages)) continue;
                if (fault.Occasions++ < fault.Spec.Skip || !Draws(fault)) continue;
                fault.IsRunning = true;
                fault.Hits++;
            }

            var client = fault.Spec.ClientId ?? clientId;
            Log(fault, client, "begins");
            _ = RunAsync(fault, run(fault, client));
        }
    }

    private async Task RunAsync(ArmedFault fault, Task action)
    {
        try
        {
            await action;
        }
        catch (OperationCanceledException)
        {
            // Disarmed, or the gateway ends.
        }

        if (fault.MaxHits > 0 && fault.Hits >= fault.MaxHits) End(fault);
        else fault.IsRunning = false;
    }

    private bool Holds(ArmedFault fault, int clientId, long messages) =>
        (fault.Spec.ClientId is not { } wanted || wanted == clientId)
        && messages >= fault.Spec.AfterMessages
        && (fault.Spec.At is not { } at || clock.Now >= at);

    private bool Draws(ArmedFault fault) =>
        fault.Spec.Probability >= 1 || (Noise.At(seed ^ (ulong)fault.Id << 32, _rolls++) >> 11) * (1.0 / (1L << 53)) < fault.Spec.Probability;

    private void Remove(ArmedFault fault)
    {
        Volatile.Write(ref _armed, _armed.Remove(fault));
        fault.IsArmed = false;
    }

    private static void Check(FaultDefinition definition, string name, string value)
    {
        var parameter = definition.Parameters.FirstOrDefault(p => p.Name == name)
            ?? throw new FaultException($"{definition.Name} has no parameter '{name}'; it has: {string.Join(", ", definition.Parameters.Select(static p => p.Name))}.");
        var isNumber = decimal.TryParse(parameter.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        if (isNumber && !decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw new FaultException($"Expected a number for {definition.Name}.{name}, found '{value}'.");
    }
}
