using System.Collections.Immutable;

namespace Argonaut.Server.Http;

internal enum ParameterPlace
{
    Path,
    Query,

    /// <summary>Query string or JSON body; in both they must agree (api.md A-056).</summary>
    Either,
}

internal enum ParameterKind
{
    Text,
    Instrument,
    Time,
    Timeframe,
    Integer,
    Flag,
    Choice,

    /// <summary>Several texts; in the query string repeated or with commas.</summary>
    TextList,

    /// <summary>A JSON object of the body, taken as it is.</summary>
    Json,
}

/// <summary>One parameter of a route: how it is read, checked and documented.</summary>
internal sealed record Parameter(string Name, ParameterPlace Place, ParameterKind Kind, string Description)
{
    public bool IsRequired { get; init; }

    /// <summary>Other names with the same meaning.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The allowed values of a choice or of each item of a list; compared without case.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    public long Minimum { get; init; }

    public long Maximum { get; init; } = long.MaxValue;

    public int LongestText { get; init; } = 256;

    public int LongestList { get; init; } = 1000;

    /// <summary>As documented; the handler applies it.</summary>
    public string? Default { get; init; }

    /// <summary>JSON null in a body means: not given.</summary>
    public bool AllowsNull { get; init; }
}
