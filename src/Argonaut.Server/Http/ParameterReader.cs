using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Server.Contracts;
using Argonaut.Server.Sample;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>Reads a request's parameters from path, query and body by the route's table, and says everything that is wrong with them.</summary>
internal static class ParameterReader
{
    private const int MostErrors = 20;

    private static readonly string[] SecretNames = ["token", "access_token", "api_key", "authorization", "auth", "ticket", "session"];

    public static ParameterValues? Read(
        ApiRoute route, ImmutableArray<string> segments, IQueryCollection query, JsonElement? body, out Problem? problem)
    {
        var reading = new Reading();
        var known = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var parameter in route.Parameters.Where(p => p.Place != ParameterPlace.Path))
            foreach (var name in (IEnumerable<string>)[parameter.Name, .. parameter.Aliases])
                known[name] = parameter;

        foreach (var name in query.Keys.Where(name => !known.ContainsKey(name))) reading.Unknown(name, route);
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (body is { } root)
            foreach (var member in root.EnumerateObject())
            {
                if (known.TryGetValue(member.Name, out var parameter) && parameter.Place == ParameterPlace.Either) members[member.Name] = member.Value;
                else reading.Unknown(member.Name, route);
            }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var parameter in route.Parameters)
            values[parameter.Name] = parameter.Place == ParameterPlace.Path
                ? ReadPath(parameter, route, segments, reading)
                : ReadNamed(parameter, query, members, reading);

        problem = reading.ToProblem();
        return problem is null ? new ParameterValues(values.ToFrozenDictionary(StringComparer.Ordinal)) : null;
    }

    private static object? ReadPath(Parameter parameter, ApiRoute route, ImmutableArray<string> segments, Reading reading)
    {
        var pattern = route.Pattern[1..].Split('/');
        var rest = Array.IndexOf(pattern, $"{{**{parameter.Name}}}");
        if (rest >= 0) return rest < segments.Length ? Text(parameter, string.Join('/', segments.AsSpan()[rest..]), reading) : reading.Missing(parameter);
        var index = Array.IndexOf(pattern, $"{{{parameter.Name}}}");
        return index < segments.Length ? ParseText(parameter, segments[index], reading) : reading.Missing(parameter);
    }

    private static object? ReadNamed(Parameter parameter, IQueryCollection query, Dictionary<string, JsonElement> body, Reading reading)
    {
        var given = false;
        object? value = null;
        foreach (var name in (IEnumerable<string>)[parameter.Name, .. parameter.Aliases])
        {
            if (query.TryGetValue(name, out var texts) && texts.Count > 0)
            {
                var parsed = parameter.Kind == ParameterKind.TextList
                    ? ParseList(parameter, texts.SelectMany(t => (t ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)), reading)
                    : texts.Count == 1
                        ? ParseText(parameter, texts[0] ?? "", reading)
                        : reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{name}' was given {texts.Count} times; once is allowed.");
                Take(parsed, name);
            }

            if (body.TryGetValue(name, out var element) && !(element.ValueKind == JsonValueKind.Null && parameter.AllowsNull))
                Take(ParseJson(parameter, element, reading), name);
        }

        if (!given && parameter.IsRequired) reading.Missing(parameter);
        return value;

        void Take(object? parsed, string name)
        {
            if (given && parsed is not null && value is not null && !SameValue(parsed, value))
                reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{name}' was given twice with different values.");
            given = true;
            value = parsed;
        }
    }

    private static bool SameValue(object left, object right) =>
        left is ImmutableArray<string> a && right is ImmutableArray<string> b ? a.SequenceEqual(b, StringComparer.Ordinal) : left.Equals(right);

    private static object? ParseJson(Parameter parameter, JsonElement element, Reading reading)
    {
        switch (parameter.Kind, element.ValueKind)
        {
            case (ParameterKind.Integer, JsonValueKind.Number):
                return element.TryGetInt64(out var number)
                    ? InRange(parameter, number, reading)
                    : reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' must be a whole number.");
            case (ParameterKind.Flag, JsonValueKind.True or JsonValueKind.False):
                return element.GetBoolean();
            case (ParameterKind.TextList, JsonValueKind.Array):
                var texts = element.EnumerateArray().ToArray();
                return Array.Exists(texts, t => t.ValueKind != JsonValueKind.String)
                    ? reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' must be a list of strings.")
                    : ParseList(parameter, texts.Select(t => t.GetString()!), reading);
            case (ParameterKind.Json, JsonValueKind.Object):
                return element.GetRawText();
            case (ParameterKind.Integer or ParameterKind.Flag or ParameterKind.TextList or ParameterKind.Json, _):
            case (_, not JsonValueKind.String):
                return reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' must be {JsonTypeOf(parameter.Kind)}, found {element.ValueKind}.");
            default:
                return ParseText(parameter, element.GetString()!, reading);
        }
    }

    private static string JsonTypeOf(ParameterKind kind) => kind switch
    {
        ParameterKind.Integer => "a whole number",
        ParameterKind.Flag => "true or false",
        ParameterKind.TextList => "a list of strings",
        ParameterKind.Json => "an object",
        ParameterKind.Time => "a string: nanoseconds, RFC 3339 with an offset, or a date",
        _ => "a string",
    };

    private static object? ParseText(Parameter parameter, string text, Reading reading)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Instrument:
                return InstrumentId.TryParse(text, out var id)
                    ? id
                    : reading.Wrong(ProblemKinds.InvalidInstrumentId, parameter, $"Expected an instrument id such as AAPL.NASDAQ, found '{Shown(text)}'.");
            case ParameterKind.Time:
                return UnixNanos.TryParse(text, out var time) switch
                {
                    TimeParse.Ok => time,
                    TimeParse.Ambiguous => reading.Wrong(ProblemKinds.AmbiguousTime, parameter, $"The time '{Shown(text)}' has no offset: add Z or +hh:mm."),
                    _ => reading.Wrong(ProblemKinds.InvalidParameter, parameter,
                        $"Expected a time from 1970 to 2262 as nanoseconds, RFC 3339 or date, found '{Shown(text)}'."),
                };
            case ParameterKind.Timeframe:
                return Timeframe.TryParse(text, out var timeframe)
                    ? timeframe
                    : reading.Wrong(ProblemKinds.InvalidTimeframe, parameter,
                        $"'{Shown(text)}' is not a timeframe. Allowed: {string.Join(' ', Timeframe.All.Select(t => t.Code))}.");
            case ParameterKind.Integer:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? InRange(parameter, number, reading)
                    : reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' must be a whole number, found '{Shown(text)}'.");
            case ParameterKind.Flag:
                return text switch
                {
                    "true" or "1" => true,
                    "false" or "0" => false,
                    _ => reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' must be true or false, found '{Shown(text)}'."),
                };
            case ParameterKind.Choice:
                return Chosen(parameter, text, reading);
            case ParameterKind.Json:
                return reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' is taken from the JSON body only.");
            default:
                return Text(parameter, text, reading);
        }
    }

    private static object? ParseList(Parameter parameter, IEnumerable<string> texts, Reading reading)
    {
        var items = ImmutableArray.CreateBuilder<string>();
        foreach (var text in texts)
        {
            if (items.Count == parameter.LongestList)
                return reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' may hold at most {parameter.LongestList} items.");
            if ((parameter.Choices.IsEmpty ? Text(parameter, text, reading) : Chosen(parameter, text, reading)) is not string item) return null;
            items.Add(item);
        }

        return items.ToImmutable();
    }

    private static object? Chosen(Parameter parameter, string text, Reading reading)
    {
        foreach (var choice in parameter.Choices)
            if (choice.Equals(text, StringComparison.OrdinalIgnoreCase)) return choice;
        return reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' must be one of {string.Join(", ", parameter.Choices)}; found '{Shown(text)}'.");
    }

    private static object? Text(Parameter parameter, string text, Reading reading)
    {
        if (text.Length > parameter.LongestText)
            return reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' may hold at most {parameter.LongestText} characters.");
        foreach (var c in text)
            if (char.IsControl(c)) return reading.Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' holds a control character.");
        return parameter.IsRequired && text.Length == 0 ? reading.Missing(parameter) : text;
    }

    private static object? InRange(Parameter parameter, long number, Reading reading) =>
        number >= parameter.Minimum && number <= parameter.Maximum
            ? number
            : reading.Wrong(ProblemKinds.InvalidParameter, parameter,
                $"'{parameter.Name}' must be from {parameter.Minimum} to {parameter.Maximum}, found {number}.");

    /// <summary>Text of a caller in a sentence: short and on one line.</summary>
    private static string Shown(string text)
    {
        var shown = text.Length > 80 ? text[..80] + "…" : text;
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    /// <summary>Collects what is wrong; the first kind names the whole problem.</summary>
    private sealed class Reading
    {
        private readonly ImmutableArray<ProblemError>.Builder _errors = ImmutableArray.CreateBuilder<ProblemError>();
        private ProblemKind? _kind;
        private string? _hint;

        public object? Wrong(ProblemKind kind, Parameter parameter, string detail)
        {
            Add(kind, parameter.Name, detail);
            return null;
        }

        public object? Missing(Parameter parameter) => Wrong(ProblemKinds.InvalidParameter, parameter, $"'{parameter.Name}' is required.");

        public void Unknown(string name, ApiRoute route)
        {
            if (name == PastTime.Name)
            {
                Add(ProblemKinds.InvalidParameter, name, PastTime.Refusal(route.Method));
                return;
            }

            Add(ProblemKinds.UnknownField, Shown(name), $"'{Shown(name)}' is not known here.");
            if (name == SampleReads.Parameter) _hint = "This operation works on recorded data only, never on the sample: leave 'dataset' out.";
            if (SecretNames.Contains(name, StringComparer.OrdinalIgnoreCase)) _hint = "Tokens are never taken from a URL: send the header 'Authorization: Bearer arg_...'.";
        }

        public Problem? ToProblem() => _kind is null ? null : new Problem(_kind, _errors[0].Detail) { Errors = _errors.ToImmutable(), Hint = _hint };

        private void Add(ProblemKind kind, string name, string detail)
        {
            _kind ??= kind;
            if (_errors.Count < MostErrors) _errors.Add(new ProblemError("/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), kind.Code, detail));
        }
    }
}
