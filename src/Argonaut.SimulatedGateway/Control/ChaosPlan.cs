using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Control;

/// <summary>An endless script of faults drawn from a seed: the same seed gives the same faults at the same times.</summary>
public static class ChaosPlan
{
    /// <summary>Seconds between two faults.</summary>
    private const int Shortest = 5;
    private const int Longest = 60;

    private static readonly FaultSpec[] Repertoire =
    [
        FaultSpec.Of(FaultCatalog.Link11001102, ("seconds", "8")),
        FaultSpec.Of(FaultCatalog.Link11001101, ("seconds", "8")),
        FaultSpec.Of(FaultCatalog.FarmFlap, ("farm", "usfarm")),
        FaultSpec.Of(FaultCatalog.FarmFlap, ("farm", "usfuture")),
        FaultSpec.Of(FaultCatalog.FarmFlap, ("farm", "ushmds")),
        FaultSpec.Of(FaultCatalog.DeadAfterFarmFlap),
        FaultSpec.Of(FaultCatalog.DailyRestart, ("seconds", "10")),
        FaultSpec.Of(FaultCatalog.DailyRestart, ("seconds", "10"), ("abruptly", "1")),
        FaultSpec.Of(FaultCatalog.ConnectRefused, ("seconds", "5")),
        FaultSpec.Of(FaultCatalog.Rst),
        FaultSpec.Of(FaultCatalog.Fin),
        FaultSpec.Of(FaultCatalog.Fin, ("moment", "midFrame")),
        FaultSpec.Of(FaultCatalog.HalfOpen, ("seconds", "12")),
        FaultSpec.Of(FaultCatalog.SlowReader, ("seconds", "5")),
        FaultSpec.Of(FaultCatalog.PartialFrame, ("bytes", "3"), ("seconds", "5")),
        FaultSpec.Of(FaultCatalog.Coalesced, ("seconds", "5")),
        FaultSpec.Of(FaultCatalog.Competing10197, ("seconds", "15")),
        FaultSpec.Of(FaultCatalog.StaleNoTicks, ("seconds", "20")),
        FaultSpec.Of(FaultCatalog.OutOfOrderTicks),
        FaultSpec.Of(FaultCatalog.CrossedOrNegative),
        FaultSpec.Of(FaultCatalog.ClockSkew, ("offset", "45"), ("seconds", "30")),
        FaultSpec.Of(FaultCatalog.UnknownMessage),
        FaultSpec.Of(FaultCatalog.UnknownMessage, ("kind", "trailing")),
        FaultSpec.Of(FaultCatalog.Malformed),
        FaultSpec.Of(FaultCatalog.DepthReset317),
        FaultSpec.Of(FaultCatalog.Pacing162),
        FaultSpec.Of(FaultCatalog.Rate100),
        FaultSpec.Of(FaultCatalog.EmptyHistory),
        FaultSpec.Of(FaultCatalog.HistGapsAndDuplicates) with { Times = 1 },
        FaultSpec.Of(FaultCatalog.LateTicksAfterCancel),
        FaultSpec.Of(FaultCatalog.ClientIdInUse),
        FaultSpec.Of(FaultCatalog.HelloThenSilent),
        FaultSpec.Of(FaultCatalog.DuplicateStatus) with { Times = 5 },
        FaultSpec.Of(FaultCatalog.LateCommission, ("seconds", "5")),
        FaultSpec.Of(FaultCatalog.CancelFillRace),
    ];

    /// <summary>Steps in the order of their times, without an end.</summary>
    public static IEnumerable<ScriptStep> Steps(ulong seed)
    {
        var at = 0L;
        for (var n = 0L; ; n++)
        {
            var hash = Noise.At(seed, n);
            at += Shortest + (long)(hash % (Longest - Shortest + 1));
            yield return new FaultStep(TimeSpan.FromSeconds(at), Repertoire[(int)((hash >> 32) % (ulong)Repertoire.Length)]);
        }
    }
}
