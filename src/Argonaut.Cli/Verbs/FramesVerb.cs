using System.Buffers.Binary;
using System.CommandLine;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Flight;
using Argonaut.Ports;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut frames</c>: what a recording of frames holds; with <c>--out</c> copies a part of it into one file, with <c>--redact</c> without account ids.</summary>
internal static class FramesVerb
{
    public static Command Create()
    {
        var path = new Argument<string?>("path") { Description = "A .frames file or a folder of them; the recording of this data directory when left out.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--out") { Description = "Copy the recording into this file." };
        var redact = new Option<bool>("--redact") { Description = "Replace account ids in the copy." };
        var from = new Option<string?>("--from") { Description = "Of the copy: first instant, RFC 3339 with an offset, or nanoseconds." };
        var to = new Option<string?>("--to") { Description = "Of the copy: end, excluded." };
        var command = new Command("frames", "List or copy recorded frames. Example: argonaut frames --out support.frames --redact") { path, output, redact, from, to };
        command.SetAction((parse, ct) =>
        {
            var settings = Settings.FromEnvironment();
            var begin = ReplayVerb.InstantOf(parse.GetValue(from), "--from", default);
            var end = ReplayVerb.InstantOf(parse.GetValue(to), "--to", UnixNanos.MaxValue);
            FrameReader Open() => FrameFiles.Open(parse.GetValue(path), settings, begin);
            if (parse.GetValue(output) is { } file) return Task.FromResult((int)Copy(Open, file, begin, end, parse.GetValue(redact), ct));
            if (parse.GetValue(redact)) throw new CliException(ExitCode.WrongUsage, "--redact needs --out: the recording itself is never changed.");
            return Task.FromResult((int)List(Open, ct));
        });
        return command;
    }

    private static ExitCode Copy(Func<FrameReader> open, string file, UnixNanos from, UnixNanos to, bool isRedacted, CancellationToken ct)
    {
        try
        {
            var (entries, accounts) = FrameCopy.Write(open, file, from, to, isRedacted, ct);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries in {file}{(isRedacted ? $", {accounts} account ids replaced" : "")}"));
            if (!isRedacted) Console.Error.WriteLine("argonaut: the copy holds account ids; make it with --redact before you hand it to somebody.");
            return ExitCode.Done;
        }
        catch (FrameFormatException e)
        {
            throw new CliException(ExitCode.WrongUsage, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.ResourceUnavailable, $"The copy cannot be written: {e.Message}");
        }
    }

    private static ExitCode List(Func<FrameReader> open, CancellationToken ct)
    {
        using var reader = open();
        var counts = new SortedDictionary<(FrameEntryKind Kind, int Id), (long Count, long Bytes)>();
        long lost = 0, holes = 0;
        while (reader.TryRead(out var entry))
        {
            ct.ThrowIfCancellationRequested();
            if (entry.Kind == FrameEntryKind.Loss)
            {
                holes++;
                lost += BinaryPrimitives.ReadInt64LittleEndian(entry.Body.Span);
            }

            if (!entry.IsFrame) continue;
            var (count, bytes) = counts.GetValueOrDefault((entry.Kind, entry.MessageId ?? -1));
            counts[(entry.Kind, entry.MessageId ?? -1)] = (count + 1, bytes + entry.Body.Length);
        }

        Console.WriteLine($"gateway   {reader.Head?.Gateway}, server version {reader.Head?.ServerVersion}{(reader.Head?.IsRedacted == true ? ", account ids replaced" : "")}");
        Console.WriteLine($"span      {reader.Span.First.ToIso()} to {reader.Span.Last.ToIso()}, {reader.Segments} files");
        foreach (var ((kind, id), (count, bytes)) in counts)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(kind == FrameEntryKind.Received ? "received" : "sent"),-9} {(id < 0 ? "hello" : id),5} {count,14:N0} frames {bytes,16:N0} bytes"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"missing   at {holes} places, {lost:N0} entries that were counted; damaged at {reader.Damaged}, {reader.TornBytes:N0} torn bytes"));
        return holes == 0 && reader.Damaged == 0 ? ExitCode.Done : ExitCode.DifferencesFound;
    }
}
