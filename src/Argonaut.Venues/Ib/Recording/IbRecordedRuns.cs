using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>The runs of a recording of TWS frames, each played through decoder and session of the live product.</summary>
public sealed class IbRecordedRuns(IFrameSource source, IbReplayOptions options, TimeProvider realTime, ILogger log) : IRecordedRuns
{
    private readonly EntryQueue _entries = new(source);

    /// <inheritdoc/>
    public RecordedTime Time { get; } = new();

    /// <inheritdoc/>
    public bool TryNext(out IRecordedFeed feed)
    {
        feed = null!;   // the port promises a value only with true
        while (_entries.TryPeek(out var entry))
        {
            // A recording whose begin was deleted begins with a picture of a session.
            if (entry.At >= options.To) return false;
            if (Read(entry) is not var (settings, since))
            {
                _entries.Skip();
                continue;
            }

            Time.Set(since.Value > 0 ? since : entry.At);
            feed = new IbRecordedFeed(settings.ToOptions(), _entries, options, Time, realTime, log);
            return true;
        }

        return false;
    }

    /// <summary>Settings, and when the run began to take up what was recorded before; null for an entry that no run can begin with.</summary>
    private static (OptionsNote Settings, UnixNanos Since)? Read(in FrameEntry entry)
    {
        switch (entry.Kind)
        {
            case FrameEntryKind.Start:
                var start = JsonSerializer.Deserialize(entry.Body.Span, RecordingJson.Default.StartNote)!;   // what it was written with
                return (start.Options, new UnixNanos(start.Since));
            case FrameEntryKind.Picture:
                return (JsonSerializer.Deserialize(entry.Body.Span, RecordingJson.Default.PictureNote)!.Options, default);
            default:
                return null;
        }
    }
}
