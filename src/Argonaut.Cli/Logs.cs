using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Argonaut.Cli;

/// <summary>The program's log: one line an event on standard error, so that standard output stays data.</summary>
internal static class Logs
{
    public static ILoggerFactory Create(string level) => LoggerFactory.Create(b => b
        .SetMinimumLevel(Enum.Parse<LogLevel>(level, ignoreCase: true))
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Npgsql", LogLevel.Error)
        .AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fff'Z' ";
            o.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        })
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace));
}
