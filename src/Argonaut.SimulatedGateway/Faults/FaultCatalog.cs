using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>Every fault by name (ib-tws-protocol.md 12.2). Names are what scripts, the control API and tests use.</summary>
public static class FaultCatalog
{
    public const string ConnectRefused = "connectRefused";
    public const string AcceptThenSilent = "acceptThenSilent";
    public const string HelloThenSilent = "helloThenSilent";
    public const string OldServer = "oldServer";
    public const string NewServer = "newServer";
    public const string HalfOpen = "halfOpen";
    public const string Rst = "rst";
    public const string Fin = "fin";
    public const string PartialFrame = "partialFrame";
    public const string Coalesced = "coalesced";
    public const string SlowReader = "slowReader";
    public const string Burst = "burst";
    public const string UnknownMessage = "unknownMessage";
    public const string Malformed = "malformed";
    public const string NonAsciiText = "nonAsciiText";
    public const string DuplicateStatus = "duplicateStatus";
    public const string LateStatus = "lateStatus";
    public const string MissingStatus = "missingStatus";
    public const string ExecBeforeOpenOrder = "execBeforeOpenOrder";
    public const string LateCommission = "lateCommission";
    public const string CommissionTwice = "commissionTwice";
    public const string ExecCorrection = "execCorrection";
    public const string CancelFillRace = "cancelFillRace";
    public const string RejectAfterAccept = "rejectAfterAccept";
    public const string HoldLocate = "holdLocate";
    public const string Link11001102 = "link1100_1102";
    public const string Link11001101 = "link1100_1101";
    public const string Port1300 = "port1300";
    public const string FarmFlap = "farmFlap";
    public const string DailyRestart = "dailyRestart";
    public const string OrderLostAtRestart = "orderLostAtRestart";
    public const string DeadAfterFarmFlap = "deadAfterFarmFlap";
    public const string Storm1100 = "storm1100";
    public const string ClientIdInUse = "clientIdInUse";
    public const string Pacing162 = "pacing162";
    public const string Pacing420 = "pacing420";
    public const string Rate100 = "rate100";
    public const string Competing10197 = "competing10197";
    public const string NotSubscribed = "notSubscribed";
    public const string StaleNoTicks = "staleNoTicks";
    public const string OutOfOrderTicks = "outOfOrderTicks";
    public const string CrossedOrNegative = "crossedOrNegative";
    public const string ClockSkew = "clockSkew";
    public const string DepthReset317 = "depthReset317";
    public const string EmptyHistory = "emptyHistory";
    public const string HistGapsAndDuplicates = "histGapsAndDuplicates";
    public const string NoReady = "noReady";
    public const string LateTicksAfterCancel = "lateTicksAfterCancel";
    public const string ReusedReqId = "reusedReqId";

    private static readonly FaultParameter Symbol = new("symbol", "", "Only this symbol; empty is every one.");

    public static ImmutableArray<FaultDefinition> All { get; } =
    [
        Action(ConnectRefused, "The port is closed; connections stay.", ("seconds", "5", "How long; 0 until it is disarmed.")),
        Hook(AcceptThenSilent, "Accepts and never answers the hello.", 1),
        Hook(HelloThenSilent, "Answers the hello and nothing after START_API.", 1),
        Hook(OldServer, "Answers the hello with an old version.", 1, ("version", "170", "The version.")),
        Hook(NewServer, "Answers the hello with a version that is too new.", 1, ("version", "215", "The version.")),
        Hook(NoReady, "nextValidId comes late.", 1, ("seconds", "20", "After START_API.")),
        Hook(ClientIdInUse, "Error 326 and the end of the connection, as after a ghost session.", 1),
        State(HalfOpen, "Nothing is read or written any more; the socket stays.", ("seconds", "0", "How long; 0 until it is disarmed.")),
        State(SlowReader, "Nothing is read any more; writing goes on.", ("seconds", "10", "How long; 0 until it is disarmed.")),
        Action(Rst, "The connection is reset.", ("moment", "now", "now, or midFrame: after half of the next frame.")),
        Action(Fin, "The connection is closed orderly.", ("moment", "now", "now, or midFrame: after half of the next frame.")),
        State(PartialFrame, "Frames go out in pieces.", ("bytes", "1", "Size of a piece."), ("delayMs", "0", "Pause after each."), ("seconds", "0", "How long; 0 until it is disarmed.")),
        State(Coalesced, "Frames are held back and go out together.", ("frames", "500", "How many to wait for, at most 100 ms."), ("seconds", "0", "How long; 0 until it is disarmed.")),
        Hook(UnknownMessage, "A frame that no client knows, before the next answer.", 1, ("kind", "id", "id: message 998; trailing: the next frame has fields more.")),
        Hook(Malformed, "A frame that cannot be read, before the next answer.", 1, ("kind", "short", "short: too few fields; word: a word for a number; length: above 16 MiB.")),
        Hook(NonAsciiText, "Names with escaped and raw characters beyond ASCII.", 0),
        Action(Link11001102, "1100, silence, 1102; streams go on.", ("seconds", "10", "Silence.")),
        Action(Link11001101, "1100, every stream is dropped, 1101.", ("seconds", "10", "Silence.")),
        Action(Storm1100, "1100 again and again, then 1102.", ("every", "5", "Seconds between two."), ("seconds", "120", "Until 1102.")),
        Action(Port1300, "1300 with a new port, then the connections are closed and only the new port listens.", ("port", "0", "The port; 0 takes a free one.")),
        Action(FarmFlap, "A farm breaks and comes back; what it serves is silent meanwhile.", ("farm", "usfarm", "usfarm, usfuture, cashfarm (2103, 2104), ushmds (2105, 2106) or secdefil (2157, 2158)."), ("seconds", "3", "Between both.")),
        Action(DeadAfterFarmFlap, "2103, 2104; bar streams never deliver again.", ("farm", "usfarm", "Its name."), ("seconds", "3", "Between both.")),
        Action(DailyRestart, "Everybody is disconnected, the port is closed, the first logins meet ghosts (326); orders stay, streams do not.", ("seconds", "90", "Port closed."), ("ghosts", "2", "Logins refused afterwards."), ("abruptly", "0", "1: RST instead of FIN.")),
        State(OrderLostAtRestart, "placeOrder and cancelOrder are read and swallowed; arm it shortly before dailyRestart.", ("seconds", "0", "How long; 0 until it is disarmed.")),
        Action(Competing10197, "10197 on every market data stream, no ticks meanwhile.", ("seconds", "30", "How long; 0 until it is disarmed.")),
        Hook(NotSubscribed, "No entitlement: with 10167, or another code but delayed data allowed, delayed ticks; else the error alone. Tick-by-tick: 10189.", 0, ("code", "354", "354, 10089, 10167, 10168, 10186, or 10090: part is missing, the rest flows."), Symbol),
        State(StaleNoTicks, "Streams are accepted but silent.", ("seconds", "0", "How long; 0 until it is disarmed."), Symbol),
        Hook(OutOfOrderTicks, "Tick-by-tick times go back.", 20, ("seconds", "5", "At most; at least 1."), Symbol),
        Hook(CrossedOrNegative, "Ticks that no market has.", 20, ("kind", "crossed", "crossed, negative, zero, huge or max."), Symbol),
        State(ClockSkew, "The gateway's own time is off.", ("offset", "90", "Seconds; negative is behind."), ("seconds", "0", "How long; 0 until it is disarmed.")),
        Action(Burst, "Many ticks at once on every tick-by-tick stream.", ("ticks", "20000", "How many.")),
        Action(DepthReset317, "317 on every depth stream, then the book again.", Symbol),
        Hook(Pacing162, "A historical request is refused for its pacing.", 1),
        Hook(Pacing420, "A request for real time bars is refused for its pacing.", 1),
        Hook(Rate100, "A message is refused with error 100; the third ends the connection.", 1),
        Hook(EmptyHistory, "History is empty.", 1, ("kind", "none", "none: n = 0; error: 162 no data."), Symbol),
        Hook(HistGapsAndDuplicates, "Bars are missing, repeated, and reach beyond the page; ticks are missing and repeated.", 0, Symbol),
        Hook(LateTicksAfterCancel, "Ticks still come for a cancelled stream.", 1, ("ticks", "20", "At most.")),
        Hook(ReusedReqId, "After the login, answers for request ids of the connection before.", 1),
        Hook(DuplicateStatus, "Every orderStatus comes again.", 0, ("copies", "2", "1 to 3 more.")),
        Hook(LateStatus, "An old orderStatus follows Filled.", 1),
        Hook(MissingStatus, "No orderStatus for an order that fills.", 1),
        Hook(ExecBeforeOpenOrder, "execDetails come before the first openOrder.", 1),
        Hook(LateCommission, "The commission comes late.", 1, ("seconds", "30", "After the execution.")),
        Hook(CommissionTwice, "The commission comes again with another value.", 1, ("factor", "2", "Of the first.")),
        Hook(ExecCorrection, "The execution comes again as .02 with another price.", 1, ("ticks", "1", "By how many price steps.")),
        Hook(CancelFillRace, "A cancel meets a fill.", 1, ("kind", "fillWins", "fillWins: PendingCancel, execution, Filled; late: Cancelled, then an execution of one unit.")),
        Hook(RejectAfterAccept, "Submitted, then 201 and Inactive.", 1),
        Hook(HoldLocate, "PreSubmitted, whyHeld locate; Submitted later.", 1, ("seconds", "5", "Held.")),
    ];

    private static readonly FrozenDictionary<string, FaultDefinition> ByName = All.ToFrozenDictionary(static d => d.Name);

    public static bool TryFind(string name, out FaultDefinition definition) => ByName.TryGetValue(name, out definition!);

    private static FaultDefinition Action(string name, string effect, params ReadOnlySpan<FaultParameter> parameters) =>
        new(name, FaultPoint.Action, effect, 1, [.. parameters]);

    private static FaultDefinition Action(string name, string effect, params ReadOnlySpan<(string, string, string)> parameters) =>
        new(name, FaultPoint.Action, effect, 1, Made(parameters));

    private static FaultDefinition Hook(string name, string effect, int times, params ReadOnlySpan<(string, string, string)> parameters) =>
        new(name, FaultPoint.Hook, effect, times, Made(parameters));

    private static FaultDefinition Hook(string name, string effect, int times, (string, string, string) parameter, FaultParameter other) =>
        new(name, FaultPoint.Hook, effect, times, [.. Made([parameter]), other]);

    private static FaultDefinition Hook(string name, string effect, int times, FaultParameter parameter) =>
        new(name, FaultPoint.Hook, effect, times, [parameter]);

    private static FaultDefinition State(string name, string effect, params ReadOnlySpan<(string, string, string)> parameters) =>
        new(name, FaultPoint.State, effect, 1, Made(parameters));

    private static FaultDefinition State(string name, string effect, (string, string, string) parameter, FaultParameter other) =>
        new(name, FaultPoint.State, effect, 1, [.. Made([parameter]), other]);

    private static ImmutableArray<FaultParameter> Made(ReadOnlySpan<(string Name, string Default, string Meaning)> parameters)
    {
        var made = ImmutableArray.CreateBuilder<FaultParameter>();
        foreach (var (name, value, meaning) in parameters) made.Add(new FaultParameter(name, value, meaning));
        return made.ToImmutable();
    }
}
