using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Accounts;
using Argonaut.Venues.Ib.History;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;
using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>
/// One recorded run: the entries make the steps that the loop of <see cref="IbFeed"/> made, through the same session, decoder, lines and
/// status, with the recorded stamps. It connects to nothing.
/// </summary>
internal sealed class IbRecordedFeed : IRecordedFeed
{
    private const long CatchUpEvery = UnixNanos.PerSecond;

    private readonly IbOptions _options;
    private readonly EntryQueue _entries;
    private readonly IbReplayOptions _replay;
    private readonly RecordedTime _time;
    private readonly TimeProvider _realTime;
    private readonly ILogger _log;
    private readonly IbSubscriptions _subscriptions = new();
    private readonly IbSilentLines _silentLines = new();
    private readonly IbSkipCounts _skipped = new();
    private readonly IbRequestIds _requestIds = new();
    private readonly RecordedLink _link = new();
    private readonly IbClock _clock;
    private readonly IbFlight _flight;
    private readonly IbTickDecoder _decoder;
    private readonly IbLineBook _lines;
    private readonly IbStatusBoard _board;
    private readonly RecordedAnswers _answers;
    private readonly IbBarHistory _bars;
    private readonly IbTickHistory _ticks;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IbSessionParts? _parts;
    private ReplaySink? _sink;
    private ReplayListener? _listener;
    private IbSession? _session;
    private ConnectNote? _connecting;
    private volatile RecordedProgress _progress = RecordedProgress.None;
    private TimeSpan _lookElapsed;
    private bool _needsPicture;
    private long _completeUntil;
    private long _frames;
    private long _lost;
    private int _holes;
    private UnixNanos _caughtUpAt;
    private UnixNanos _paceFrom;
    private long _paceStart;

    public IbRecordedFeed(IbOptions options, EntryQueue entries, IbReplayOptions replay, RecordedTime time, TimeProvider realTime, ILogger log)
    {
        (_options, _entries, _replay, _time, _realTime, _log) = (options, entries, replay, time, realTime, log);
        _clock = new IbClock(time);
        _flight = new IbFlight(NoFrames.Instance, _clock);
        _decoder = new IbTickDecoder(_skipped);
        _lines = new IbLineBook(_subscriptions, _flight);
        _board = new IbStatusBoard(options, time, _clock, _flight, _skipped, _lines) { IsReplayed = true };
        _answers = new RecordedAnswers(time);
        _bars = new IbBarHistory(options, time, _skipped, _answers);
        _ticks = new IbTickHistory(time, _skipped, _answers);
    }

    public Func<Instrument, KindSet, CancellationToken, Task> OnWanted { private get; set; } = (_, _, _) => Task.CompletedTask;

    public Func<InstrumentId, CancellationToken, Task> OnUnwanted { private get; set; } = (_, _) => Task.CompletedTask;

    public Func<long, CancellationToken, Task> CatchUp { private get; set; } = (_, _) => Task.CompletedTask;

    public Task Finished => _finished.Task;

    public RecordedProgress Progress => _progress;

    public string Source => IbInstruments.Source;

    public FeedStatus Status => _board.Current;

    public UnixNanos CompleteUntil => new(Volatile.Read(ref _completeUntil));

    /// <summary>The answers are known, whatever became of the connection.</summary>
    public bool AnswersHistory => true;

    public async Task RunAsync(ChannelWriter<MarketEvent> sink, IFeedListener listener, CancellationToken ct)
    {
        await Task.Yield();
        _listener = new ReplayListener(listener);
        _board.Listener = _listener;
        _sink = new ReplaySink(sink, _replay.From);
        _parts = new IbSessionParts(
            _options, _clock, _flight, _log, _decoder, _skipped, _board, _lines, _silentLines, _requestIds, new IbOrderIds(), new IbAccountBook(), _sink);
        try
        {
            await PlayAsync(ct);
            await CatchUp(Handed, ct);
            _answers.Complete();
            _finished.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _realTime, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The end that was asked for.
        }
        catch (Exception e)
        {
            _finished.TrySetException(e);
            throw;
        }
    }

    public ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, UnixNanos since, CancellationToken ct)
    {
        _subscriptions.Set(new IbWanted(instrument, kinds, since));
        return ValueTask.CompletedTask;
    }

    public ValueTask UnsubscribeAsync(InstrumentKey instrument, CancellationToken ct)
    {
        _subscriptions.Remove(instrument);
        return ValueTask.CompletedTask;
    }

    /// <summary>When a silent line was asked for again is part of the recording.</summary>
    public ValueTask ResubscribeAsync(InstrumentKey instrument, MarketEventKind kind, string reason, CancellationToken ct) => ValueTask.CompletedTask;

    public Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct) =>
        throw new FeedUnavailableException("A recording is being played: nothing can be looked up.");

    public Task<ImmutableArray<Bar>> RequestBarsAsync(BarHistoryRequest request, CancellationToken ct) => _bars.RequestAsync(request, ct);

    public Task<TickPage> RequestTicksAsync(TickHistoryRequest request, CancellationToken ct) => _ticks.RequestAsync(request, ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IbSessionParts Parts => _parts!;

    private async Task PlayAsync(CancellationToken ct)
    {
        var isFirst = true;
        while (_entries.TryPeek(out var entry) && entry.At < _replay.To)
        {
            if (entry.Kind == FrameEntryKind.Start && !isFirst) return;
            ct.ThrowIfCancellationRequested();
            _entries.Skip();
            if (isFirst) (_needsPicture, _caughtUpAt) = (entry.Kind == FrameEntryKind.Picture, entry.At);
            isFirst = false;
            await PaceAsync(entry.At, ct);
            _time.Set(entry.At, Passed(entry));
            await StepAsync(entry, ct);
            Volatile.Write(ref _completeUntil, entry.At.Value);
            if (entry.At - _caughtUpAt >= CatchUpEvery) await CatchUpAsync(entry.At, ct);
        }
    }

    private async Task CatchUpAsync(UnixNanos at, CancellationToken ct)
    {
        _caughtUpAt = at;
        _progress = new RecordedProgress(at, _frames, _sink!.Ticks, _lost, _holes, _link.Differences, _link.FirstDifference);
        await CatchUp(Handed, ct);
    }

    /// <summary>Ticks, and records that the feed refused, which are counted like ticks.</summary>
    private long Handed => _sink!.Ticks + _listener!.Refused;

    /// <summary>Monotonic time since the entry before: of two looks it is known, else it is that of the wall clock.</summary>
    private TimeSpan Passed(in FrameEntry entry)
    {
        var now = _time.Now;
        var wall = now.Value == 0 || entry.At < now ? TimeSpan.Zero : TimeSpan.FromTicks((entry.At - now) / 100);
        if (entry.Kind != FrameEntryKind.Look) return wall;
        var elapsed = ElapsedOf(entry);
        var passed = elapsed - _lookElapsed;
        // Only a difference that a clock's correction cannot make is worth a thought: the machine slept.
        var isFirst = _lookElapsed == TimeSpan.Zero;
        _lookElapsed = elapsed;
        return !isFirst && wall - passed > TimeSpan.FromSeconds(4) && passed >= TimeSpan.Zero ? passed : wall;
    }

    private static TimeSpan ElapsedOf(in FrameEntry look) => TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(look.Body.Span));

    private async ValueTask PaceAsync(UnixNanos at, CancellationToken ct)
    {
        if (double.IsPositiveInfinity(_replay.Speed)) return;
        if (_paceStart == 0) (_paceFrom, _paceStart) = (at, _realTime.GetTimestamp());
        var due = TimeSpan.FromTicks((long)((at - _paceFrom) / 100 / _replay.Speed));
        var wait = due - _realTime.GetElapsedTime(_paceStart);
        if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, _realTime, ct);
    }

    private async ValueTask StepAsync(FrameEntry entry, CancellationToken ct)
    {
        switch (entry.Kind)
        {
            case FrameEntryKind.Received: await ReceiveAsync(entry, ct); break;
            case FrameEntryKind.Look: await LookAsync(entry, ct); break;
            case FrameEntryKind.Connect: await ConnectAsync(entry, ct); break;
            case FrameEntryKind.End: End(entry); break;
            case FrameEntryKind.Told:
                _clock.Replay(entry.At);
                _board.Show();
                break;
            case FrameEntryKind.Wanted:
                await WantAsync(entry, ct);
                _clock.Replay(entry.At);
                _lines.Reconcile(LineState.Interrupted, IbOffline.NotConnected, LinkCause, out _);
                break;
            case FrameEntryKind.Picture: await RestoreAsync(entry, ct); break;
            case FrameEntryKind.Loss: Lose(entry); break;
        }
    }

    private async ValueTask ReceiveAsync(FrameEntry entry, CancellationToken ct)
    {
        _frames++;
        _clock.Replay(entry.At);
        if (_session is null) return;
        if (_entries.TryPeek(out var next) && next.Kind == FrameEntryKind.Sent) _link.Expect(_entries.TakeWhile(FrameEntryKind.Sent));
        await _session.ReplayFrameAsync(entry.Body, ct);
        _link.EndStep();
    }

    private async ValueTask LookAsync(FrameEntry entry, CancellationToken ct)
    {
        var effects = _entries.TakeWhile(FrameEntryKind.Sent, FrameEntryKind.Wanted, FrameEntryKind.AskedAgain, FrameEntryKind.Watched);
        foreach (var wanted in effects.Where(e => e.Kind == FrameEntryKind.Wanted)) await WantAsync(wanted, ct);
        foreach (var watched in effects.Where(e => e.Kind == FrameEntryKind.Watched)) Watch(Read(watched, RecordingJson.Default.WatchedNote).Instruments);
        foreach (var again in effects.Where(e => e.Kind == FrameEntryKind.AskedAgain)) AskAgain(Read(again, RecordingJson.Default.AgainNote));
        var sent = effects.Where(e => e.Kind == FrameEntryKind.Sent).ToList();
        _clock.Replay(entry.At, ElapsedOf(entry));
        _link.Expect(sent);
        if (_session is not null)
        {
            var asksForTime = sent.Any(e => e.MessageId is IbRequest.CurrentTime or IbRequest.CurrentTimeInMillis);
            var queries = sent.Where(e => e.MessageId is { } id && RecordedQuery.IsQuestion(id))
                .Select(e => new RecordedQuery(e.MessageId!.Value, e.Body, _answers)).ToList();
            await _session.ReplayLookAsync(asksForTime, queries, ct);
        }
        else if (_connecting is { } note)
        {
            _session = new IbSession(Parts, _link, note.WasFlapping);
            _session.ReplayBegin();
        }

        _link.EndStep();
    }

    private async ValueTask ConnectAsync(FrameEntry entry, CancellationToken ct)
    {
        foreach (var wanted in _entries.TakeWhile(FrameEntryKind.Wanted)) await WantAsync(wanted, ct);
        _clock.Replay(entry.At);
        _connecting = Read(entry, RecordingJson.Default.ConnectNote);
        _needsPicture = false;
        _requestIds.Replay(_connecting.NextRequestId);
        _silentLines.Take();
        IbOffline.ShowConnecting(_lines, _board, _connecting, LinkCause);
    }

    private void End(FrameEntry entry)
    {
        _clock.Replay(entry.At);
        var note = Read(entry, RecordingJson.Default.EndNote);
        var isStop = note == EndNote.OfStop;
        _session?.ReplayEnd(isStop ? IbEnd.Lost : Enum.Parse<IbEnd>(note.End), note.Detail, note.NewPort);
        (_session, _connecting) = (null, null);
        if (isStop) IbOffline.ShowStopped(_lines, _board);
        else IbOffline.ShowEnded(_lines, _board, note);
    }

    /// <summary>What was recorded then is recorded now, from the same moment on.</summary>
    private async ValueTask WantAsync(FrameEntry entry, CancellationToken ct)
    {
        var note = Read(entry, RecordingJson.Default.WantedNote);
        foreach (var removed in note.Removed) await OnUnwanted(InstrumentId.Parse(removed), ct);
        await WantAsync(note.Wanted, entry.At, ct);
    }

    private async ValueTask WantAsync(InstrumentNote[] wanted, UnixNanos at, CancellationToken ct)
    {
        foreach (var one in wanted)
        {
            if (one.ToInstrument() is not { } instrument) continue;
            _time.Set(new UnixNanos(one.Since), TimeSpan.Zero);
            await OnWanted(instrument, one.ToKinds(), ct);
        }

        _time.Set(at, TimeSpan.Zero);
    }

    private void Watch(string[] instruments) => _subscriptions.Watched =
        [.. _subscriptions.Wanted.Where(w => instruments.Contains(w.Instrument.Id.Value)).Select(w => w.Instrument.Key)];

    private void AskAgain(AgainNote note)
    {
        if (_lines.Pairs.FirstOrDefault(p => p.Instrument.Id.Value == note.Instrument) is { } pair)
            _silentLines.Add(pair.Instrument.Key, Enum.Parse<MarketEventKind>(note.Kind), note.Reason);
    }

    /// <summary>A picture says nothing new while everything was seen; after a hole, and at the begin, it is where things stand.</summary>
    private async ValueTask RestoreAsync(FrameEntry entry, CancellationToken ct)
    {
        if (!_needsPicture) return;
        _needsPicture = false;
        var picture = Read(entry, RecordingJson.Default.PictureNote);
        await WantAsync(picture.Wanted, entry.At, ct);
        _clock.Replay(entry.At, TimeSpan.FromTicks(picture.Elapsed));
        (_board.Endpoint, _board.Reconnects) = (picture.Endpoint, picture.Reconnects);
        _lines.Reconcile(LineState.Interrupted, IbOffline.NotConnected, GapCause.None, out _);
        _session?.ReplayEnd(IbEnd.Lost, "The recording has a hole here.", null);
        (_session, _connecting) = (null, null);
        Watch([.. picture.Pairs.Where(p => p.IsWatched).Select(p => p.Instrument)]);
        _lines.LookWhoIsWatched();
        IbPicture.Restore(Parts, picture);
        if (picture.Session is { } note)
        {
            _session = new IbSession(Parts, _link, wasFlapping: false);
            _session.Restore(note);
        }

        _board.Show();
    }

    private void Lose(FrameEntry entry)
    {
        _holes++;
        _lost += BinaryPrimitives.ReadInt64LittleEndian(entry.Body.Span);
        _needsPicture = true;
    }

    private GapCause LinkCause => _options.RestartWindow.Contains(_clock.Stamp.ToDateTimeOffset()) ? GapCause.DailyRestart : GapCause.LinkLost;

    private static T Read<T>(FrameEntry entry, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(entry.Body.Span, type)!;   // what it was written with
}
