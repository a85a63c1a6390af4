using Microsoft.Extensions.Logging;

namespace Argonaut.Flight;

/// <summary>Events 2300 to 2399.</summary>
internal static partial class FlightLog
{
    [LoggerMessage(2300, LogLevel.Warning, "Frames cannot be recorded in {Directory}: {Problem}")]
    public static partial void CannotWrite(ILogger log, string directory, string problem);
}
