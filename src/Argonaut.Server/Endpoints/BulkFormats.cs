using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argonaut.Domain;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Argonaut.Server.Endpoints;

internal enum BulkFormat
{
    Json,
    Lines,
    Csv,
}

/// <summary>The three forms of bulk reads (api.md A-009), chosen by <c>Accept</c>.</summary>
internal static class BulkFormats
{
    private const string LinesType = "application/x-ndjson";
    private const string CsvType = "text/csv";

    public static ImmutableArray<ApiAnswer> Answers(Type page) =>
    [
        new ApiAnswer(200, page, "A page of rows. As NDJSON or CSV the next cursor is in `X-Next-Cursor`."),
        new ApiAnswer(200, typeof(string), "One JSON object a line.", LinesType),
        new ApiAnswer(200, typeof(string), "A header line and one row a line.", CsvType),
    ];

    /// <summary>False when the client accepts none of them.</summary>
    public static bool TryChoose(string? accept, out BulkFormat format)
    {
        format = BulkFormat.Json;
        if (accept is null) return true;
        if (!MediaTypeHeaderValue.TryParseList([accept], out var wanted)) return true;
        foreach (var type in wanted.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1))
        {
            if (type.MatchesMediaType("application/json")) return true;
            if (type.MatchesMediaType(LinesType)) return Set(BulkFormat.Lines, out format);
            if (type.MatchesMediaType(CsvType)) return Set(BulkFormat.Csv, out format);
        }

        return false;
    }

    public static Problem NotAcceptable() =>
        Problem.Of(ProblemKinds.NotAcceptable, $"This is offered as application/json, {LinesType} and {CsvType}.");

    public static IResult Page<T>(
        BulkFormat format, ImmutableArray<T> items, string? next, UnixNanos asOf, JsonTypeInfo<Page<T>> page, JsonTypeInfo<T> row) => format switch
    {
        BulkFormat.Lines => new TextReply(Lines(items, row), LinesType) { NextCursor = next },
        BulkFormat.Csv => new TextReply(Csv(items, row), CsvType + "; charset=utf-8; header=present") { NextCursor = next },
        _ => Reply.Page(items, next, asOf, page),
    };

    private static byte[] Lines<T>(ImmutableArray<T> items, JsonTypeInfo<T> row)
    {
        using var output = new MemoryStream();
        foreach (var item in items)
        {
            JsonSerializer.Serialize(output, item, row);
            output.WriteByte((byte)'\n');
        }

        return output.ToArray();
    }

    /// <summary>Columns are the keys of the JSON form; null is an empty field.</summary>
    private static byte[] Csv<T>(ImmutableArray<T> items, JsonTypeInfo<T> row)
    {
        using var output = new MemoryStream();
        using var writer = new StreamWriter(output) { NewLine = "\r\n" };
        var columns = row.Properties.Where(p => p.Get is not null && (items.IsEmpty || p.IsRequired || items.Any(i => p.Get(i!) is not null))).ToArray();
        writer.WriteLine(string.Join(',', columns.Select(p => p.Name)));
        foreach (var item in items) writer.WriteLine(string.Join(',', columns.Select(p => Field(p.Get!(item!)))));
        writer.Flush();
        return output.ToArray();
    }

    private static string Field(object? value)
    {
        var text = value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool Set(BulkFormat value, out BulkFormat format)
    {
        format = value;
        return true;
    }
}
