using System.Text.Json;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>How work ended: a result, complete or partial, or a problem.</summary>
internal sealed record JobOutcome(JsonElement? Result, bool IsPartial, Problem? Problem)
{
    public static JobOutcome Done(JsonElement result, bool isPartial) => new(result, isPartial, null);

    public static JobOutcome Failed(Problem problem) => new(null, false, problem);

    /// <summary>From the JSON that is kept of it; null when it has not ended.</summary>
    public static JobOutcome? Parse(string? result, string? problem, bool isPartial)
    {
        if (problem is not null && JsonSerializer.Deserialize(problem, ServerJson.Default.ProblemDocument) is { } document) return Failed(Problem.Of(document));
        if (result is null) return null;
        using var parsed = JsonDocument.Parse(result);
        return Done(parsed.RootElement.Clone(), isPartial);
    }
}
