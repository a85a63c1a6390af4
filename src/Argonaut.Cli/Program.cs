using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Argonaut.Cli;
using Argonaut.Cli.Verbs;

var root = new RootCommand("Argonaut: the live half of NautilusTrader research. Records, shows and exports market data.")
{
    DemoVerb.Create(),
    RunVerb.Create(),
    GatewayVerb.Create(),
    StopVerb.Create(),
    StatusVerb.Create(),
    DoctorVerb.Create(),
    ExportVerb.Create(),
    ImportVerb.Create(),
    CatalogVerb.Create(),
    VerifyVerb.Create(),
    TokenVerb.Create(),
    ReplayVerb.Create(),
    FramesVerb.Create(),
    VersionVerb.Create(),
};

var parse = root.Parse(args);
if (parse.Errors.Count > 0)
{
    foreach (var error in parse.Errors) Console.Error.WriteLine($"argonaut: {error.Message}");
    Console.Error.WriteLine("Run 'argonaut --help' for the verbs that exist.");
    return (int)ExitCode.WrongUsage;
}

// The first Ctrl-C or SIGTERM asks for a stop in good order, the second ends the process at once.
using var stop = new CancellationTokenSource();
void OnSignal(PosixSignalContext context)
{
    if (stop.IsCancellationRequested) return;
    context.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

try
{
    return await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token);
}
catch (CliException e)
{
    Console.Error.WriteLine($"argonaut: {e.Message}");
    return (int)e.Code;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return (int)ExitCode.Interrupted;
}
catch (Exception e)
{
    // The top of everything: a bug must be told, not end in a core dump.
    Console.Error.WriteLine($"argonaut: {e.GetType().Name}: {e.Message}\n{e.StackTrace}");
    return (int)ExitCode.Failed;
}
