using System.Text.Json.Serialization;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>The settings that decide what a session does.</summary>
/// <param name="RestartStart">Of the gateway's daily restart, <c>HH:mm</c> in <paramref name="RestartZone"/>.</param>
/// <param name="AccountPoll">Between two lists of orders and fills, ticks of 100 ns.</param>
internal sealed record OptionsNote(
    int ClientId, int MaxServerVersion, int MarketDataLines, int MarketDepthBudget, int MarketDepthRows, int TickByTickBudget, bool AllowDelayedData, bool UseRegularHours, bool AcceptNanoseconds,
    TimeOnly RestartStart, TimeOnly RestartEnd, string RestartZone, bool FollowsAccounts, long AccountPoll)
{
    public static OptionsNote Of(IbOptions o) => new(
        o.ClientId, o.MaxServerVersion, o.MarketDataLines, o.MarketDepthBudget, o.MarketDepthRows, o.TickByTickBudget, o.AllowDelayedData, o.UseRegularHours, o.AcceptNanoseconds,
        o.RestartWindow.Start, o.RestartWindow.End, o.RestartWindow.Zone, o.FollowsAccounts, o.AccountPollInterval.Ticks);

    public IbOptions ToOptions() => new()
    {
        ClientId = ClientId, MaxServerVersion = MaxServerVersion, MarketDataLines = MarketDataLines, MarketDepthBudget = MarketDepthBudget,
        MarketDepthRows = MarketDepthRows, TickByTickBudget = TickByTickBudget, AllowDelayedData = AllowDelayedData,
        UseRegularHours = UseRegularHours, AcceptNanoseconds = AcceptNanoseconds,
        RestartWindow = new IbRestartWindow(RestartStart, RestartEnd, RestartZone),
        FollowsAccounts = FollowsAccounts, AccountPollInterval = TimeSpan.FromTicks(AccountPoll),
    };
}

/// <summary>A feed began to run.</summary>
/// <param name="Since">When its process began to take up what it had recorded before; 0 when there was nothing.</param>
internal sealed record StartNote(OptionsNote Options, long Since);

/// <summary>A connection is being made.</summary>
/// <param name="Reconnects">Attempts before it.</param>
/// <param name="WasFlapping">The one before lived so shortly that this one waits before it subscribes.</param>
/// <param name="NextRequestId">Its requests are numbered from here.</param>
internal sealed record ConnectNote(string Endpoint, long Reconnects, bool WasFlapping, int NextRequestId);

/// <param name="End">Name of the way in which it ended.</param>
/// <param name="IsRestart">At the time of the gateway's daily restart.</param>
/// <param name="Next">What is done about it, for the operator.</param>
internal sealed record EndNote(string End, string Detail, int? NewPort, bool IsRestart, string Next)
{
    /// <summary>The feed was stopped, connected or not.</summary>
    public static EndNote OfStop { get; } = new("Stopped", "Stopped.", null, false, "");
}

/// <param name="Wanted">New, or with other kinds than before.</param>
/// <param name="Removed">Instrument ids.</param>
internal sealed record WantedNote(InstrumentNote[] Wanted, string[] Removed);

/// <param name="Kind">Name of the kind of its line.</param>
internal sealed record AgainNote(string Instrument, string Kind, string Reason);

/// <param name="Kinds">Names of the kinds that are wanted.</param>
/// <param name="Since">When they were asked for, nanoseconds UTC.</param>
/// <param name="Definition">As <see cref="InstrumentDefinition"/> writes it.</param>
internal sealed record InstrumentNote(string Id, string Source, int PriceScale, int SizeScale, string[] Kinds, long Since, string Definition)
{
    public static InstrumentNote Of(IbWanted wanted) => new(
        wanted.Instrument.Id.Value, wanted.Instrument.Source, wanted.Instrument.PriceScale, wanted.Instrument.SizeScale,
        [.. wanted.Kinds.Each.Select(k => k.ToString())], wanted.Since.Value, InstrumentDefinition.ToJson(wanted.Instrument));

    public KindSet ToKinds() => KindSet.Of([.. Kinds.Select(Enum.Parse<MarketEventKind>)]);

    /// <summary>Without a key.</summary>
    public Instrument? ToInstrument() => InstrumentDefinition.FromJson(0, Source, Id, PriceScale, SizeScale, Definition);
}

/// <param name="Instruments">Ids.</param>
internal sealed record WatchedNote(string[] Instruments);

/// <summary>The state of a feed and of its session between two steps.</summary>
/// <param name="Elapsed">Monotonic time, ticks of 100 ns.</param>
/// <param name="Session">Null while there is no connection.</param>
internal sealed record PictureNote(
    OptionsNote Options, long Elapsed, string Endpoint, long Reconnects, int NextRequestId, int NextOrderId, InstrumentNote[] Wanted, PairNote[] Pairs, LineNote[] Lines,
    SessionNote? Session);

/// <param name="LastWatched">When somebody looked at it for the last time.</param>
internal sealed record PairNote(string Instrument, bool IsWatched, long LastWatched);

/// <param name="RequestId">Of its stream; 0 when it has none.</param>
/// <param name="Mode">Of its stream.</param>
/// <param name="NotBefore">Monotonic, ticks of 100 ns; as all times here but <paramref name="LastTick"/>.</param>
/// <param name="BrokenTimes">How often in a row its book was found broken, the last time at <paramref name="BrokenAt"/>.</param>
internal sealed record LineNote(
    string Instrument, string Kind, string State, string Detail, string Cause, long LastTick, int RequestId, string? Mode, bool IsDelayed,
    long NotBefore, long? AgainAt, bool NeedsLevel1, bool HasTriedDelayed, bool HasRetried, bool AwaitsRoom, string? GivenTo, long BrokenAt, int BrokenTimes,
    BookNote? Book, DepthNote? Depth);

/// <summary>An order book by its rows.</summary>
/// <param name="Hour">Hour of UTC of which the whole book was told, since 1970; -1: of none.</param>
/// <param name="Bids">Price and size of each row in turn, mantissas.</param>
internal sealed record DepthNote(int Rows, bool IsSmart, long Hour, bool MayHaveMissed, long[] Bids, long[] Asks);

/// <summary>A level-1 book, mantissas.</summary>
internal sealed record BookNote(long? Bid, long? Ask, long? BidSize, long? AskSize, long[]? Emitted, long? CrossedSince);

internal sealed record SessionNote(
    int ServerVersion, string[] Accounts, string Phase, bool HasNextId, bool HasAccounts, long? ReadyAt, long SubscribeFrom, bool IsLinkLost, string[] BrokenDataFarms,
    string[] BrokenHistoryFarms, string[] BrokenDefinitionFarms, BudgetNote LineBudget, BudgetNote DepthBudget, BudgetNote TickByTickBudget, RequestedNote[] RequestedAt,
    long? AskedAt, long AskedAtWall, long? ClockOffset, AccountNote Account);

/// <param name="Due">When orders and fills are listed again: monotonic, ticks of 100 ns.</param>
/// <param name="IsListing">A list was asked for and is not complete.</param>
/// <param name="HasPositions">The positions were told once.</param>
internal sealed record AccountNote(long Due, bool IsListing, bool HasPositions);

internal sealed record BudgetNote(int Used, int Learnt, long ProbeAt);

internal sealed record RequestedNote(int ConId, string TickType, long At);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartNote))]
[JsonSerializable(typeof(ConnectNote))]
[JsonSerializable(typeof(EndNote))]
[JsonSerializable(typeof(WantedNote))]
[JsonSerializable(typeof(AgainNote))]
[JsonSerializable(typeof(WatchedNote))]
[JsonSerializable(typeof(PictureNote))]
internal sealed partial class RecordingJson : JsonSerializerContext;
