using System.Text.Json;
using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>How work ended: a result, complete or partial, or a problem.</summary>
internal sealed record JobOutcome(JsonElement? Result, bool IsPartial, Problem? Problem)
{
    public static JobOutcome Done(JsonElement result, bool isPartial) => new(result, isPartial, null);

    public static JobOutcome Failed(Problem problem) => new(null, false, problem);
}
