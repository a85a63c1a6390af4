using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Argonaut.Cli;

/// <summary>The program's log: one line an event on standard error, so that standard output stays data.</summary>
internal static class Logs
{
    public static ILoggerFactory Create(string level) => LoggerFactory.Create(b => b
        .SetMinimumLevel(Enum.Parse<LogLevel>(level, ignoreCase: true))
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Npgsql", LogLevel.Error)
        .AddConsole(o =>
        {
            o.FormatterName = OneLineFormatter.FormatterName;
            o.LogToStandardErrorThreshold = LogLevel.Trace;
        })
        .AddConsoleFormatter<OneLineFormatter, ConsoleFormatterOptions>());
}
