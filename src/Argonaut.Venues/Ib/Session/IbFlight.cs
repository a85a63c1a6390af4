using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Recording;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Writes down what a feed acts on, in the order in which it does. Owned by the feed's loop.</summary>
internal sealed class IbFlight(IFrameRecorder frames, IbClock clock)
{
    /// <summary>Counts the connections of this run.</summary>
    public int Connection { get; set; }

    public bool WantsPicture => frames.WantsPicture;

    public void Describe(string endpoint, int serverVersion) => frames.Describe(endpoint, serverVersion);

    /// <param name="since">When its process began to take up what it had recorded before.</param>
    public void Start(IbOptions options, UnixNanos since) => frames.Write(
        FrameEntryKind.Start, clock.Step(), 0,
        JsonSerializer.SerializeToUtf8Bytes(new StartNote(OptionsNote.Of(options), since.Value), RecordingJson.Default.StartNote));

    public void Received(ReadOnlySpan<byte> payload) => frames.Write(FrameEntryKind.Received, clock.Stamp, Connection, payload);

    /// <param name="frame">With its length, which is left out, or (the hello) as it goes over the wire.</param>
    public void Sent(ReadOnlySpan<byte> frame, bool isHello = false) =>
        frames.Write(FrameEntryKind.Sent, clock.Stamp, Connection, isHello ? frame : frame[IbFrame.HeaderSize..]);

    public void Look()
    {
        Span<byte> body = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(body, clock.Elapsed.Ticks);
        frames.Write(FrameEntryKind.Look, clock.Stamp, Connection, body);
    }

    public void Told() => frames.Write(FrameEntryKind.Told, clock.Stamp, Connection, []);

    public void Connect(ConnectNote note)
    {
        Connection++;
        frames.Write(FrameEntryKind.Connect, clock.Step(), Connection, JsonSerializer.SerializeToUtf8Bytes(note, RecordingJson.Default.ConnectNote));
    }

    public void End(EndNote note) =>
        frames.Write(FrameEntryKind.End, clock.Step(), Connection, JsonSerializer.SerializeToUtf8Bytes(note, RecordingJson.Default.EndNote));

    /// <param name="changed">New, or wanted with other kinds than before.</param>
    /// <param name="removed">Not wanted any more.</param>
    public void Wanted(ImmutableArray<IbWanted> changed, ImmutableArray<InstrumentId> removed)
    {
        if (changed.IsEmpty && removed.IsEmpty) return;
        var note = new WantedNote([.. changed.Select(InstrumentNote.Of)], [.. removed.Select(id => id.Value)]);
        frames.Write(FrameEntryKind.Wanted, clock.Stamp, Connection, JsonSerializer.SerializeToUtf8Bytes(note, RecordingJson.Default.WantedNote));
    }

    public void AskedAgain(InstrumentId instrument, MarketEventKind kind, string reason)
    {
        var note = new AgainNote(instrument.Value, kind.ToString(), reason);
        frames.Write(FrameEntryKind.AskedAgain, clock.Stamp, Connection, JsonSerializer.SerializeToUtf8Bytes(note, RecordingJson.Default.AgainNote));
    }

    public void Watched(ImmutableArray<InstrumentId> instruments) => frames.Write(
        FrameEntryKind.Watched, clock.Stamp, Connection,
        JsonSerializer.SerializeToUtf8Bytes(new WatchedNote([.. instruments.Select(id => id.Value)]), RecordingJson.Default.WatchedNote));

    public void Picture(PictureNote note) =>
        frames.WritePicture(clock.Step(), Connection, JsonSerializer.SerializeToUtf8Bytes(note, RecordingJson.Default.PictureNote));
}
