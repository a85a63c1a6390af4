using System.Collections.Immutable;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>
/// The local place for what the store cannot take at the moment (faults.md 1.1): append-only, in order, and kept for a time after the
/// store has it, because a server may come back that lacks its last commits. <see cref="Append"/> has one caller at a time, and so have
/// <see cref="Next"/> and <see cref="MarkStored"/>; <see cref="Status"/> may be read from any thread.
/// </summary>
public interface ITickSpool
{
    /// <summary>An immutable picture, replaced at every change.</summary>
    SpoolStatus Status { get; }

    /// <summary>Writes a batch and waits until the disk has it: when it returns the batch is acknowledged.</summary>
    /// <param name="source">Whose streams the batch's ticks are numbered in; their stream numbers are not kept.</param>
    /// <returns>The batch's index: one above that of the batch before.</returns>
    /// <exception cref="SpoolUnavailableException">Nothing of the batch is acknowledged: the spool is full, or its disk failed.</exception>
    long Append(string source, StoreBatch batch);

    /// <summary>The first batch after an index, or null. A damaged one is left out and stands in the status.</summary>
    SpooledBatch? Next(long after);

    /// <summary>This batch and all before it are in the store. They are dropped when they have been there for the time to keep.</summary>
    void MarkStored(SpooledBatch last);

    /// <summary>Drops what has been in the store for the time to keep.</summary>
    void Trim();

    /// <summary>What a start needs to know when the store is away; replaces what was noted before.</summary>
    void SaveNotes(RecorderNotes notes);

    /// <summary>Null when nothing was noted yet.</summary>
    RecorderNotes? LoadNotes();
}

/// <param name="Index">1 and up.</param>
/// <param name="Total">Ticks of all batches up to and with this one.</param>
public sealed record SpooledBatch(long Index, string Source, StoreBatch Batch, TickTotals Total);

/// <summary>Known instruments with their keys, and what is recorded of them.</summary>
public sealed record RecorderNotes(ImmutableArray<Instrument> Instruments, ImmutableArray<Recording> Recorded);

/// <summary>How full the spool is and what waits in it.</summary>
/// <param name="Location">The folder.</param>
/// <param name="Bytes">On disk, with what is kept although it is stored.</param>
/// <param name="LimitBytes">More is refused.</param>
/// <param name="FirstIndex">Of the oldest batch that is kept.</param>
/// <param name="LastIndex">Of the newest batch; 0 before the first.</param>
/// <param name="StoredIndex">All up to this one are in the store.</param>
/// <param name="Waiting">Ticks that are not in the store yet.</param>
/// <param name="Problem">Why it takes no data; null when it does.</param>
/// <param name="Damages">What was found broken or missing; such files are kept aside.</param>
public sealed record SpoolStatus(
    string Location,
    long Bytes,
    long LimitBytes,
    long FirstIndex,
    long LastIndex,
    long StoredIndex,
    TickTotals Waiting,
    string? Problem,
    ImmutableArray<SpoolDamage> Damages)
{
    public long WaitingTicks => Waiting.Sum;

    /// <summary>0 to 1.</summary>
    public double Share => LimitBytes > 0 ? Math.Min(1, (double)Bytes / LimitBytes) : 1;
}

/// <param name="File">Its name in the spool's folder.</param>
/// <param name="Offset">Of the first byte that cannot be used.</param>
public sealed record SpoolDamage(string File, long Offset, string Detail);

/// <summary>The spool takes no data. The message is for the operator.</summary>
public sealed class SpoolUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
